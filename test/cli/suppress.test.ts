/** `suppress` as it is typed: taken back and said again by whatever name somebody has at hand. */
import { beforeAll, describe, expect, test } from "vitest";
import { adapters } from "../../adapters/index.ts";
import { identifyWith } from "../../src/cli/runtime.ts";
import { listSuppressed, showAgain, suppressNamed } from "../../src/cli/suppress.ts";
import { createClock } from "../../src/clock.ts";
import { type Identifier, type NormalizedRecord, SCHEMES, type Scheme } from "../../src/contract/index.ts";
import type { Database } from "../../src/db/client.ts";
import { identifierKey } from "../../src/db/entity-key.ts";
import { createIngest } from "../../src/ingest/ingest.ts";
import { said, spokenAdapter } from "../ingest/spoken-adapter.ts";
import { describeDatabases } from "../kit/database.ts";
import { silentLog } from "../kit/log.ts";

const USER: Identifier = { scheme: "huggingface", value: "61e1a" };
const LOGIN: Identifier = { scheme: "huggingface-login", value: "ada" };
const ORCID: Identifier = { scheme: "orcid", value: "0000-0002-1825-0097" };
const PAPER: Identifier = { scheme: "arxiv", value: "2401.00001" };
const DOI: Identifier = { scheme: "doi", value: "10.1093/mind/lix.236.433" };
const identify = identifyWith(adapters);
const written = ({ scheme, value }: Identifier) => `${scheme}:${value}`;
const globalId = (type: "Paper" | "Author", identifier: Identifier) =>
  Buffer.from(`${type}:${identifierKey(type === "Paper" ? "paper" : "author", identifier)}`).toString("base64");

const RECORDS: readonly NormalizedRecord[] = [
  {
    ...{ kind: "paper", subject: PAPER, entry: "LISTED", isKnown: true, title: "A Paper", identifiers: [DOI] },
    authors: [{ name: "Ada Byron", identifiers: [USER] }, { name: "Bo" }],
  },
  { kind: "author", subject: USER, name: "Ada B.", identifiers: [LOGIN, ORCID] },
];
/** Everything that names the one or the other. */
const PERSON = [LOGIN, USER, ORCID].map(written).concat("huggingface-login:ADA", globalId("Author", ORCID));
const WORK = ["2401.00001", "https://arxiv.org/abs/2401.00001v3", written(DOI), globalId("Paper", PAPER)];

describeDatabases("suppress", (open) => {
  let database: Database;
  beforeAll(async () => {
    database = await open();
    await bring("2026-01-05T10:00:00Z", RECORDS);
  });

  async function bring(at: string, records: readonly NormalizedRecord[]): Promise<void> {
    const ingest = createIngest({
      ...{ database, adapters: [spokenAdapter("huggingface")], settings: {}, clock: createClock({ clockUrl: null }) },
      ...{ limitTimescale: 1, contactEmail: null, backfillDays: 30, log: silentLog },
    });
    await ingest.importPages("huggingface", "words", [said(at, records)]);
  }
  const hide = async (text: string) => await suppressNamed(database.sql, text, identify, new Date());
  const undo = async (text: string) => await showAgain(database.sql, text, identify, new Date());

  /** What `--list` shows. */
  async function listed(): Promise<Identifier[]> {
    const text = await listSuppressed(database.sql);
    return [...text.matchAll(/([a-z-]+):(\S+) +\d{4}-/g)]
      .filter(([, scheme]) => (SCHEMES as readonly string[]).includes(scheme ?? ""))
      .map(([, scheme, value]) => ({ scheme: scheme as Scheme, value: value ?? "" }));
  }

  describe.each([
    ["a person", PERSON, 2],
    ["a paper", WORK, 2],
  ] as const)("%s", (_, names, count) => {
    test("by any name, taken back by any other, and never twice", async () => {
      for (const [place, name] of names.entries()) {
        const next = names[(place + 1) % names.length] as string;
        expect(await hide(name)).toMatch(/^suppressed: /);
        const said = await hide(next);
        expect(said, next).toMatch(/^suppressed already: /);
        expect(said).toContain(`asked for as ${name},`);
        const rows = await listed();
        expect(rows).toHaveLength(count);
        // By the words themselves, by whatever the list shows, by any other name.
        const way = [name, ...rows.map(written), next][place % (count + 2)] as string;
        expect(await undo(way), way).toBe(`shown again: ${rows.map(written).join(" ")}\n`);
        await expect(undo(way), way).rejects.toMatchObject({ code: "ERR_NOT_SUPPRESSED" });
      }
      expect(await listed()).toEqual([]);
      const own = names.at(-1) as string;
      await hide(own);
      expect(await undo(own)).toMatch(/^shown again: /);
    });
  });

  test("a paper that is suppressed before it comes is known by all that it comes with", async () => {
    const [id, doi] = ["2401.00002", "10.1093/mind/lix.236.434"];
    await hide(id);
    const record: NormalizedRecord = {
      ...{ kind: "paper", subject: { scheme: "arxiv", value: id }, entry: "LISTED", isKnown: true, title: "Another" },
      identifiers: [{ scheme: "doi", value: doi }],
    };
    await bring("2026-01-05T11:00:00Z", [record]);
    expect(await hide(doi)).toMatch(/^suppressed already: arxiv:2401\.00002 /);
    expect(await undo(doi)).toBe("shown again: arxiv:2401.00002\n");
    expect(await hide(doi)).toBe(`suppressed: arxiv:2401.00002 doi:${doi}\n`);
    await undo(doi);
  });
});
