/** Every word that provenance tells stands in the body of the exchange that it names: over all recorded answers. */
import { fileURLToPath } from "node:url";
import { beforeAll, expect, test } from "vitest";
import { adapters } from "../../adapters/index.ts";
import { FIELD_RULES, PAPER_FIELDS, type PaperField } from "../../src/claims/field-rule.ts";
import { createClock } from "../../src/clock.ts";
import type { Database } from "../../src/db/client.ts";
import { readPage } from "../../src/ingest/archive.ts";
import { createIngest } from "../../src/ingest/ingest.ts";
import { packageRoot } from "../../src/package-root.ts";
import { describeDatabases } from "../kit/database.ts";
import { readExchange } from "../kit/fixture.ts";
import { silentLog } from "../kit/log.ts";
import { ask } from "../ranking/asking.ts";

interface Word {
  readonly field: PaperField;
  readonly value: string;
  readonly source: { readonly name: string };
  readonly rule: string;
  readonly isChosen: boolean;
  readonly exchange: { readonly url: string; readonly sha256: string; readonly fetchedAt: string };
}

const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** Letters and digits of a text, without case, marks and markup; instants as epoch seconds beside them. */
function wordsOf(text: string): Set<string> {
  const plain = text
    .replace(/\\u([0-9a-f]{4})/gi, (_all, code) => String.fromCharCode(Number.parseInt(code, 16)))
    .replace(/\\[nrt]/g, " ")
    .replace(/&#(\d+);/g, (_all, code) => String.fromCodePoint(Number(code)))
    .replace(/&(amp|lt|gt|quot|apos);/g, (_all, name) => ENTITIES[name] as string);
  const instants =
    plain.match(/\d{4}-\d{2}-\d{2}T[\d:.]+Z|[A-Z][a-z]{2}, {1,2}\d{1,2} [A-Z][a-z]{2} \d{4} [\d:]{8} (?:GMT|[+-]\d{4})/g) ?? [];
  const words =
    plain
      .normalize("NFKD")
      .replace(/\p{M}+/gu, "")
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? [];
  // A day may be stated as the first instant of it.
  const days = plain.match(/\d{4}-\d{2}-\d{2}/g) ?? [];
  return new Set([...words, ...days, ...instants.map((instant) => String(Date.parse(instant) / 1000))]);
}

/** The words that a value must find in the body. */
function sought(field: PaperField, value: string): string[] {
  if (field === "VERSIONS")
    return (JSON.parse(value) as { submittedAt: string }[]).flatMap((one) => sought("SUBMITTED_AT", one.submittedAt));
  if (["SUBMITTED_AT", "UPDATED_AT"].includes(field) && value.includes("T")) return [String(Date.parse(value) / 1000)];
  if (field === "SUBMITTED_AT") return [value];
  const texts = value.startsWith("[") ? (JSON.parse(value) as unknown[]).map(String) : [value];
  return [...wordsOf(JSON.stringify(texts))];
}

describeDatabases("provenance of recorded answers", (open) => {
  let database: Database;
  beforeAll(async () => {
    database = await open();
    const ingest = createIngest({
      ...{ database, adapters, settings: {}, clock: createClock({ clockUrl: null }), limitTimescale: 1 },
      ...{ contactEmail: null, backfillDays: 30, log: silentLog },
    });
    let minute = 0;
    for (const adapter of adapters.filter(({ id }) => ["arxiv", "huggingface", "github"].includes(id))) {
      const folder = fileURLToPath(new URL(`adapters/${adapter.id}/`, packageRoot));
      for (const [stream, { examples }] of Object.entries(adapter.streams)) {
        for (const example of examples) {
          const exchanges = example.exchanges.map((file) => readExchange(folder, file));
          minute += 1;
          await ingest.importPages(adapter.id, stream, [{ exchanges, fetchedAt: new Date(Date.UTC(2026, 7, 1, 0, minute)) }]);
        }
      }
    }
  });

  test("each value is what the exchange's body says, field by field", async () => {
    const { sql } = database;
    const bodies = new Map<string, Set<string>>();
    const pages = await sql<{ page_id: string }[]>`select distinct page_id from exchange`;
    await sql.begin(async (tx) => {
      for (const { page_id } of pages)
        for (const { bodySha256, exchange } of (await readPage(tx, page_id)).exchanges)
          bodies.set(bodySha256, wordsOf(exchange.body));
    });
    const ids = (await sql<{ id: string }[]>`select id from paper order by id`).map(({ id }) =>
      Buffer.from(`Paper:${id}`).toString("base64"),
    );
    expect(ids.length).toBeGreaterThan(60);
    const seen = new Map<PaperField, number>();
    const wrong: string[] = [];
    for (let start = 0; start < ids.length; start += 50) {
      const { data, codes } = await ask<{ nodes: { provenance: Word[] }[] }>(
        sql,
        new Date("2026-09-01"),
        "query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Paper { provenance { field value source { name } rule isChosen exchange { url sha256 fetchedAt } } } } }",
        { ids: ids.slice(start, start + 50) },
      );
      expect(codes).toEqual([]);
      for (const word of data.nodes.flatMap((node) => node.provenance)) {
        seen.set(word.field, (seen.get(word.field) ?? 0) + 1);
        expect(word.rule).toBe(FIELD_RULES[word.field].name);
        const body = bodies.get(word.exchange.sha256);
        const missing = sought(word.field, word.value).filter((one) => !body?.has(one));
        if (missing.length > 0)
          wrong.push(`${word.field} of ${word.source.name} at ${word.exchange.url}: ${missing.slice(0, 5).join(" ")}`);
      }
    }
    expect(wrong).toEqual([]);
    // Of the rest no recorded answer of these sources speaks.
    const silent: readonly PaperField[] = ["PUBLISHED_AT", "VENUE", "IS_RETRACTED", "CITATION_COUNT"];
    expect(PAPER_FIELDS.filter((field) => !seen.has(field))).toEqual(silent);
  });
});
