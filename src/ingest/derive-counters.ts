/** Flat numbers beside the series: the latest known value of each counter, for filters, orders and dashboards. */
import type { TransactionSql } from "postgres";
import { COUNTED_BY } from "../claims/metric-rule.ts";
import { deriveHeat } from "./derive-heat.ts";

/** Whose count a paper's row shows, best first; each counts other things, so that one order serves all. */
const BEST_FIRST = [...new Set(Object.values(COUNTED_BY).flat())];

/** Stars and forks of repositories: the host's own count, else what another source says; the latest of it. */
export async function deriveRepositoryCounters(tx: TransactionSql, repositoryIds: readonly string[]): Promise<void> {
  if (repositoryIds.length === 0) return;
  await tx`
    update repository r set stars = latest.stars, forks = latest.forks
    from (
      select k.id, max(m.value) filter (where m.kind = 'STARS') as stars, max(m.value) filter (where m.kind = 'FORKS') as forks
      from unnest(${repositoryIds as string[]}::uuid[]) as k(id)
      left join lateral (
        select distinct on (m.kind) m.kind, m.value from repository_identifier i
        join metric m on m.subject = i.id and m.kind in ('STARS', 'FORKS')
        where i.repository_id = k.id
        order by m.kind, (m.source = 'github') desc, m.observed_at desc, m.source, m.subject
      ) m on true
      group by k.id
    ) latest
    where r.id = latest.id and (r.stars, r.forks) is distinct from (latest.stars, latest.forks)`;
}

/**
 * A paper's counters, its first linked repository that is not known to be gone, and its first and latest day on a list.
 * @returns the papers whose row changed
 */
export async function derivePaperCounters(tx: TransactionSql, paperIds: readonly string[]): Promise<string[]> {
  if (paperIds.length === 0) return [];
  const rows = await tx<{ id: string }[]>`
    update paper p set upvotes = n.upvotes, comment_count = n.comments, citation_count = n.citations, repository_id = n.repository_id, stars = n.stars,
      listed_on = n.last_day, first_listed_on = n.first_day
    from (
      select k.id, counts.upvotes, counts.comments, counts.citations, link.repository_id, link.stars, days.first_day, days.last_day
      from unnest(${paperIds as string[]}::uuid[]) as k(id)
      cross join lateral (
        select max(value) filter (where kind = 'UPVOTES') as upvotes, max(value) filter (where kind = 'COMMENTS') as comments,
          max(value) filter (where kind = 'CITATIONS') as citations
        from (
          select distinct on (m.kind) m.kind, m.value from paper_identifier i join metric m on m.subject = i.id
          where i.paper_id = k.id and i.is_identifying
          order by m.kind, array_position(${BEST_FIRST}::text[], m.source) nulls last, i.position, m.observed_at desc, m.source
        ) newest
      ) counts
      left join lateral (
        select r.id as repository_id, r.stars from paper_repository l join repository r on r.id = l.repository_id
        where l.paper_id = k.id and l.valid_to is null and r.state in ('FOUND', 'NOT_CHECKED')
        order by (l.source = 'huggingface') desc, l.source, l.position limit 1
      ) link on true
      cross join lateral (
        select min(day) as first_day, max(day) as last_day from listing x where x.paper_id = k.id and x.is_current
      ) days
    ) n
    where p.id = n.id and (p.upvotes, p.comment_count, p.citation_count, p.repository_id, p.stars, p.listed_on, p.first_listed_on)
      is distinct from (n.upvotes, n.comments, n.citations, n.repository_id, n.stars, n.last_day, n.first_day)
    returning p.id`;
  await deriveHeat(tx, paperIds);
  return rows.map((row) => row.id);
}
