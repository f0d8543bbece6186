/** Days' lists as they stood at an instant: which reading is shown, which one it is compared with, and what that says. */
import type { Sql, TransactionSql } from "postgres";
import { isRefused, type ListHistory } from "./list-state.ts";

/** One source's list of one day, asked for as of an instant. */
export interface DailyListKey {
  readonly source: string;
  /** `YYYY-MM-DD`. */
  readonly day: string;
  readonly asOf: Date;
}

/** A complete reading of a list. */
export interface ListReading {
  readonly contentId: string;
  readonly observedAt: Date;
  /** As many as the source printed. */
  readonly paperCount: number;
  /** UUIDs of the printed identifiers of those among them that are suppressed; they have no rank. */
  readonly hidden: readonly string[];
}

/** A day's list at an instant. Also there for days that nobody has read. */
export interface DailyList extends DailyListKey, ListHistory {
  /** The last complete reading until `asOf`; null: none. */
  readonly shown: ListReading | null;
  /** The last reading of another content, observed an hour or more before the one shown; null: none. */
  readonly compared: ListReading | null;
  /** The first complete reading; null: none. */
  readonly knownSince: Date | null;
}

interface Row {
  readonly place: number;
  readonly shown_content: string | null;
  readonly shown_at: Date | null;
  readonly shown_count: number | null;
  readonly shown_hidden: string[] | null;
  readonly compared_content: string | null;
  readonly compared_at: Date | null;
  readonly compared_count: number | null;
  readonly compared_hidden: string[] | null;
  readonly known_since: Date | null;
  readonly refused_at: Date | null;
  readonly empty_at: Date[] | null;
}

/**
 * The lists of the asked days, in the order asked, by one statement. A constant number of index probes per day, however
 * often it was read; all readings are read only of an empty weekday, whose emptiness they must confirm.
 */
export async function readDailyLists(sql: Sql | TransactionSql, keys: readonly DailyListKey[]): Promise<DailyList[]> {
  const rows = await sql<Row[]>`
    select k.place::int as place,
      (select array_agg(s.id order by s.id) from suppressed_identifier s join listing_line x on x.subject = s.id and x.content_id = shown.content_id) as shown_hidden,
      (select array_agg(s.id order by s.id) from suppressed_identifier s join listing_line x on x.subject = s.id and x.content_id = compared.content_id) as compared_hidden,
      shown.content_id as shown_content, shown.observed_at as shown_at, shown.line_count as shown_count,
      compared.content_id as compared_content, compared.observed_at as compared_at, compared.line_count as compared_count,
      (select r.observed_at from listing_reading r
        where r.source = k.source and r.day = k.day and r.observed_at <= k.as_of and r.content_id is not null
        order by r.observed_at limit 1) as known_since,
      (select max(r.observed_at) from listing_reading r
        where r.source = k.source and r.day = k.day and r.observed_at <= k.as_of and r.is_refused) as refused_at,
      case when shown.line_count = 0 and extract(isodow from k.day) < 6 then
        (select array_agg(r.observed_at order by r.observed_at) from listing_reading r
          where r.source = k.source and r.day = k.day and r.observed_at <= k.as_of and r.content_id is not null
            and r.observed_at > coalesce(
              (select max(f.observed_at) from listing_reading f join listing_content c on c.id = f.content_id
                where f.source = k.source and f.day = k.day and f.observed_at <= k.as_of and c.line_count > 0),
              '-infinity'))
      end as empty_at
    from unnest(${keys.map((key) => key.source)}::text[], ${keys.map((key) => key.day)}::date[],
      ${keys.map((key) => key.asOf.toISOString())}::timestamptz[]) with ordinality as k(source, day, as_of, place)
    left join lateral (
      select r.content_id, r.observed_at, c.line_count from listing_reading r join listing_content c on c.id = r.content_id
      where r.source = k.source and r.day = k.day and r.observed_at <= k.as_of
      order by r.observed_at desc limit 1) shown on true
    left join lateral (
      select r.content_id, r.observed_at, c.line_count from listing_reading r join listing_content c on c.id = r.content_id
      where r.source = k.source and r.day = k.day and r.observed_at <= shown.observed_at - interval '1 hour'
        and r.content_id <> shown.content_id
      order by r.observed_at desc limit 1) compared on true`;
  const byPlace = new Map(rows.map((row) => [row.place, row]));
  return keys.map((key, place) => toList(key, byPlace.get(place + 1)));
}

function toList({ source, day, asOf }: DailyListKey, row: Row | undefined): DailyList {
  return {
    source,
    day,
    asOf,
    shown: row ? toReading(row.shown_content, row.shown_at, row.shown_count, row.shown_hidden) : null,
    compared: row ? toReading(row.compared_content, row.compared_at, row.compared_count, row.compared_hidden) : null,
    knownSince: row?.known_since ?? null,
    wasRefused: isRefused(day, row?.refused_at ?? null, asOf),
    emptyAt: row?.empty_at ?? [],
  };
}

function toReading(
  contentId: string | null,
  observedAt: Date | null,
  paperCount: number | null,
  hidden: readonly string[] | null,
): ListReading | null {
  if (contentId === null || observedAt === null || paperCount === null) return null;
  return { contentId, observedAt, paperCount, hidden: hidden ?? [] };
}

/** The latest day whose list, as of the instant, holds papers; null: none does. */
export async function latestListedDay(sql: Sql | TransactionSql, source: string, asOf: Date): Promise<string | null> {
  // No list has a later day than this, and an adjacent look-up is the same question.
  const [found] = await readAdjacentDays(sql, [{ source, day: "9999-12-31", asOf }]);
  return found?.previousDay ?? null;
}

/** The nearest days before and after a day whose lists hold papers. */
export interface AdjacentDays {
  readonly previousDay: string | null;
  readonly nextDay: string | null;
}

/** The neighbours of the asked days, in the order asked, by one statement: day by day away from each, over days without papers. */
export async function readAdjacentDays(sql: Sql | TransactionSql, keys: readonly DailyListKey[]): Promise<AdjacentDays[]> {
  const rows = await sql<{ place: number; previous_day: string | null; next_day: string | null }[]>`
    select k.place::int as place,
      (with recursive step as (
          select k.day, 0 as line_count
          union all
          select beside.day, coalesce(shown.line_count, 0) from step
          cross join lateral (select r.day from listing_reading r
            where r.source = k.source and r.day < step.day order by r.day desc limit 1) beside
          left join lateral (select c.line_count from listing_reading r join listing_content c on c.id = r.content_id
            where r.source = k.source and r.day = beside.day and r.observed_at <= k.as_of
            order by r.observed_at desc limit 1) shown on true
          where step.line_count = 0)
        select step.day from step where step.line_count > 0) as previous_day,
      (with recursive step as (
          select k.day, 0 as line_count
          union all
          select beside.day, coalesce(shown.line_count, 0) from step
          cross join lateral (select r.day from listing_reading r
            where r.source = k.source and r.day > step.day order by r.day limit 1) beside
          left join lateral (select c.line_count from listing_reading r join listing_content c on c.id = r.content_id
            where r.source = k.source and r.day = beside.day and r.observed_at <= k.as_of
            order by r.observed_at desc limit 1) shown on true
          where step.line_count = 0)
        select step.day from step where step.line_count > 0) as next_day
    from unnest(${keys.map((key) => key.source)}::text[], ${keys.map((key) => key.day)}::date[],
      ${keys.map((key) => key.asOf.toISOString())}::timestamptz[]) with ordinality as k(source, day, as_of, place)`;
  const byPlace = new Map(rows.map((row) => [row.place, row]));
  return keys.map((_key, place) => {
    const row = byPlace.get(place + 1);
    return { previousDay: row?.previous_day ?? null, nextDay: row?.next_day ?? null };
  });
}
