/** `adapters/FAULTS.md`, cell by cell: each fault is done to a recorded answer, and what comes of it is what the table says. */
import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Exchange, Normalized } from "../../src/contract/index.ts";
import { CHALLENGE_PAGE } from "../kit/damage.ts";
import { emptiedAgainstItsCounts } from "../kit/emptied.ts";
import { outcomeOf } from "./judge.ts";
import { FORMAT_NAMES, type Format, fixturePages, normalizePage } from "./pages.ts";
import { codeThroughClient, TRANSPORT_FAULTS } from "./transport-faults.ts";
import { type RecordFault, withFault } from "./upstream-faults.ts";

/** An ordinary answer of each format. */
const PAGE: Readonly<Record<Format, string>> = {
  "HF JSON": "shape-2026",
  "arXiv Atom": "atom-batch",
  "OAI arXiv": "oai-first-page",
  "OAI arXivRaw": "raw-versions",
  RSS: "rss-weekday",
  "GitHub REST": "found",
  "GitHub GraphQL": "batch",
};

function exchangeOf(format: Format): Exchange {
  const page = fixturePages().find((one) => one.format === format && one.name === PAGE[format]);
  if (!page) throw new Error(`there is no fixture ${PAGE[format]}`);
  return page.exchange;
}

const markdown = readFileSync(new URL("../../adapters/FAULTS.md", import.meta.url), "utf8");

/** Rows of the table under a heading, without its head. A cell is its first text in backquotes, else as it stands. */
function tableUnder(heading: string): string[][] {
  const section = markdown.slice(markdown.indexOf(`## ${heading}`)).split("\n## ")[0] as string;
  const rows = section.split("\n").filter((line) => line.startsWith("|"));
  return rows.slice(2).map((row) =>
    row
      .split("|")
      .slice(1, -1)
      .map((cell) => /`([^`]+)`/.exec(cell)?.[1] ?? cell.trim()),
  );
}

/** What came of a body, in the table's words. */
function wordFor(format: Format, body: string): string {
  const exchange = exchangeOf(format);
  if (body === exchange.body) return "–";
  const outcome = outcomeOf(() => normalizePage(format, { ...exchange, body }));
  if (outcome.kind === "refused") return outcome.code;
  const { normalized } = outcome;
  const sound = normalizePage(format, exchange);
  if (normalized.rejected.length > 0) return `rejected${format === "HF JSON" ? listOf(normalized, sound) : ""}`;
  if (normalized.records.length === 0) return "none";
  return JSON.stringify(normalized) === JSON.stringify(sound) ? "–" : "unseen";
}

function listOf({ records }: Normalized, sound: Normalized): string {
  const listing = records.find((record) => record.kind === "listing");
  if (listing?.kind !== "listing") return ", no list";
  const before = sound.records.find((record) => record.kind === "listing");
  const papers = (one: typeof before) =>
    one?.kind === "listing" ? one.lines.map(({ paper, position }) => [paper, position]) : [];
  expect(papers(listing)).toEqual(papers(before));
  expect(Object.keys(listing.lines[0] ?? {})).toEqual(["paper", "position"]);
  return ", line kept";
}

describe("faults of an answer", () => {
  const rows = tableUnder("Faults of an answer");

  it("are all in the table", () => {
    const kinds = ["garbage-html", "spurious-empty", "duplicate-item", "bad-record", "stale", ...TRANSPORT_FAULTS];
    expect(rows.map(([fault]) => fault).sort()).toEqual([...kinds].sort());
  });

  it.each(rows.map((row) => [row[0] as string, row.slice(1)] as const))("%s", async (fault, cells) => {
    expect(cells).toHaveLength(FORMAT_NAMES.length);
    for (const [at, format] of FORMAT_NAMES.entries()) {
      const wanted = cells[at] as string;
      if (wanted === "–" && !isRecordFault(fault)) continue;
      const found = TRANSPORT_FAULTS.includes(fault)
        ? await codeThroughClient(fault, format, exchangeOf(format))
        : wordOfFault(fault, format);
      expect(found, `${fault} on ${format}`).toBe(wanted);
    }
  });
});

function isRecordFault(fault: string): boolean {
  return fault === "duplicate-item" || fault === "bad-record";
}

function wordOfFault(fault: string, format: Format): string {
  const { body } = exchangeOf(format);
  switch (fault) {
    case "garbage-html":
      return wordFor(format, CHALLENGE_PAGE);
    case "duplicate-item": {
      const word = wordFor(format, withFault(body, { kind: "duplicate-item" }));
      // Unchanged records from a changed body are what "once" means.
      return word === "–" && withFault(body, { kind: "duplicate-item" }) !== body && !format.startsWith("GitHub") ? "once" : word;
    }
    case "bad-record":
      return wordFor(format, withFault(body, { kind: "bad-record" }));
    case "stale":
      return wordFor(format, body.replace("10.1007", "10.1008"));
    default:
      return emptyWord(format, body);
  }
}

/** What an upstream answers when it forgets what it has. */
function emptyWord(format: Format, body: string): string {
  if (format === "HF JSON") {
    const { records, rejected } = normalizePage(format, { ...exchangeOf(format), body: "[]" });
    expect(rejected).toEqual([]);
    expect(records).toMatchObject([{ kind: "listing", isOpen: true, lines: [] }]);
    return "unseen";
  }
  if (format === "arXiv Atom") return wordFor(format, emptiedAgainstItsCounts(body) as string);
  if (format === "RSS") return wordFor(format, body.replace(/<item>[\s\S]*<\/item>/, ""));
  return wordFor(format, body.replace(/<ListRecords>[\s\S]*<\/ListRecords>/, "<error code='noRecordsMatch'>None.</error>"));
}

describe("fields that get lost or change their type", () => {
  const rows = tableUnder("Fields that get lost or change their type");

  it("of every format are in the table", () => {
    expect([...new Set(rows.map(([format]) => format))]).toEqual(FORMAT_NAMES);
    expect(rows.length).toBeGreaterThan(60);
  });

  it.each(rows.map(([format, field, dropped, changed]) => [format as Format, field as string, dropped, changed] as const))(
    "%s %s",
    (format, field, dropped, changed) => {
      const { body } = exchangeOf(format);
      const drop: RecordFault = { kind: "drop-field", field };
      const retype: RecordFault = { kind: "retype-field", field };
      expect(withFault(body, drop), "the field is in the fixture").not.toBe(body);
      expect({ dropped: wordFor(format, withFault(body, drop)), changed: wordFor(format, withFault(body, retype)) }).toEqual({
        dropped,
        changed,
      });
    },
  );

  it("leave the source's word where they are not seen", () => {
    const { body } = exchangeOf("arXiv Atom");
    const { records } = normalizePage("arXiv Atom", {
      ...exchangeOf("arXiv Atom"),
      body: withFault(body, { kind: "retype-field", field: "title" }),
    });
    expect(records[0]).toMatchObject({ kind: "paper", title: "not-a-title" });
    const list = exchangeOf("HF JSON");
    const lost = normalizePage("HF JSON", {
      ...list,
      body: withFault(list.body, { kind: "drop-field", field: "paper.upvotes" }),
    });
    expect(lost.records[0]).not.toHaveProperty("lines.0.upvotes");
    const subject = lost.records[0]?.kind === "listing" ? lost.records[0].lines[0]?.paper : undefined;
    expect(lost.records.filter((record) => record.kind === "metric" && record.subject.value === subject?.value)).toEqual([]);
  });
});

const SERVER = new URL("../../../shared/upstream/lib/faults.mjs", import.meta.url);
const isServerThere = existsSync(SERVER);

describe.skipIf(!isServerThere)(`the replay server${isServerThere ? "" : " (skipped: ../shared/upstream is not there)"}`, () => {
  it.each(FORMAT_NAMES)("hurts %s as it is hurt here", async (format) => {
    const { Faults } = (await import(SERVER.href)) as {
      Faults: new () => { mutate(rule: object, response: object): { body: string } };
    };
    const server = new Faults();
    const { body } = exchangeOf(format);
    const type = body.trimStart().startsWith("<") ? "text/xml" : "application/json";
    const fields = tableUnder("Fields that get lost or change their type").flatMap(([of, field]) =>
      of === format ? [field as string] : [],
    );
    const faults: RecordFault[] = [
      ...fields.flatMap((field): RecordFault[] => [
        { kind: "drop-field", field },
        { kind: "retype-field", field },
      ]),
      ...[{ kind: "duplicate-item" } as const, { kind: "bad-record" } as const],
    ];
    for (const fault of faults) {
      const hurt = server.mutate(
        { ...fault, index: 0 },
        { status: 200, headers: { "content-type": type }, body: Buffer.from(body) },
      );
      expect(withFault(body, fault), JSON.stringify(fault)).toBe(hurt.body.toString());
    }
  });
});
