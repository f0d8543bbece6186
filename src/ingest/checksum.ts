/** One sum per table that does not depend on the order of rows: equal rows, equal sums. */
import type { Sql } from "postgres";

/** Tables that two equal databases may differ in, and why they are left out is told with the sums. */
export const LEFT_OUT = [
  ...["body", "exchange", "checkpoint", "sync_run", "quarantine", "change"],
  ...["source_budget", "source_normalizer", "upstream_gate", "upstream_slot", "stream_lease"],
] as const;

/** The sums of all tables that count. */
export interface Checksums {
  readonly tables: readonly { readonly table: string; readonly rows: number; readonly sum: string }[];
  readonly leftOut: readonly string[];
}

/** Sums every table of the schema `public` but {@link LEFT_OUT}. */
export async function checksum({ sql }: { readonly sql: Sql }): Promise<Checksums> {
  const names = await sql<{ name: string }[]>`
    select tablename as name from pg_tables where schemaname = 'public' and tablename <> all(${[...LEFT_OUT]}::text[]) order by tablename`;
  const tables = [];
  for (const { name } of names) {
    const [row] = await sql.unsafe<{ rows: number; sum: string }[]>(
      `select count(*)::int as rows, coalesce(sum(('x' || substr(md5(t::text), 1, 16))::bit(64)::bigint::numeric), 0)::text as sum from "${name}" t`,
    );
    tables.push({ table: name, rows: row?.rows ?? 0, sum: row?.sum ?? "0" });
  }
  return { tables, leftOut: LEFT_OUT };
}
