/** Papers asked for by identifier: by DOI as papers of their own, and what becomes of them when a better identifier turns up. */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import { adapters } from "../../adapters/index.ts";
import type { Identifier, NormalizedRecord } from "../../src/contract/index.ts";
import type { Database } from "../../src/db/client.ts";
import { identifierKey } from "../../src/db/entity-key.ts";
import { checksum } from "../../src/ingest/checksum.ts";
import { importPapers } from "../../src/ingest/import-papers.ts";
import { createIngest } from "../../src/ingest/ingest.ts";
import { createWanted } from "../../src/ingest/wanted.ts";
import { encodeGlobalId } from "../../src/schema/global-id.ts";
import { describeDatabases } from "../kit/database.ts";
import { createTestApi } from "../kit/execute.ts";
import { silentLog } from "../kit/log.ts";
import { seedClock } from "../kit/seed.ts";
import { said, spokenAdapter } from "./spoken-adapter.ts";

const DOI: Identifier = { scheme: "doi", value: "10.5555/imported.1" };
const ARXIV: Identifier = { scheme: "arxiv", value: "2401.00001" };
const OTHER: Identifier = { scheme: "arxiv", value: "2401.00002" };
const asked = (...identifiers: Identifier[]) => identifiers.map((identifier) => ({ identifier, asked: identifier.value }));
const DECIDED = new Date("2026-01-01T00:00:00Z");

const word = (subject: Identifier, more: object = {}): NormalizedRecord =>
  ({ kind: "paper", subject, entry: null, isKnown: true, title: `Title under ${subject.value}`, ...more }) as NormalizedRecord;
const cited = (subject: Identifier, value: number): NormalizedRecord => ({
  kind: "metric",
  subjectType: "paper",
  subject,
  metric: "CITATIONS",
  value,
});

function ingestOver(database: Database) {
  return createIngest({
    ...{ database, settings: {}, clock: seedClock, limitTimescale: 1, contactEmail: null, backfillDays: 1, log: silentLog },
    adapters: [spokenAdapter("arxiv"), spokenAdapter("crossref"), spokenAdapter("openalex")],
  });
}

const PAPER = `query ($doi: String!) { paper(by: { doi: $doi }) { id arxivId doi title enteredBy citationCount identifiers { scheme value } } }`;

async function wantedOf({ sql }: Database, source: string, scheme: "arxiv" | "doi", isBest = false): Promise<string[]> {
  const values: string[] = [];
  for await (const { value } of createWanted(sql, source)(scheme, { notSeenSince: null, limit: 10, isBest })) values.push(value);
  return values;
}

describeDatabases("papers that somebody asks for", (open) => {
  test("are wanted at once, enter as IMPORTED when somebody knows them, and are found by DOI", async () => {
    const database = await open();
    const first = await importPapers(database.sql, asked(DOI), DECIDED);
    expect(first).toMatchObject([{ title: null, isNew: true }]);
    expect(await importPapers(database.sql, asked(DOI), new Date("2026-02-01T00:00:00Z"))).toMatchObject([{ isNew: false }]);
    expect(await wantedOf(database, "crossref", "doi")).toEqual([DOI.value]);
    const ingest = ingestOver(database);
    await ingest.importPages("crossref", "words", [said("2026-01-02T00:00:00Z", [word(DOI), cited(DOI, 7)])]);
    expect(await wantedOf(database, "crossref", "doi")).toEqual([]);
    expect(await wantedOf(database, "openalex", "doi", true)).toEqual([DOI.value]);
    const { body } = await createTestApi(database.sql).execute(PAPER, { doi: DOI.value });
    expect(body.data.paper).toMatchObject({
      arxivId: null,
      doi: DOI.value,
      enteredBy: "IMPORTED",
      citationCount: 7,
      identifiers: [DOI],
    });
    const held = await checksum(database);
    await ingest.renormalize();
    expect((await checksum(database)).tables).toEqual(held.tables);
  });

  test("one that a source does not know is not asked for again, and is no paper", async () => {
    const database = await open();
    await importPapers(database.sql, asked(DOI), DECIDED);
    const unknown: NormalizedRecord = { kind: "paper", subject: DOI, entry: null, isKnown: false };
    await ingestOver(database).importPages("crossref", "words", [said("2026-01-02T00:00:00Z", [unknown])]);
    expect(await wantedOf(database, "crossref", "doi")).toEqual([]);
    expect((await createTestApi(database.sql).execute(PAPER, { doi: DOI.value })).body.data.paper).toBeNull();
  });

  test("an arXiv identifier that turns up later is the key; the DOI's id still leads there; any order gives the same", async () => {
    const pages = [
      ["crossref", said("2026-01-02T00:00:00Z", [word(DOI, { authors: [{ name: "Ada B" }] }), cited(DOI, 7)])],
      [
        "crossref",
        said("2026-01-03T00:00:00Z", [word(DOI, { identifiers: [ARXIV], authors: [{ name: "Ada B" }] }), cited(DOI, 8)]),
      ],
      ["arxiv", said("2026-01-04T00:00:00Z", [word(ARXIV, { entry: "ANNOUNCED", identifiers: [DOI] })])],
      ["openalex", said("2026-01-05T00:00:00Z", [word(ARXIV), cited(ARXIV, 9)])],
    ] as const;
    const sums: unknown[] = [];
    for (const order of [
      [0, 1, 2, 3],
      [3, 2, 1, 0],
      [2, 0, 3, 1],
    ]) {
      const database = await open();
      const ingest = ingestOver(database);
      const isLate = order[0] === 3;
      if (!isLate) await importPapers(database.sql, asked(DOI), DECIDED);
      for (const at of order) {
        const [source, page] = pages[at] as (typeof pages)[number];
        await ingest.importPages(source, "words", [page]);
      }
      if (isLate) await importPapers(database.sql, asked(DOI), DECIDED);
      const api = createTestApi(database.sql);
      const { paper } = (await api.execute(PAPER, { doi: DOI.value })).body.data;
      expect(paper).toMatchObject({
        ...{ arxivId: ARXIV.value, doi: DOI.value, title: "Title under 2401.00001", enteredBy: "IMPORTED", citationCount: 9 },
        identifiers: [ARXIV, DOI],
      });
      const old = encodeGlobalId("Paper", identifierKey("paper", DOI));
      expect((await api.execute("query ($id: ID!) { node(id: $id) { id } }", { id: old })).body.data).toEqual({
        node: { id: paper.id },
      });
      expect(await wantedOf(database, "nobody", "doi", true)).toEqual([]);
      expect(await wantedOf(database, "nobody", "arxiv", true)).toEqual([ARXIV.value]);
      sums.push((await checksum(database)).tables);
      await ingest.renormalize();
      sums.push((await checksum(database)).tables);
    }
    for (const sum of sums) expect(sum).toEqual(sums[0]);
  });

  test("a DOI that two arXiv papers claim is none's, and what is said under it goes to neither", async () => {
    const database = await open();
    const ingest = ingestOver(database);
    await ingest.importPages("arxiv", "words", [
      said("2026-01-02T00:00:00Z", [word(ARXIV, { entry: "ANNOUNCED", identifiers: [DOI] })]),
    ]);
    await ingest.importPages("crossref", "words", [said("2026-01-03T00:00:00Z", [word(DOI), cited(DOI, 7)])]);
    const counted = () => database.sql`select arxiv_id, citation_count from paper order by arxiv_id`;
    expect([...(await counted())]).toEqual([{ arxiv_id: ARXIV.value, citation_count: 7 }]);
    await ingest.importPages("arxiv", "words", [
      said("2026-01-04T00:00:00Z", [word(OTHER, { entry: "ANNOUNCED", identifiers: [DOI] })]),
    ]);
    expect([...(await counted())]).toEqual([
      { arxiv_id: ARXIV.value, citation_count: null },
      { arxiv_id: OTHER.value, citation_count: null },
    ]);
    expect((await createTestApi(database.sql).execute(PAPER, { doi: DOI.value })).body.data.paper).toBeNull();
  });
});

const shared = new URL("../../../shared/", import.meta.url).pathname;
const hasShared = existsSync(`${shared}upstream/server.mjs`) && existsSync(`${shared}data/bonus`);
if (!hasShared) test.skip("recorded works come in by DOI (skipped: ../shared is not there)", () => {});

describeDatabases("recorded works, as papers of their own", (open) => {
  test.skipIf(!hasShared)("come in by DOI from OpenAlex, Semantic Scholar and Crossref", async () => {
    const server = spawn(process.execPath, [`${shared}upstream/server.mjs`, "--data", `${shared}data`, "--port", "0"], {
      stdio: ["ignore", "pipe", "ignore"],
    });
    try {
      const base = await new Promise<string>((resolve) => {
        server.stdout.once("data", (line: Buffer) =>
          resolve((JSON.parse(line.toString().split("\n")[0] ?? "{}") as { base: string }).base),
        );
      });
      const database = await open();
      const ingest = createIngest({
        ...{ database, adapters, clock: seedClock, limitTimescale: 0.001, contactEmail: null, backfillDays: 1, log: silentLog },
        settings: {
          openalex: { OPENALEX_URL: `${base}/openalex`, OPENALEX_KEY: "given" },
          "semantic-scholar": { SEMANTIC_SCHOLAR_URL: `${base}/s2/graph/v1`, SEMANTIC_SCHOLAR: "1" },
          crossref: { CROSSREF_URL: `${base}/crossref`, CROSSREF_MAILTO: "operator" },
        },
      });
      const dois = [
        "10.2307/1885099",
        "10.1093/mind/lix.236.433",
        "10.1371/journal.pone.0033693",
        "10.1371/journal.pgen.1011490",
      ];
      const identifiers: Identifier[] = [
        ...dois.map((value): Identifier => ({ scheme: "doi", value })),
        { scheme: "arxiv", value: "1201.0490" },
      ];
      await importPapers(database.sql, asked(...identifiers), DECIDED);
      for (const source of ["openalex", "semantic-scholar", "crossref"]) {
        const [stream] = (await ingest.sync({ source, isDueOnly: false, signal: new AbortController().signal })).streams;
        expect(stream).toMatchObject({ source, outcome: "SUCCESS", rejected: 0, error: null });
      }
      const query = `query ($references: [PaperReference!]!) { papersBy(references: $references) {
        title enteredBy citationCount publishedAt venue { name volume } notices { kind publishedAt }
        authorships(first: 100) { totalCount nodes { nameAsPrinted author { identifiers { scheme value } } } } } }`;
      const references = [...dois.map((doi) => ({ doi })), { doi: "10.48550/arXiv.1201.0490" }];
      const { body } = await createTestApi(database.sql).execute(query, { references });
      expect(body.errors).toBeUndefined();
      const [akerlof, turing, corrected, versions, scikit] = body.data.papersBy;
      expect(akerlof).toMatchObject({
        ...{
          title: "Labor Contracts as Partial Gift Exchange",
          enteredBy: "IMPORTED",
          citationCount: 2786,
          publishedAt: "1982-11",
        },
        venue: { name: "The Quarterly Journal of Economics", volume: "97" },
      });
      expect(turing).toMatchObject({ title: "Computing Machinery and Intelligence", publishedAt: "1950-10-01" });
      expect(corrected).toMatchObject({ citationCount: 72, publishedAt: "2012-03-21", venue: { name: "PLoS ONE" } });
      expect(corrected.notices).toEqual([{ kind: "CORRECTION", publishedAt: "2012-05-08" }]);
      expect(versions.notices).toEqual([]);
      expect(scikit).toMatchObject({ title: "Scikit-learn: Machine Learning in Python", citationCount: 39_943, venue: null });
      expect(scikit.authorships.totalCount).toBe(16);
      expect(scikit.authorships.nodes[2]).toMatchObject({
        ...{ nameAsPrinted: "Alexandre Gramfort", author: { identifiers: [{ scheme: "orcid", value: "0000-0001-9791-4404" }] } },
      });
    } finally {
      server.kill();
    }
  });
});
