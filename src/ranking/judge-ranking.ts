/** How good a ranking's first places were, told by what their papers came to be. Pure. */
import type { Outcome } from "./outcome.ts";

/** What a day's first places are judged by. */
export const MEASURES = ["votes", "gained", "precision", "ndcg", "turnover"] as const;
export type Measure = (typeof MEASURES)[number];

/**
 * One day's figures. `votes`: mean votes at the horizon; `gained`: mean votes won until then; `precision`: share of the places whose
 * papers are among those that won most of all papers; `ndcg`: the votes won, discounted by place, against the best order there could
 * have been; `turnover`: share of the places whose papers were not there the day before. Null: cannot be told; `precision` and
 * `ndcg` also where no paper won anything.
 */
export type Figures = Readonly<Record<Measure, number | null>>;

/** Nothing can be told. */
export const NO_FIGURES: Figures = { votes: null, gained: null, precision: null, ndcg: null, turnover: null };

/** At least this share of the places must have a known outcome. */
const KNOWN_SHARE = 0.5;

/** The papers among these whose outcome is known, in their order. */
export function knownOf(top: readonly string[], outcomes: ReadonlyMap<string, Outcome>): readonly Outcome[] {
  return top.flatMap((id) => outcomes.get(id) ?? []);
}

/**
 * Judges places by outcomes; those without one are left out and the others close up. Nothing is told where less than half is known.
 * @param top ids of the papers, best first
 * @param outcomes of all papers that could have been ranked
 * @param before the day before's places; null: there are none
 */
export function judgeRanking(
  top: readonly string[],
  outcomes: ReadonlyMap<string, Outcome>,
  size: number,
  before: readonly string[] | null,
): Figures {
  const turnover = before === null || top.length === 0 ? null : share(top, (id) => !before.includes(id));
  const known = knownOf(top, outcomes);
  if (known.length === 0 || known.length < top.length * KNOWN_SHARE) return { ...NO_FIGURES, turnover };
  const won = known.map(gainOf);
  const best = [...outcomes.values()]
    .map(gainOf)
    .sort((a, b) => b - a)
    .slice(0, size);
  const least = Math.max(best.at(-1) ?? 1, 1);
  const ideal = discounted(best);
  return {
    votes: mean(known.map(({ later }) => later)),
    gained: mean(won),
    precision: ideal > 0 ? share(won, (gain) => gain >= least) : null,
    ndcg: ideal > 0 ? discounted(won) / ideal : null,
    turnover,
  };
}

/** The mean; of nothing null. */
export function meanOf(values: readonly number[]): number | null {
  return values.length === 0 ? null : mean(values);
}

const gainOf = ({ then, later }: Outcome) => later - then;
const mean = (values: readonly number[]) => values.reduce((sum, one) => sum + one, 0) / values.length;

function share<Value>(values: readonly Value[], holds: (value: Value) => boolean): number {
  return values.filter(holds).length / values.length;
}

/** A place counts by one over the logarithm of its number; votes lost count for nothing. */
function discounted(gains: readonly number[]): number {
  return gains.reduce((sum, gain, place) => sum + Math.max(0, gain) / Math.log2(place + 2), 0);
}
