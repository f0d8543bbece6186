/** Counts the shapes of answers by day, so that a change of an upstream's format shows. */
import type { TransactionSql } from "postgres";
import { documentsOf } from "./answer-documents.ts";
import type { ArchivedPage } from "./archive.ts";
import { addShapes, type ShapeCounts, shapeKey } from "./document-shape.ts";
import { insertRows, type TableShape } from "./rows.ts";

const ANSWER_SHAPE: TableShape = {
  table: "answer_shape",
  key: [],
  columns: { source: "text", stream: "text", day: "date", path: "text", type: "text", documents: "int" },
};

/** Type of the row with the empty path that counts all documents, also those that were not looked at. */
export const ALL_DOCUMENTS = "document";

/**
 * Adds a page's documents to the counts of the days (UTC) on which its exchanges were fetched. An address counts once a
 * day, however often it is asked. Belongs into the page's transaction BEFORE the page is written: what is in the archive already is not counted again.
 */
export async function recordShapes(tx: TransactionSql, page: ArchivedPage, source: string, stream: string): Promise<void> {
  const days = new Map<string, ShapeCounts>();
  for (const { exchange, stamp } of page.exchanges) {
    if (exchange.status < 200 || exchange.status >= 300) continue;
    const day = stamp.fetchedAt.toISOString().slice(0, 10);
    const { url, body: asked } = exchange.request;
    const [known] = await tx`
      select 1 from exchange where source = ${source} and url = ${url} and fetched_at >= ${`${day}T00:00:00Z`}::timestamptz
        and fetched_at < ${`${day}T00:00:00Z`}::timestamptz + interval '1 day' and stream = ${stream} and request_body is not distinct from ${asked}
      limit 1`;
    if (known) continue;
    const documents = documentsOf(exchange.body);
    if (documents === null) continue;
    const counts: ShapeCounts = days.get(day) ?? new Map();
    days.set(day, counts);
    const all = shapeKey("", ALL_DOCUMENTS);
    counts.set(all, (counts.get(all) ?? 0) + documents.count);
    addShapes(counts, documents);
  }
  const rows = [...days].flatMap(([day, counts]) =>
    [...counts].map(([key, documents]) => {
      const [path = "", type = ""] = key.split("\n");
      return { source, stream, day, path, type, documents };
    }),
  );
  await insertRows(
    tx,
    ANSWER_SHAPE,
    rows,
    "on conflict (source, stream, day, path, type) do update set documents = answer_shape.documents + excluded.documents",
  );
}
