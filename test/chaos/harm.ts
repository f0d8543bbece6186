/** What goes wrong, when a seed says: workers die, workers are paused longer than their lease, the database ends at once. */
import { setTimeout as delay } from "node:timers/promises";
import type { PostgresServer } from "../kit/postgres-server.ts";
import type { Crew } from "./crew.ts";

/** How much harm is to be done. */
export interface HarmPlan {
  readonly kills: number;
  readonly stops: number;
  readonly pauses: number;
}

/** What harm is done to. */
export interface Victims {
  readonly crew: Crew;
  readonly server: PostgresServer;
  /** Whether a living worker is in the middle of a run. */
  isBusy(): Promise<boolean>;
}

/** Between two acts, at least and at most. */
const LEAST_GAP_MS = 300;
const MOST_GAP_MS = 2_500;
/** So long an act waits for a moment at which there is work, and then so long at most for a point within it. */
const BUSY_WITHIN_MS = 8_000;
const MOST_INTO_WORK_MS = 500;
/** Longer than the lease of a worker in compressed time, which is three seconds. */
const PAUSE_MS = 3_500;
const MOST_MORE_PAUSE_MS = 2_000;
const MOST_DOWN_MS = 1_500;

type Act = "KILL" | "STOP" | "PAUSE";

/** Works off a plan while it is let. */
export class Harm {
  readonly #acts: Act[];
  readonly #random: () => number;
  readonly #pausing = new Set<Promise<unknown>>();
  readonly done: Record<Act, number> = { KILL: 0, STOP: 0, PAUSE: 0 };

  constructor({ kills, stops, pauses }: HarmPlan, random: () => number) {
    const acts = [...Array<Act>(kills).fill("KILL"), ...Array<Act>(stops).fill("STOP"), ...Array<Act>(pauses).fill("PAUSE")];
    this.#acts = acts
      .map((act) => ({ act, key: random() }))
      .sort((a, b) => a.key - b.key)
      .map(({ act }) => act);
    this.#random = random;
  }

  get isDone(): boolean {
    return this.#acts.length === 0;
  }

  /** Does harm until the signal aborts or all is done. */
  async doTo(victims: Victims, signal: AbortSignal): Promise<void> {
    while (!signal.aborted && !this.isDone) {
      const gapMs = LEAST_GAP_MS + this.#random() * (MOST_GAP_MS - LEAST_GAP_MS);
      const intoWorkMs = this.#random() * MOST_INTO_WORK_MS;
      const pick = this.#random();
      await pass(gapMs, signal);
      await untilBusy(victims, signal);
      await pass(intoWorkMs, signal);
      if (signal.aborted) break;
      const act = this.#acts[0] as Act;
      if (await this.#do(act, victims, pick)) {
        this.#acts.shift();
        this.done[act] += 1;
      }
    }
    await Promise.all(this.#pausing);
  }

  /** @returns false when there was nobody to do it to */
  async #do(act: Act, { crew, server }: Victims, pick: number): Promise<boolean> {
    if (act === "KILL") return crew.kill(pick);
    if (act === "STOP") {
      await server.crash(pick * MOST_DOWN_MS);
      return true;
    }
    // The others go on, and more harm is done, while this one stands still.
    const pausing = crew.pause(pick, PAUSE_MS + pick * MOST_MORE_PAUSE_MS);
    this.#pausing.add(pausing);
    void pausing.finally(() => this.#pausing.delete(pausing));
    return true;
  }
}

async function untilBusy(victims: Victims, signal: AbortSignal): Promise<void> {
  const started = performance.now();
  while (!signal.aborted && performance.now() - started < BUSY_WITHIN_MS) {
    if (await victims.isBusy().catch(() => false)) return;
    await pass(30, signal);
  }
}

/** Ends early when the signal aborts. */
async function pass(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => undefined);
}
