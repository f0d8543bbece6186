import { beforeEach, describe, expect, it } from "vitest";
import type { AnsweredList, ListEntry } from "./ask-lists.ts";
import { judgeLists } from "./judge-lists.ts";
import { type ListLine, ReadingLog, ranks } from "./reading-log.ts";
import { Report } from "./report.ts";

const DAY = "2026-07-01";
const NOW = Date.parse("2026-07-01T18:00:00Z");
const MORNING = Date.parse("2026-07-01T06:00:00Z");
const LINES: ListLine[] = [
  { id: "2606.00001", upvotes: 3, comments: 1, submittedBy: "ann", organisation: "lab" },
  { id: "2606.00002", upvotes: 9, comments: null, submittedBy: null, organisation: null },
  { id: "2606.00003", upvotes: 1, comments: 0, submittedBy: "bo", organisation: null },
];

function entry(line: ListLine, position: number): ListEntry {
  const rank = ranks(LINES).get(line.id) as number;
  const previousRank = ranks(LINES.slice(0, 2)).get(line.id) ?? null;
  const organization = line.organisation === null ? null : { slug: line.organisation, identifiers: [] };
  return {
    ...{ rank, position, previousRank, isNew: previousRank === null, score: line.upvotes },
    change: previousRank === null ? null : previousRank - rank,
    paper: { arxivId: line.id },
    listing: {
      ...{ day: DAY, position, upvotes: line.upvotes, commentCount: line.comments, submittedBy: line.submittedBy },
      ...{ isCurrent: true, organization },
    },
  };
}

describe("judge of lists", () => {
  let readings: ReadingLog;
  let answer: AnsweredList & { entries: ListEntry[] };

  beforeEach(() => {
    readings = new ReadingLog();
    readings.add(DAY, MORNING, LINES.slice(0, 2));
    readings.add(DAY, NOW, LINES);
    answer = {
      ...{ date: DAY, state: "OPEN", emptyReason: null, totalCount: 3, source: { name: "huggingface" } },
      ...{ observedAt: new Date(NOW).toISOString(), comparedWith: new Date(MORNING).toISOString() },
      entries: LINES.map(entry),
    };
  });

  function judge(lists: readonly AnsweredList[] = [answer]): string[] {
    const report = new Report();
    judgeLists(report, lists, readings, { from: DAY, to: DAY, now: NOW, hasContent: () => true, knowsEveryReading: true });
    return report.failedKinds().map((kind) => kind.replace("huggingface/", ""));
  }

  it("finds nothing in a right answer", () => {
    expect(judge()).toEqual([]);
  });

  it.each<[string, (list: typeof answer) => void, string[]]>([
    ["a paper missing", (list) => void list.entries.pop(), ["papers missing"]],
    ["a paper invented", (list) => void list.entries.push(entry({ ...LINES[0]!, id: "2606.09999" }, 3)), ["papers invented"]],
    ["a paper twice", (list) => void list.entries.push(list.entries[0]!), ["papers twice"]],
    [
      "another position",
      (list) => {
        list.entries[0] = { ...list.entries[0]!, position: 1 };
      },
      ["position"],
    ],
    [
      "another rank",
      (list) => {
        list.entries[0] = { ...list.entries[0]!, rank: 7 };
      },
      ["rank"],
    ],
    [
      "other votes",
      (list) => {
        list.entries[0]!.listing!.upvotes = 4;
      },
      ["votes"],
    ],
    [
      "comments where none are known",
      (list) => {
        list.entries[1]!.listing!.commentCount = 0;
      },
      ["comments"],
    ],
    [
      "another submitter",
      (list) => {
        list.entries[0]!.listing!.submittedBy = "cy";
      },
      ["submitter"],
    ],
    [
      "no organisation",
      (list) => {
        list.entries[0]!.listing!.organization = null;
      },
      ["organisation"],
    ],
    [
      "another previous rank",
      (list) => {
        list.entries[0] = { ...list.entries[0]!, previousRank: 1, change: 0 };
      },
      ["previous rank"],
    ],
    [
      "an old paper called new",
      (list) => {
        list.entries[0] = { ...list.entries[0]!, isNew: true };
      },
      ["is new"],
    ],
    [
      "another state",
      (list) => {
        list.state = "SETTLED";
      },
      ["list state"],
    ],
    [
      "a reason though there are papers",
      (list) => {
        list.emptyReason = "WEEKEND";
      },
      ["empty reason"],
    ],
    [
      "an older reading",
      (list) => {
        list.observedAt = list.comparedWith;
      },
      ["observed at"],
    ],
  ])("finds %s", (_name, spoil, kinds) => {
    spoil(answer);
    expect(judge()).toEqual(kinds);
  });

  it("finds a day that is not there", () => {
    expect(judge([])).toEqual(["days"]);
  });

  it("takes an organisation's former name among its identifiers", () => {
    answer.entries[0]!.listing!.organization = {
      slug: "laboratory",
      identifiers: [{ scheme: "huggingface-login", value: "LAB" }],
    };
    expect(judge()).toEqual([]);
  });
});
