/** Runs a command in this process, as it would run in one of its own. */
import { adapters } from "../../adapters/index.ts";
import { run } from "../../src/cli/program.ts";
import type { Ended } from "./run-cli.ts";

/** What it printed, and how it ended. `environment`: its variables, no others. */
export async function runHere(args: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<Ended> {
  let [stdout, stderr] = ["", ""];
  const exit = await run(args, {
    ...{ adapters, environment, isTerminal: false, signal: new AbortController().signal },
    print: (text) => {
      stdout += text;
    },
    note: (text) => {
      stderr += text;
    },
  });
  return { exit, stdout, stderr };
}
