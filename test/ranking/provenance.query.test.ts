import { beforeAll, beforeEach, expect, test } from "vitest";
import type { PaperRecord } from "../../src/contract/index.ts";
import type { Database } from "../../src/db/client.ts";
import { identifierKey } from "../../src/db/entity-key.ts";
import { describeDatabases, emptyTables } from "../kit/database.ts";
import { ask } from "./asking.ts";
import { at, insertExchange, insertPapers, paperKey } from "./known-readings.ts";

const NOW = at("2026-08-24T12:00");
const [A, B] = ["2608.00001", "2608.00002"] as const;
const DOI = "10.1000/shared";

describeDatabases("where a paper's values come from", (open) => {
  let database: Database;
  beforeAll(async () => {
    database = await open();
  });
  beforeEach(async () => {
    await emptyTables(database);
    await insertPapers(database.sql, [A, B]);
    await claim(A, "huggingface", "daily", "2026-08-20T06:00", { title: "An old title", abstract: "Words." });
    await claim(A, "huggingface", "daily", "2026-08-20T18:00", {
      title: "A Title",
      abstract: "Words.",
      keywords: ["one", "two"],
    });
    await claim(A, "arxiv", "oai", "2026-08-21T00:00", {
      title: "A title",
      abstract: "Words.",
      authors: [{ name: "Ada" }, { name: "Bo" }],
    });
    await claim(A, "arxiv", "rss", "2026-08-20T04:00", { title: "A title, as announced" });
    await metric(A, "UPVOTES", "2026-08-20T06:00", 3);
    await metric(A, "UPVOTES", "2026-08-20T18:00", 5);
    await metric(A, "STARS", "2026-08-20T18:00", 99);
  });

  async function claim(arxivId: string, source: string, stream: string, observedAt: string, says: Partial<PaperRecord>) {
    const { sql } = database;
    const record = { kind: "paper", subject: { scheme: "arxiv", value: arxivId }, entry: null, isKnown: true, ...says };
    const exchangeId = await insertExchange(sql, source, at(observedAt), stream);
    await sql`
      insert into claim (subject, facet, source, stream, observed_at, digest, normalised, exchange_id)
      values (${paperKey(arxivId)}, 'paper', ${source}, ${stream}, ${at(observedAt)}, ${observedAt}, ${sql.json(record as never)}, ${exchangeId})`;
  }
  async function metric(arxivId: string, kind: string, observedAt: string, value: number) {
    const exchangeId = await insertExchange(database.sql, "huggingface", at(observedAt));
    await database.sql`
      insert into metric (subject, subject_type, kind, source, observed_at, value, exchange_id)
      values (${paperKey(arxivId)}, 'paper', ${kind}, 'huggingface', ${at(observedAt)}, ${value}, ${exchangeId})`;
  }
  async function shareDoi() {
    const id = identifierKey("paper", { scheme: "doi", value: DOI });
    for (const arxivId of [A, B]) {
      await claim(arxivId, "arxiv", "oai-raw", "2026-08-22T00:00", { identifiers: [{ scheme: "doi", value: DOI }] });
      await database.sql`
        insert into paper_identifier ${database.sql({ id, scheme: "doi", value: DOI, paper_id: paperKey(arxivId), position: 1, is_identifying: false })}`;
    }
  }
  const query = async <Data>(fields: string, arxivId: string = A) => {
    const id = Buffer.from(`Paper:${paperKey(arxivId)}`).toString("base64");
    return await ask<{ node: Data }>(database.sql, NOW, `{ node(id: "${id}") { ... on Paper { ${fields} } } }`);
  };
  type Words = {
    provenance: { field: string; value: string; source: { name: string }; isChosen: boolean; observedAt: string }[];
  };

  test("of each source the newest statement, the chosen one first, in the order asked", async () => {
    const { data, codes } = await query(
      "provenance(fields: [UPVOTES, TITLE]) { field value source { name } observedAt recordedAt rule isChosen paper { arxivId } }",
    );
    expect(codes).toEqual([]);
    const word = (field: string, value: string, source: string, time: string, rule: string, isChosen: boolean) => ({
      ...{ field, value, source: { name: source }, rule, isChosen, paper: { arxivId: A } },
      ...{ observedAt: `${time}:00.000Z`, recordedAt: `${time}:01.000Z` },
    });
    expect(data.node).toEqual({
      provenance: [
        word("UPVOTES", "5", "huggingface", "2026-08-20T18:00", "huggingface-first", true),
        word("TITLE", "A title", "arxiv", "2026-08-21T00:00", "arxiv-first", true),
        word("TITLE", "A Title", "huggingface", "2026-08-20T18:00", "arxiv-first", false),
      ],
    });
  });

  test("without fields everything that is stated, lists as JSON; nothing for what nobody states", async () => {
    const { data } = await query<Words>("provenance { field value source { name } isChosen observedAt }");
    expect(data.node.provenance.map(({ field, value, source }) => [field, value, source.name])).toEqual([
      ["TITLE", "A title", "arxiv"],
      ["TITLE", "A Title", "huggingface"],
      ["ABSTRACT", "Words.", "arxiv"],
      ["ABSTRACT", "Words.", "huggingface"],
      ["AUTHORS", '["Ada","Bo"]', "arxiv"],
      ["KEYWORDS", '["one","two"]', "huggingface"],
      ["UPVOTES", "5", "huggingface"],
    ]);
    expect((await query<Words>("provenance { field }", B)).data.node.provenance).toEqual([]);
  });

  test("long parts are read when their field is asked for, each field once", async () => {
    const { data } = await query<Words & { long: Words["provenance"] }>(
      "provenance(fields: [TITLE]) { value } long: provenance(fields: [ABSTRACT, AUTHORS, ABSTRACT]) { field value }",
    );
    expect(data.node.long.map(({ field }) => field)).toEqual(["ABSTRACT", "ABSTRACT", "AUTHORS"]);
    expect(data.node.provenance).toHaveLength(2);
  });

  test("the exchange that a value was read from", async () => {
    const { data } = await query("provenance(fields: [KEYWORDS]) { exchange { url status fetchedAt sha256 source { name } } }");
    expect(data.node).toEqual({
      provenance: [
        {
          exchange: {
            ...{ url: "https://huggingface.co/api/daily_papers", status: 200, fetchedAt: "2026-08-20T18:00:00.000Z" },
            ...{ sha256: "none", source: { name: "huggingface" } },
          },
        },
      ],
    });
  });

  test("conflicts are fields whose sources differ, with every word on them", async () => {
    const { data, codes } = await query("conflicts { field candidates { value source { name } isChosen } }");
    expect(codes).toEqual([]);
    expect(data.node).toEqual({
      conflicts: [
        {
          field: "TITLE",
          candidates: [
            { value: "A title", source: { name: "arxiv" }, isChosen: true },
            { value: "A Title", source: { name: "huggingface" }, isChosen: false },
          ],
        },
      ],
    });
    expect((await query("conflicts { field }", B)).data.node).toEqual({ conflicts: [] });
  });

  test("a DOI that several papers claim is a conflict of each, and none's", async () => {
    await shareDoi();
    const { data, codes } = await query<{ conflicts: unknown[] }>(
      "conflicts { field candidates { value isChosen paper { arxivId } } }",
      B,
    );
    expect(codes).toEqual([]);
    expect(data.node.conflicts).toEqual([
      {
        field: "DOI",
        candidates: [
          { value: DOI, isChosen: false, paper: { arxivId: B } },
          { value: DOI, isChosen: false, paper: { arxivId: A } },
        ],
      },
    ]);
    const { data: own } = await query<Words>("provenance(fields: [DOI]) { value isChosen }");
    expect(own.node.provenance).toEqual([{ value: DOI, isChosen: false }]);
  });

  test("the statements do not grow with the papers", async () => {
    const ids = (arxivIds: readonly string[]) =>
      JSON.stringify(arxivIds.map((one) => Buffer.from(`Paper:${paperKey(one)}`).toString("base64")));
    const text = (arxivIds: readonly string[]) =>
      `{ nodes(ids: ${ids(arxivIds)}) { ... on Paper { provenance(fields: [TITLE, UPVOTES]) { value recordedAt } } } }`;
    const one = await ask(database.sql, NOW, text([A]));
    const both = await ask(database.sql, NOW, text([A, B]));
    expect([one.codes, both.codes]).toEqual([[], []]);
    expect(both.statements).toBe(one.statements);
    expect(one.statements).toBe(4); // papers, claims, counters, exchanges
  });
});
