import { expect, test } from "vitest";
import { dueBatch } from "./announcement-calendar.ts";

/** The day in New York whose feed must be known, told by the instant at which it begins there. */
const shownFrom = (now: string) => dueBatch(new Date(now))?.shownFrom.toISOString();

test.each([
  // A Thursday in summer: its feed begins at 04:00 UTC and must be known six hours later.
  ["2026-08-20T09:59:59.999Z", "2026-08-19T04:00:00.000Z"],
  ["2026-08-20T10:00:00.000Z", "2026-08-20T04:00:00.000Z"],
  // Over the weekend Friday's batch stays the newest.
  ["2026-08-23T23:00:00.000Z", "2026-08-21T04:00:00.000Z"],
  ["2026-08-24T10:00:00.000Z", "2026-08-24T04:00:00.000Z"],
  // In winter New York is five hours behind.
  ["2026-02-10T10:30:00.000Z", "2026-02-09T05:00:00.000Z"],
  ["2026-02-10T11:00:00.000Z", "2026-02-10T05:00:00.000Z"],
  // The day on which clocks change is a Sunday: Monday's feed begins by the new time.
  ["2026-03-09T10:00:00.000Z", "2026-03-09T04:00:00.000Z"],
  ["2026-11-02T11:00:00.000Z", "2026-11-02T05:00:00.000Z"],
  // Labour Day is deferred: neither its own feed nor the next one is sure.
  ["2026-09-08T12:00:00.000Z", "2026-09-04T04:00:00.000Z"],
  ["2026-09-09T12:00:00.000Z", "2026-09-09T04:00:00.000Z"],
  // Deferred days of 2025 are not known: one batch is spared.
  ["2025-08-20T12:00:00.000Z", "2025-08-19T04:00:00.000Z"],
])("at %s the feed of the day that began %s must be known", (now, expected) => {
  expect(shownFrom(now)).toBe(expected);
});

test("a batch is announced at 20:00 in New York on the eve, and shown until the day is over there", () => {
  expect(dueBatch(new Date("2026-08-24T12:00:00Z"))).toEqual({
    announcedAt: new Date("2026-08-24T00:00:00Z"),
    shownFrom: new Date("2026-08-24T04:00:00Z"),
    shownUntil: new Date("2026-08-25T04:00:00Z"),
  });
});

test("some batch is due at every instant of the year, never in the future, never more than nine days old", () => {
  for (let hour = 0; hour < 365 * 24; hour += 1) {
    const now = new Date(Date.UTC(2026, 0, 1, hour));
    const due = dueBatch(now);
    expect(due, now.toISOString()).not.toBeNull();
    const age = now.getTime() - (due?.shownFrom.getTime() ?? 0);
    expect(age >= 6 * 3_600_000 && age < 9 * 86_400_000, now.toISOString()).toBe(true);
  }
});
