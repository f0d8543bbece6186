/** Takes away what sources said, so that it can be read again. */
import type { TransactionSql } from "postgres";

/** In an order that foreign keys allow. */
const WORDS = ["observation", "claim", "metric", "announcement", "quarantine", "listing_reading"];

/** Deletes the words of these sources (null: of all); what is derived from them stays until it is derived again. */
export async function forgetWords(tx: TransactionSql, sources: readonly string[] | null): Promise<void> {
  if (sources === null) {
    await tx.unsafe(`truncate ${[...WORDS, "listing_line", "listing_content"].map((table) => `"${table}"`).join(", ")}`);
    await tx`delete from source_normalizer`;
    return;
  }
  for (const table of WORDS) await tx.unsafe(`delete from "${table}" where source = any($1::text[])`, [sources as string[]]);
  await tx`delete from listing_line where content_id in (select id from listing_content where source = any(${sources as string[]}::text[]))`;
  await tx`delete from listing_content where source = any(${sources as string[]}::text[])`;
}
