/** One upstream's gate: every request of a source passes it, whatever stream it comes from. */
import type { Clock } from "../clock.ts";
import { AbortedError, RateLimitedError, type RatePolicy } from "../contract/index.ts";

/** Longest wait that a run accepts; beyond it the run ends and comes back later. Five-minute windows fit. */
export const MAX_WAIT_MS = 6 * 60_000;

/** Lets requests pass one after the other. */
export interface Gate {
  /** Resolves when a request may start; call what it returns when the answer is complete. */
  enter(signal: AbortSignal): Promise<() => void>;
  /** No request starts before so many milliseconds from now. */
  holdFor(ms: number): void;
}

/**
 * Paces from the end of the previous answer, with a margin, since an upstream measures from its own side.
 * `limitTimescale` compresses the policy's own times in simulations; what an upstream says is never scaled.
 */
export function createGate(rate: RatePolicy, clock: Clock, limitTimescale: number, source: string): Gate {
  const pauseMs = rate.minIntervalMs === 0 ? 0 : rate.minIntervalMs * limitTimescale * 1.02 + 5;
  let active = 0;
  let earliestMs = 0;
  const queue: (() => void)[] = [];

  function release(): void {
    active -= 1;
    earliestMs = Math.max(earliestMs, clock.monotonicMs() + pauseMs);
    queue.shift()?.();
  }

  return {
    holdFor: (ms) => {
      earliestMs = Math.max(earliestMs, clock.monotonicMs() + ms);
    },
    enter: async (signal) => {
      while (active >= rate.maxConcurrent) await new Promise<void>((resolve) => queue.push(resolve));
      active += 1;
      try {
        for (;;) {
          if (signal.aborted) throw new AbortedError("the run was stopped", { source });
          const waitMs = earliestMs - clock.monotonicMs();
          if (waitMs <= 0) break;
          if (waitMs > MAX_WAIT_MS) {
            throw new RateLimitedError("the upstream's budget is used up", { source, retryAfterMs: Math.ceil(waitMs) });
          }
          await clock.sleep(waitMs, signal);
        }
        // Requests that start side by side keep the distance, too.
        earliestMs = Math.max(earliestMs, clock.monotonicMs() + pauseMs);
      } catch (error) {
        active -= 1;
        queue.shift()?.();
        throw error;
      }
      return release;
    },
  };
}
