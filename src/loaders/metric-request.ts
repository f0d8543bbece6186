/** What is asked of counters over time. */
import type { MetricKind } from "../contract/index.ts";

/** Whose counter. */
export type MetricOwner = "paper" | "repository";
/** Whose papers' counters are added up. */
export type TotalOwner = "author" | "organization";
/** `RAW`: every change. Else the last value of each hour, day, week (from Monday) or month, in UTC. */
export type MetricResolution = "RAW" | "HOUR" | "DAY" | "WEEK" | "MONTH";

/** Which points are wanted; null: no bound. Bounds are inclusive. */
export interface MetricRequest<Owner extends MetricOwner | TotalOwner = MetricOwner> {
  readonly owner: Owner;
  readonly kind: MetricKind;
  readonly source: string | null;
  readonly from: Date | null;
  readonly to: Date | null;
  readonly resolution: MetricResolution;
}

/** Points of one series at most; the newest are kept. */
export const MAX_POINTS = 10_000;
