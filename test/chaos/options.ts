/** The command line of the chaos run. */
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

/** What was asked for. */
export interface ChaosOptions {
  /** Decides every random choice. */
  readonly seed: number;
  /** Names of the parts that run; empty: all. */
  readonly parts: readonly string[];
  readonly isSelfTest: boolean;
  /** Fewer days, kills and kinds: minutes instead of an hour, the same judgements. */
  readonly isShort: boolean;
  /** The replay server's program. */
  readonly server: string;
  /** The recorded answers that it serves. */
  readonly data: string;
}

/** The command line could not be understood. */
export class BadOption extends Error {
  override readonly name = "BadOption";
}

/** How the command is called. */
export const USAGE = `usage: npm run chaos -- [options]
  --seed N        decides every random choice (default 1)
  --part NAME     only this part; can be given several times
  --short         fewer days, kills and kinds; the same judgements
  --self-test     sabotages a copy of the build, and sees that loss and violations are reported
  --server FILE   the replay server's program (default ../shared/upstream/server.mjs)
  --data DIR      the recorded answers (default ../shared/data)`;

const SHARED = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "..", "shared");

/** @throws {BadOption} with a message for people */
export function readOptions(argv: readonly string[], partNames: readonly string[]): ChaosOptions {
  const values = parse(argv);
  const seed = Number(values.seed ?? 1);
  if (!Number.isSafeInteger(seed) || seed < 0) throw new BadOption("--seed is not a whole number from 0 on");
  const parts = values.part ?? [];
  const unknown = parts.find((name) => !partNames.includes(name));
  if (unknown !== undefined) throw new BadOption(`there is no part ${unknown}; parts: ${partNames.join(", ")}`);
  const server = values.server ?? join(SHARED, "upstream", "server.mjs");
  const data = values.data ?? join(SHARED, "data");
  for (const path of [server, data]) {
    if (!existsSync(path)) throw new BadOption(`${path} is not there: the chaos run needs a replay server and recorded answers`);
  }
  return { seed, parts, isSelfTest: values["self-test"] === true, isShort: values.short === true, server, data };
}

function parse(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        seed: { type: "string" },
        part: { type: "string", multiple: true },
        short: { type: "boolean" },
        "self-test": { type: "boolean" },
        server: { type: "string" },
        data: { type: "string" },
      },
    }).values;
  } catch (error) {
    throw new BadOption(error instanceof Error ? error.message : String(error));
  }
}
