/** What look-ups ask for: identifiers that records named and a source has not answered for. */
import type { Sql } from "postgres";
import { type DiscoverContext, type Identifier, SourceError } from "../contract/index.ts";

/** A stream wants identifiers of a scheme that nothing names. */
class UnknownWantError extends SourceError {
  readonly code = "ERR_SOURCE_REFUSED" as const;
  readonly disposition = "fail" as const;
}

/** The `wanted` of one source's run: never answered for first, then the longest unanswered. */
export function createWanted(sql: Sql, source: string): DiscoverContext["wanted"] {
  return async function* wanted(scheme, { notSeenSince, limit, streams }) {
    const since = notSeenSince ?? new Date("-004712-01-01T00:00:00Z");
    const rows = await readWanted(sql, source, scheme, since, limit, streams ?? null);
    for (const { value } of rows) yield { scheme, value } satisfies Identifier;
  };
}

async function readWanted(
  sql: Sql,
  source: string,
  scheme: string,
  since: Date,
  limit: number,
  streams: readonly string[] | null,
) {
  const anyStream = streams === null;
  const list = [...(streams ?? [])];
  if (scheme === "arxiv") {
    return await sql<{ value: string }[]>`
      select i.value from paper_identifier i
      left join lateral (
        select max(o.observed_at) as at from observation o where o.subject = i.id and o.facet = 'paper' and o.source = ${source}
          and (${anyStream} or o.stream = any(${list}::text[]))
      ) answer on true
      where i.scheme = 'arxiv' and i.is_identifying and (answer.at is null or answer.at <= ${since})
      order by answer.at nulls first, i.value limit ${limit}`;
  }
  if (scheme === "github-name") {
    return await sql<{ value: string }[]>`
      select i.value from repository_identifier i
      left join lateral (
        select max(o.observed_at) as at from observation o where o.subject = i.id and o.facet = 'repository' and o.source = ${source}
          and (${anyStream} or o.stream = any(${list}::text[]))
      ) answer on true
      where i.scheme = 'github-name' and (answer.at is null or answer.at <= ${since})
        and exists (select 1 from paper_repository l where l.repository_identifier_id = i.id and l.valid_to is null)
      order by answer.at nulls first, i.value limit ${limit}`;
  }
  throw new UnknownWantError(`nothing names identifiers of the scheme ${scheme}`, { source });
}
