/** Sealed rankings: taken once, kept as they were, found again by their id or by what they were asked for. */
import { createHash } from "node:crypto";
import type { Sql, TransactionSql } from "postgres";
import type { RankingFormula } from "./formula.ts";
import type { RankEntry, ScoreComponent } from "./rank-entry.ts";
import type { Period, RankableKind, RankingKind, RankingQuestion, RankingScope } from "./ranking-question.ts";

/** A sealed ranking without its entries. */
export interface RankingSnapshot {
  readonly id: string;
  readonly subject: RankableKind;
  readonly kind: RankingKind | null;
  readonly source: string | null;
  readonly period: Period;
  readonly scope: RankingScope;
  readonly formula: RankingFormula;
  readonly asOf: Date;
  readonly takenAt: Date;
  readonly revision: string;
  /** SHA-256 over question, instant and entries, hexadecimal. */
  readonly checksum: string;
  /** UUID of the snapshot that this one corrects; null: none. */
  readonly replaces: string | null;
}

/** Places that are sealed at most; a list never has as many. */
export const MOST_SEALED = 10_000;

/** What a snapshot is of, as text: equal questions at any instant, equal texts. */
function questionText({ subject, kind, source, period, scope, filter, formula }: RankingQuestion): string {
  const isRunning = kind !== "DAILY" && kind !== "WEEKLY" && kind !== "MONTHLY";
  return JSON.stringify([subject, kind, source, isRunning ? null : period, scope, filter, formula]);
}

/** SHA-256 over question, instant and entries, hexadecimal: the same on every machine. */
export function checksumOf(question: RankingQuestion, entries: readonly RankEntry[]): string {
  const said = entries.map((one) => [
    one.rank,
    one.previousRank,
    one.isNew,
    one.position,
    subjectOf(one),
    one.score,
    one.components,
  ]);
  const text = JSON.stringify([questionText(question), question.asOf, said]);
  return createHash("sha256").update(text).digest("hex");
}

/** The UUID under which an entry is sealed. */
export function subjectOf({ subjectId, key }: RankEntry): string {
  return subjectId ?? key;
}

interface SnapshotRow {
  readonly id: string;
  readonly subject_kind: RankableKind;
  readonly kind: RankingKind | null;
  readonly source: string | null;
  readonly period_from: Date;
  readonly period_to: Date;
  readonly scope: RankingScope;
  readonly formula: RankingFormula;
  readonly as_of: Date;
  readonly taken_at: Date;
  readonly revision: string;
  readonly checksum: string;
  readonly replaces: string | null;
}

function toSnapshot(row: SnapshotRow): RankingSnapshot {
  return {
    ...{ id: row.id, subject: row.subject_kind, kind: row.kind, source: row.source, scope: row.scope, formula: row.formula },
    ...{ period: { from: row.period_from, to: row.period_to }, asOf: row.as_of, takenAt: row.taken_at },
    ...{ revision: row.revision, checksum: row.checksum, replaces: row.replaces },
  };
}

/** Null: there is none with this id. */
export async function readSnapshot(sql: Sql | TransactionSql, id: string): Promise<RankingSnapshot | null> {
  const [row] = await sql<SnapshotRow[]>`select * from ranking_snapshot where id = ${id}`;
  return row === undefined ? null : toSnapshot(row);
}

/**
 * The snapshot of the latest instant, until the question's own, that was taken of the same question; of several of that instant the
 * one that none corrects. `isSameInstant`: only of the question's own instant. Null: there is none.
 */
export async function latestSnapshot(
  sql: Sql | TransactionSql,
  question: RankingQuestion,
  isSameInstant = false,
): Promise<RankingSnapshot | null> {
  return (await latestSnapshots(sql, [question], isSameInstant))[0] ?? null;
}

/** As {@link latestSnapshot}, of several questions by one statement, in their order. */
export async function latestSnapshots(
  sql: Sql | TransactionSql,
  questions: readonly RankingQuestion[],
  isSameInstant = false,
): Promise<(RankingSnapshot | null)[]> {
  const rows = await sql<(SnapshotRow & { readonly place: number })[]>`
    select k.place::int as place, s.* from unnest(${questions.map(({ kind }) => kind)}::text[], ${questions.map(({ source }) => source)}::text[],
      ${questions.map(({ subject }) => subject)}::text[], ${questions.map(({ period }) => period.from.toISOString())}::timestamptz[],
      ${questions.map(({ scope }) => JSON.stringify(scope))}::text[], ${questions.map(({ formula }) => JSON.stringify(formula))}::text[],
      ${questions.map(({ asOf }) => asOf.toISOString())}::timestamptz[])
      with ordinality as k(kind, source, subject, period_from, scope, formula, as_of, place)
    cross join lateral (
      select * from ranking_snapshot s where s.kind is not distinct from k.kind and s.source is not distinct from k.source and s.subject_kind = k.subject
        and (k.source is null or s.period_from = k.period_from) and s.scope = k.scope::jsonb and s.formula = k.formula::jsonb
        and not exists (select from ranking_snapshot r where r.replaces = s.id) and s.as_of <= k.as_of and (${!isSameInstant} or s.as_of = k.as_of)
      order by s.as_of desc, s.taken_at desc, s.id limit 1) s`;
  const byPlace = new Map(rows.map((row) => [row.place, toSnapshot(row)]));
  return questions.map((_question, place) => byPlace.get(place + 1) ?? null);
}

interface EntryRow {
  readonly rank: number;
  readonly position: number | null;
  readonly previous_rank: number | null;
  readonly is_new: boolean;
  readonly subject: string;
  readonly present: string | null;
  readonly score: string;
  readonly components: readonly (Omit<ScoreComponent, "observedAt"> & { readonly observedAt: string })[];
}

/** Entries as they were sealed, best first; the subject is named by its present id. What is suppressed since then is left out. */
export async function readSnapshotEntries(sql: Sql, { id, subject }: RankingSnapshot): Promise<RankEntry[]> {
  const present = {
    PAPER: sql`select i.paper_id from paper_identifier i where i.id = e.subject and i.is_identifying`,
    AUTHOR: sql`select coalesce((select i.author_id from author_identifier i where i.id = e.subject), (select a.id from author a where a.id = e.subject))`,
    ORGANIZATION: sql`select coalesce((select i.organization_id from organization_identifier i where i.id = e.subject), (select o.id from organization o where o.id = e.subject))`,
  }[subject];
  const rows = await sql<EntryRow[]>`
    select e.rank, e.position, e.previous_rank, e.is_new, e.subject, e.score::text, e.components, (${present}) as present
    from ranking_entry e where e.snapshot_id = ${id} and not exists (select from suppressed_identifier s where s.id = e.subject) order by e.rank`;
  return rows.map((row) => ({
    ...{
      key: row.subject,
      subjectKind: subject,
      subjectId: row.present,
      score: Number(row.score),
      position: row.position,
      placed: null,
    },
    components: row.components.map((one) => ({ ...one, observedAt: new Date(one.observedAt) })),
    ...{ rank: row.rank, previousRank: row.previous_rank, isNew: row.is_new },
    change: row.previous_rank === null ? null : row.previous_rank - row.rank,
  }));
}
