/** Starts the real command line as a child process. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { packageRoot } from "../../src/package-root.ts";

/** A command that has ended. */
export interface Ended {
  /** Null: it was killed. */
  readonly exit: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command that runs. */
export interface Running {
  readonly pid: number;
  stdout(): string;
  stderr(): string;
  /** Resolves with the first match in what was printed so far or will be. @throws when the command ends without it */
  untilPrinted(pattern: RegExp): Promise<RegExpExecArray>;
  kill(signal: NodeJS.Signals): void;
  readonly ended: Promise<Ended>;
}

const root = fileURLToPath(packageRoot);
const loader = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
const running = new Set<ChildProcess>();

/** Environment of a command that reaches nobody: upstreams lie at a port of this machine where nothing listens. */
export async function offline(): Promise<Record<string, string>> {
  const nowhere = `http://127.0.0.1:${await freePort()}`;
  return {
    HUGGINGFACE_URL: `${nowhere}/api`,
    ARXIV_QUERY_URL: `${nowhere}/query`,
    ARXIV_OAI_URL: `${nowhere}/oai`,
    ARXIV_FEED_URL: nowhere,
    GITHUB_URL: nowhere,
    LIMIT_TIMESCALE: "0.001",
  };
}

/** Starts `papergraph …args`; the environment is this one, no more. `stdout`: an open file that takes its answers. */
export function startCli(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  stdout: number | "pipe" = "pipe",
): Running {
  const child = spawn(process.execPath, ["--import", loader, join(root, "src/cli.ts"), ...args], {
    cwd: root,
    env: { PATH: process.env["PATH"] ?? "", TMPDIR: tmpdir(), ...environment },
    stdio: ["ignore", stdout, "pipe"],
  });
  running.add(child);
  const text = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const)
    child[name]?.on("data", (part: Buffer) => {
      text[name] += part.toString();
    });
  const ended = new Promise<Ended>((resolve) => {
    child.once("close", (exit) => {
      running.delete(child);
      resolve({ exit, ...text });
    });
  });
  return {
    pid: child.pid as number,
    stdout: () => text.stdout,
    stderr: () => text.stderr,
    untilPrinted: async (pattern) => {
      for (;;) {
        const found = pattern.exec(text.stdout) ?? pattern.exec(text.stderr);
        if (found) return found;
        const isOver = await Promise.race([
          ended.then(() => true),
          new Promise((resolve) => setTimeout(() => resolve(false), 50)),
        ]);
        if (isOver && !pattern.test(text.stdout + text.stderr))
          throw new Error(`it ended without ${pattern}: ${text.stdout}${text.stderr}`);
      }
    },
    kill: (signal) => void child.kill(signal),
    ended,
  };
}

/** Runs a command to its end. */
export async function runCli(args: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<Ended> {
  return await startCli(args, environment).ended;
}

/** What a failed test has left running. */
export function killAll(): void {
  for (const child of running) child.kill("SIGKILL");
}

/** A folder for one test file; `remove` when it is done. */
export function temporaryFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), "papergraph-test-"));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** A port that nothing listens on now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}

/** Asks a server. */
export async function ask(url: string, query: string): Promise<unknown> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query }),
  });
  return await response.json();
}
