import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { DailyList } from "../../src/ranking/daily-list.ts";
import { type ListLine, type PlacedLine, type Scored, withPlaces } from "../../src/ranking/rank-entry.ts";
import { scorePapers } from "../../src/ranking/score-lines.ts";

type RankableLine = Pick<ListLine, "subject" | "position" | "upvotes">;

const LIST = { source: "huggingface", day: "2026-08-20" } as DailyList;
const READING = { contentId: "c", observedAt: new Date("2026-08-20T12:00:00Z"), paperCount: 0, hidden: [] };

function scored(printed: readonly RankableLine[]): Scored[] {
  const rest = { contentId: "c", paperId: null, commentCount: null, submittedBy: null, organizationIdentifierId: null };
  return scorePapers(printed.map((line): PlacedLine => ({ line: { ...rest, ...line }, list: LIST, reading: READING })));
}

/** Entries with the line that is ranked. */
function rankLines(shown: readonly RankableLine[], compared: readonly RankableLine[] | null) {
  const { entries, left } = withPlaces(scored(shown), compared === null ? null : scored(compared));
  const withLine = (one: (typeof entries)[number]) => ({ ...one, line: (one.placed as PlacedLine).line });
  return { entries: entries.map(withLine), left: left.map(withLine) };
}

function lines(...printed: readonly (readonly [subject: string, upvotes: number | null])[]): RankableLine[] {
  return printed.map(([subject, upvotes], position) => ({ subject, position, upvotes }));
}

const anyLines = fc
  .uniqueArray(fc.constantFrom(..."abcdefghij"), { maxLength: 10 })
  .chain((subjects) => fc.tuple(...subjects.map((subject) => fc.tuple(fc.constant(subject), fc.option(fc.nat(4))))))
  .map((printed) => lines(...(printed as [string, number | null][])));

const shownOf = (one: {
  rank: number;
  previousRank: number | null;
  change: number | null;
  isNew: boolean;
  line: RankableLine;
}) => [one.rank, one.line.subject, one.previousRank, one.change, one.isNew];

describe("ranks", () => {
  test("votes, then the source's order; lines without votes last", () => {
    const { entries } = rankLines(lines(["a", null], ["b", 3], ["c", 7], ["d", 3], ["e", 0]), null);
    expect(entries.map((one) => one.line.subject)).toEqual(["c", "b", "d", "e", "a"]);
    expect(entries.map((one) => one.rank)).toEqual([1, 2, 3, 4, 5]);
  });

  test("movement since the compared reading, new lines and lines that left", () => {
    const { entries, left } = rankLines(lines(["a", 9], ["b", 8], ["c", 1]), lines(["b", 5], ["x", 4], ["a", 3], ["y", 0]));
    expect(entries.map(shownOf)).toEqual([
      [1, "a", 3, 2, false],
      [2, "b", 1, -1, false],
      [3, "c", null, null, true],
    ]);
    expect(left.map(shownOf)).toEqual([
      [2, "x", 2, null, false],
      [4, "y", 4, null, false],
    ]);
  });

  test("without a reading to compare with nothing moved and nothing is new", () => {
    const { entries, left } = rankLines(lines(["a", 1]), null);
    expect(entries.map(shownOf)).toEqual([[1, "a", null, null, false]]);
    expect(left).toEqual([]);
  });

  test("compared with an empty reading everything is new", () => {
    expect(rankLines(lines(["a", 1]), []).entries.map(shownOf)).toEqual([[1, "a", null, null, true]]);
  });

  test("an emptied list: everything left", () => {
    const { entries, left } = rankLines([], lines(["a", 1], ["b", 2]));
    expect(entries).toEqual([]);
    expect(left.map((one) => one.line.subject)).toEqual(["b", "a"]);
  });
});

describe("for any two readings", () => {
  test("ranks are 1 to n, in order of votes, whatever the order of the lines given", () => {
    fc.assert(
      fc.property(anyLines, (printed) => {
        const { entries } = rankLines(printed, null);
        expect(entries.map((one) => one.rank)).toEqual(printed.map((_line, place) => place + 1));
        for (const [place, { line }] of entries.entries()) {
          const next = entries[place + 1]?.line;
          if (!next) continue;
          const votes = [line.upvotes ?? -1, next.upvotes ?? -1] as const;
          expect(votes[0] > votes[1] || (votes[0] === votes[1] && line.position < next.position)).toBe(true);
        }
        expect(rankLines([...printed].reverse(), null).entries).toEqual(entries);
      }),
    );
  });

  test("movement is symmetric: forth and back it is the opposite, and what is new one way left the other", () => {
    fc.assert(
      fc.property(anyLines, anyLines, (before, after) => {
        const forth = rankLines(after, before);
        const back = rankLines(before, after);
        const changes = (ranked: typeof forth) => new Map(ranked.entries.map((one) => [one.line.subject, one.change]));
        const opposite = changes(back);
        for (const [subject, change] of changes(forth)) {
          if (change !== null) expect(change + (opposite.get(subject) as number)).toBe(0);
        }
        const news = (ranked: typeof forth) => ranked.entries.filter((one) => one.isNew).map((one) => one.line.subject);
        const gone = (ranked: typeof forth) => ranked.left.map((one) => one.line.subject);
        expect(news(forth).sort()).toEqual(gone(back).sort());
        expect(gone(forth).sort()).toEqual(news(back).sort());
      }),
    );
  });
});
