/** Seals rankings: when a list settles, and when somebody asks for it. */
import type { Sql, TransactionSql } from "postgres";
import { derivedUuid } from "../db/entity-key.ts";
import { dailyQuestion } from "../ranking/ask.ts";
import { readDailyLists } from "../ranking/daily-list.ts";
import { readLines } from "../ranking/list-line.ts";
import { type ListReader, readListRanking } from "../ranking/list-ranking.ts";
import { dayStart, SETTLING_MS } from "../ranking/list-state.ts";
import type { RankEntry } from "../ranking/rank-entry.ts";
import type { RankingQuestion } from "../ranking/ranking-question.ts";
import { checksumOf, latestSnapshot, type RankingSnapshot, readSnapshot, subjectOf } from "../ranking/snapshot.ts";
import { insertRows, type TableShape } from "./rows.ts";

const ENTRY: TableShape = {
  table: "ranking_entry",
  key: ["snapshot_id", "rank"],
  columns: {
    ...{ snapshot_id: "uuid", rank: "int", position: "int", previous_rank: "int", is_new: "boolean", subject: "uuid" },
    ...{ score: "numeric", components: "jsonb" },
  },
};

/**
 * Seals a day's list as it was first read after it settled; nothing happens where it has not, or holds no papers. A list that comes
 * to be told otherwise by something older is sealed again, and names what it corrects.
 */
export async function sealList(tx: TransactionSql, source: string, day: string, takenAt: Date): Promise<void> {
  const settledAt = new Date(dayStart(day).getTime() + SETTLING_MS);
  const [settling] = await tx<{ at: Date }[]>`
    select observed_at as at from listing_reading where source = ${source} and day = ${day} and content_id is not null
      and observed_at >= ${settledAt} order by observed_at limit 1`;
  if (!settling) return;
  const question = dailyQuestion({ source, day, asOf: settling.at });
  const ranking = await readListRanking(readerOver(tx), question, true);
  if (ranking.entries.length > 0) await seal(tx, question, ranking.revision, ranking.entries, takenAt);
}

/** Where lists are read by a transaction of its own. */
export function readerOver(sql: Sql | TransactionSql): ListReader {
  return { sql, lists: (keys) => readDailyLists(sql, keys), lines: (contentId) => readLines(sql, [contentId]) };
}

/** Seals a ranking; nothing is sealed twice in a row. @returns the snapshot, new or old */
export async function seal(
  tx: TransactionSql,
  question: RankingQuestion,
  revision: string,
  entries: readonly RankEntry[],
  takenAt: Date,
): Promise<RankingSnapshot> {
  const checksum = checksumOf(question, entries);
  const before = await latestSnapshot(tx, question, true);
  if (before?.checksum === checksum) return before;
  const id = derivedUuid("ranking-snapshot", checksum, ...(before === null ? [] : [before.id]));
  const { subject, kind, source, period, scope, formula, asOf } = question;
  await tx`
    insert into ranking_snapshot (id, subject_kind, kind, source, period_from, period_to, scope, formula_name, formula_version, formula, as_of,
      taken_at, revision, checksum, replaces)
    values (${id}, ${subject}, ${kind}, ${source}, ${period.from}, ${period.to}, ${tx.json(scope as never)}, ${formula.name}, ${formula.version},
      ${tx.json(formula as never)}, ${asOf}, ${takenAt}, ${revision}, ${checksum}, ${before?.id ?? null})`;
  await insertRows(
    tx,
    ENTRY,
    entries.map((one) => ({
      ...{ snapshot_id: id, rank: one.rank, position: one.position, previous_rank: one.previousRank, is_new: one.isNew },
      ...{ subject: subjectOf(one), score: one.score, components: one.components },
    })),
    "",
  );
  return (await readSnapshot(tx, id)) as RankingSnapshot;
}
