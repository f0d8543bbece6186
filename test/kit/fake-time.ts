/** A clock that only moves when everybody sleeps: waits of hours pass at once, and are seen. */
import type { Clock } from "../../src/clock.ts";

/** A {@link Clock} that a test owns. */
export interface FakeClock extends Clock {
  /** Milliseconds since the clock was made. */
  elapsedMs(): number;
}

/** @param start what `now()` answers at first */
export function createFakeClock(start = new Date("2026-08-20T12:00:00Z")): FakeClock {
  let elapsed = 0;
  const sleepers: { untilMs: number; wake: () => void }[] = [];
  let isPumping = false;

  /** One sleeper a turn, earliest first, so that what it does next comes before later sleepers wake. */
  function pump(): void {
    sleepers.sort((a, b) => a.untilMs - b.untilMs);
    const next = sleepers.shift();
    isPumping = next !== undefined;
    if (!next) return;
    elapsed = Math.max(elapsed, next.untilMs);
    next.wake();
    setImmediate(pump);
  }

  return {
    now: async () => new Date(start.getTime() + elapsed),
    monotonicMs: () => elapsed,
    elapsedMs: () => elapsed,
    sleep: (ms, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) return resolve();
        signal?.addEventListener("abort", () => resolve(), { once: true });
        sleepers.push({ untilMs: elapsed + Math.max(0, ms), wake: resolve });
        if (!isPumping) {
          isPumping = true;
          setImmediate(pump);
        }
      }),
  };
}
