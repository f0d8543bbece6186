/** Which version of each adapter's `normalize` the tables speak with; a raised one is read again from the archive. */
import type { Sql, TransactionSql } from "postgres";
import type { SourceAdapter } from "../contract/index.ts";

/** The tables hold words of a newer adapter than this program's: going on would mix two readings. */
export class OlderProgramError extends Error {
  readonly code = "ERR_OLDER_PROGRAM";
}

/** A source whose words the tables hold in an older reading; `from` null: its pages are archived and have never been read. */
export interface StaleSource {
  readonly source: string;
  readonly from: number | null;
  readonly to: number;
}

/** What the tables hold by source. Null: nothing was ever written down, as by programs before there was such a table. */
async function readVersions(sql: Sql | TransactionSql): Promise<Map<string, number> | null> {
  const rows = await sql<{ source: string; version: number }[]>`select source, version from source_normalizer`;
  return rows.length === 0 ? null : new Map(rows.map((row) => [row.source, row.version]));
}

/**
 * The sources whose pages must be read again.
 * @throws {OlderProgramError} naming the sources whose tables are newer than this program
 */
export async function staleSources(sql: Sql | TransactionSql, adapters: readonly SourceAdapter[]): Promise<StaleSource[]> {
  const written = await readVersions(sql);
  const archived = await sql<{ source: string; version: number }[]>`
    select s.source, s.version from unnest(${adapters.map((one) => one.id)}::text[]) as a(id)
    cross join lateral (select source, normalizer_version as version from exchange where source = a.id order by normalizer_version desc limit 1) s`;
  const newest = new Map(archived.map((row) => [row.source, row.version]));
  const held = (id: string) => (written ?? newest).get(id) ?? null;
  const newer = adapters.filter((one) => (held(one.id) ?? 0) > one.normalizerVersion);
  if (newer.length > 0) {
    const list = newer.map((one) => `${one.id} (${held(one.id)}, this program has ${one.normalizerVersion})`).join(", ");
    throw new OlderProgramError(
      `the tables were written by a newer program: ${list}; run that one, or \`papergraph renormalize SOURCE\` to read the archive again with this one`,
    );
  }
  return adapters
    .filter((one) => newest.has(one.id) && (held(one.id) ?? 0) < one.normalizerVersion)
    .map((one) => ({ source: one.id, from: held(one.id), to: one.normalizerVersion }));
}

type Versioned = Pick<SourceAdapter, "id" | "normalizerVersion">;

/** Writes down that the tables hold this adapter's words. */
export async function writeNormalizer(tx: TransactionSql, { id, normalizerVersion }: Versioned): Promise<void> {
  await tx`
    insert into source_normalizer (source, version) values (${id}, ${normalizerVersion})
    on conflict (source) do update set version = excluded.version where source_normalizer.version <> excluded.version`;
}

/**
 * Sees to it that words of one version of an adapter only come into the tables, while programs of two versions run.
 * @throws {OlderProgramError}
 */
export async function assertNormalizer(tx: TransactionSql, { id, normalizerVersion }: Versioned): Promise<void> {
  const [row] = await tx<{ version: number }[]>`select version from source_normalizer where source = ${id}`;
  if (row?.version === normalizerVersion) return;
  if (row !== undefined) {
    throw new OlderProgramError(
      `the tables hold ${id} as its adapter ${row.version} reads it, this program has ${normalizerVersion}: start it anew, or the newer one`,
    );
  }
  await writeNormalizer(tx, { id, normalizerVersion });
}
