/** What sources say, in any order, and what the tables then hold: on both databases. */
import fc from "fast-check";
import { beforeAll, beforeEach, expect, test } from "vitest";
import { createClock } from "../../src/clock.ts";
import type { Identifier, NormalizedRecord, PaperRecord } from "../../src/contract/index.ts";
import type { Database } from "../../src/db/client.ts";
import { checksum } from "../../src/ingest/checksum.ts";
import { createIngest, type ImportedPage, type Ingest } from "../../src/ingest/ingest.ts";
import { describeDatabases, emptyTables } from "../kit/database.ts";
import { silentLog } from "../kit/log.ts";
import { said, spokenAdapter } from "./spoken-adapter.ts";

const arxiv = (value: string): Identifier => ({ scheme: "arxiv", value });
const named = (value: string): Identifier => ({ scheme: "github-name", value });

function paper(id: string, more: Partial<PaperRecord> = {}): PaperRecord {
  return { kind: "paper", subject: arxiv(id), entry: "LISTED", isKnown: true, title: `Paper ${id}`, ...more };
}

function upvotes(id: string, value: number): NormalizedRecord {
  return { kind: "metric", subjectType: "paper", subject: arxiv(id), metric: "UPVOTES", value };
}

function list(day: string, ...ids: string[]): NormalizedRecord {
  return {
    kind: "listing",
    day,
    isOpen: true,
    lines: ids.map((id, position) => ({ paper: arxiv(id), position, upvotes: 10 - position })),
  };
}

interface Said {
  readonly source: string;
  readonly page: ImportedPage;
}

describeDatabases("tables", (open) => {
  let database: Database;
  let ingest: Ingest;
  beforeAll(async () => {
    database = await open();
    ingest = createIngest({
      database,
      adapters: [spokenAdapter("arxiv", ["words", "other"]), spokenAdapter("huggingface"), spokenAdapter("github")],
      settings: {},
      clock: createClock({ clockUrl: null }),
      limitTimescale: 1,
      contactEmail: null,
      backfillDays: 30,
      log: silentLog,
    });
  });
  beforeEach(async () => await emptyTables(database));

  const say = async (source: string, at: string, records: NormalizedRecord[], precedence = "") =>
    await ingest.importPages(source, "words", [said(at, records, precedence)]);
  const sums = async () =>
    Object.fromEntries((await checksum(database)).tables.map(({ table, rows, sum }) => [table, `${rows} ${sum}`]));

  test("the same page twice changes nothing, and a rebuild gives equal tables", async () => {
    const records = [
      paper("2401.00001", { authors: [{ name: "Ada Byron" }, { name: "Ada Byron" }] }),
      upvotes("2401.00001", 3),
      list("2026-01-05", "2401.00001"),
    ];
    await say("huggingface", "2026-01-05T10:00:00Z", records, "2026-01-05");
    const once = await sums();
    expect(once["authorship"]).toMatch(/^2 /);
    await say("huggingface", "2026-01-05T10:00:00Z", records, "2026-01-05");
    expect(await sums()).toEqual(once);
    await ingest.renormalize();
    expect(await sums()).toEqual(once);
  });

  test("of pages of one instant that speak of the same things the same one counts, whichever came first", async () => {
    const at = "2026-01-05T12:00:00Z";
    const later = said("2026-01-05T13:00:00Z", [paper("2401.00001", { title: "As it was" }), upvotes("2401.00001", 3)]);
    const pages = [
      said(at, [paper("2401.00001"), upvotes("2401.00001", 3)]),
      said(at, [paper("2401.00002"), paper("2401.00001"), upvotes("2401.00001", 3)]),
      said(at, [paper("2401.00001", { title: "As it was" }), upvotes("2401.00001", 4)]),
      later,
    ];
    const seen = [];
    for (const order of [
      [0, 1, 2, 3],
      [3, 2, 1, 0],
      [1, 0, 3, 2],
      [2, 0, 1, 3],
      [1, 2, 3, 0],
    ]) {
      await emptyTables(database);
      for (const place of order) await ingest.importPages("arxiv", "words", [pages[place] as ImportedPage]);
      seen.push(await sums());
    }
    for (const one of seen) expect(one).toEqual(seen[0]);
    await ingest.renormalize();
    expect(await sums()).toEqual(seen[0]);
  });

  test("pages in any order of arrival give equal tables", async () => {
    const pages: Said[] = [
      {
        source: "huggingface",
        page: said(
          "2026-01-05T10:00:00Z",
          [paper("2401.00001", { keywords: ["a"] }), upvotes("2401.00001", 3), list("2026-01-05", "2401.00001")],
          "2026-01-05",
        ),
      },
      {
        source: "huggingface",
        page: said(
          "2026-01-05T11:00:00Z",
          [
            paper("2401.00001", { keywords: ["b", "a"] }),
            upvotes("2401.00001", 5),
            list("2026-01-05", "2401.00002", "2401.00001"),
            paper("2401.00002"),
          ],
          "2026-01-05",
        ),
      },
      {
        source: "huggingface",
        page: said(
          "2026-01-05T12:00:00Z",
          [paper("2401.00001", { keywords: ["a"] }), upvotes("2401.00001", 3), list("2026-01-05", "2401.00001")],
          "2026-01-05",
        ),
      },
      {
        source: "huggingface",
        page: said(
          "2026-01-05T12:00:00Z",
          [paper("2401.00001", { keywords: ["c"] }), upvotes("2401.00001", 4), list("2026-01-06", "2401.00001")],
          "2026-01-06",
        ),
      },
      {
        source: "huggingface",
        page: said(
          "2026-01-05T13:00:00Z",
          [
            {
              kind: "author",
              subject: { scheme: "huggingface", value: "u1" },
              name: "Ada",
              identifiers: [{ scheme: "huggingface-login", value: "ada" }],
            },
            paper("2401.00002", {
              authors: [{ name: "ada byron", identifiers: [{ scheme: "huggingface-login", value: "ada" }] }, { name: "B C" }],
            }),
          ],
          "2026-01-05",
        ),
      },
      {
        source: "arxiv",
        page: said("2026-01-05T12:30:00Z", [
          paper("2401.00002", {
            entry: null,
            title: "Printed",
            authors: [{ name: "Ada Byron" }, { name: "b c" }],
            categories: ["cs.CL", "cs.AI"],
            identifiers: [{ scheme: "doi", value: "10.1000/x" }],
          }),
          paper("2401.00001", {
            entry: "ANNOUNCED",
            categories: ["cs.CL"],
            identifiers: [{ scheme: "doi", value: "10.1000/x" }],
          }),
        ]),
      },
      {
        source: "arxiv",
        page: said("2026-01-06T12:30:00Z", [
          paper("2401.00002", { entry: null, title: "Printed again", authors: [{ name: "Ada Byron" }], categories: ["cs.AI"] }),
        ]),
      },
      {
        source: "huggingface",
        page: said(
          "2026-01-07T10:00:00Z",
          [
            paper("2401.00001", { repositories: [{ asWritten: "https://github.com/O/Old", repository: named("o/old") }] }),
            {
              kind: "author",
              subject: { scheme: "huggingface", value: "u2" },
              name: "Other Ada",
              identifiers: [{ scheme: "huggingface-login", value: "ada" }],
            },
          ],
          "2026-01-07",
        ),
      },
      {
        source: "github",
        page: said("2026-01-07T11:00:00Z", [
          {
            kind: "repository",
            subject: named("o/old"),
            state: "MOVED",
            hostIdentifier: { scheme: "github", value: "7" },
            nameWithOwner: "N/New",
          },
          { kind: "metric", subjectType: "repository", subject: { scheme: "github", value: "7" }, metric: "STARS", value: 9 },
        ]),
      },
      { source: "github", page: said("2026-01-08T11:00:00Z", [{ kind: "repository", subject: named("o/old"), state: "GONE" }]) },
    ];
    const sumsOf = async (order: readonly Said[]) => {
      await emptyTables(database);
      for (const { source, page } of order) await ingest.importPages(source, "words", [page]);
      return await sums();
    };
    const inTime = await sumsOf(pages);
    expect(inTime["paper"]).toMatch(/^2 /);
    await fc.assert(
      fc.asyncProperty(fc.shuffledSubarray(pages, { minLength: pages.length }), async (order) => {
        expect(await sumsOf(order)).toEqual(inTime);
      }),
      { numRuns: 12 },
    );
    await ingest.renormalize();
    expect(await sums()).toEqual(inTime);
  });

  test("a DOI claimed by two papers identifies neither, until one lets it go", async () => {
    const doi: Identifier = { scheme: "doi", value: "10.1000/shared" };
    await say("arxiv", "2026-01-05T10:00:00Z", [
      paper("2401.00001", { identifiers: [doi, { scheme: "doi", value: "10.1000/own" }] }),
    ]);
    await say("arxiv", "2026-01-05T11:00:00Z", [paper("2401.00002", { identifiers: [doi] })]);
    const identifying = async () =>
      (
        await database.sql`select value, count(*) filter (where is_identifying)::int as n from paper_identifier where scheme = 'doi' group by value order by value`
      ).map((row) => `${row["value"]} ${row["n"]}`);
    expect(await identifying()).toEqual(["10.1000/own 1", "10.1000/shared 0"]);
    expect((await database.sql`select doi from paper order by arxiv_id`).map((row) => row["doi"])).toEqual(["10.1000/own", null]);
    await say("arxiv", "2026-01-05T12:00:00Z", [paper("2401.00002")]);
    expect(await identifying()).toEqual(["10.1000/own 1", "10.1000/shared 1"]);
    expect((await database.sql`select doi from paper order by arxiv_id`).map((row) => row["doi"])).toEqual([
      "10.1000/shared",
      null,
    ]);
  });

  test("relations end where a source stops stating them, and begin again", async () => {
    await say("huggingface", "2026-01-05T10:00:00Z", [paper("2401.00001", { keywords: ["x"] })]);
    await say("huggingface", "2026-01-05T11:00:00Z", [paper("2401.00001", {})]);
    await say("huggingface", "2026-01-05T12:00:00Z", [paper("2401.00001", { keywords: ["x"] })]);
    const rows = await database.sql`select valid_from, valid_to from paper_keyword order by valid_from`;
    expect(rows.map((row) => [row["valid_from"].getUTCHours(), row["valid_to"]?.getUTCHours() ?? null])).toEqual([
      [10, 11],
      [12, null],
    ]);
  });

  test("arXiv's order of authors wins; who somebody is comes from Hugging Face", async () => {
    const user: Identifier = { scheme: "huggingface", value: "u9" };
    await say("huggingface", "2026-01-05T10:00:00Z", [
      paper("2401.00001", {
        authors: [
          { name: "Second Author", isHidden: true },
          { name: "First Author", identifiers: [user], status: "claimed_verified" },
          { name: "Unknown" },
        ],
      }),
      { kind: "author", subject: user, name: "F. Author" },
    ]);
    await say("arxiv", "2026-01-05T11:00:00Z", [
      paper("2401.00001", { entry: null, authors: [{ name: "First Author" }, { name: "Second Author" }] }),
    ]);
    const rows = await database.sql`
      select s.name_as_printed, s.is_hidden, s.status, a.name, a.confidence from authorship s join author a on a.id = s.author_id where s.valid_to is null order by s.position`;
    expect(rows.map((row) => ({ ...row }))).toEqual([
      {
        name_as_printed: "First Author",
        is_hidden: false,
        status: "claimed_verified",
        name: "F. Author",
        confidence: "IDENTIFIER",
      },
      { name_as_printed: "Second Author", is_hidden: true, status: null, name: "Second Author", confidence: "NAME_ONLY" },
    ]);
    const [count] = await database.sql`select author_count from paper`;
    expect(count?.["author_count"]).toBe(2);
  });

  test("a repository that moved is bound to its number under both names; one that is gone is kept", async () => {
    const link = (asWritten: string, name: string | null) => ({ asWritten, repository: name === null ? null : named(name) });
    await say("huggingface", "2026-01-05T10:00:00Z", [
      paper("2401.00001", { repositories: [link("https://github.com/O/Old", "o/old")] }),
      paper("2401.00002", { repositories: [link("o/gone", "o/gone")] }),
      paper("2401.00003", { repositories: [link("https://github.com/org", null)] }),
    ]);
    const states = async () =>
      (
        await database.sql`
        select l.as_written, i.state, r.host_id, r.name_with_owner, r.state as repository, r.stars from paper_repository l
        left join repository_identifier i on i.id = l.repository_identifier_id left join repository r on r.id = l.repository_id order by l.paper_id, 1`
      ).map((row) => Object.values(row).join(" "));
    expect((await states()).sort()).toEqual([
      "https://github.com/O/Old NOT_CHECKED  o/old NOT_CHECKED ",
      "https://github.com/org     ",
      "o/gone NOT_CHECKED  o/gone NOT_CHECKED ",
    ]);
    await say("github", "2026-01-05T11:00:00Z", [
      {
        kind: "repository",
        subject: named("o/old"),
        state: "MOVED",
        hostIdentifier: { scheme: "github", value: "42" },
        nameWithOwner: "New/Name",
      },
      { kind: "metric", subjectType: "repository", subject: { scheme: "github", value: "42" }, metric: "STARS", value: 5 },
      { kind: "repository", subject: named("o/gone"), state: "GONE" },
    ]);
    expect((await states()).sort()).toEqual([
      "https://github.com/O/Old MOVED 42 New/Name FOUND 5",
      "https://github.com/org     ",
      "o/gone GONE  o/gone GONE ",
    ]);
    expect((await database.sql`select stars from paper where stars is not null`).map((row) => row["stars"])).toEqual([5]);
    const [left] = await database.sql`select count(*)::int as n from repository`;
    expect(left?.["n"]).toBe(2);
  });

  test("a login belongs to who claimed it last, and merges nobody", async () => {
    const login: Identifier = { scheme: "huggingface-login", value: "ada" };
    await say("huggingface", "2026-01-05T10:00:00Z", [
      paper("2401.00001", { authors: [{ name: "Ada", identifiers: [login] }] }),
      { kind: "author", subject: login, name: "Ada" },
    ]);
    const owner = async () =>
      (
        await database.sql`select i.author_id = s.author_id as same, i.author_id from author_identifier i, authorship s where i.scheme = 'huggingface-login'`
      )[0];
    const first = await owner();
    await say("huggingface", "2026-01-05T11:00:00Z", [
      { kind: "author", subject: { scheme: "huggingface", value: "u1" }, name: "Ada One", identifiers: [login] },
    ]);
    const second = await owner();
    await say("huggingface", "2026-01-05T12:00:00Z", [
      { kind: "author", subject: { scheme: "huggingface", value: "u2" }, name: "Ada Two", identifiers: [login] },
    ]);
    const third = await owner();
    expect([first?.["same"], second?.["same"], third?.["same"]]).toEqual([true, true, true]);
    expect(new Set([first?.["author_id"], second?.["author_id"], third?.["author_id"]]).size).toBe(3);
    const [count] = await database.sql`select count(*)::int as n from author`;
    expect(count?.["n"]).toBe(2);
  });

  test("an announcement keeps its earliest day", async () => {
    const announcement = (day: string): NormalizedRecord => ({
      kind: "announcement",
      paper: arxiv("2401.00001"),
      version: 1,
      category: "cs.CL",
      type: "NEW",
      day,
      isDayInferred: true,
    });
    await say("arxiv", "2026-01-06T10:00:00Z", [announcement("2026-01-06")]);
    await say("arxiv", "2026-01-05T10:00:00Z", [announcement("2026-01-05")]);
    await say("arxiv", "2026-01-07T10:00:00Z", [announcement("2026-01-07")]);
    expect((await database.sql`select day from announcement`).map((row) => row["day"])).toEqual(["2026-01-05"]);
  });

  test("changes are logged in the page's transaction, and only when something changed", async () => {
    await say("huggingface", "2026-01-05T10:00:00Z", [paper("2401.00001"), list("2026-01-05", "2401.00001")], "2026-01-05");
    const kinds = async () =>
      (await database.sql`select kind, count(*)::int as n from change group by kind order by kind`).map(
        (row) => `${row["kind"]} ${row["n"]}`,
      );
    expect(await kinds()).toEqual(["LISTING_CHANGED 1", "PAPER_ADDED 1"]);
    await say("huggingface", "2026-01-05T10:00:00Z", [paper("2401.00001"), list("2026-01-05", "2401.00001")], "2026-01-05");
    expect(await kinds()).toEqual(["LISTING_CHANGED 1", "PAPER_ADDED 1"]);
    await say("huggingface", "2026-01-05T11:00:00Z", [paper("2401.00001", { title: "Another title" })], "2026-01-05");
    expect(await kinds()).toEqual(["LISTING_CHANGED 1", "PAPER_ADDED 1", "PAPER_CHANGED 1"]);
  });
});
