/** The ranking of a day's list: its lines by votes, each with its score and how it moved. */
import type { Sql } from "postgres";
import type { DailyList, ListReading } from "./daily-list.ts";
import { type RankableLine, type RankedLine, rankLines } from "./rank-lines.ts";

/** A line of a list as printed, with the paper that it names now. */
export interface ListLine extends RankableLine {
  readonly contentId: string;
  /** Null: no paper is known for it (its own record was rejected). */
  readonly paperId: string | null;
  readonly commentCount: number | null;
  /** The submitter's login. */
  readonly submittedBy: string | null;
  /** UUID of the organisation's identifier. */
  readonly organizationIdentifierId: string | null;
}

/** One part of a score. */
export interface ScoreComponent {
  readonly name: string;
  readonly value: number;
  readonly source: string;
  readonly observedAt: Date;
  /** The value on the scale on which components are added. */
  readonly normalized: number;
  readonly weight: number;
  /** `normalized` times `weight`: what it adds to the score. */
  readonly contribution: number;
}

/** A place in a ranking. */
export interface RankEntry extends Omit<RankedLine<ListLine>, "line"> {
  readonly score: number;
  readonly components: readonly ScoreComponent[];
  readonly line: ListLine;
  /** The reading that the line stands in: the one shown, or for a line that is gone the one compared with. */
  readonly reading: ListReading;
  readonly list: DailyList;
}

/** A day's ranking. */
export interface DailyRanking {
  /** In order of rank. */
  readonly entries: readonly RankEntry[];
  /** Lines of the compared reading that are gone, in their order then. */
  readonly left: readonly RankEntry[];
}

/** All lines of the asked contents, by one statement, in printed order; contents without lines are not in the answer. */
export async function readLines(sql: Sql, contentIds: readonly string[]): Promise<ListLine[]> {
  return await sql<ListLine[]>`
    select l.content_id as "contentId", l.position, l.subject, l.upvotes, l.comment_count as "commentCount",
      case when u.id is null then l.submitted_by end as "submittedBy", l.organization_identifier_id as "organizationIdentifierId", p.paper_id as "paperId"
    from listing_line l
    left join paper_identifier p on p.id = l.subject and p.is_identifying
    left join suppressed_identifier u on u.type = 'author' and u.scheme = 'huggingface-login' and u.value = lower(l.submitted_by)
    where l.content_id = any(${contentIds}::uuid[]) and not exists (select from suppressed_identifier s where s.id = l.subject)
    order by l.content_id, l.position`;
}

/** Ranks a list. `shown` and `compared`: the lines of its two readings (none, where it has no such reading). */
export function rankDailyList(list: DailyList, shown: readonly ListLine[], compared: readonly ListLine[]): DailyRanking {
  if (list.shown === null) return { entries: [], left: [] };
  const ranked = rankLines(shown, list.compared === null ? null : compared);
  const toEntry = (one: RankedLine<ListLine>, reading: ListReading): RankEntry => {
    const components = componentsOf(list.source, one.line.upvotes, reading.observedAt);
    const score = components.reduce((sum, component) => sum + component.contribution, 0);
    return { ...one, score, components, reading, list };
  };
  return {
    entries: ranked.entries.map((one) => toEntry(one, list.shown as ListReading)),
    left: ranked.left.map((one) => toEntry(one, list.compared as ListReading)),
  };
}

/** The votes alone; a line without votes has no component, and so the score 0. */
function componentsOf(source: string, upvotes: number | null, observedAt: Date): ScoreComponent[] {
  if (upvotes === null) return [];
  return [{ name: "upvotes", value: upvotes, source, observedAt, normalized: upvotes, weight: 1, contribution: upvotes }];
}
