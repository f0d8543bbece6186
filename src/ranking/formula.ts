/** What a ranking's scores are made of, as data: named and versioned, so that a revision says by which formula it was made. */

/** How scores come about. Raise `version` when the same readings would be ranked otherwise. */
export interface RankingFormula {
  readonly name: string;
  readonly version: number;
  /** The score, as arithmetic over named components. */
  readonly expression: string;
  readonly description: string;
}

/** A day's list: the votes printed on it. */
export const DAILY_FORMULA: RankingFormula = {
  name: "daily",
  version: 1,
  expression: "upvotes",
  description:
    "The votes printed on the list; ties by the source's own order; a line without votes comes after all that have them.",
};
