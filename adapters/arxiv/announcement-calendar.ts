/** When arXiv announces, and which batch its feeds must show by now. https://info.arxiv.org/help/availability.html Pure. */
import type { DueBatch } from "../../src/contract/index.ts";
import { easternDayOf } from "./instant.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** The announcement (20:00 in New York) comes so long before its feed's day begins there. */
const AHEAD_MS = 4 * HOUR_MS;
/** A feed may be late, and is read every two hours: only so long after its day began a category counts as behind. */
const PATIENCE_MS = 6 * HOUR_MS;

/** Days without announcements that arXiv has published, by year. Of other years none are known here. */
const DEFERRED: Readonly<Record<string, readonly string[]>> = {
  "2026": ["01-01", "01-19", "06-19", "07-03", "09-07", "11-26", "12-25", "12-29", "12-31"],
};

/**
 * The newest batch that every feed must have shown by `now`. A day counts where arXiv surely announces: Monday to Friday in
 * New York, when neither it nor its eve is deferred. In years whose deferred days are not known it is the batch before,
 * so that one holiday raises no alarm.
 */
export function dueBatch(now: Date): DueBatch | null {
  const today = easternDayOf(now.toISOString());
  let isSpared = DEFERRED[today.slice(0, 4)] === undefined;
  // Ten days hold at least two batches, whatever is deferred.
  for (let back = 0; back <= 10; back += 1) {
    const day = dayBefore(today, back);
    const shownFrom = easternMidnight(day);
    if (!isAnnounced(day) || now.getTime() < shownFrom.getTime() + PATIENCE_MS) continue;
    if (!isSpared) {
      return {
        announcedAt: new Date(shownFrom.getTime() - AHEAD_MS),
        shownFrom,
        shownUntil: easternMidnight(dayBefore(day, -1)),
      };
    }
    isSpared = false;
  }
  return null;
}

/** Whether the feeds of a day in New York surely have a batch of their own. */
function isAnnounced(day: string): boolean {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  return weekday >= 1 && weekday <= 5 && !isDeferred(day) && !isDeferred(dayBefore(day, 1));
}

function isDeferred(day: string): boolean {
  return DEFERRED[day.slice(0, 4)]?.includes(day.slice(5)) ?? false;
}

function dayBefore(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) - days * DAY_MS).toISOString().slice(0, 10);
}

/** New York is four hours behind UTC in summer and five in winter: four are too few where that is still the day before. */
function easternMidnight(day: string): Date {
  const summer = new Date(Date.parse(`${day}T00:00:00Z`) + 4 * HOUR_MS);
  return easternDayOf(summer.toISOString()) === day ? summer : new Date(summer.getTime() + HOUR_MS);
}
