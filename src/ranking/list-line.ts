/** The lines of lists, as printed. */
import type { Sql, TransactionSql } from "postgres";
import type { ListLine } from "./rank-entry.ts";

/** All lines of the asked contents, by one statement, in printed order; contents without lines are not in the answer. */
export async function readLines(sql: Sql | TransactionSql, contentIds: readonly string[]): Promise<ListLine[]> {
  return await sql<ListLine[]>`
    select l.content_id as "contentId", l.position, l.subject, l.upvotes, l.comment_count as "commentCount",
      case when u.id is null then l.submitted_by end as "submittedBy", l.organization_identifier_id as "organizationIdentifierId", p.paper_id as "paperId"
    from listing_line l
    left join paper_identifier p on p.id = l.subject and p.is_identifying
    left join suppressed_identifier u on u.type = 'author' and u.scheme = 'huggingface-login' and u.value = lower(l.submitted_by)
    where l.content_id = any(${contentIds}::uuid[]) and not exists (select from suppressed_identifier s where s.id = l.subject)
    order by l.content_id, l.position`;
}
