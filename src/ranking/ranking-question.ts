/** What a ranking is asked for: of whom, by what, over which time, among which papers, as of when. */
import type { RankingFormula } from "./formula.ts";

/** Who can be ranked. */
export const RANKABLE_KINDS = ["PAPER", "AUTHOR", "ORGANIZATION"] as const;
export type RankableKind = (typeof RANKABLE_KINDS)[number];

/** Rankings that need no formula of one's own. */
export const RANKING_KINDS = ["DAILY", "WEEKLY", "MONTHLY", "TRENDING", "RISING"] as const;
export type RankingKind = (typeof RANKING_KINDS)[number];

/** Those made of a source's lists. */
export const LIST_KINDS = ["DAILY", "WEEKLY", "MONTHLY"] as const satisfies readonly RankingKind[];
export type ListKind = (typeof LIST_KINDS)[number];

/** Papers among which is ranked; null: not narrowed. All conditions are judged as of the ranking's instant. */
export interface RankingScope {
  /** arXiv's code, as `cs.CL`. */
  readonly category: string | null;
  /** In any letter case. */
  readonly keyword: string | null;
  /** Present id of an organisation. */
  readonly organizationId: string | null;
}

/** Characters of a category or a keyword at most. */
export const MAX_SCOPE_TEXT = 200;

/** Whether a text can be a category or a keyword at all. */
export function isScopeText(text: string): boolean {
  return text.trim() !== "" && text.length <= MAX_SCOPE_TEXT && !/[\p{Cc}\p{Surrogate}]/u.test(text);
}

/** Everything. */
export const EVERYTHING: RankingScope = { category: null, keyword: null, organizationId: null };

/** Conditions of a formula of one's own; null: not asked for. Bounds are inclusive, null: open. */
export interface FormulaFilter {
  readonly listedOn: { readonly gte: string | null; readonly lte: string | null } | null;
  readonly submittedAt: { readonly gte: Date | null; readonly lte: Date | null } | null;
  readonly categories: readonly string[] | null;
  readonly hasCode: boolean | null;
}

/** No condition. */
export const NO_FILTER: FormulaFilter = { listedOn: null, submittedAt: null, categories: null, hasCode: null };

/** A range of time: `from` belongs to it, `to` does not. */
export interface Period {
  readonly from: Date;
  readonly to: Date;
}

/** A ranking, whole. `kind` null: by a formula of one's own. `source`, `period`: of lists alone. */
export interface RankingQuestion {
  readonly subject: RankableKind;
  readonly kind: RankingKind | null;
  readonly formula: RankingFormula;
  readonly source: string | null;
  readonly period: Period;
  readonly scope: RankingScope;
  readonly filter: FormulaFilter;
  readonly asOf: Date;
}
