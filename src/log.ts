/** The one structured logger: JSON lines, or one plain line each on a terminal. Everything goes to stderr; stdout belongs to answers. */
import { type Logger, pino, type StreamEntry } from "pino";

export type { Logger } from "pino";

/** Levels that `LOG_LEVEL` takes, least first. */
export const LOG_LEVELS = ["silent", "error", "warn", "info", "debug"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Where log lines go; `isTTY` chooses the plain form. */
export interface LogDestination {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** A logger at this level. `destination` default: stderr. */
export function createLogger({ level, destination = process.stderr }: { level: LogLevel; destination?: LogDestination }): Logger {
  const options = { level, base: null, timestamp: pino.stdTimeFunctions.isoTime };
  const stream: StreamEntry["stream"] = {
    write: (line: string) => void destination.write(destination.isTTY === true ? plainLine(line) : line),
  };
  return pino(options, stream);
}

const HIDDEN_KEYS = new Set(["level", "time", "msg"]);

/** One line for people: time of day, level, message, then what else was said. */
function plainLine(json: string): string {
  const entry = JSON.parse(json) as Record<string, unknown>;
  const level = pino.levels.labels[Number(entry["level"])] ?? "info";
  const details = Object.entries(entry)
    .filter(([key]) => !HIDDEN_KEYS.has(key))
    .map(([key, value]) => ` ${key}=${typeof value === "object" ? JSON.stringify(value) : String(value)}`);
  const label = level === "info" ? "" : `${level.toUpperCase()} `;
  return `${String(entry["time"]).slice(11, 19)} ${label}${String(entry["msg"] ?? "")}${details.join("")}\n`;
}
