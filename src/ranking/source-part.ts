/** Which parts of streams have fallen behind the calendar by which they announce, from what was announced in them. */
import { gunzipSync } from "node:zlib";
import type { Sql } from "postgres";
import type { DueBatch } from "../contract/index.ts";
import { agreeingReadings, CONFIRMING_READINGS } from "./list-state.ts";

/** The parts of a stream as its adapter declares them, with what the settings make of them. */
export interface PartsDescription {
  /** `name`: the category of its announcements; `url`: what is asked for. */
  readonly list: readonly { readonly name: string; readonly url: string }[];
  /** The batch that every part must have shown by an instant; null: none is due. */
  dueBatch(now: Date): DueBatch | null;
  /** Whether an answer says that there is nothing in its part's batch. */
  isEmpty(body: string): boolean;
}

/** A part as it was asked for. */
export interface AskedPart {
  readonly source: string;
  readonly stream: string;
  readonly name: string;
  readonly url: string;
  readonly due: DueBatch | null;
  isEmpty(body: string): boolean;
}

/** What is known of a part. */
export interface PartFact {
  /** When an announcement was seen in it that had not been seen before; null: never. */
  readonly lastNewAt: Date | null;
  readonly isBehind: boolean;
}

/** Looks at one batch that count at most. */
const MOST_READINGS = 48;
/** An answer without items is short; a longer one is not looked into. In bytes. */
const SHORT = 8_192;

/**
 * The facts of the parts, in the order asked: one statement, and one more while any of them seems behind. Batches are told
 * apart by the announcements in them: an answer with today's date and yesterday's papers brings nothing new. A part is not
 * behind whose answers were all empty while the batch was shown, three of them an hour apart at least, nor one that nobody had read
 * before the batch was gone.
 */
export async function readParts(sql: Sql, parts: readonly AskedPart[], now: Date): Promise<PartFact[]> {
  if (parts.length === 0) return [];
  const rows = await sql<{ place: number; last_new_at: Date | null }[]>`
    select k.place::int as place, (select max(a.observed_at) from announcement a
      where a.source = k.source and a.category = k.part and a.observed_at <= ${now}) as last_new_at
    from unnest(${parts.map(({ source }) => source)}::text[], ${parts.map(({ name }) => name)}::text[])
      with ordinality as k(source, part, place)`;
  const lastNew = new Map(rows.map((row) => [row.place, row.last_new_at]));
  const facts = parts.map((part, place) => ({ part, lastNewAt: lastNew.get(place + 1) ?? null }));
  const suspects = facts.flatMap(({ part, lastNewAt }) =>
    part.due !== null && (lastNewAt === null || lastNewAt < part.due.announcedAt) ? [{ ...part, due: part.due }] : [],
  );
  const behind = new Set(await withoutExcuse(sql, suspects, now));
  return facts.map(({ part, lastNewAt }) => ({ lastNewAt, isBehind: behind.has(keyOf(part)) }));
}

type Suspect = AskedPart & { readonly due: DueBatch };

async function withoutExcuse(sql: Sql, suspects: readonly Suspect[], now: Date): Promise<string[]> {
  if (suspects.length === 0) return [];
  const at = (read: (due: DueBatch) => Date) => suspects.map(({ due }) => read(due).toISOString());
  const rows = await sql<{ place: number; was_read: boolean; readings: { at: string; content: string | null }[] }[]>`
    select k.place::int as place, coalesce(shown.readings, '[]') as readings,
      exists (select from exchange e where e.source = k.source and e.url = k.url and e.fetched_at <= least(k.until, ${now})) as was_read
    from unnest(${suspects.map(({ source }) => source)}::text[], ${suspects.map(({ url }) => url)}::text[],
      ${at((due) => due.shownFrom)}::timestamptz[], ${at((due) => due.shownUntil)}::timestamptz[])
      with ordinality as k(source, url, since, until, place)
    left join lateral (select json_agg(json_build_object('at', r.fetched_at, 'content', encode(b.content, 'base64')) order by r.fetched_at) as readings
      from (select e.fetched_at, e.body_sha256 from exchange e
        where e.source = k.source and e.url = k.url and e.fetched_at between k.since and least(k.until, ${now})
        order by e.fetched_at desc limit ${MOST_READINGS}) r
      left join body b on b.sha256 = r.body_sha256 and b.size_bytes <= ${SHORT}) shown on true`;
  return rows.flatMap(({ place, was_read, readings }) => {
    const part = suspects[place - 1];
    if (!part || !was_read) return [];
    const isEmpty = (content: string | null) =>
      content !== null && part.isEmpty(gunzipSync(Buffer.from(content, "base64")).toString("utf8"));
    const empty = readings.filter(({ content }) => isEmpty(content));
    const isConfirmed = agreeingReadings(empty.map((one) => new Date(one.at))) >= CONFIRMING_READINGS;
    return empty.length === readings.length && isConfirmed ? [] : [keyOf(part)];
  });
}

function keyOf({ source, stream, name }: AskedPart): string {
  return JSON.stringify([source, stream, name]);
}
