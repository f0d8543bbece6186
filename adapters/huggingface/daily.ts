/** The stream of day lists: which days a run reads, and what it leaves behind. */
import { type DiscoverContext, defineStream, type Page } from "../../src/contract/index.ts";
import {
  type Checkpoint,
  checkpointSchema,
  dueDays,
  oldestUnsettledDay,
  startingAt,
  withoutReading,
  withReading,
} from "./checkpoint.ts";
import { readDay } from "./client.ts";
import { dayOf, daysBetween } from "./days.ts";
import { dailyExamples } from "./examples.ts";
import { normalizeDay } from "./normalize.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** The list of every UTC day, one page a day. Lists grow and are voted on for two weeks, so a day is read many times. */
export const daily = defineStream<Checkpoint>({
  description: "Daily Papers: the list of each day with its papers, votes and comments",
  emits: ["listing", "paper", "author", "organization", "metric"],
  intervalMs: 10 * MINUTE_MS,
  isLookup: false,
  checkpoint: checkpointSchema,
  lookbackMs: 17 * DAY_MS,
  discover,
  normalize: normalizeDay,
  examples: dailyExamples,
});

async function* discover(context: DiscoverContext, since: Checkpoint | null): AsyncGenerator<Page<Checkpoint>> {
  const { now } = context;
  const { days, from } = planned(context, since);
  let checkpoint = from;
  for (const day of days) {
    const { exchanges, isOpen, isEmpty, isComplete } = await readDay(context, day);
    if (!isComplete) checkpoint = withoutReading(checkpoint, day);
    // A refused day was not read: it stays to be asked for, however long this process sleeps.
    else if (isOpen) checkpoint = withReading(checkpoint, day, { isEmpty, at: now });
    yield { exchanges, checkpoint };
  }
}

/** The days of a run, oldest first, none that begins after `now`; and the checkpoint that it starts from. */
function planned({ range, now }: DiscoverContext, since: Checkpoint | null): { days: string[]; from: Checkpoint } {
  const today = dayOf(now);
  const until = range.until === null ? today : [dayOf(range.until), today].sort()[0];
  const first = range.since === null ? (since === null ? oldestUnsettledDay(now) : null) : dayOf(range.since);
  const last = until ?? today;
  if (first !== null) return { days: daysBetween(first, last), from: since ?? startingAt(first) };
  const from = since ?? startingAt(today);
  return { days: dueDays(from, now).filter((day) => day <= last), from };
}
