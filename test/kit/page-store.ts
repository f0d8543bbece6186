/** The real store on an embedded database, for rule 16. One database serves a whole test file. */
import { inject } from "vitest";
import type { Exchange, SourceAdapter } from "../../src/contract/index.ts";
import { type Database, openDatabase } from "../../src/db/client.ts";
import { archivedPage } from "../../src/ingest/archive.ts";
import { checksum } from "../../src/ingest/checksum.ts";
import { storePage } from "../../src/ingest/store.ts";
import { emptyTables } from "./database.ts";
import { silentLog } from "./log.ts";

/** A database that pages can be stored in, empty at first. */
export interface PageStore {
  /** Stores one page of one stream as the runner would, at the same instant every time. */
  store(adapter: SourceAdapter, stream: string, exchanges: readonly Exchange[]): Promise<void>;
  /** One text for all rows of all tables that "equal tables" speaks of. */
  checksum(): Promise<string>;
}

const INSTANT = new Date("2026-08-20T12:00:00Z");
let shared: Promise<Database> | null = null;

/** An empty store. The one before it must be done with: they share a database. */
export async function openPageStore(): Promise<PageStore> {
  shared ??= openDatabase({ url: null, dataDir: null, log: silentLog, image: inject("embeddedImage") });
  const database = await shared;
  await emptyTables(database);
  return {
    store: async (adapter, stream, exchanges) => {
      const stamped = exchanges.map((exchange) => ({ exchange, stamp: { fetchedAt: INSTANT, isNotModified: false } }));
      const page = archivedPage(adapter.id, stream, stamped);
      const normalized = adapter.streams[stream]?.normalize(exchanges) ?? { records: [], rejected: [] };
      await storePage(database.sql, { adapter, stream, page, normalized }, INSTANT, undefined);
    },
    checksum: async () => JSON.stringify((await checksum(database)).tables),
  };
}

/** Closes the database, if one was opened: it would keep the process alive. */
export async function closePageStore(): Promise<void> {
  const open = shared;
  shared = null;
  await (await open)?.close();
}
