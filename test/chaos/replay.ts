/** A replay server of our own: started on a free port, told what to do, and ended. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { Upstream } from "../accept/upstream.ts";

/** A running replay server. */
export interface Replay {
  /** Its control interface; `upstream.base` is its address. */
  readonly upstream: Upstream;
  /** Settings with which the product asks this server, in its time. */
  readonly environment: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** How a replay server is started. */
export interface ReplayOptions {
  readonly server: string;
  readonly data: string;
  readonly seed: number;
  /** The simulated time it starts at, ISO 8601. It stands still until it is moved. */
  readonly now: string;
  /** Factor on all limits and on the product's own pauses. */
  readonly limitTimescale: number;
}

/** @throws {Error} when the server ends before it listens */
export async function startReplay({ server, data, seed, now, limitTimescale }: ReplayOptions): Promise<Replay> {
  const scale = String(limitTimescale);
  const child = spawn(
    process.execPath,
    [
      ...[server, "--data", data, "--port", "0", "--now", now, "--seed", String(seed)],
      ...["--enforce-limits", "--limit-timescale", scale, "--synthetic-revisions"],
    ],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  const kill = () => child.kill("SIGKILL");
  process.once("exit", kill);
  const base = await firstLine(child);
  return {
    upstream: new Upstream(base),
    environment: {
      HUGGINGFACE_URL: `${base}/hf/api`,
      ARXIV_QUERY_URL: `${base}/arxiv/api/query`,
      ARXIV_OAI_URL: `${base}/arxiv/oai`,
      ARXIV_FEED_URL: `${base}/arxiv`,
      GITHUB_URL: `${base}/github`,
      GITHUB_TOKEN: "chaos-token",
      CLOCK_URL: `${base}/_control/clock`,
      LIMIT_TIMESCALE: scale,
      STARTER: "0",
    },
    stop: async () => {
      process.off("exit", kill);
      if (child.exitCode !== null || child.signalCode !== null) return;
      kill();
      await once(child, "exit");
    },
  };
}

async function firstLine(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error("the replay server has no output");
  for await (const line of createInterface({ input: child.stdout })) {
    child.stdout.resume();
    return (JSON.parse(line) as { base: string }).base;
  }
  throw new Error("the replay server ended before it listened");
}
