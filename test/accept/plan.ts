/** What is done when: the weekdays that are stepped, and the range that is synced at the end. */
import { addDays, DAY_MS, dayOf, HOUR_MS, startOfDay, weekdaysUntil } from "./calendar.ts";
import type { Upstream } from "./upstream.ts";

/** How far a first start looks back; the product's own default, which the run does not set. */
export const BACKFILL_DAYS = 30;
/** The first day under which arXiv lists anything. */
const FIRST_ARXIV_DAY = "2005-09-16";
const HOURS = [6, 18];
/** How far a shortened run harvests arXiv back from its last day. */
const SHORT_DAYS = 25;

/** Categories that are followed while stepping; the product's own default, which the run does not set. */
export const FOLLOWED = ["cs.AI", "cs.CL", "cs.CV", "cs.LG", "cs.RO", "stat.ML"] as const;
/** Every archive, for the whole harvest. */
export const ARCHIVES =
  "astro-ph,cond-mat,cs,econ,eess,gr-qc,hep-ex,hep-lat,hep-ph,hep-th,math,math-ph,nlin,nucl-ex,nucl-th,physics,q-bio,q-fin,quant-ph,stat";

/** See the parts. Instants are epoch milliseconds. */
export interface Plan {
  /** The upstream's time when the run began. */
  readonly start: number;
  /** The last day that holds papers then. */
  readonly lastDay: string;
  readonly steppedDays: readonly string[];
  readonly steps: readonly number[];
  /** Steps that would lie after the start, so that time would run backwards; not made. */
  readonly leftOut: readonly number[];
  /** First day of the lists that the first step's back-fill holds. */
  readonly backfilledFrom: string;
  /** First day of the lists synced at the end. */
  readonly listsFrom: string;
  /** First day of the harvest at the end. */
  readonly harvestFrom: string;
  /** The three instants of the syncs at the end, an hour apart. */
  readonly finals: readonly number[];
}

/** Makes the plan from the upstream's clock and truth. @throws {Error} when no day holds papers */
export async function makePlan(upstream: Upstream, weekdays: number, isShort: boolean): Promise<Plan> {
  const start = await upstream.now();
  const { firstDay } = await upstream.status();
  if (firstDay === null) throw new Error("the upstream holds no daily list");
  const lastDay = await lastListedDay(upstream, dayOf(start), firstDay);
  const steppedDays = weekdaysUntil(lastDay, weekdays);
  const instants = steppedDays.flatMap((day) => HOURS.map((hour) => startOfDay(day) + hour * HOUR_MS));
  const steps = instants.filter((at) => at <= start);
  const backfilledFrom = dayOf((steps[0] ?? start) - BACKFILL_DAYS * DAY_MS);
  return {
    start,
    lastDay,
    steppedDays,
    steps,
    leftOut: instants.filter((at) => at > start),
    backfilledFrom,
    // Never later than what the steps hold: a plain sync goes on reading their unconfirmed days.
    listsFrom: isShort || firstDay > backfilledFrom ? backfilledFrom : firstDay,
    harvestFrom: isShort ? addDays(lastDay, -SHORT_DAYS) : FIRST_ARXIV_DAY,
    finals: [0, 1, 2].map((hours) => start + hours * HOUR_MS),
  };
}

/** The last day, not after `today`, whose list holds papers now. */
async function lastListedDay(upstream: Upstream, today: string, firstDay: string): Promise<string> {
  for (let day = today; day >= firstDay; day = addDays(day, -1)) {
    if ((await upstream.list(day)).items.length > 0) return day;
  }
  throw new Error("no day holds papers at the upstream's time");
}
