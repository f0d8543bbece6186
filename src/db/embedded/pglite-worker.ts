/**
 * The worker thread: PGlite behind a unix socket. It blocks its own event loop for the whole of a query, which is why
 * it has a thread of its own. Imports nothing of ours, so that it starts fast and alike from sources and from `dist`.
 */
import { readFileSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";
import { PGlite } from "@electric-sql/pglite";
import { PGLiteSocketServer } from "@electric-sql/pglite-socket";

/** What the worker is started with: the database's folder or null for memory, a dump to begin with or null, where to listen. */
export interface WorkerTask {
  readonly folder: string | null;
  readonly image: string | null;
  readonly socketPath: string;
}

/** What the worker says: it listens; it is still turning; it has closed the database. */
export type WorkerReport = "ready" | "alive" | "stopped";

/** What the worker is told. */
export type WorkerOrder = "ping" | "stop";

const task = workerData as WorkerTask;
const report = (text: WorkerReport) => parentPort?.postMessage(text);

const database = await PGlite.create({
  ...(task.folder === null ? {} : { dataDir: task.folder }),
  ...(task.image === null ? {} : { loadDataDir: new Blob([readFileSync(task.image)]) }),
});
// Two, so that a client that lost its connection can come back before the old one is noticed to be gone.
const server = new PGLiteSocketServer({ db: database, path: task.socketPath, maxConnections: 2 });
await server.start();

parentPort?.on("message", (order: WorkerOrder) => {
  if (order === "ping") report("alive");
  else void stop();
});
report("ready");

async function stop(): Promise<void> {
  await server.stop();
  await database.close();
  report("stopped");
  parentPort?.close();
}
