/** The two clocks of our own code: what time it is (may be simulated), and how much time passes (never is). */
import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";

/** `now` for stamps and states; the monotonic clock for pacing, leases and time-outs. */
export interface Clock {
  /** The present instant. With a simulated clock this asks it, so keep the answer for the length of a run or a request. */
  now(): Promise<Date>;
  /** Milliseconds since some fixed moment; only differences mean something. */
  monotonicMs(): number;
  /** Waits real time; ends early, without error, when the signal aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

const answerSchema = z.object({ now: z.iso.datetime({ offset: true }) });

/** The simulated clock could not be read. Nothing may go on with a time of its own making. */
export class ClockError extends Error {
  readonly code = "ERR_CLOCK";
}

/**
 * The machine's clock, or with `clockUrl` a simulated one: GET answering JSON `{"now": ISO}`.
 * @throws {ClockError} from `now()` when the simulated clock does not answer
 */
export function createClock({ clockUrl, fetch: get = fetch }: { clockUrl: string | null; fetch?: typeof fetch }): Clock {
  return {
    now: async () => (clockUrl === null ? new Date() : await simulatedNow(clockUrl, get)),
    monotonicMs: () => performance.now(),
    sleep: async (ms, signal) => {
      try {
        await delay(ms, undefined, signal ? { signal } : {});
      } catch (error) {
        if (!signal?.aborted) throw error;
      }
    },
  };
}

async function simulatedNow(url: string, get: typeof fetch): Promise<Date> {
  try {
    const response = await get(url, { signal: AbortSignal.timeout(10_000) });
    return new Date(answerSchema.parse(await response.json()).now);
  } catch (cause) {
    throw new ClockError(`CLOCK_URL did not answer {"now": ISO}: ${url}`, { cause });
  }
}
