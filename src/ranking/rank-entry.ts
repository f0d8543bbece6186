/** A place in a ranking, whatever is ranked and by what. */
import type { DailyList, ListReading } from "./daily-list.ts";
import type { RankableKind } from "./ranking-question.ts";

/** A line of a list as printed, with the paper that it names now. */
export interface ListLine {
  readonly contentId: string;
  /** UUID of the identifier that the source used; unique on its list. */
  readonly subject: string;
  /** 0-based, as the source printed it; unique on its list. */
  readonly position: number;
  /** Votes as printed; null: none were, which ranks lowest. */
  readonly upvotes: number | null;
  /** Null: no paper is known for it (its own record was rejected). */
  readonly paperId: string | null;
  readonly commentCount: number | null;
  /** The submitter's login. */
  readonly submittedBy: string | null;
  /** UUID of the organisation's identifier. */
  readonly organizationIdentifierId: string | null;
}

/** Where a line stands: on which day's list, in which reading of it. */
export interface PlacedLine {
  readonly line: ListLine;
  readonly list: DailyList;
  readonly reading: ListReading;
}

/** One part of a score. */
export interface ScoreComponent {
  readonly name: string;
  readonly value: number;
  readonly source: string;
  readonly observedAt: Date;
  /** The value on the scale on which components are added. */
  readonly normalized: number;
  readonly weight: number;
  /** `normalized` times `weight`, rounded to nine decimals: what it adds to the score. */
  readonly contribution: number;
}

/** What is ranked, before it has a place. */
export interface Scored {
  /** Tells subjects apart; the same in every ranking of its kind. */
  readonly key: string;
  readonly subjectKind: RankableKind;
  /** Present id of the entity; null: a line whose paper is not known. */
  readonly subjectId: string | null;
  /** The sum of the contributions; 0 without components. */
  readonly score: number;
  readonly components: readonly ScoreComponent[];
  /** The source's own place, 0-based; null: no source orders these. */
  readonly position: number | null;
  /** The line that is ranked; null: no single line is, or the ranking is a sealed one. */
  readonly placed: PlacedLine | null;
}

/** How a subject's place came about and moved. */
export interface RankEntry extends Scored {
  /** 1-based, without gap or tie; of one that left: the place it had. */
  readonly rank: number;
  /** Its rank in what is compared with; null: there is none, or it was not in it. */
  readonly previousRank: number | null;
  /** Places won (positive) or lost; null where `previousRank` is, and for one that left. */
  readonly change: number | null;
  /** There is something to compare with, and it was not in it. */
  readonly isNew: boolean;
}

/** Subjects in order of rank, and those of the compared ranking that are gone, in their order then. */
export interface Ranked {
  readonly entries: readonly RankEntry[];
  readonly left: readonly RankEntry[];
}

/** Which places of a ranking are wanted: from the one after `after` on, `count` of them. */
export interface RankWindow {
  readonly after: number;
  readonly count: number;
}

/** A ranking, to be read in parts. */
export interface Ranking {
  /** Entries of a window, best first. */
  entries(window: RankWindow): Promise<readonly RankEntry[]>;
  count(): Promise<number>;
  /** Entries of what it is compared with that are ranked no more, best first. */
  left(): Promise<readonly RankEntry[]>;
  /** The first observation, until its instant, of anything that it is made of; null: none. */
  knownSince(): Promise<Date | null>;
  /** What `previousRank`, `isNew` and `left` refer to; null: nothing. */
  comparedWith(): Promise<Date | null>;
  /** Sixteen hexadecimal digits; for one question they move only when the past comes to be told otherwise. */
  revision(): Promise<string>;
}

/** Gives places. Both lists are in order of rank; `before` null: there is nothing to compare with. */
export function withPlaces(now: readonly Scored[], before: readonly Scored[] | null): Ranked {
  const previous = new Map((before ?? []).map((one, place) => [one.key, place + 1]));
  const entries = now.map((one, place): RankEntry => {
    const rank = place + 1;
    const previousRank = previous.get(one.key) ?? null;
    const change = previousRank === null ? null : previousRank - rank;
    return { ...one, rank, previousRank, change, isNew: before !== null && previousRank === null };
  });
  const present = new Set(now.map(({ key }) => key));
  const left = (before ?? []).flatMap((one, place): RankEntry[] =>
    present.has(one.key) ? [] : [{ ...one, rank: place + 1, previousRank: place + 1, change: null, isNew: false }],
  );
  return { entries, left };
}
