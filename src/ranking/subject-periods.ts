/** On which days' lists papers, authors' papers and organisations' papers stand. */
import type { Sql } from "postgres";
import type { RankableKind } from "./ranking-question.ts";

/** Days of a source's lists, as last read, that hold a paper of the subject; newest first. */
export async function readListedDays(sql: Sql, subject: RankableKind, id: string, source: string): Promise<string[]> {
  const papers = {
    PAPER: sql`select ${id}::uuid`,
    AUTHOR: sql`select a.paper_id from authorship a where a.author_id = ${id}::uuid and a.valid_to is null`,
    ORGANIZATION: sql`select c.paper_id from paper_organization c where c.organization_id = ${id}::uuid and c.valid_to is null`,
  }[subject];
  const rows = await sql<{ day: string }[]>`
    select distinct l.day from listing l where l.paper_id in (${papers}) and l.source = ${source} and l.is_current order by l.day desc`;
  return rows.map(({ day }) => day);
}

/** Sealed rankings of a kind that hold the subject, the latest instant first. */
export async function readSealedPlaces(sql: Sql, subject: RankableKind, kind: string, id: string): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    select s.id from ranking_snapshot s where s.kind = ${kind} and s.subject_kind = ${subject}
      and not exists (select from ranking_snapshot r where r.replaces = s.id)
      and exists (select from ranking_entry e where e.snapshot_id = s.id and e.subject = ${id}::uuid) order by s.as_of desc, s.id`;
  return rows.map((row) => row.id);
}
