/** From sayings to changes: which of a source's sayings about one thing differ from the one before. Pure. */

/** One saying. `precedence` decides between sayings of one instant; `digest` says whether two are the same. */
export interface Saying {
  readonly observedAt: Date;
  readonly precedence: string;
  readonly digest: string;
  readonly exchangeId: string;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** By time; of one instant the greatest precedence last, and beyond that an order that depends on nothing but the sayings. */
export function inOrder(a: Saying, b: Saying): number {
  return (
    a.observedAt.getTime() - b.observedAt.getTime() ||
    compareText(a.precedence, b.precedence) ||
    compareText(a.digest, b.digest) ||
    compareText(a.exchangeId, b.exchangeId)
  );
}

/**
 * The sayings that differ from their neighbour before them in time, oldest first; of several at one instant only the
 * last in order counts. Whatever the order in which they are given, the answer is the same.
 */
export function changesOf<S extends Saying>(sayings: readonly S[]): S[] {
  const sorted = [...sayings].sort(inOrder);
  const perInstant = sorted.filter((one, place) => sorted[place + 1]?.observedAt.getTime() !== one.observedAt.getTime());
  return perInstant.filter((one, place) => perInstant[place - 1]?.digest !== one.digest);
}
