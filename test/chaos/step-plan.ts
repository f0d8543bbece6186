/** Which instants the clock steps through: each recorded look at a day's list, and one after the list has settled. */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { DAY_MS, startOfDay } from "../accept/calendar.ts";

/** One reading of one day's list. */
export interface Step {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly day: string;
  /** RECORDED: the list was captured at this instant; SETTLING: nobody did, a later reading. */
  readonly kind: "RECORDED" | "SETTLING";
}

/** Days of which lists were captured within the day, oldest first. */
export function recordedDays(data: string): string[] {
  return readdirSync(join(data, "hf-snapshots")).sort();
}

/** A list settles 14 days after its day; a reading made a little later shows it whole. */
const SETTLED_AFTER_MS = 14 * DAY_MS + 1000;

/** All steps of these days by time; of one instant the earlier day comes first. */
export function stepsOf(data: string, days: readonly string[]): Step[] {
  return days
    .flatMap((day) => {
      const captures = readdirSync(join(data, "hf-snapshots", day)).map((name) => instantOf(name));
      const settled = Math.max(startOfDay(day) + SETTLED_AFTER_MS, ...captures.map((at) => at + 1));
      return [
        ...captures.map((at): Step => ({ at, day, kind: "RECORDED" })),
        { at: settled, day, kind: "SETTLING" } satisfies Step,
      ];
    })
    .sort((one, other) => one.at - other.at || (one.day < other.day ? -1 : 1));
}

/** `2025-01-09T04-20-26Z.json` is named after its instant. @throws {Error} when it is not */
function instantOf(name: string): number {
  const at = Date.parse(name.replace(/\.json$/, "").replace(/T(\d\d)-(\d\d)-(\d\d)Z$/, "T$1:$2:$3Z"));
  if (Number.isNaN(at)) throw new Error(`a recorded list is named ${name}, which is no instant`);
  return at;
}
