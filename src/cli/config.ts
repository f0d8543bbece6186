/** `papergraph config`: every setting. */
import { readConfig } from "../config.ts";
import { EXIT, type ExitCode } from "./failure.ts";
import type { World } from "./runtime.ts";
import { table } from "./table.ts";

/** Prints every setting with its value's origin; secrets are hidden. */
export function config({ environment, adapters, print }: World): ExitCode {
  const { reports } = readConfig(environment, adapters);
  const rows = reports.map(({ name, value, origin, owner, purpose }) => [name, value, origin, owner, purpose]);
  print(table(["variable", "value", "from", "of", "purpose"], rows));
  return EXIT.success;
}
