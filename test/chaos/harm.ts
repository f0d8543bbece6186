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

/** Between two acts, at least and at most. */
const LEAST_GAP_MS = 300;
const MOST_GAP_MS = 2_500;
/** Longer than the lease of a worker in compressed time, which is three seconds. */
const PAUSE_MS = 3_500;
const MOST_MORE_PAUSE_MS = 2_000;
const MOST_DOWN_MS = 1_500;

type Act = "KILL" | "STOP" | "PAUSE";

/** Works off a plan while it is let. */
export class Harm {
  readonly #acts: Act[];
  readonly #random: () => number;
  readonly #server: PostgresServer;
  readonly #pausing = new Set<Promise<unknown>>();
  readonly done: Record<Act, number> = { KILL: 0, STOP: 0, PAUSE: 0 };

  constructor({ kills, stops, pauses }: HarmPlan, server: PostgresServer, random: () => number) {
    const acts = [...Array<Act>(kills).fill("KILL"), ...Array<Act>(stops).fill("STOP"), ...Array<Act>(pauses).fill("PAUSE")];
    this.#acts = acts
      .map((act) => ({ act, key: random() }))
      .sort((a, b) => a.key - b.key)
      .map(({ act }) => act);
    this.#random = random;
    this.#server = server;
  }

  get isDone(): boolean {
    return this.#acts.length === 0;
  }

  /** Does harm until the signal aborts or all is done. */
  async doTo(crew: Crew, signal: AbortSignal): Promise<void> {
    while (!signal.aborted && !this.isDone) {
      const gapMs = LEAST_GAP_MS + this.#random() * (MOST_GAP_MS - LEAST_GAP_MS);
      const pick = this.#random();
      await delay(gapMs, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) break;
      const act = this.#acts[0] as Act;
      if (await this.#do(act, crew, pick)) {
        this.#acts.shift();
        this.done[act] += 1;
      }
    }
    await Promise.all(this.#pausing);
  }

  /** @returns false when there was nobody to do it to */
  async #do(act: Act, crew: Crew, pick: number): Promise<boolean> {
    if (act === "KILL") return crew.kill(pick);
    if (act === "STOP") {
      await this.#server.crash(pick * MOST_DOWN_MS);
      return true;
    }
    // The others go on, and more harm is done, while this one stands still.
    const pausing = crew.pause(pick, PAUSE_MS + pick * MOST_MORE_PAUSE_MS);
    this.#pausing.add(pausing);
    void pausing.finally(() => this.#pausing.delete(pausing));
    return true;
  }
}
