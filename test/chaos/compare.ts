/** Whether two databases hold the same: by the product's own checksum, and by our own look at what that leaves out. */
import type { Sql } from "postgres";
import { z } from "zod";
import { type Product, tail } from "../accept/product.ts";
import type { Finding } from "./part.ts";

const sumsSchema = z.object({
  tables: z.array(z.object({ table: z.string(), rows: z.number(), sum: z.string() })),
  total: z.object({ rows: z.number(), sum: z.string() }),
});

/** A database's checksum, as `papergraph checksum` tells it. */
export type Sums = z.infer<typeof sumsSchema>;

/** @throws {Error} when the command fails */
export async function sumsOf(product: Product): Promise<Sums> {
  const { exitCode, output, errors } = await product.run(["checksum", "--json"]);
  if (exitCode !== 0) throw new Error(`checksum ended with ${exitCode}: ${tail(errors)}`);
  return sumsSchema.parse(JSON.parse(output));
}

/** One line: equal, or which tables differ and by how many rows. */
export function compareSums(what: string, wanted: Sums, seen: Sums): Finding {
  const differing = wanted.tables.flatMap(({ table, rows, sum }) => {
    const other = seen.tables.find((one) => one.table === table);
    if (other?.sum === sum && other.rows === rows) return [];
    return [`${table} ${rows} rows, here ${other?.rows ?? 0}`];
  });
  const isGood = differing.length === 0 && wanted.total.sum === seen.total.sum && wanted.total.rows > 0;
  return { what, seen: isGood ? `${seen.total.rows} rows, ${seen.total.sum}` : differing.join("; ") || seen.total.sum, isGood };
}

/**
 * What the checksum leaves out and two databases that read the same pages must agree in. `mayBeMore`: a run that ended without its
 * job being ticked off is done again, and asks what is new since.
 */
const LEFT_OUT: readonly { readonly what: string; readonly query: string; readonly mayBeMore?: true }[] = [
  {
    what: "archived exchanges",
    query: `select source, stream, fetched_at, status, url, method, place, request_body, body_sha256, id, page_id from exchange`,
    mayBeMore: true,
  },
  { what: "archived bodies", query: "select sha256, size_bytes from body", mayBeMore: true },
  { what: "checkpoints", query: "select source, stream, value from checkpoint" },
  { what: "quarantine", query: "select id, source, stream, exchange_id, path, code, reason from quarantine" },
  {
    what: "changes: papers added",
    query: "select entity_id, count(*) from change where kind = 'PAPER_ADDED' group by 1",
  },
  {
    what: "changes: lists",
    query: "select entity_id, recorded_at, count(*) from change where kind = 'LISTING_CHANGED' group by 1, 2",
  },
];

/** What must not be there at all. */
const NEVER: readonly { readonly what: string; readonly query: string }[] = [
  { what: "papers added twice", query: "select entity_id from change where kind = 'PAPER_ADDED' group by 1 having count(*) > 1" },
  {
    what: "answers archived twice",
    query: `select source, stream, method, url, request_body, body_sha256, fetched_at, place from exchange
      group by 1, 2, 3, 4, 5, 6, 7, 8 having count(*) > 1`,
  },
];

/** Rows that only one of the databases has, of each thing that the checksum leaves out. */
export async function compareLeftOut(wanted: Sql, seen: Sql): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const { what, query, mayBeMore } of LEFT_OUT) {
    const [rows, others] = await Promise.all([textsOf(wanted, query), textsOf(seen, query)]);
    const missing = without(rows, others);
    const extra = without(others, rows);
    const isGood = missing.length === 0 && (extra.length === 0 || mayBeMore === true);
    const example = isGood ? "" : `: ${[missing[0], extra[0]].map((row) => row?.slice(0, 250)).join(" and ")}`;
    const difference = `${missing.length} missing, ${extra.length} more than ${rows.length}${example}`;
    findings.push({ what, seen: missing.length + extra.length === 0 ? `${others.length} rows` : difference, isGood });
  }
  for (const { what, query } of NEVER) {
    const rows = await textsOf(seen, query);
    findings.push({ what, seen: `${rows.length} ${rows[0]?.slice(0, 160) ?? ""}`, isGood: rows.length === 0 });
  }
  return findings;
}

async function textsOf(sql: Sql, query: string): Promise<string[]> {
  return (await sql.unsafe<{ text: string }[]>(`select t::text as text from (${query}) t`)).map(({ text }) => text);
}

function without(rows: readonly string[], others: readonly string[]): string[] {
  const known = new Set(others);
  return rows.filter((row) => !known.has(row));
}
