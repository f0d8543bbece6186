import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { lockDataFolder, lockHolder } from "../../src/db/embedded/data-folder.ts";
import { isRunning, processStart } from "../../src/db/embedded/process-identity.ts";
import { rememberingLog } from "../kit/log.ts";

const root = mkdtempSync(join(tmpdir(), "papergraph-test-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let count = 0;
const newFolder = () => join(root, String(count++));

/** A folder with a lock that somebody else has left. */
function lockedFolder(holder: object | string): string {
  const folder = newFolder();
  mkdirSync(folder);
  const own = {
    pid: process.pid,
    processStart: processStart(process.pid),
    host: hostname(),
    lockedAt: "2026-01-01T00:00:00.000Z",
  };
  const text = typeof holder === "string" ? holder : JSON.stringify({ ...own, address: null, socketFolder: null, ...holder });
  writeFileSync(join(folder, "papergraph.lock"), text);
  return folder;
}

/** The number of a process that has ended. */
async function deadPid(): Promise<number> {
  const child = spawn("true");
  await new Promise((resolve) => child.once("exit", resolve));
  return child.pid as number;
}

test("a lock is held by one, tells who it is, and leaves nothing behind", () => {
  const folder = newFolder();
  const { log, lines } = rememberingLog();
  const lock = lockDataFolder(folder, log);
  lock.update({ address: "http://127.0.0.1:4321" });
  expect(lockHolder(folder)).toMatchObject({ pid: process.pid, address: "http://127.0.0.1:4321" });
  expect(() => lockDataFolder(folder, log)).toThrow(`is in use by process ${process.pid}, which serves http://127.0.0.1:4321`);
  lock.release();
  expect(lockHolder(folder)).toBeNull();
  expect(readdirSync(folder)).toEqual([]);
  expect(lines).toEqual([]);
});

test("the lock of a process that is gone is taken over, with a message, and its socket folder removed", async () => {
  const socketFolder = mkdtempSync(join(tmpdir(), "papergraph-"));
  const folder = lockedFolder({ pid: await deadPid(), socketFolder });
  const { log, lines } = rememberingLog();
  const lock = lockDataFolder(folder, log);
  expect(lines.join("")).toContain("taking over the data folder");
  expect(existsSync(socketFolder)).toBe(false);
  lock.release();
  expect(readdirSync(folder)).toEqual([]);
});

test("a process number that now belongs to another process does not hold a lock", () => {
  const folder = lockedFolder({ processStart: "another-boot:1" });
  expect(lockHolder(folder)).toBeNull();
  lockDataFolder(folder, rememberingLog().log).release();
});

test("where the start of the process is unknown its number decides", async () => {
  expect(lockHolder(lockedFolder({ processStart: null }))).not.toBeNull();
  expect(lockHolder(lockedFolder({ processStart: null, pid: await deadPid() }))).toBeNull();
});

test("a holder on another host counts as alive for as long as it gives signs of life", () => {
  const folder = lockedFolder({ host: "another-host", pid: 1 });
  expect(() => lockDataFolder(folder, rememberingLog().log)).toThrow("process 1 on another-host");
  const old = new Date(Date.now() - 60_000);
  utimesSync(join(folder, "papergraph.lock"), old, old);
  lockDataFolder(folder, rememberingLog().log).release();
});

test("a lock that says nothing is taken over", () => {
  for (const text of ["", "{", "{}", '{"pid":-1}']) lockDataFolder(lockedFolder(text), rememberingLog().log).release();
});

test("a takeover that another process is in the middle of is left to it; one that died in the middle is finished", async () => {
  const gone = await deadPid();
  const folder = lockedFolder({ pid: gone });
  const claim = join(folder, "papergraph.lock.takeover");
  const other = JSON.parse(readFileSync(join(folder, "papergraph.lock"), "utf8"));
  writeFileSync(claim, JSON.stringify({ ...other, pid: process.ppid, processStart: processStart(process.ppid) }));
  expect(() => lockDataFolder(folder, rememberingLog().log)).toThrow(`in use by process ${process.ppid}`);
  writeFileSync(claim, JSON.stringify(other));
  lockDataFolder(folder, rememberingLog().log).release();
  expect(readdirSync(folder)).toEqual([]);
});

test("a lock that another has taken over is not given back", () => {
  const folder = newFolder();
  const lock = lockDataFolder(folder, rememberingLog().log);
  const path = join(folder, "papergraph.lock");
  writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path, "utf8")), pid: process.ppid }));
  lock.update({ address: "http://127.0.0.1:1" });
  lock.release();
  expect(JSON.parse(readFileSync(path, "utf8"))).toMatchObject({ pid: process.ppid, address: null });
});

test("a dead process that nobody has collected yet does not run", async () => {
  // The shell never waits for its child, which so stays in the process table until the shell ends.
  const shell = spawn("sh", ["-c", "true & echo $!; exec sleep 30"], { stdio: ["ignore", "pipe", "ignore"] });
  const pid = Number(
    await new Promise<string>((resolve) => shell.stdout.once("data", (text: Buffer) => resolve(text.toString()))),
  );
  await expect.poll(() => isRunning(pid)).toBe(false);
  expect(isRunning(shell.pid as number)).toBe(true);
  shell.kill("SIGKILL");
});
