/** Who is who by decision: merged, split and taken back, in any order, and still so after a rebuild. */
import fc from "fast-check";
import { beforeAll, beforeEach, expect, test } from "vitest";
import { createClock } from "../../src/clock.ts";
import type { Identifier, NormalizedRecord, PaperRecord } from "../../src/contract/index.ts";
import type { Database } from "../../src/db/client.ts";
import {
  type AgentType,
  mergeIdentifiers,
  readIdentity,
  splitIdentifier,
  suppress,
  undoDecision,
  unsuppress,
} from "../../src/ingest/apply-decision.ts";
import { checksum } from "../../src/ingest/checksum.ts";
import { createIngest, type Ingest } from "../../src/ingest/ingest.ts";
import { describeDatabases, emptyTables } from "../kit/database.ts";
import { silentLog } from "../kit/log.ts";
import { said, spokenAdapter } from "./spoken-adapter.ts";

const USER: Identifier = { scheme: "huggingface", value: "u1" };
const OTHER: Identifier = { scheme: "huggingface", value: "u2" };
const LOGIN: Identifier = { scheme: "huggingface-login", value: "ada" };
const ORCID: Identifier = { scheme: "orcid", value: "0000-0002-1825-0097" };
const NAME: Identifier = { scheme: "name", value: "ada byron" };
const LAB: Identifier = { scheme: "huggingface", value: "o1" };
const COMPANY: Identifier = { scheme: "ror", value: "05dxps055" };

function paper(id: string, more: Partial<PaperRecord>): PaperRecord {
  return {
    kind: "paper",
    subject: { scheme: "arxiv", value: id },
    entry: "LISTED",
    isKnown: true,
    title: `Paper ${id}`,
    ...more,
  };
}

const PAGES: readonly { readonly at: string; readonly records: readonly NormalizedRecord[] }[] = [
  {
    at: "2026-01-05T10:00:00Z",
    records: [
      paper("2401.00001", { authors: [{ name: "Ada Byron" }, { name: "A. Byron", identifiers: [USER] }], organizations: [LAB] }),
      { kind: "author", subject: USER, name: "Ada B.", identifiers: [LOGIN] },
      { kind: "organization", subject: LAB, name: "The Lab", slug: "lab" },
    ],
  },
  {
    at: "2026-01-05T11:00:00Z",
    records: [
      paper("2401.00002", {
        authors: [{ name: "Ada Lovelace", identifiers: [ORCID] }, { name: "ADA BYRON" }],
        organizations: [COMPANY],
      }),
      { kind: "organization", subject: COMPANY, name: "The Company" },
    ],
  },
  {
    at: "2026-01-05T12:00:00Z",
    records: [
      paper("2401.00003", { authors: [{ name: "Ada Two", identifiers: [LOGIN] }, { name: "Bo" }] }),
      { kind: "author", subject: OTHER, name: "Ada Two", identifiers: [LOGIN] },
    ],
  },
];

describeDatabases("decisions about identity", (open) => {
  let database: Database;
  let ingest: Ingest;
  beforeAll(async () => {
    database = await open();
    ingest = createIngest({
      ...{ database, adapters: [spokenAdapter("huggingface", ["words"])], settings: {}, clock: createClock({ clockUrl: null }) },
      ...{ limitTimescale: 1, contactEmail: null, backfillDays: 30, log: silentLog },
    });
  });
  beforeEach(async () => await emptyTables(database));

  const bring = async (page: (typeof PAGES)[number]) =>
    await ingest.importPages("huggingface", "words", [said(page.at, page.records, page.at)]);
  const bringAll = async () => {
    for (const page of PAGES) await bring(page);
  };
  const sums = async () =>
    Object.fromEntries((await checksum(database)).tables.map(({ table, rows, sum }) => [table, `${rows} ${sum}`]));
  const at = (minute: number) => new Date(Date.UTC(2026, 1, 1, 0, minute));
  const merge = (one: Identifier, other: Identifier, minute: number, type: AgentType = "author") =>
    mergeIdentifiers(database.sql, type, [one, other], at(minute));
  const links = async (type: AgentType = "author") =>
    (
      await database.sql.unsafe<{ line: string }[]>(
        `select i.scheme || ':' || i.value || ' ' || e.name || ' ' || i.rule || ' ' || i.confidence as line
         from ${type}_identifier i join ${type} e on e.id = i.${type}_id order by 1`,
      )
    ).map((row) => row.line);

  test("every identifier says by which rule it hangs where", async () => {
    await bringAll();
    expect(await links()).toEqual([
      "huggingface-login:ada Ada Two login-of-record ASSERTED",
      "huggingface:u1 Ada B. own-record IDENTIFIER",
      "huggingface:u2 Ada Two own-record IDENTIFIER",
      "orcid:0000-0002-1825-0097 Ada Lovelace named-in-entry IDENTIFIER",
    ]);
    expect(await links("organization")).toEqual([
      "huggingface:o1 The Lab own-record IDENTIFIER",
      "ror:05dxps055 The Company own-record IDENTIFIER",
    ]);
  });

  test("a merge brings everything of both under the better identifier, and taking it back leaves no trace", async () => {
    await bringAll();
    const before = await sums();
    const id = await merge(USER, ORCID, 1);
    await merge(NAME, USER, 2);
    expect(await links()).toEqual([
      "huggingface-login:ada Ada Two login-of-record ASSERTED",
      "huggingface:u1 Ada B. merged-by-decision ASSERTED",
      "huggingface:u2 Ada Two own-record IDENTIFIER",
      "name:ada byron Ada B. merged-by-decision ASSERTED",
      "orcid:0000-0002-1825-0097 Ada B. named-in-entry IDENTIFIER",
    ]);
    const [all] = await database.sql`
      select count(*)::int as n from authorship s join author a on a.id = s.author_id where a.name = 'Ada B.'`;
    expect(all?.["n"]).toBe(4);
    const merged = await sums();
    await ingest.renormalize();
    expect(await sums()).toEqual(merged);
    for (const decision of await readIdentity(database.sql)) await undoDecision(database.sql, decision.id);
    expect(await sums()).toEqual(before);
    await expect(undoDecision(database.sql, id)).rejects.toMatchObject({ code: "ERR_UNKNOWN_DECISION" });
  });

  test("a split login stands for itself, whoever claims it, and a split ends the merges before it", async () => {
    await bringAll();
    await splitIdentifier(database.sql, "author", LOGIN, at(1));
    expect((await links())[0]).toBe("huggingface-login:ada Ada Two split-by-decision ASSERTED");
    const [own] = await database.sql`select author_id = id as own from author_identifier where scheme = 'huggingface-login'`;
    expect(own?.["own"]).toBe(true);
    await merge(USER, ORCID, 2);
    await splitIdentifier(database.sql, "author", ORCID, at(3));
    expect((await links()).slice(1)).toEqual([
      "huggingface:u1 Ada B. own-record IDENTIFIER",
      "huggingface:u2 Ada Two own-record IDENTIFIER",
      "orcid:0000-0002-1825-0097 Ada Lovelace split-by-decision ASSERTED",
    ]);
    const split = await sums();
    await ingest.renormalize();
    expect(await sums()).toEqual(split);
  });

  test("organisations are merged alike", async () => {
    await bringAll();
    const before = await sums();
    const id = await merge(LAB, COMPANY, 1, "organization");
    expect(await links("organization")).toEqual([
      "huggingface:o1 The Company merged-by-decision ASSERTED",
      "ror:05dxps055 The Company own-record IDENTIFIER",
    ]);
    const [papers] = await database.sql`select count(distinct organization_id)::int as n from paper_organization`;
    expect(papers?.["n"]).toBe(1);
    const merged = await sums();
    await ingest.renormalize();
    expect(await sums()).toEqual(merged);
    await undoDecision(database.sql, id);
    expect(await sums()).toEqual(before);
  });

  test("one record's two identifiers are one person, until that is split", async () => {
    await bring({
      at: "2026-01-05T10:00:00Z",
      records: [{ kind: "author", subject: USER, name: "Ada B.", identifiers: [ORCID, LOGIN] }],
    });
    expect(await links()).toEqual([
      "huggingface-login:ada Ada B. login-of-record ASSERTED",
      "huggingface:u1 Ada B. same-record ASSERTED",
      "orcid:0000-0002-1825-0097 Ada B. named-in-entry IDENTIFIER",
    ]);
    await splitIdentifier(database.sql, "author", ORCID, at(1));
    expect((await links())[1]).toBe("huggingface:u1 Ada B. own-record IDENTIFIER");
    const split = await sums();
    await ingest.renormalize();
    expect(await sums()).toEqual(split);
  });

  test("pages and decisions in any order give equal tables, before and after a rebuild", async () => {
    const steps: (() => Promise<unknown>)[] = [
      ...PAGES.map((page) => () => bring(page)),
      () => merge(USER, NAME, 1),
      () => merge(USER, ORCID, 2),
      () => splitIdentifier(database.sql, "author", ORCID, at(3)),
      () => splitIdentifier(database.sql, "author", LOGIN, at(4)),
      () => merge(LAB, COMPANY, 5, "organization"),
      () => suppress(database.sql, "author", [OTHER], "u2", at(6)),
      () => suppress(database.sql, "paper", [{ scheme: "arxiv", value: "2401.00001" }], "2401.00001", at(7)),
    ];
    const sumsOf = async (order: readonly (() => Promise<unknown>)[]) => {
      await emptyTables(database);
      for (const step of order) await step();
      return await sums();
    };
    const inTime = await sumsOf(steps);
    expect(inTime["decision"]).toMatch(/^7 /);
    expect(inTime["paper"]).toMatch(/^2 /);
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(steps, { minLength: steps.length }), async (order) => {
        expect(await sumsOf(order)).toEqual(inTime);
      }),
      { numRuns: 10 },
    );
    await ingest.renormalize();
    expect(await sums()).toEqual(inTime);
  });

  test("what was suppressed comes back whole", async () => {
    await bringAll();
    const before = await sums();
    const id = { scheme: "arxiv", value: "2401.00002" } as const;
    await suppress(database.sql, "paper", [id], "x", at(1));
    await suppress(database.sql, "author", [USER], "y", at(2));
    await suppress(database.sql, "author", [NAME], "z", at(3));
    const hidden = await sums();
    expect(hidden["author"]).not.toBe(before["author"]);
    await ingest.renormalize();
    expect(await sums()).toEqual(hidden);
    await bringAll();
    expect(await sums()).toEqual(hidden);
    const places = await database.sql`select position, author_id is null as hidden from authorship order by paper_id, position`;
    expect(places.filter((row) => row["hidden"])).toHaveLength(2);
    await unsuppress(database.sql, "author", [NAME], at(4));
    await unsuppress(database.sql, "paper", [id], at(4));
    await unsuppress(database.sql, "author", [USER], at(4));
    expect(await sums()).toEqual(before);
    await expect(unsuppress(database.sql, "author", [USER], at(5))).rejects.toMatchObject({ code: "ERR_NOT_SUPPRESSED" });
  });
});
