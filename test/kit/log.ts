/** Loggers for tests. */
import { createLogger } from "../../src/log.ts";

/** Says nothing. */
export const silentLog = createLogger({ level: "silent" });

/** A logger whose lines are kept. */
export function rememberingLog() {
  const lines: string[] = [];
  return { log: createLogger({ level: "debug", destination: { write: (text) => lines.push(text) } }), lines };
}
