/** The product's ingest inside this process, on a database of the server: where a start of a process per reading would take hours. */
import { adapters } from "../../adapters/index.ts";
import { createClock } from "../../src/clock.ts";
import { readConfig } from "../../src/config.ts";
import { openDatabase } from "../../src/db/client.ts";
import { migrate } from "../../src/db/migrate.ts";
import { createIngest, type StreamSummary } from "../../src/ingest/ingest.ts";
import { silentLog } from "../kit/log.ts";
import type { Replay } from "./replay.ts";

/** An open ingest. */
export interface InProcess {
  /** Reads one day's list of Hugging Face, whether it is due or not. */
  readDay(day: string): Promise<StreamSummary>;
  close(): Promise<void>;
}

/** Brings the database's tables up to date and opens the ingest over it, asking a replay server in its time. */
export async function openInProcess(replay: Replay, databaseUrl: string): Promise<InProcess> {
  const config = readConfig({ ...replay.environment, DATABASE_URL: databaseUrl }, adapters);
  const database = await openDatabase({ url: databaseUrl, dataDir: null, log: silentLog });
  await migrate(database);
  const { settings, limitTimescale, contactEmail, backfillDays, clockUrl } = config;
  const clock = createClock({ clockUrl });
  const ingest = createIngest({
    database,
    adapters,
    settings,
    clock,
    limitTimescale,
    contactEmail,
    backfillDays,
    log: silentLog,
  });
  const { signal } = new AbortController();
  return {
    readDay: async (day) => {
      const at = new Date(`${day}T00:00:00Z`);
      const { streams } = await ingest.sync({
        source: "huggingface",
        stream: "daily",
        since: at,
        until: at,
        isDueOnly: false,
        signal,
      });
      return streams[0] as StreamSummary;
    },
    close: async () => await database.close(),
  };
}
