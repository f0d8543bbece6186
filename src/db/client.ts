/** Opens the one database: PostgreSQL by its URL, or the embedded one in a data folder. The driver is the same. */
import postgres from "postgres";
import type { Logger } from "../log.ts";
import { startEmbedded } from "./embedded/embedded.ts";
import { DatabaseError } from "./errors.ts";
import { survivingLoss } from "./lost-connection.ts";

/** An open database. */
export interface Database {
  /**
   * Instants come as `Date`, a `date` as 'YYYY-MM-DD', arrays as arrays. The embedded database has one connection:
   * inside `sql.begin` use the transaction's own `sql`, the outer one would wait for ever. Two things to know: a null
   * inside an array comes as the text 'NULL' (let no array hold one), and `drizzle(sql)` would change these parsers.
   */
  readonly sql: postgres.Sql;
  readonly kind: "embedded" | "server";
  /** Tells other processes, by the data folder's lock, where this one answers HTTP. Does nothing on a server. */
  announce(address: string): void;
  /** Waits for running queries, closes the connections, ends the embedded database and gives its folder back. */
  close(): Promise<void>;
}

/** What to open. */
export interface DatabaseOptions {
  /** `postgres://…`; null: the embedded database. */
  readonly url: string | null;
  /** Folder of the embedded database, made when missing; null: in memory, gone after `close`. */
  readonly dataDir: string | null;
  readonly log: Logger;
  /** A dump of a whole embedded database to begin with (a file), for databases in memory. */
  readonly image?: string;
  /** Connections to a server at most; default 10. */
  readonly maxConnections?: number;
  /** A server ends a statement that runs for longer, in milliseconds; left out: none is ended. The embedded database cannot. */
  readonly statementTimeoutMs?: number;
}

/** How long `close` waits for running queries, in seconds. */
const END_SECONDS = 3;
/** How long it takes between two attempts to connect at most, in seconds. */
const LONGEST_BACKOFF = 1;
const MIN_SERVER_VERSION = 150_000;

/**
 * @throws {DatabaseError} `ERR_DATABASE_UNREACHABLE`, `ERR_DATABASE_VERSION` (older than 15), `ERR_DATABASE_EMBEDDED`
 * @throws {DataDirInUseError} when another process has the data folder
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  return options.url === null ? await openEmbedded(options) : await openServer(options.url, options);
}

async function openEmbedded({ dataDir, log, image }: DatabaseOptions): Promise<Database> {
  const embedded = await startEmbedded({ dataDir, image: image ?? null, log });
  const sql = connect(null, { path: embedded.socketPath, database: "postgres", user: "postgres", max: 1, max_lifetime: null });
  return {
    sql,
    kind: "embedded",
    announce: (address) => embedded.announce(address),
    close: async () => {
      await sql.end({ timeout: END_SECONDS });
      await embedded.stop();
    },
  };
}

async function openServer(
  url: string,
  { maxConnections: max = 10, statementTimeoutMs = 0 }: Pick<DatabaseOptions, "maxConnections" | "statementTimeoutMs">,
): Promise<Database> {
  const sql = connect(url, { max }, statementTimeoutMs);
  try {
    const [row] = await sql<{ version: string }[]>`select current_setting('server_version_num') as version`;
    if (Number(row?.version) < MIN_SERVER_VERSION) {
      throw new DatabaseError(
        "ERR_DATABASE_VERSION",
        `PostgreSQL 15 or newer is needed; the server is ${row?.version ?? "unknown"}`,
      );
    }
  } catch (cause) {
    await sql.end({ timeout: 1 });
    if (cause instanceof DatabaseError) throw cause;
    const reason = cause instanceof Error ? cause.message || cause.name : String(cause);
    throw new DatabaseError("ERR_DATABASE_UNREACHABLE", `the database at DATABASE_URL cannot be used: ${reason}`, { cause });
  }
  return { sql, kind: "server", announce: () => undefined, close: async () => await sql.end({ timeout: END_SECONDS }) };
}

type ConnectOptions = postgres.Options<Record<string, postgres.PostgresType>>;

function connect(url: string | null, options: ConnectOptions, statementTimeoutMs = 0): postgres.Sql {
  const all: ConnectOptions = {
    ...options,
    connect_timeout: 30,
    // A database that comes back is seen soon, and whoever asks while it is away is told soon.
    backoff: (attempt: number) => Math.min(LONGEST_BACKOFF, 0.05 * 2 ** attempt),
    onnotice: () => undefined,
    connection: {
      ...{ application_name: "papergraph", TimeZone: "UTC" },
      ...(statementTimeoutMs > 0 && { statement_timeout: statementTimeoutMs }),
    },
    types: { date: calendarDay },
  };
  return survivingLoss((url === null ? postgres(all) : postgres(url, all)) as postgres.Sql);
}

/** A calendar day has no time zone: as a `Date` it would become another day somewhere. */
const calendarDay: postgres.PostgresType = {
  to: 1082,
  from: [1082],
  serialize: (value: string | Date) => (value instanceof Date ? value.toISOString().slice(0, 10) : value),
  parse: (text: string) => text,
};
