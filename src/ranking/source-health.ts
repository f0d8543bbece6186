/** How the sources are doing, for answers that only want to say so: read at most once a second, however many ask. */
import type { Sql } from "postgres";
import { readSourceFacts, type SourceFacts } from "./source-facts.ts";
import { judgeSources, type SourceDescription, type SourceReport } from "./source-state.ts";

/** The oldest facts that an answer is given, in milliseconds: on the machine's clock, and on the clock of the request. */
export const HEALTH_AGE_MS = 1_000;

/** What {@link createSourceHealth} gives. */
export interface SourceHealth {
  /** The sources as they stood at `now`, from facts read at most {@link HEALTH_AGE_MS} before it; times are told for `now` itself. */
  at(now: Date): Promise<readonly SourceReport[]>;
}

interface Reading {
  readonly now: number;
  readonly startedMs: number;
  readonly facts: Promise<SourceFacts>;
}

/** One per process. Those who ask while a reading is under way share it; a simulated clock that jumps has it read anew. */
export function createSourceHealth(sql: Sql, sources: readonly SourceDescription[], monotonicMs: () => number): SourceHealth {
  let last: Reading | null = null;
  const isFresh = (reading: Reading, now: number) =>
    monotonicMs() - reading.startedMs < HEALTH_AGE_MS && now >= reading.now && now - reading.now < HEALTH_AGE_MS;
  return {
    at: async (now) => {
      if (last === null || !isFresh(last, now.getTime())) {
        const reading = { now: now.getTime(), startedMs: monotonicMs(), facts: readSourceFacts(sql, sources, now) };
        last = reading;
        reading.facts.catch(() => {
          if (last === reading) last = null;
        });
      }
      return judgeSources(sources, await last.facts, now);
    },
  };
}
