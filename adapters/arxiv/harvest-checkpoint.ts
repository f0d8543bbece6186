/** What a set harvest remembers between runs, and what follows from it. Pure. */
import { z } from "zod";
import { type DiscoverContext, daySchema, instantSchema } from "../../src/contract/index.ts";

const DAY_MS = 86_400_000;
/** The day of arXiv's oldest datestamp; anything before it is refused. */
const EARLIEST_DAY = "2005-09-16";
/** How far back a set is read that no run has named a beginning for. */
const DEFAULT_BACKFILL_DAYS = 30;
/**
 * How far before its stored day a scheduled run asks. A datestamp is the UTC day of a change, and changes become visible
 * later: a day's batch at about 22:30 in New York, which is the next UTC day, and answers at the edge may be an hour old.
 */
export const LOOKBACK_DAYS = 1;

const setSchema = z.strictObject({
  /** Everything that changed before this UTC day was read; the next request begins here. */
  from: daySchema,
  /** Not read to the end yet: what changed before `from` was not asked for, so there is nothing before it to look back to. */
  isNew: z.literal(true).optional(),
  /** Inside a list of several answers: how to go on, and what `from` becomes at the end. A token is good until `expiresAt` (null: not said). */
  list: z.strictObject({ token: z.string().min(1), expiresAt: instantSchema.nullable(), thenFrom: daySchema }).optional(),
});
/** Position of one set. */
export type SetPosition = z.infer<typeof setSchema>;

/** Positions by OAI set. A set that is no longer configured keeps its own, so that nothing is missing when it comes back. */
export const harvestCheckpointSchema = z.strictObject({
  sets: z.record(z.string(), setSchema),
  /** Sets that a run has still to read; the next one goes on with them, and asks nothing twice. Absent: the last run came to its end. */
  left: z.array(z.string()).min(1).optional(),
});
/** See {@link harvestCheckpointSchema}. */
export type HarvestCheckpoint = z.infer<typeof harvestCheckpointSchema>;

/** What to ask for in one set: a fresh list, or the rest of one. Days are UTC; `until` null: up to now. */
export interface ListPlan {
  readonly from: string;
  readonly until: string | null;
  readonly resume: NonNullable<SetPosition["list"]> | null;
}

/** The UTC day of an instant. */
export function dayOf(instant: Date): string {
  return instant.toISOString().slice(0, 10);
}

function daysBefore(day: string, count: number): string {
  return dayOf(new Date(Date.parse(day) - count * DAY_MS));
}

function notBeforeEarliest(day: string): string {
  return day < EARLIEST_DAY ? EARLIEST_DAY : day;
}

/** The checkpoint with a position for every set: a new one begins where the range says, else a month back. */
export function withSets(
  stored: HarvestCheckpoint | null,
  sets: readonly string[],
  { range, now }: DiscoverContext,
): HarvestCheckpoint {
  const start = notBeforeEarliest(range.since ? dayOf(range.since) : daysBefore(dayOf(now), DEFAULT_BACKFILL_DAYS));
  const fresh = Object.fromEntries(sets.map((set) => [set, { from: start, isNew: true as const }]));
  return { ...stored, sets: { ...fresh, ...stored?.sets } };
}

/** The sets that a run reads: those that the one before left, if it was cut short; all, if it was not or days are named. */
export function setsToRead(stored: HarvestCheckpoint | null, sets: readonly string[], { range }: DiscoverContext): string[] {
  const left = sets.filter((set) => stored?.left?.includes(set));
  return left.length === 0 || range.since !== null || range.until !== null ? [...sets] : left;
}

/** What to ask for in a set. Null: nothing, since its position or the range lies in the future, where arXiv refuses to look. */
export function planOf(position: SetPosition, { range, now }: DiscoverContext): ListPlan | null {
  const today = dayOf(now);
  const until = range.until && dayOf(range.until) < today ? dayOf(range.until) : null;
  const start = range.since ? dayOf(range.since) : position.isNew ? position.from : daysBefore(position.from, LOOKBACK_DAYS);
  const from = notBeforeEarliest(start);
  const isAhead = range.since ? from > today : position.from > today;
  if (isAhead || (until !== null && until < from)) return null;
  const { list } = position;
  const isLive = list !== undefined && (list.expiresAt === null || Date.parse(list.expiresAt) > now.getTime());
  // A range that was asked for is read whole, whatever list an earlier run left unfinished.
  const resume = isLive && range.since === null && range.until === null ? list : null;
  return { from, until, resume };
}

/**
 * Where a set goes on after a list. A list that begins after the position leaves a hole before it and moves nothing.
 * @param responseDay UTC day of the list's first answer, by the server's clock: what changes later has that day or a later one
 */
export function positionAfter(
  position: SetPosition,
  { from, until }: Pick<ListPlan, "from" | "until">,
  responseDay: string,
): string {
  if (from > position.from) return position.from;
  const end = until !== null && until < responseDay ? until : responseDay;
  if (end > position.from) return end;
  return position.from;
}
