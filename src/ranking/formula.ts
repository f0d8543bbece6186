/** What rankings' scores are made of, as data: named and versioned, so that a revision says by which formula it was made. */
import type { MetricKind } from "../contract/index.ts";

/** One part of a score. */
export interface FormulaTerm {
  /** As components name it. */
  readonly name: string;
  /**
   * `VALUE`: the counter's latest value; `PER_DAY`: how much it grew a day over the formula's window; `LISTED`: votes as printed on
   * the newest of the period's lists; `AGE`: whole hours, or days, since submission; where only its day is known, since that began.
   */
  readonly measure: "VALUE" | "PER_DAY" | "LISTED" | "AGE_HOURS" | "AGE_DAYS";
  /** The counter; null for an age. */
  readonly kind: MetricKind | null;
  /** `LINEAR`: as measured; `LOG2`: the binary logarithm of one more, with the sign of what was measured. */
  readonly scale: "LINEAR" | "LOG2";
  /** At most nine decimal places. */
  readonly weight: number;
}

/** How scores come about. Raise `version` when the same readings would be ranked otherwise. */
export interface RankingFormula {
  readonly name: string;
  readonly version: number;
  /** The score, as arithmetic over named components. */
  readonly expression: string;
  readonly description: string;
  readonly terms: readonly FormulaTerm[];
  /** Over how many days growth is measured; null: no term measures it. */
  readonly windowDays: number | null;
  /** Of authors and organisations, papers submitted within so many days count; null: all. */
  readonly horizonDays: number | null;
}

const LISTED_VOTES: FormulaTerm = { name: "upvotes", measure: "LISTED", kind: "UPVOTES", scale: "LINEAR", weight: 1 };

/** A day's list: the votes printed on it. */
export const DAILY_FORMULA: RankingFormula = {
  name: "daily",
  version: 1,
  expression: "upvotes",
  description:
    "The votes printed on the list; ties by the source's own order; a line without votes comes after all that have them.",
  terms: [LISTED_VOTES],
  windowDays: null,
  horizonDays: null,
};

/** A week's or a month's lists. */
export const PERIOD_FORMULA: RankingFormula = {
  name: "period",
  version: 1,
  expression: "upvotes",
  description:
    "The votes printed last on any of the period's lists; ties by the earlier day, then by that list's own order; papers without votes come after all that have them.",
  terms: [LISTED_VOTES],
  windowDays: null,
  horizonDays: null,
};

const HOURS_A_DAY = 24;
const TRENDING_HALF_LIFE_DAYS = 7;
const HALF_LIVES_THAT_COUNT = 4;

/**
 * What an hour costs so that the score falls by one, which is what half as many votes cost, once in the half-life. Nine
 * decimals times whole hours is exact: two papers' scores differ by the same amount at any instant, so that an order can be stored.
 */
export function hourlyDecay(halfLifeDays: number): number {
  return -Number((1 / (halfLifeDays * HOURS_A_DAY)).toFixed(9));
}

/** All papers by what people think of them, halved in worth every week. */
export const TRENDING_FORMULA: RankingFormula = {
  name: "trending",
  version: 1,
  expression: "log2(1 + upvotes) + 0.5 * log2(1 + stars) + 0.25 * log2(1 + comments) - ageHours / 168",
  description:
    "Votes, stars of the linked repository and comments, each on a logarithmic scale: twice as many add one point (half a point for stars, a quarter for comments). A week of age takes one point away. Of authors and organisations, the papers of the last four weeks count together, and the youngest gives the age. Where only the day of submission is known, age counts from its beginning.",
  terms: [
    { name: "upvotes", measure: "VALUE", kind: "UPVOTES", scale: "LOG2", weight: 1 },
    { name: "stars", measure: "VALUE", kind: "STARS", scale: "LOG2", weight: 0.5 },
    { name: "comments", measure: "VALUE", kind: "COMMENTS", scale: "LOG2", weight: 0.25 },
    { name: "ageHours", measure: "AGE_HOURS", kind: null, scale: "LINEAR", weight: hourlyDecay(TRENDING_HALF_LIFE_DAYS) },
  ],
  windowDays: null,
  horizonDays: TRENDING_HALF_LIFE_DAYS * HALF_LIVES_THAT_COUNT,
};

/** What grows fastest for its age. */
export const RISING_FORMULA: RankingFormula = {
  name: "rising",
  version: 2,
  expression: "log2(1 + upvotesPerDay) + 0.5 * log2(1 + starsPerDay) - 0.5 * log2(1 + ageDays)",
  description:
    "Votes and stars gained a day over the last seven days (over its life, where it is younger; since it was first counted, where that is later; since it was last counted before, where nobody counted when they began), on a logarithmic scale, less half the logarithm of its age in days. Papers that gained or lost nothing in the window are not ranked.",
  terms: [
    { name: "upvotesPerDay", measure: "PER_DAY", kind: "UPVOTES", scale: "LOG2", weight: 1 },
    { name: "starsPerDay", measure: "PER_DAY", kind: "STARS", scale: "LOG2", weight: 0.5 },
    { name: "ageDays", measure: "AGE_DAYS", kind: null, scale: "LOG2", weight: -0.5 },
  ],
  windowDays: 7,
  horizonDays: null,
};
