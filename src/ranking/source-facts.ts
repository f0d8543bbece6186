/** What is stored of the sources' runs, budgets and rejected records: the facts that their states are judged by. */
import type { Sql } from "postgres";
import type { SourceErrorCode } from "../contract/index.ts";
import { type AskedPart, type PartFact, type PartsDescription, readParts } from "./source-part.ts";

/** What of a source must be known to read its facts. */
interface Described {
  readonly id: string;
  readonly streams: readonly {
    readonly name: string;
    readonly disabledReason: string | null;
    readonly parts?: PartsDescription;
  }[];
}

/** A stream's runs until an instant: the newest one, the newest that got on, the newest that ended. */
export interface StreamRow {
  readonly place: number;
  readonly attempt_at: Date | null;
  readonly is_running: boolean;
  readonly success_at: Date | null;
  readonly outcome: "SUCCESS" | "PARTIAL" | "FAILED" | null;
  readonly ended_at: Date | null;
  readonly error_code: string | null;
  readonly error_message: string | null;
  readonly error_status: number | null;
}

/** A source's budget, and what of it is kept. */
export interface SourceRow {
  readonly name: string;
  readonly limit: number | null;
  readonly remaining: number | null;
  readonly resets_at: Date | null;
  readonly quarantined: number;
  readonly has_data: boolean;
}

/** All facts, by {@link factKey} or the source's name. */
export interface SourceFacts {
  readonly streams: ReadonlyMap<string, StreamRow>;
  readonly sources: ReadonlyMap<string, SourceRow>;
  readonly parts: ReadonlyMap<string, PartFact>;
}

/** Key of a stream, or of a part of one. */
export function factKey(...names: readonly string[]): string {
  return JSON.stringify(names);
}

/** Codes of runs that ended for a reason of our own side and say nothing of their source. */
const NOT_ITS_FAULT = ["ERR_SOURCE_ABORTED" satisfies SourceErrorCode, "ERR_INTERRUPTED"];

/** Facts as they stood at `now`: two statements, and one or two more where streams have parts. */
export async function readSourceFacts(sql: Sql, descriptions: readonly Described[], now: Date): Promise<SourceFacts> {
  const streams = descriptions.flatMap((source) => source.streams.map((stream) => ({ source: source.id, stream })));
  const streamRows = await readStreams(sql, streams, now);
  const sourceRows = await sql<SourceRow[]>`
    select s.name, b."limit", b.remaining, b.resets_at, (select count(*)::int from quarantine q where q.source = s.name) as quarantined,
      exists (select from exchange e where e.source = s.name) as has_data
    from unnest(${descriptions.map((source) => source.id)}::text[]) as s(name) left join source_budget b on b.source = s.name`;
  const asked = askedParts(streams, now);
  const parts = await readParts(sql, asked, now);
  return {
    streams: new Map(
      streamRows.flatMap((row) => {
        const asker = streams[row.place - 1];
        return asker ? [[factKey(asker.source, asker.stream.name), row] as const] : [];
      }),
    ),
    sources: new Map(sourceRows.map((row) => [row.name, row])),
    parts: new Map(
      asked.flatMap(({ source, stream, name }, place) => {
        const fact = parts[place];
        return fact ? [[factKey(source, stream, name), fact] as const] : [];
      }),
    ),
  };
}

type AskedStream = { readonly source: string; readonly stream: Described["streams"][number] };

function askedParts(streams: readonly AskedStream[], now: Date): AskedPart[] {
  return streams.flatMap(({ source, stream: { name: stream, disabledReason, parts } }) => {
    if (!parts || disabledReason !== null) return [];
    const due = parts.dueBatch(now);
    return parts.list.map(({ name, url }) => ({
      source,
      stream,
      name,
      url,
      due,
      isEmpty: (body: string) => parts.isEmpty(body),
    }));
  });
}

/** A run whose lease has passed to nobody or has run out has lost its process. Leases are told by the database's own clock. */
async function readStreams(sql: Sql, streams: readonly AskedStream[], now: Date): Promise<readonly StreamRow[]> {
  return await sql<StreamRow[]>`
    select k.place::int as place, attempt.started_at as attempt_at,
      attempt.id is not null and attempt.finished_at is null and not exists (select from stream_lease l
        where l.source = k.source and l.stream = k.stream and (l.holder is null or l.expires_at <= clock_timestamp())) as is_running,
      success.finished_at as success_at, ended.outcome, ended.finished_at as ended_at, ended.error_code, ended.error_message, ended.error_status
    from unnest(${streams.map(({ source }) => source)}::text[], ${streams.map(({ stream }) => stream.name)}::text[])
      with ordinality as k(source, stream, place)
    left join lateral (
      select r.id, r.started_at, r.finished_at from sync_run r
      where r.source = k.source and r.stream = k.stream and r.started_at <= ${now}
      order by r.started_at desc, r.finished_at desc nulls first limit 1) attempt on true
    left join lateral (
      select r.finished_at from sync_run r
      where r.source = k.source and r.stream = k.stream and r.finished_at <= ${now} and r.outcome in ('SUCCESS', 'PARTIAL')
      order by r.started_at desc, r.finished_at desc limit 1) success on true
    left join lateral (
      select r.outcome, r.finished_at,
        case when r.error_code = any(${NOT_ITS_FAULT}) then null else r.error_code end as error_code, r.error_message, r.error_status
      from sync_run r
      where r.source = k.source and r.stream = k.stream and r.finished_at <= ${now}
        and not (r.outcome = 'FAILED' and r.error_code = any(${NOT_ITS_FAULT}))
      order by r.started_at desc, r.finished_at desc limit 1) ended on true`;
}
