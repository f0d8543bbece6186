/** The stream `star-history`: on which days the stars of linked repositories were given, of those still held. */
import { z } from "zod";
import {
  type DiscoverContext,
  defineStream,
  type Exchange,
  type Normalized,
  type NormalizedRecord,
  type Page,
  RateLimitedError,
  RefusedError,
  type Rejection,
} from "../../src/contract/index.ts";
import { checkStarHistory } from "./answers.ts";
import { askStarHistory } from "./client.ts";
import { starHistoryExamples } from "./examples.ts";
import { chainsOf } from "./normalize-rest.ts";
import { ACCESS_BLOCKED, type StarWeek, starWeekSchema } from "./wire.ts";

const HOUR_MS = 3_600_000;
const WEEK_MS = 7 * 24 * HOUR_MS;
/** So many refusals one after the other are no longer a matter of single repositories. */
const MOST_REFUSED = 10;

/** Look-ups need no position: see the stream `repositories`. */
interface Checkpoint {
  readonly ranAt: string;
}

/** How many repositories are asked for in an hour; null: the setting is no whole number. */
function limitOf(settings: Readonly<Record<string, string>>): number | null {
  const text = settings["GITHUB_STAR_HISTORY"]?.trim() || "0";
  return /^\d{1,5}$/.test(text) ? Number(text) : null;
}

async function* discover(context: DiscoverContext): AsyncGenerator<Page<Checkpoint>> {
  const checkpoint = { ranAt: context.now.toISOString() };
  const limit = limitOf(context.settings) ?? 0;
  const notSeenSince = new Date(context.now.getTime() - WEEK_MS + HOUR_MS);
  const names: string[] = [];
  if (limit > 0) {
    for await (const { value } of context.wanted("github-name", { notSeenSince, limit, streams: ["star-history"] }))
      names.push(value);
  }
  let pages = 0;
  let refused = 0;
  for (const name of names) {
    let exchanges: Exchange[];
    try {
      exchanges = await askStarHistory(context, name);
    } catch (error) {
      // The hour's budget is used up: what is left is asked for first next time.
      if (error instanceof RateLimitedError && pages > 0) return;
      if (error instanceof RefusedError && ++refused < MOST_REFUSED) continue;
      throw error;
    }
    yield { exchanges, checkpoint };
    pages += 1;
    refused = 0;
  }
}

/** One record per name asked for; without weeks where the repository is gone or blocked. @throws {InvalidPayloadError} */
function normalize(page: readonly Exchange[]): Normalized {
  const records: NormalizedRecord[] = [];
  const rejected: Rejection[] = [];
  for (const { subject, last } of chainsOf(page)) {
    const exchange = page[last];
    if (!exchange) continue;
    const { status, body } = exchange;
    checkStarHistory(exchange);
    const reject = (path: string, code: string, reason: string) => rejected.push({ exchange: last, path, code, reason });
    const isBlocked = status === 451 || (status === 403 && ACCESS_BLOCKED.test(body));
    if (status === 404 || status === 410 || isBlocked) records.push({ kind: "star-history", subject, history: null });
    else if (status !== 200) reject("status", "ERR_RECORD_REFUSED", `answered ${status}`);
    else {
      const weeks: StarWeek[] = [];
      for (const [place, item] of (JSON.parse(body) as unknown[]).entries()) {
        const week = starWeekSchema.safeParse(item);
        if (week.success) weeks.push(week.data);
        else reject(String(place), "ERR_RECORD_INVALID", z.prettifyError(week.error));
      }
      const history = historyOf(weeks);
      if (history !== null) records.push({ kind: "star-history", subject, history });
    }
  }
  return { records, rejected };
}

/** The newest weeks up to the first gap: what was not told is not taken for none. Null: there is no week. */
function historyOf(weeks: readonly StarWeek[]): { from: string; stars: number[] } | null {
  const newest = [...weeks].sort((a, b) => b.week - a.week);
  const whole = newest.filter(({ week }, place) => week === (newest[0] as StarWeek).week - (place * WEEK_MS) / 1_000);
  const oldest = whole.at(-1);
  if (oldest === undefined) return null;
  return { from: new Date(oldest.week * 1_000).toISOString().slice(0, 10), stars: whole.reverse().flatMap(({ days }) => days) };
}

/** See this file's head. */
export const starHistory = defineStream<Checkpoint>({
  description: "Stars of linked repositories by the day on which they were given, of the last 30 weeks",
  emits: ["star-history"],
  intervalMs: HOUR_MS,
  isLookup: true,
  checkpoint: z.strictObject({ ranAt: z.iso.datetime() }),
  lookbackMs: 0,
  isDisabled: (settings) => {
    const limit = limitOf(settings);
    if (limit === null) return "GITHUB_STAR_HISTORY is no whole number";
    return limit === 0 ? "GITHUB_STAR_HISTORY is 0" : null;
  },
  discover,
  normalize,
  examples: starHistoryExamples,
});
