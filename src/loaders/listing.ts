/** Papers' places on days' lists. */
import DataLoader from "dataloader";
import type { ListLine, PlacedLine } from "../ranking/rank-entry.ts";
import { manyByKey } from "./by-key.ts";
import { read, textArray } from "./read.ts";
import { manyLoader } from "./relation-loader.ts";
import type { LoaderScope } from "./scope.ts";

/** When a list showed a paper. */
export interface SeenTimes {
  readonly firstSeenAt: Date;
  readonly lastSeenAt: Date;
}

/** A paper's place on a day's list, with what was printed there. */
export interface ListingPlace
  extends Pick<ListLine, "position" | "upvotes" | "commentCount" | "submittedBy" | "organizationIdentifierId"> {
  readonly source: string;
  readonly day: string;
  readonly isCurrent: boolean;
  /** The instant that it is told for. */
  readonly asOf: Date;
  /** Read when asked for, where the place is told by a ranking. */
  seen(): SeenTimes | Promise<SeenTimes | null>;
}

interface ListingRow extends Omit<ListingPlace, "asOf" | "seen">, SeenTimes {
  readonly paperId: string;
}

interface SeenKey {
  readonly source: string;
  readonly day: string;
  readonly subject: string;
  readonly asOf: Date;
}

const OF_PAPERS = `
  select l.paper_id as "paperId", l.source, l.day, l.position, l.upvotes, l.comment_count as "commentCount", case when exists (select from suppressed_identifier s where s.type = 'author' and s.scheme = 'huggingface-login' and s.value = lower(l.submitted_by)) then null else l.submitted_by end as "submittedBy",
    l.organization_identifier_id as "organizationIdentifierId", l.first_seen_at as "firstSeenAt", l.last_seen_at as "lastSeenAt",
    l.is_current as "isCurrent"
  from listing l where l.paper_id = any($1::uuid[]) order by l.paper_id, l.day, l.source`;

/**
 * First and last sight of a line until an instant. The derived row has them, unless the paper was seen again later than
 * the instant (or is not known): then the readings themselves are looked through.
 */
const SEEN = `
  select k.place::int as place, coalesce(l.first_seen_at, found.first_at) as "firstSeenAt",
    case when l.last_seen_at <= k.as_of then l.last_seen_at else found.last_at end as "lastSeenAt"
  from unnest($1::text[], $2::date[], $3::uuid[], $4::timestamptz[]) with ordinality as k(source, day, subject, as_of, place)
  left join paper_identifier p on p.id = k.subject and p.is_identifying
  left join listing l on l.source = k.source and l.day = k.day and l.paper_id = p.paper_id
  left join lateral (
    select min(r.observed_at) as first_at, max(r.observed_at) as last_at from listing_reading r
    where (l.last_seen_at is null or l.last_seen_at > k.as_of)
      and r.source = k.source and r.day = k.day and r.observed_at <= k.as_of
      and exists (select from listing_line x where x.content_id = r.content_id and x.subject = k.subject)) found on true`;

/** Loaders of listings: one statement for all papers asked, one for all places of rankings. */
export function createListingLoaders(scope: LoaderScope) {
  const { sql, now } = scope;
  const rows = manyLoader<ListingRow>(
    scope,
    () => OF_PAPERS,
    (row) => row.paperId,
  );
  const seen = new DataLoader<SeenKey, SeenTimes | null, string>(
    async (keys) => {
      const found = await read<SeenTimes & { readonly place: number }>(sql, SEEN, [
        textArray(keys.map((key) => key.source)),
        textArray(keys.map((key) => key.day)),
        textArray(keys.map((key) => key.subject)),
        textArray(keys.map((key) => key.asOf.toISOString())),
      ]);
      const places = keys.map((_key, place) => String(place + 1));
      return manyByKey(places, found, (row) => String(row.place)).map(([row]) => row ?? null);
    },
    { cacheKeyFn: ({ source, day, subject, asOf }) => `${source}/${day}/${subject}/${asOf.getTime()}` },
  );
  return {
    /** A paper's days, oldest first, as last seen. */
    ofPaper: async (paperId: string): Promise<ListingPlace[]> =>
      (await rows.load(paperId)).map((row) => ({ ...row, asOf: now, seen: () => row })),
    /** The place that a ranked line stands for, with what the ranked reading printed. */
    ofLine: ({ line, list, reading }: PlacedLine): ListingPlace => ({
      source: list.source,
      day: list.day,
      position: line.position,
      upvotes: line.upvotes,
      commentCount: line.commentCount,
      submittedBy: line.submittedBy,
      organizationIdentifierId: line.organizationIdentifierId,
      isCurrent: reading === list.shown,
      asOf: list.asOf,
      seen: () => seen.load({ source: list.source, day: list.day, subject: line.subject, asOf: list.asOf }),
    }),
  };
}
