/** The embedded database: its folder's lock, its worker thread, its socket, and a watchdog that ends a query that overruns. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Logger } from "../../log.ts";
import { DatabaseError, DataDirInUseError } from "../errors.ts";
import { type DataFolderLock, lockDataFolder } from "./data-folder.ts";
import { type PgliteThread, startThread } from "./pglite-thread.ts";

/** A running embedded database. */
export interface Embedded {
  /** Where postgres.js connects; one connection. */
  readonly socketPath: string;
  /** Writes into the lock where this process answers HTTP. */
  announce(address: string): void;
  stop(): Promise<void>;
}

/** What to start. `pingMs`, `missedPings`: how often the thread is asked, and for how many silent times in a row it is left alone. */
export interface EmbeddedOptions {
  readonly dataDir: string | null;
  readonly image: string | null;
  readonly log: Logger;
  readonly pingMs?: number;
  readonly missedPings?: number;
}

/** A socket's path holds about 100 characters. */
const MAX_SOCKET_PATH = 100;
const SOCKET_NAME = ".s.PGSQL.5432";

/**
 * Starts it. A thread that dies or is ended is started again on the same folder; a database in memory is then lost.
 * @throws {DataDirInUseError} when another process has the folder
 * @throws {DatabaseError} `ERR_DATABASE_EMBEDDED` when the folder cannot be opened
 */
export async function startEmbedded({
  dataDir,
  image,
  log,
  pingMs = 5000,
  missedPings = 24,
}: EmbeddedOptions): Promise<Embedded> {
  const lock = dataDir === null ? null : lockOrFail(dataDir, log);
  const socketFolder = privateFolder();
  lock?.update({ socketFolder });
  const socketPath = join(socketFolder, SOCKET_NAME);
  const task = { folder: dataDir === null ? null : join(dataDir, "pglite"), image, socketPath };
  const giveBack = () => release(lock, socketFolder);

  let thread: PgliteThread;
  let isStopping = false;
  const start = async () => {
    rmSync(socketPath, { force: true });
    thread = await startThread(task, { pingMs, missedPings, onEnd });
  };
  const onEnd = (reason: string) => {
    if (isStopping) return;
    if (dataDir === null) return log.error(`the embedded database in memory is lost: ${reason}`);
    log.error(`starting the embedded database again: ${reason}`);
    start().catch((error: unknown) => log.fatal({ error: String(error) }, "the embedded database cannot be started again"));
  };

  try {
    await start();
  } catch (cause) {
    giveBack();
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new DatabaseError(
      "ERR_DATABASE_EMBEDDED",
      `the embedded database in ${dataDir ?? "memory"} cannot be opened: ${reason}`,
      {
        cause,
      },
    );
  }
  return {
    socketPath,
    announce: (address) => lock?.update({ address }),
    stop: async () => {
      isStopping = true;
      await thread.stop();
      giveBack();
    },
  };
}

function lockOrFail(dataDir: string, log: Logger): DataFolderLock {
  try {
    return lockDataFolder(dataDir, log);
  } catch (error) {
    throw error instanceof DataDirInUseError ? error : cannotOpen(dataDir, error);
  }
}

function cannotOpen(place: string, cause: unknown): DatabaseError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new DatabaseError("ERR_DATABASE_EMBEDDED", `the embedded database in ${place} cannot be opened: ${reason}`, { cause });
}

function release(lock: DataFolderLock | null, socketFolder: string): void {
  rmSync(socketFolder, { recursive: true, force: true });
  lock?.release();
}

/** A folder that nobody else may enter (mode 0700): the socket asks for no password. */
function privateFolder(): string {
  const parent = join(tmpdir(), "papergraph-XXXXXX", SOCKET_NAME).length <= MAX_SOCKET_PATH ? tmpdir() : "/tmp";
  return mkdtempSync(join(parent, "papergraph-"));
}
