/** One sum per table that does not depend on the order of rows: equal rows, equal sums. */
import { createHash } from "node:crypto";
import type { Sql } from "postgres";
import { COUNTED_SAYINGS } from "./counted-sayings.ts";

/** Tables that two equal databases may differ in, and why they are left out is told with the sums. */
export const LEFT_OUT = [
  ...["body", "exchange", "failed_exchange", "checkpoint", "sync_run", "quarantine", "change"],
  ...["source_budget", "source_normalizer", "upstream_gate", "upstream_slot", "stream_lease", "answer_shape", "drift_report"],
  // What was known when: told by when pages came, not by what they say.
  ...["history_event", "ranking_snapshot", "ranking_entry"],
] as const;

/** A table's rows and their sum. */
interface TableSum {
  readonly table: string;
  readonly rows: number;
  readonly sum: string;
}

/** The sums of all tables that count. */
export interface Checksums {
  readonly tables: readonly TableSum[];
  /** All rows, and one sum over all tables' names and sums. */
  readonly total: Omit<TableSum, "table">;
  readonly leftOut: readonly string[];
}

/**
 * What is summed of a table, where that is not all of it. Of the sayings of a run of equal ones the first and the last count: no
 * claim, no metric and no page that arrives later depends on those between them, and `retention.ts` may drop them.
 */
const SUMMED_ROWS: Readonly<Record<string, string>> = { observation: `(${COUNTED_SAYINGS}) as counted` };
/** Columns that are summed alone. The words of a search follow from `paper` by the server's own parser, whose letters and blanks are those of its locale. */
const SUMMED_COLUMNS: Readonly<Record<string, string>> = { paper_search: "paper_id" };

/**
 * Of several answers of one instant that say the same, a row names one. Which one hangs on what was asked, and a second run at that
 * instant may ask more: the answer's instant is in the row, its key is not summed.
 */
const NOT_SUMMED = "exchange_id";

/** Sums every table of the schema `public` but {@link LEFT_OUT}. */
export async function checksum({ sql }: { readonly sql: Sql }): Promise<Checksums> {
  const names = await sql<{ name: string; columns: string }[]>`
    select t.tablename as name, string_agg(quote_ident(c.column_name), ', ' order by c.ordinal_position) as columns
    from pg_tables t join information_schema.columns c on c.table_schema = t.schemaname and c.table_name = t.tablename
    where t.schemaname = 'public' and t.tablename <> all(${[...LEFT_OUT]}::text[]) and c.column_name <> ${NOT_SUMMED}
    group by t.tablename order by t.tablename collate "C"`;
  const tables: TableSum[] = [];
  for (const { name, columns } of names) {
    const rows = `(select ${SUMMED_COLUMNS[name] ?? columns} from ${SUMMED_ROWS[name] ?? `"${name}"`})`;
    const [row] = await sql.unsafe<{ rows: number; sum: string }[]>(
      `select count(*)::int as rows, coalesce(sum(('x' || substr(md5(t::text), 1, 16))::bit(64)::bigint::numeric), 0)::text as sum from ${rows} t`,
    );
    tables.push({ table: name, rows: row?.rows ?? 0, sum: row?.sum ?? "0" });
  }
  const said = tables.map(({ table, rows, sum }) => `${table} ${rows} ${sum}\n`).join("");
  const total = {
    rows: tables.reduce((all, { rows }) => all + rows, 0),
    sum: createHash("sha256").update(said).digest("hex").slice(0, 32),
  };
  return { tables, total, leftOut: LEFT_OUT };
}
