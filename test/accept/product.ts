/** The product as a stranger runs it: its command line, one process at a time, with its peak memory and time measured. */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const MEMORY_EVERY_MS = 50;
const STARTS_WITHIN_MS = 120_000;

/** How a finished command went. `peakMb`: highest resident set, in megabytes; null: this system does not tell. */
export interface Finished {
  readonly exitCode: number;
  readonly seconds: number;
  readonly peakMb: number | null;
  readonly output: string;
  readonly errors: string;
}

/** A running server. */
export interface Serving {
  readonly url: string;
  /** Seconds until the first answered query. */
  readonly secondsToAnswer: number;
  stop(): Promise<Finished>;
}

/** A started process; `text` grows while it runs. */
export interface Running {
  readonly child: ChildProcess;
  readonly finished: Promise<Finished>;
  readonly text: { readonly output: string; readonly errors: string };
}

/** Runs `papergraph` commands with one environment. */
export class Product {
  readonly #command: readonly string[];
  readonly #environment: Readonly<Record<string, string>>;
  readonly #children = new Set<ChildProcess>();

  /**
   * @param environment settings of the product; nothing of the judge's own environment reaches it but PATH and HOME
   * @param built the program, built
   */
  constructor(environment: Readonly<Record<string, string>>, isFromSource: boolean, built = join(ROOT, "dist/src/cli.js")) {
    this.#command = !isFromSource && existsSync(built) ? [built] : ["--import", "tsx", join(ROOT, "src/cli.ts")];
    this.#environment = environment;
    // Whatever ends the judge, nothing it started lives on.
    process.once("exit", () => this.killAll());
  }

  /** What is run, for people. */
  get description(): string {
    return ["node", ...this.#command].join(" ").replaceAll(`${ROOT}/`, "");
  }

  /** Runs one command to its end. `extra`: settings of this run alone. */
  async run(command: readonly string[], extra: Readonly<Record<string, string>> = {}): Promise<Finished> {
    return await this.start(command, extra).finished;
  }

  /** Starts `serve` on any free port and waits until the address that it prints answers a query. @throws {Error} when it does not */
  async serve(): Promise<Serving> {
    const started = performance.now();
    const { child, finished, text } = this.start(["serve"], { PORT: "0", SYNC: "0" });
    let end: Finished | null = null;
    void finished.then((result) => {
      end = result;
    });
    const printed = (): string => /http:\/\/127\.0\.0\.1:\d+\/graphql/.exec(text.output + text.errors)?.[0] ?? "";
    while (!(printed() !== "" && (await answers(printed())))) {
      if (end !== null) throw new Error(`serve ended with ${(end as Finished).exitCode}: ${tail((end as Finished).errors)}`);
      if (performance.now() - started > STARTS_WITHIN_MS) throw new Error("serve did not answer in time");
      await delay(50);
    }
    return {
      url: printed(),
      secondsToAnswer: (performance.now() - started) / 1000,
      stop: async () => {
        child.kill("SIGTERM");
        return await finished;
      },
    };
  }

  /** Ends every process that is still running. */
  killAll(): void {
    for (const child of this.#children) child.kill("SIGKILL");
  }

  /** Starts one command; it ends with the judge at the latest. */
  start(command: readonly string[], extra: Readonly<Record<string, string>> = {}): Running {
    const started = performance.now();
    const { PATH = "", HOME = "" } = process.env;
    const child = spawn(process.execPath, [...this.#command, ...command], {
      cwd: ROOT,
      env: { PATH, HOME, ...this.#environment, ...extra },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#children.add(child);
    const text = { output: "", errors: "" };
    child.stdout.setEncoding("utf8").on("data", (part: string) => {
      text.output += part;
    });
    child.stderr.setEncoding("utf8").on("data", (part: string) => {
      text.errors += part;
    });
    let peakMb: number | null = null;
    const watch = setInterval(() => {
      peakMb = readPeakMb(child.pid) ?? peakMb;
    }, MEMORY_EVERY_MS);
    const finished = new Promise<Finished>((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (code, signal) => {
        clearInterval(watch);
        this.#children.delete(child);
        const exitCode = code ?? (signal === "SIGTERM" ? 0 : 1);
        resolve({ exitCode, seconds: (performance.now() - started) / 1000, peakMb, ...text });
      });
    });
    return { child, finished, text };
  }
}

/** The last lines of a text, for a message. */
export function tail(text: string, lines = 5): string {
  return text.trim().split("\n").slice(-lines).join(" | ").slice(-1000);
}

/** The highest resident set that a process ever had; the system keeps it, so the last look is enough. */
function readPeakMb(pid: number | undefined): number | null {
  if (pid === undefined) return null;
  try {
    const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
    return kilobytes === undefined ? null : Math.round(Number(kilobytes) / 1024);
  } catch {
    return null;
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ query: "{ __typename }" }),
      signal: AbortSignal.timeout(5000),
    });
    return response.ok;
  } catch {
    return false;
  }
}
