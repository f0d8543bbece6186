/** Reads archived pages with quarantined records again: with an adapter that has learnt to read them, they come in. */
import type { Sql } from "postgres";
import { type Normalized, type SourceAdapter, SourceError } from "../contract/index.ts";
import { readPage } from "./archive.ts";
import { rejectImplausible } from "./plausible.ts";
import { type QuarantinedRecord, quarantineId, readQuarantine } from "./quarantine.ts";
import { recordNameOf } from "./record-path.ts";
import { TakesBackError } from "./restate.ts";
import { applyPage, asWriter } from "./store.ts";

/** What became of a quarantined record. KEPT: it is as unreadable as before, or its page cannot be read again. */
export interface RedrivenRecord {
  readonly record: QuarantinedRecord;
  readonly outcome: "RESOLVED" | "KEPT";
  /** Why it was kept; empty for what is resolved. */
  readonly reason: string;
}

/** What a redrive needs. `recordedAt`: the present, for rows that are rejected for another reason than before. */
export interface RedriveOptions {
  readonly sql: Sql;
  readonly adapters: readonly SourceAdapter[];
  readonly recordedAt: Date;
}

/**
 * Reads the pages of these rows again, oldest first, each in one transaction of the one writer, and stores them as if they
 * had been read so from the start; checkpoints do not move. All rows of such a page are gone through, also those that were not named.
 * A page whose records are all as unreadable as before is not touched.
 */
export async function redrive(options: RedriveOptions, named: readonly QuarantinedRecord[]): Promise<RedrivenRecord[]> {
  const pages = [...new Set([...named].sort((a, b) => +a.fetchedAt - +b.fetchedAt).map(({ pageId }) => pageId))];
  const redriven: RedrivenRecord[] = [];
  for (const pageId of pages) redriven.push(...(await redrivePage(options, pageId)));
  return redriven;
}

async function redrivePage({ sql, adapters, recordedAt }: RedriveOptions, pageId: string): Promise<RedrivenRecord[]> {
  try {
    return await asWriter(sql, async (tx) => {
      const rows = await readQuarantine(tx, { pageId });
      const [first] = rows;
      const adapter = adapters.find(({ id }) => id === first?.source);
      const sourceStream = adapter?.streams[first?.stream ?? ""];
      if (!first || !adapter || !sourceStream) return keptAll(rows, "its source is no longer installed");
      const page = await readPage(tx, pageId);
      const read = sourceStream.normalize(page.exchanges.map(({ exchange }) => exchange));
      const normalized = rejectImplausible(read, first.fetchedAt);
      const outcomes = rows.map((record) =>
        outcomeOf(
          record,
          normalized,
          page.exchanges.map(({ id }) => id),
        ),
      );
      const rejectedNow = normalized.rejected.map((one) => quarantineId(page, one));
      const stale = rows.filter(({ id }) => !rejectedNow.includes(id)).map(({ id }) => id);
      if (stale.length === 0) return outcomes;
      await tx`delete from quarantine where id = any(${stale}::uuid[])`;
      await applyPage(tx, { adapter, stream: first.stream, page, normalized }, recordedAt, true);
      return outcomes;
    });
  } catch (error) {
    if (!(error instanceof SourceError || error instanceof TakesBackError)) throw error;
    return keptAll(await readQuarantine(sql, { pageId }), error.message);
  }
}

function keptAll(rows: readonly QuarantinedRecord[], reason: string): RedrivenRecord[] {
  return rows.map((record) => ({ record, outcome: "KEPT", reason }));
}

/** Another reason, or another place in the same record, is no success. */
function outcomeOf(record: QuarantinedRecord, { rejected }: Normalized, exchangeIds: readonly string[]): RedrivenRecord {
  const name = recordNameOf(record.path);
  const still = rejected.find(
    ({ exchange, path }) => (exchangeIds[exchange] ?? exchangeIds[0]) === record.exchangeId && recordNameOf(path) === name,
  );
  return still
    ? { record, outcome: "KEPT", reason: `${still.path}: ${still.reason}` }
    : { record, outcome: "RESOLVED", reason: "" };
}
