/** One upstream's gate: every request of a source passes it, whatever stream, process or machine it comes from. */
import { AbortedError, RateLimitedError, type RatePolicy, SourceError } from "../contract/index.ts";

/** Longest wait that a run accepts; beyond it the run ends and comes back later. Five-minute windows fit. */
export const MAX_WAIT_MS = 6 * 60_000;

/**
 * The upstream failed again and again, so for a while nobody asks it; `retryAfterMs` says how long. Of the source it says
 * nothing new, so it has the code of a run that was stopped: the failure that opened the breaker stays the last one known.
 */
export class BreakerOpenError extends SourceError {
  readonly code = "ERR_SOURCE_ABORTED" as const;
  readonly disposition = "retry" as const;
}

/** What a gate needs of a clock. */
interface Waiting {
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** How a request ended, as far as the gate minds. */
export interface GateOutcome {
  /** ANSWERED: the upstream works, whatever it said; FAILED: no answer, an error of its own, or no data; ABANDONED: nothing is known of it. */
  readonly kind: "ANSWERED" | "FAILED" | "ABANDONED";
  /** What the upstream asked for: no request before so many milliseconds from now; null: nothing. */
  readonly holdMs: number | null;
  /** The budget that the answer told; null: none. */
  readonly budget: { readonly remaining: number; readonly resetsInMs: number } | null;
}

/** Leave to ask once. */
export interface Pass {
  /** Call it when the answer is complete, or will never be. */
  leave(outcome: GateOutcome): Promise<void>;
}

/** Lets requests pass. */
export interface Gate {
  /**
   * Resolves when a request may start.
   * @throws {AbortedError} the run was stopped
   * @throws {RateLimitedError} the budget is used up, or the upstream asked for a longer pause than a run waits
   * @throws {BreakerOpenError} the upstream failed again and again
   */
  enter(signal: AbortSignal): Promise<Pass>;
}

/** A gate as it stands, seen by one that wants in. All times in milliseconds from now. */
export interface GateState {
  /** Requests under way. */
  readonly active: number;
  /** Until the pace, and what the upstream asked for, allow the next request; 0: now. */
  readonly waitMs: number;
  /** Until an open breaker lets a probe through; null: it is closed; 0: a probe is due. */
  readonly openMs: number | null;
  readonly failures: number;
  /** Null: the upstream tells no budget, or its window is over. */
  readonly remaining: number | null;
  readonly resetsInMs: number;
}

/** What the one that wants in does: go, look again after a while, or give up. */
export type GateVerdict =
  | { readonly kind: "GO" }
  | { readonly kind: "WAIT"; readonly ms: number }
  | { readonly kind: "LOOK_AGAIN" }
  | { readonly kind: "SPENT"; readonly ms: number }
  | { readonly kind: "OPEN"; readonly ms: number };

/** Decides from a gate's state alone. */
export function judge(state: GateState, maxConcurrent: number): GateVerdict {
  if (state.openMs !== null && state.openMs > 0) return { kind: "OPEN", ms: state.openMs };
  const spentMs = state.remaining !== null && state.remaining <= 0 ? state.resetsInMs : 0;
  const waitMs = Math.max(state.waitMs, spentMs);
  if (waitMs > MAX_WAIT_MS) return { kind: "SPENT", ms: waitMs };
  // With the breaker half open one request probes, and nobody asks beside it.
  if (state.active >= (state.openMs === null ? maxConcurrent : 1)) return { kind: "LOOK_AGAIN" };
  return waitMs > 0 ? { kind: "WAIT", ms: waitMs } : { kind: "GO" };
}

/** Where a gate's state is kept. One call is one step that no other process can come between. */
export interface GateStore {
  /** Takes a place when `judge` says GO. @returns the verdict, with the place's key on GO */
  tryEnter(judge: (state: GateState) => GateVerdict): Promise<{ verdict: GateVerdict; slot: string | null; failures: number }>;
  leave(slot: string, outcome: GateOutcome): Promise<void>;
}

/** How long to wait before looking again when only another's request stands in the way. */
const LOOK_AGAIN_MS = 50;

/** A gate over a store. In one process only one at a time asks the store, first come first served. */
export function createGate(store: GateStore, rate: RatePolicy, clock: Waiting, source: string): Gate {
  let turn: Promise<unknown> = Promise.resolve();

  async function pass(signal: AbortSignal): Promise<Pass> {
    for (;;) {
      if (signal.aborted) throw new AbortedError("the run was stopped", { source });
      const { verdict, slot, failures } = await store.tryEnter((state) => judge(state, rate.maxConcurrent));
      switch (verdict.kind) {
        case "GO":
          return { leave: (outcome) => store.leave(slot as string, outcome) };
        case "SPENT":
          throw new RateLimitedError("the upstream's budget is used up", { source, retryAfterMs: Math.ceil(verdict.ms) });
        case "OPEN":
          throw new BreakerOpenError(`not asked: the upstream failed ${failures} times in a row`, {
            source,
            retryAfterMs: Math.ceil(verdict.ms),
          });
        case "WAIT":
          await clock.sleep(verdict.ms, signal);
          break;
        case "LOOK_AGAIN":
          await clock.sleep(LOOK_AGAIN_MS, signal);
      }
    }
  }

  return {
    enter: async (signal) => {
      const mine = turn.then(() => pass(signal));
      turn = mine.catch(() => undefined);
      return await mine;
    },
  };
}
