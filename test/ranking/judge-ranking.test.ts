import { expect, test } from "vitest";
import { judgeRanking } from "../../src/ranking/judge-ranking.ts";
import type { Outcome } from "../../src/ranking/outcome.ts";

/** Votes when ranked and later, by paper. */
const outcomesOf = (votes: Readonly<Record<string, readonly [number, number]>>): ReadonlyMap<string, Outcome> =>
  new Map(Object.entries(votes).map(([id, [then, later]]) => [id, { then, later }]));
const OUTCOMES = outcomesOf({ a: [10, 12], b: [5, 25], c: [1, 5], d: [7, 6], e: [0, 0] });
const LOG_3 = Math.log2(3);

test("votes, gain, precision and discounted gain are those of the places, against the best there could have been", () => {
  const { votes, gained, precision, ndcg, turnover } = judgeRanking(["a", "b"], OUTCOMES, 2, ["b", "c"]);
  expect({ votes, gained, precision, turnover }).toEqual({ votes: 18.5, gained: 11, precision: 0.5, turnover: 0.5 });
  expect(ndcg).toBeCloseTo((2 + 20 / LOG_3) / (20 + 4 / LOG_3), 12);
});

test("the best order is perfect, and the same papers in another order are less", () => {
  const best = judgeRanking(["b", "c", "a"], OUTCOMES, 3, null);
  const other = judgeRanking(["a", "c", "b"], OUTCOMES, 3, null);
  expect(best).toMatchObject({ precision: 1, ndcg: 1, turnover: null });
  expect(other.precision).toBe(1);
  expect(other.ndcg).toBeLessThan(1);
});

test("places of which nothing is known are left out; nothing is told where they are more than half", () => {
  const half = judgeRanking(["unknown", "c"], OUTCOMES, 2, null);
  expect(half).toMatchObject({ votes: 5, gained: 4, precision: 1 });
  const most = judgeRanking(["unknown", "other", "c"], OUTCOMES, 3, ["c"]);
  expect(most).toEqual({ votes: null, gained: null, precision: null, ndcg: null, turnover: 2 / 3 });
  expect(judgeRanking([], OUTCOMES, 3, ["c"])).toEqual({
    votes: null,
    gained: null,
    precision: null,
    ndcg: null,
    turnover: null,
  });
});

test("papers that won as much as the last of the best count alike; losing and standing still are no success", () => {
  const tied = outcomesOf({ a: [0, 9], b: [0, 3], c: [0, 3], d: [0, 3], e: [4, 4] });
  expect(judgeRanking(["c", "d"], tied, 2, null).precision).toBe(1);
  const still = outcomesOf({ a: [3, 3], b: [5, 2] });
  expect(judgeRanking(["a", "b"], still, 2, null)).toMatchObject({ votes: 2.5, gained: -1.5, precision: null, ndcg: null });
});
