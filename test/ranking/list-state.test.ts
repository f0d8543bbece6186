import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addDays, dayCount } from "../../src/ranking/calendar.ts";
import { agreeingReadings, emptyReason, isNeverRead, type ListHistory, listState } from "../../src/ranking/list-state.ts";
import { at } from "./known-readings.ts";

const DAY = "2026-08-20"; // a Thursday

function history(asOf: string, rest: Partial<ListHistory> = {}): ListHistory {
  return { day: DAY, asOf: at(asOf), shown: null, wasRefused: false, emptyAt: [], ...rest };
}
const read = (observedAt: string, paperCount = 3) => ({ observedAt: at(observedAt), paperCount });

describe("state of a list", () => {
  test.each([
    ["2026-08-19T12:00", null, "OPEN"],
    ["2026-08-20T00:00", null, "OPEN"],
    ["2026-08-21T11:59:59.999", "2026-08-21T11:00", "OPEN"],
    ["2026-08-21T12:00", "2026-08-21T11:00", "SETTLING"],
    ["2026-08-21T12:00", null, "SETTLING"],
    ["2026-09-02T23:59:59.999", "2026-09-02T23:59", "SETTLING"],
    ["2026-09-03T00:00", "2026-09-02T23:59:59.999", "SETTLING"],
    ["2026-09-03T00:00", "2026-09-03T00:00", "SETTLED"],
    ["2027-01-01T00:00", "2026-09-02T23:59:59.999", "SETTLING"],
    ["2027-01-01T00:00", null, "SETTLING"],
    ["2027-01-01T00:00", "2026-12-01T00:00", "SETTLED"],
  ])("as of %s, last read %s: %s", (asOf, observedAt, state) => {
    expect(listState(history(asOf, { shown: observedAt === null ? null : read(observedAt) }))).toBe(state);
  });
});

describe("reason of emptiness", () => {
  test("a list with papers has none, whatever else is known", () => {
    expect(emptyReason(history("2026-08-19T00:00", { shown: read("2026-08-18T00:00", 1), wasRefused: true }), true)).toBeNull();
  });

  test("a day that has not begun is not open yet, read or not", () => {
    expect(emptyReason(history("2026-08-19T23:59:59.999"), true)).toBe("NOT_OPEN_YET");
    expect(emptyReason(history("2026-08-19T23:59:59.999", { shown: read("2026-08-19T20:00", 0) }), false)).toBe("NOT_OPEN_YET");
    expect(emptyReason(history("2026-08-20T00:00"), false)).toBe("NOT_FETCHED");
  });

  test("a refused day is not open yet, until a complete answer comes", () => {
    expect(emptyReason(history("2026-08-20T02:00", { wasRefused: true }), true)).toBe("NOT_OPEN_YET");
    expect(emptyReason(history("2026-08-20T02:00", { wasRefused: true, shown: read("2026-08-20T01:00", 0) }), true)).toBe(
      "UNCONFIRMED",
    );
  });

  test("a day never read: the source is down, or nobody fetched it", () => {
    expect(emptyReason(history("2026-08-20T02:00"), true)).toBe("SOURCE_DOWN");
    expect(emptyReason(history("2026-08-20T02:00"), false)).toBe("NOT_FETCHED");
    expect(emptyReason({ ...history("2026-08-23T02:00"), day: "2026-08-22" }, false)).toBe("NOT_FETCHED");
  });

  test("the source's state matters for a day never read alone", () => {
    expect(isNeverRead(history("2026-08-20T00:00"))).toBe(true);
    expect(isNeverRead(history("2026-08-19T23:00"))).toBe(false);
    expect(isNeverRead(history("2026-08-20T02:00", { wasRefused: true }))).toBe(false);
    expect(isNeverRead(history("2026-08-20T02:00", { shown: read("2026-08-20T01:00", 0) }))).toBe(false);
  });

  test.each([
    ["2026-08-21", "UNCONFIRMED"],
    ["2026-08-22", "WEEKEND"],
    ["2026-08-23", "WEEKEND"],
    ["2026-08-24", "UNCONFIRMED"],
  ])("%s, read once: %s", (day, reason) => {
    const shown = { observedAt: at("2026-09-01T00:00"), paperCount: 0 };
    expect(emptyReason({ ...history("2026-09-01T00:00", { shown, emptyAt: [shown.observedAt] }), day }, false)).toBe(reason);
  });

  test.each([
    [["10:00", "11:00"], "UNCONFIRMED"],
    [["10:00", "11:00", "11:59"], "UNCONFIRMED"],
    [["10:00", "11:00", "12:00"], "NONE_LISTED"],
    [["10:00", "10:30", "11:30", "12:00"], "UNCONFIRMED"],
    [["10:00", "10:30", "11:00", "11:30", "12:00"], "NONE_LISTED"],
  ])("empty readings at %j: %s", (times, reason) => {
    const emptyAt = times.map((time) => at(`2026-08-20T${time}`));
    const shown = { observedAt: emptyAt.at(-1) as Date, paperCount: 0 };
    expect(emptyReason(history("2026-08-20T20:00", { shown, emptyAt }), false)).toBe(reason);
  });

  test("readings are counted greedily: no choice of readings an hour apart has more", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 300 }), { maxLength: 9 }), (minutes) => {
        const sorted = [...minutes].sort((a, b) => a - b);
        const best = (from: number, last: number): number =>
          sorted.slice(from).reduce((most, minute, offset) => {
            return minute - last < 60 ? most : Math.max(most, 1 + best(from + offset + 1, minute));
          }, 0);
        expect(agreeingReadings(sorted.map((minute) => new Date(minute * 60_000)))).toBe(best(0, -60));
      }),
    );
  });
});

test("days are counted and added over leap days and changes of the year", () => {
  expect(dayCount("2024-02-28", "2024-03-01")).toBe(3);
  expect(dayCount("2026-08-20", "2026-08-20")).toBe(1);
  expect(dayCount("2026-08-20", "2026-08-18")).toBe(-1);
  expect(addDays("2025-12-31", 1)).toBe("2026-01-01");
  expect(addDays("2024-03-01", -1)).toBe("2024-02-29");
});
