/** Ranks of a list's lines, and how they moved since an earlier reading of it. Pure. */

/** What ranking needs of a printed line; `subject` is unique on its list. */
export interface RankableLine {
  readonly subject: string;
  /** 0-based, as the source printed it; unique on its list. */
  readonly position: number;
  /** Votes as printed; null: none were, which ranks lowest. */
  readonly upvotes: number | null;
}

/** A line with its place. `rank` is 1-based, without gap or tie. */
export interface RankedLine<Line extends RankableLine> {
  readonly rank: number;
  readonly line: Line;
  /** Its rank in the reading compared with; null: there is none, or it was not on it. */
  readonly previousRank: number | null;
  /** Places won (positive) or lost since then; null where `previousRank` is, and for a line that is gone. */
  readonly change: number | null;
  /** There is a reading to compare with, and the line was not on it. */
  readonly isNew: boolean;
}

/** A list's lines in order of rank, and those of the compared reading that are gone. */
export interface RankedList<Line extends RankableLine> {
  readonly entries: readonly RankedLine<Line>[];
  /** In their order then; `rank` and `previousRank` are the place they had. */
  readonly left: readonly RankedLine<Line>[];
}

/** More votes first, then the source's order. */
function byVotes(a: RankableLine, b: RankableLine): number {
  return (b.upvotes ?? -1) - (a.upvotes ?? -1) || a.position - b.position;
}

/** Ranks the lines of the reading shown against those of the one compared with. `compared` null: there is none. */
export function rankLines<Line extends RankableLine>(shown: readonly Line[], compared: readonly Line[] | null): RankedList<Line> {
  const before = compared === null ? [] : [...compared].sort(byVotes);
  const previous = new Map(before.map((line, place) => [line.subject, place + 1]));
  const entries = [...shown].sort(byVotes).map((line, place) => {
    const rank = place + 1;
    const previousRank = previous.get(line.subject) ?? null;
    const change = previousRank === null ? null : previousRank - rank;
    return { rank, line, previousRank, change, isNew: compared !== null && previousRank === null };
  });
  const present = new Set(shown.map((line) => line.subject));
  const left = before.flatMap((line, place) =>
    present.has(line.subject) ? [] : [{ rank: place + 1, line, previousRank: place + 1, change: null, isNew: false }],
  );
  return { entries, left };
}
