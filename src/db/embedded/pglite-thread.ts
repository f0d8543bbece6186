/** Starts the worker thread, asks it now and then whether it still turns, and ends it. */
import { Worker } from "node:worker_threads";
import type { WorkerOrder, WorkerReport, WorkerTask } from "./pglite-worker.ts";

/** A thread that listens on its socket. */
export interface PgliteThread {
  /** Closes the database and ends the thread. */
  stop(): Promise<void>;
}

/** `onEnd` is told when the thread is gone without having been stopped. */
export interface ThreadOptions {
  readonly pingMs: number;
  readonly missedPings: number;
  onEnd(reason: string): void;
}

/** How long a stop waits for the running query before it ends the thread; acknowledged rows survive that. */
const STOP_MS = 4000;

/** @throws whatever PGlite says when it cannot open the folder */
export async function startThread(task: WorkerTask, { pingMs, missedPings, onEnd }: ThreadOptions): Promise<PgliteThread> {
  const worker = newWorker(task);
  const tell = (order: WorkerOrder) => worker.postMessage(order);
  await new Promise<void>((resolve, reject) => {
    worker.once("error", reject);
    worker.once("exit", (code) => reject(new Error(`its thread ended with code ${code}`)));
    worker.on("message", (text: WorkerReport) => text === "ready" && resolve());
  });

  let reason: string | null = null;
  // Counted in rounds of this thread, not in time of day: a machine that slept must not end a healthy query.
  let missed = 0;
  worker.on("message", (text: WorkerReport) => {
    if (text === "alive") missed = 0;
  });
  const watchdog = setInterval(() => {
    if (missed >= missedPings) {
      reason = `a statement ran for more than ${Math.round((pingMs * missedPings) / 1000)} s`;
      void worker.terminate();
    }
    missed += 1;
    tell("ping");
  }, pingMs);
  watchdog.unref();

  const ended = new Promise<void>((resolve) => {
    worker.on("error", (error) => {
      reason = error instanceof Error ? error.message : String(error);
    });
    worker.once("exit", (code) => {
      clearInterval(watchdog);
      resolve();
      onEnd(reason ?? `its thread ended with code ${code}`);
    });
  });
  return {
    stop: async () => {
      clearInterval(watchdog);
      const force = setTimeout(() => void worker.terminate(), STOP_MS);
      tell("stop");
      await ended;
      clearTimeout(force);
    },
  };
}

/** From `dist` the thread is plain JavaScript; from the sources it first loads what runs sources. */
function newWorker(workerData: WorkerTask): Worker {
  const file = import.meta.url.endsWith(".ts") ? "./pglite-worker-from-source.mjs" : "./pglite-worker.js";
  return new Worker(new URL(file, import.meta.url), { workerData });
}
