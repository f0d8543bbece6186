import fc from "fast-check";
import { expect, test } from "vitest";
import { changesOf, type Saying } from "../../src/ingest/runs.ts";

const saying = fc.record({
  observedAt: fc.integer({ min: 0, max: 6 }).map((hour) => new Date(hour * 3_600_000)),
  precedence: fc.constantFrom("", "2026-08-19", "2026-08-20"),
  digest: fc.constantFrom("a", "b", "c"),
  exchangeId: fc.constantFrom("x", "y"),
});

const view = (sayings: readonly Saying[]) => sayings.map((one) => `${one.observedAt.getTime()} ${one.digest} ${one.exchangeId}`);

test("changes do not depend on the order in which sayings arrive", () => {
  const shuffled = fc
    .array(saying, { maxLength: 12 })
    .chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })));
  fc.assert(
    fc.property(shuffled, ([list, other]) => {
      expect(view(changesOf(list))).toEqual(view(changesOf(other)));
    }),
  );
});

test("a change differs from its neighbour in time, and one instant has one change", () => {
  fc.assert(
    fc.property(fc.array(saying), (list) => {
      const changes = changesOf(list);
      for (const [place, change] of changes.entries()) {
        const before = changes[place - 1];
        if (!before) continue;
        expect(before.observedAt < change.observedAt).toBe(true);
        expect(before.digest).not.toBe(change.digest);
      }
      expect(changes.length > 0).toBe(list.length > 0);
    }),
  );
});

test("of two sayings at one instant the later list day's counts", () => {
  const at = new Date(0);
  const changes = changesOf([
    { observedAt: at, precedence: "2026-08-20", digest: "late", exchangeId: "x" },
    { observedAt: at, precedence: "2026-08-19", digest: "early", exchangeId: "y" },
  ]);
  expect(changes.map((one) => one.digest)).toEqual(["late"]);
});
