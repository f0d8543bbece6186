/**
 * The lock of a data folder. PGlite opens a folder that another process writes to without a word and corrupts it, so
 * nothing is opened before this lock is held.
 */
import { randomUUID } from "node:crypto";
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import type { Logger } from "../../log.ts";
import { DataDirInUseError } from "../errors.ts";
import { isRunning, processStart } from "./process-identity.ts";

const holderSchema = z.object({
  pid: z.int().min(1),
  /** See processStart; null where the system does not tell. */
  processStart: z.string().nullable(),
  host: z.string(),
  lockedAt: z.string(),
  /** Where it answers HTTP; null: it does not (yet). */
  address: z.string().nullable(),
  /** Its private folder for the socket, removed by whoever takes the lock over. */
  socketFolder: z.string().nullable(),
});

/** Who has a data folder. */
export type LockHolder = z.infer<typeof holderSchema>;

/** A held lock. */
export interface DataFolderLock {
  /** Writes down what others may want to know of the holder. */
  update(change: Partial<Pick<LockHolder, "address" | "socketFolder">>): void;
  /** Gives the folder back; a lock that is no longer ours is left alone. */
  release(): void;
}

const LOCK_NAME = "papergraph.lock";
const HEARTBEAT_MS = 5000;
/** A holder on another host (a shared volume) cannot be asked; after this long without a sign of life it counts as gone. */
const SILENCE_MS = 30_000;

/** Who has this folder; null: nobody, or a process that is gone. */
export function lockHolder(dataDir: string): LockHolder | null {
  const path = join(dataDir, LOCK_NAME);
  const holder = readHolder(path);
  return holder !== null && isAlive(holder, path) ? holder : null;
}

/**
 * Takes the folder, which is made when missing. A lock left by a process that is gone is taken over, with a log line.
 * @throws {DataDirInUseError} when a living process has it
 */
export function lockDataFolder(dataDir: string, log: Logger): DataFolderLock {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const path = join(dataDir, LOCK_NAME);
  let own: LockHolder = {
    pid: process.pid,
    processStart: processStart(process.pid),
    host: hostname(),
    lockedAt: new Date().toISOString(),
    address: null,
    socketFolder: null,
  };
  if (!createFile(path, own)) takeOver(dataDir, path, own, log);

  const isOurs = () => {
    const holder = readHolder(path);
    return holder !== null && holder.pid === own.pid && holder.lockedAt === own.lockedAt && holder.host === own.host;
  };
  const heartbeat = setInterval(() => {
    const now = new Date();
    if (isOurs()) utimesSync(path, now, now);
  }, HEARTBEAT_MS);
  heartbeat.unref();
  return {
    update: (change) => {
      own = { ...own, ...change };
      if (isOurs()) replaceFile(path, own);
    },
    release: () => {
      clearInterval(heartbeat);
      if (isOurs()) rmSync(path, { force: true });
    },
  };
}

/** Two processes that find the same dead lock must not both take it: the one that makes the takeover file may. */
function takeOver(dataDir: string, path: string, own: LockHolder, log: Logger): void {
  refuseIfAlive(dataDir, path);
  const claim = `${path}.takeover`;
  if (!createFile(claim, own)) {
    refuseIfAlive(dataDir, claim);
    rmSync(claim, { force: true });
    if (!createFile(claim, own)) throw inUse(dataDir, readHolder(claim));
  }
  try {
    refuseIfAlive(dataDir, path);
    const gone = readHolder(path);
    replaceFile(path, own);
    if (gone?.socketFolder) rmSync(gone.socketFolder, { recursive: true, force: true });
    log.warn({ pid: gone?.pid ?? null }, `taking over the data folder ${dataDir}: the process that had it is gone`);
  } finally {
    rmSync(claim, { force: true });
  }
}

function refuseIfAlive(dataDir: string, path: string): void {
  const holder = readHolder(path);
  if (holder !== null && isAlive(holder, path)) throw inUse(dataDir, holder);
}

function inUse(dataDir: string, holder: LockHolder | null): DataDirInUseError {
  const who =
    holder === null ? "another process" : `process ${holder.pid}${holder.host === hostname() ? "" : ` on ${holder.host}`}`;
  const where = holder?.address ? `, which serves ${holder.address}` : "";
  const message = `the data folder ${dataDir} is in use by ${who}${where}. Stop it first, or use another folder (DATA_DIR) or a server (DATABASE_URL).`;
  return new DataDirInUseError(message, holder?.address ?? null);
}

function isAlive(holder: LockHolder, path: string): boolean {
  if (holder.host !== hostname()) return Date.now() - modifiedMs(path) < SILENCE_MS;
  if (!isRunning(holder.pid)) return false;
  // Where either start is unknown, the number alone must do: better a refusal too many than two writers.
  const start = processStart(holder.pid);
  return start === null || holder.processStart === null || start === holder.processStart;
}

function modifiedMs(path: string): number {
  try {
    return statSync(path).mtimeMs;
  } catch {
    return 0;
  }
}

/** False when the file is there already. Linked, so that nobody ever reads one half written. */
function createFile(path: string, holder: LockHolder): boolean {
  const draft = writeDraft(path, holder);
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function replaceFile(path: string, holder: LockHolder): void {
  renameSync(writeDraft(path, holder), path);
}

function writeDraft(path: string, holder: LockHolder): string {
  const draft = `${path}.${process.pid}.${randomUUID()}`;
  writeFileSync(draft, JSON.stringify(holder), { mode: 0o600 });
  return draft;
}

/** Null also for a file that says nothing. */
function readHolder(path: string): LockHolder | null {
  try {
    return holderSchema.parse(JSON.parse(readFileSync(path, "utf8")));
  } catch {
    return null;
  }
}
