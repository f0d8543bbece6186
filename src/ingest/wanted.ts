/** What look-ups ask for: identifiers that records named and a source has not answered for. */
import type { Sql } from "postgres";
import { type DiscoverContext, type Identifier, type Scheme, SourceError } from "../contract/index.ts";
import { PAPER_SCHEMES } from "./paper-cluster.ts";

/** A stream wants identifiers of a scheme that nothing names. */
class UnknownWantError extends SourceError {
  readonly code = "ERR_SOURCE_REFUSED" as const;
  readonly disposition = "fail" as const;
}

/** The `wanted` of one source's run: never answered for first, then the longest unanswered. */
export function createWanted(sql: Sql, source: string): DiscoverContext["wanted"] {
  return async function* wanted(scheme, { notSeenSince, limit, streams, isBest }) {
    // Nothing was observed before that.
    const since = notSeenSince ?? new Date(0);
    const rows = await readWanted(sql, source, scheme, since, limit, streams ?? null, isBest ?? false);
    for (const { value } of rows) yield { scheme, value } satisfies Identifier;
  };
}

async function readWanted(
  sql: Sql,
  source: string,
  scheme: Scheme,
  since: Date,
  limit: number,
  streams: readonly string[] | null,
  isBest: boolean,
) {
  const anyStream = streams === null;
  const list = [...(streams ?? [])];
  if (PAPER_SCHEMES.includes(scheme)) {
    // Papers that somebody asked for are wanted before anything is known of them. Of several names of a paper the best one
    // is asked for; the others only where this source has said that it does not know that.
    return await sql<{ value: string }[]>`
      select named.value from (
        select i.id, i.value from paper_identifier i
        where i.scheme = ${scheme} and i.is_identifying and (${!isBest} or i.position = 0 or exists (
          select 1 from paper_identifier best
          cross join lateral (
            select c.normalised ->> 'isKnown' as known from claim c
            where c.subject = best.id and c.facet = 'paper' and c.source = ${source} order by c.observed_at desc limit 1
          ) said
          where best.paper_id = i.paper_id and best.position = 0 and said.known = 'false'))
        union
        select d.subject, d.detail -> 'identifier' ->> 'value' from decision d
        where d.kind = 'IMPORT' and d.detail -> 'identifier' ->> 'scheme' = ${scheme}
          and not exists (select 1 from paper_identifier i where i.id = d.subject)
      ) named
      left join lateral (
        select max(o.observed_at) as at from observation o where o.subject = named.id and o.facet = 'paper' and o.source = ${source}
          and (${anyStream} or o.stream = any(${list}::text[]))
      ) answer on true
      where answer.at is null or answer.at <= ${since}
      order by answer.at nulls first, named.value limit ${limit}`;
  }
  if (scheme === "github-name") {
    return await sql<{ value: string }[]>`
      select i.value from repository_identifier i
      left join lateral (
        select max(o.observed_at) as at from observation o where o.subject = i.id and o.source = ${source}
          and (o.facet = 'repository' or (o.facet = 'star-history' and not ${anyStream}))
          and (${anyStream} or o.stream = any(${list}::text[]))
      ) answer on true
      where i.scheme = 'github-name' and (answer.at is null or answer.at <= ${since})
        and exists (select 1 from paper_repository l where l.repository_identifier_id = i.id and l.valid_to is null)
      order by answer.at nulls first, i.value limit ${limit}`;
  }
  throw new UnknownWantError(`nothing names identifiers of the scheme ${scheme}`, { source });
}
