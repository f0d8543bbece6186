/**
 * A small known database: 27 papers of three days' lists of December 2025 and four old ones that arXiv alone knows. Ids,
 * titles, names, dates, counts and links are real; abstracts, summaries and notes are our own words, and two papers
 * claim one made-up DOI. It goes through the ingest like any answer, so that the tables are what they would be.
 */
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { adapters } from "../../adapters/index.ts";
import type { Clock } from "../../src/clock.ts";
import type { NormalizedRecord } from "../../src/contract/index.ts";
import type { Database } from "../../src/db/client.ts";
import { createIngest } from "../../src/ingest/ingest.ts";
import { said, spokenAdapter } from "../ingest/spoken-adapter.ts";
import { silentLog } from "./log.ts";

/** When the seed was brought in: what `recordedAt` says, and the instant at which tests ask. */
export const SEED_NOW = new Date("2025-12-17T12:00:00.000Z");

/** A clock that stands at {@link SEED_NOW}. */
export const seedClock: Clock = { now: async () => SEED_NOW, monotonicMs: () => performance.now(), sleep: async () => {} };

interface SeedLine {
  readonly source: "arxiv" | "huggingface" | "github";
  readonly stream: string;
  readonly at: string;
  readonly precedence?: string;
  readonly record: NormalizedRecord;
}

const lines: readonly SeedLine[] = readFileSync(new URL("seed-records.jsonl", import.meta.url), "utf8")
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as SeedLine);

/** Fills a migrated, empty database. */
export async function seedDatabase(database: Database): Promise<void> {
  const streams = { arxiv: ["oai-raw", "rss", "atom", "records"], huggingface: ["daily"], github: ["repositories"] };
  const ingest = createIngest({
    ...{ database, settings: {}, clock: seedClock, limitTimescale: 1, contactEmail: null, backfillDays: 1, log: silentLog },
    adapters: Object.entries(streams).map(([id, names]) => spokenAdapter(id, names)),
  });
  const pages = new Map<string, SeedLine[]>();
  for (const line of lines) {
    const key = [line.source, line.stream, line.at, line.precedence].join(" ");
    const page = pages.get(key);
    if (page) page.push(line);
    else pages.set(key, [line]);
  }
  for (const page of pages.values()) {
    const { source, stream, at, precedence } = page[0] as SeedLine;
    await ingest.importPages(source, stream, [
      said(
        at,
        page.map(({ record }) => record),
        precedence,
      ),
    ]);
  }
  await seedRuns(database);
  await database.sql`analyze`;
}

/** Every stream has just been read, so that no answer has to say that a source is late. */
export async function seedRuns({ sql }: Database): Promise<void> {
  const rows = adapters.flatMap(({ id, streams }) =>
    Object.keys(streams).map((stream) => ({
      ...{ id: randomUUID(), source: id, stream, started_at: SEED_NOW, finished_at: SEED_NOW },
      ...{ outcome: "SUCCESS", pages: 1, records: 1, rejected: 0 },
    })),
  );
  await sql`insert into sync_run ${sql(rows)}`;
}
