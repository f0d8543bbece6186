/** What commands are built from: the registry, the settings, and what is opened for the length of a command. */
import { type Clock, createClock } from "../clock.ts";
import { type Config, type Environment, readConfig } from "../config.ts";
import type { Identifier, SourceAdapter } from "../contract/index.ts";
import { type Database, openDatabase } from "../db/client.ts";
import { isMigrated, migrate } from "../db/migrate.ts";
import { createIngest, type Ingest } from "../ingest/ingest.ts";
import { createLogger, type Logger } from "../log.ts";
import type { SourceDescription } from "../ranking/source-state.ts";
import { CommandError } from "./failure.ts";

/** The world outside a command. */
export interface World {
  readonly adapters: readonly SourceAdapter[];
  readonly environment: Environment;
  /** Prints an answer. */
  print(text: string): void;
  /** Prints what is no answer: progress. */
  note(text: string): void;
  /** Whether `note` reaches a person's terminal. */
  readonly isTerminal: boolean;
  /** Aborts when the process is asked to stop (SIGINT, SIGTERM). */
  readonly signal: AbortSignal;
}

/** Settings with what follows from them at once. */
export interface Settled {
  readonly config: Config;
  readonly log: Logger;
  readonly clock: Clock;
}

/** @throws {ConfigError} naming every variable that cannot be used */
export function settle({ adapters, environment }: World): Settled {
  const config = readConfig(environment, adapters);
  return { config, log: createLogger({ level: config.logLevel }), clock: createClock({ clockUrl: config.clockUrl }) };
}

/**
 * Opens the database for the length of `work`. `mayMigrate` false: a server's tables are only looked at, since other
 * programs run on them; the embedded database is always brought up to date.
 * @throws {CommandError} `ERR_NOT_MIGRATED`
 */
export async function withDatabase<Result>(
  { config, log }: Settled,
  mayMigrate: boolean,
  work: (database: Database) => Promise<Result>,
): Promise<Result> {
  const database = await openDatabase({ url: config.databaseUrl, dataDir: config.dataDir, log });
  try {
    if (mayMigrate || database.kind === "embedded") await migrate(database);
    else if (!(await isMigrated(database))) {
      throw new CommandError(
        "ERR_NOT_MIGRATED",
        "the database's tables are older than this program; run `papergraph migrate` first",
      );
    }
    return await work(database);
  } finally {
    await database.close();
  }
}

/** The ingest over an open database. */
export function ingestOver(database: Database, { adapters }: World, settled: Settled, get: typeof fetch = fetch): Ingest {
  const { config, clock, log } = settled;
  const { settings, limitTimescale, contactEmail, backfillDays } = config;
  return createIngest({ database, adapters, settings, clock, limitTimescale, contactEmail, backfillDays, log, fetch: get });
}

/** The sources as the health report describes them. */
export function describeSources(adapters: readonly SourceAdapter[], { settings }: Config): SourceDescription[] {
  return adapters.map(({ id, name, references, streams }) => ({
    id,
    title: name,
    termsUrl: references.terms,
    streams: Object.entries(streams).map(([stream, { intervalMs, isDisabled }]) => ({
      name: stream,
      intervalMs,
      disabledReason: isDisabled?.(settings[id] ?? {}) ?? null,
    })),
  }));
}

/** The identifier that a URL or a bare id names, by the rules of all adapters in the registry's order. */
export function identifyWith(adapters: readonly SourceAdapter[]): (text: string) => Identifier | null {
  const rules = adapters.flatMap(({ identifies }) => identifies);
  return (text) => {
    for (const rule of rules) {
      const identifier = rule.parse(text);
      if (identifier !== null) return identifier;
    }
    return null;
  };
}
