/** What commands are built from: the registry, the settings, and what is opened for the length of a command. */
import { type Clock, createClock } from "../clock.ts";
import { type Config, type Environment, readConfig } from "../config.ts";
import type { Identifier, SourceAdapter } from "../contract/index.ts";
import { type Database, openDatabase } from "../db/client.ts";
import { isMigrated, migrate } from "../db/migrate.ts";
import { bringUpToDate } from "../ingest/bring-up-to-date.ts";
import { ensureTextIndex } from "../ingest/bulk/text-index.ts";
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
  readonly adapters: readonly SourceAdapter[];
  /** Of the process: see {@link World}. */
  readonly signal: AbortSignal;
  readonly config: Config;
  readonly log: Logger;
  readonly clock: Clock;
}

/** @throws {ConfigError} naming every variable that cannot be used */
export function settle({ adapters, environment, signal }: World): Settled {
  const config = readConfig(environment, adapters);
  const log = createLogger({ level: config.logLevel });
  return { adapters, signal, config, log, clock: createClock({ clockUrl: config.clockUrl }) };
}

/**
 * Opens the database for the length of `work`. `mayMigrate` false: a server's tables are only looked at, since other
 * programs run on them; the embedded database is always brought up to date. What a raised `normalizerVersion` reads
 * differently is read again first, and a full-text index that a load left behind missing is built, unless the work itself
 * does it (`does`).
 * @throws {CommandError} `ERR_NOT_MIGRATED`
 * @throws {OlderProgramError} `ERR_OLDER_PROGRAM`: the tables hold the words of a newer program
 */
export async function withDatabase<Result>(
  { adapters, signal, config, log }: Settled,
  mayMigrate: boolean,
  work: (database: Database) => Promise<Result>,
  does: { readonly rereads?: boolean; readonly indexesText?: boolean } = {},
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
    if (mayMigrate && !does.rereads) await bringUpToDate(database.sql, adapters, { log, signal });
    if (mayMigrate && !does.indexesText) await ensureTextIndex(database.sql);
    return await work(database);
  } finally {
    await database.close();
  }
}

/** The ingest over an open database. */
export function ingestOver(database: Database, { adapters }: World, settled: Settled, get: typeof fetch = fetch): Ingest {
  const { config, clock, log } = settled;
  const { settings, limitTimescale, contactEmail, backfillDays, archiveDays } = config;
  return createIngest({
    database,
    adapters,
    settings,
    clock,
    limitTimescale,
    contactEmail,
    backfillDays,
    archiveDays,
    log,
    fetch: get,
  });
}

/** The sources as the health report describes them. */
export function describeSources(adapters: readonly SourceAdapter[], { settings }: Config): SourceDescription[] {
  return adapters.map(({ id, name, references, streams }) => ({
    id,
    title: name,
    termsUrl: references.terms,
    ...(references.attribution === undefined ? {} : { attribution: references.attribution }),
    streams: Object.entries(streams).map(([stream, { intervalMs, isDisabled, emits, parts }]) => ({
      name: stream,
      intervalMs,
      disabledReason: isDisabled?.(settings[id] ?? {}) ?? null,
      isListing: emits.includes("listing"),
      ...(parts === undefined ? {} : { parts: { ...parts, list: parts.list(settings[id] ?? {}) } }),
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
