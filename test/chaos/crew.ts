/** Worker processes that are replaced when they end. */
import { setTimeout as delay } from "node:timers/promises";
import type { Product, Running } from "../accept/product.ts";

/** So long a worker may take to stop when it is asked to. */
const STOP_MS = 30_000;

interface Worker extends Running {
  isPaused: boolean;
  isWanted: boolean;
}

/** Some `papergraph worker` processes on one database. */
export class Crew {
  readonly #product: Product;
  readonly #size: number;
  readonly #workers: Worker[] = [];
  #isAtWork = false;
  /** The last errors of workers that ended by themselves. */
  readonly ownEnds: string[] = [];

  constructor(product: Product, size: number) {
    this.#product = product;
    this.#size = size;
  }

  start(): void {
    this.#isAtWork = true;
    while (this.#workers.length < this.#size) this.#hire();
  }

  #hire(): void {
    const worker: Worker = { ...this.#product.start(["worker"]), isPaused: false, isWanted: true };
    this.#workers.push(worker);
    void worker.finished.then(({ exitCode, errors }) => {
      this.#workers.splice(this.#workers.indexOf(worker), 1);
      if (worker.isWanted) this.ownEnds.push(lastError(errors) || `exit code ${exitCode}`);
      if (this.#isAtWork) this.#hire();
    });
  }

  /** Kills a worker that is not paused, if there is one, and lets another begin in its place. `pick`: from 0 to below 1. */
  kill(pick: number): boolean {
    const worker = this.#choose(pick);
    if (!worker) return false;
    worker.isWanted = false;
    worker.child.kill("SIGKILL");
    return true;
  }

  /** Stops a worker in the middle of whatever it does, and lets it go on `ms` later. */
  async pause(pick: number, ms: number): Promise<boolean> {
    const worker = this.#choose(pick);
    if (!worker) return false;
    worker.isPaused = true;
    worker.child.kill("SIGSTOP");
    await delay(ms);
    worker.child.kill("SIGCONT");
    worker.isPaused = false;
    return true;
  }

  #choose(pick: number): Worker | undefined {
    const able = this.#workers.filter(({ isPaused, isWanted }) => !isPaused && isWanted);
    return able[Math.floor(pick * able.length)];
  }

  /** Asks all to stop and waits for it. @throws {Error} when one does not */
  async stop(): Promise<void> {
    this.#isAtWork = false;
    const ends = this.#workers.map(({ child, finished }) => {
      child.kill("SIGTERM");
      return finished;
    });
    for (const worker of this.#workers) worker.isWanted = false;
    const late = new AbortController();
    await Promise.race([
      Promise.all(ends),
      delay(STOP_MS, undefined, { signal: late.signal }).then(() => {
        throw new Error(`a worker did not stop within ${STOP_MS / 1000} s of being asked to`);
      }),
    ]);
    late.abort();
  }
}

/** Of a process that ended with an error; its log is JSON and says other things. */
function lastError(text: string): string {
  const lines = text.split("\n").filter((line) => /^(\w*Error|ERR_\w+): /.test(line));
  return (lines.at(-1) ?? "").slice(0, 120);
}
