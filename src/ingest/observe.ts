/** Writes what a page says: sayings, and the claims and metric rows that follow from them. */
import { createHash } from "node:crypto";
import type { TransactionSql } from "postgres";
import type { MetricKind, NormalizedRecord, SubjectType } from "../contract/index.ts";
import { identifierKey } from "../db/entity-key.ts";
import { groupBy } from "./group-by.ts";
import { insertReturning, insertRows, type Row, type TableShape } from "./rows.ts";
import { changesOf, inOrder, type Saying } from "./runs.ts";

/** A record that is a claim about one subject. */
type ClaimRecord = Extract<NormalizedRecord, { kind: SubjectType | "star-history" }>;

/** One saying about one subject, before it is stored. */
export interface Observation extends Saying {
  readonly subject: string;
  readonly facet: string;
  readonly stream: string;
  readonly value: number | null;
  /** The record itself; null for metrics. */
  readonly record: ClaimRecord | null;
  readonly subjectType: SubjectType;
}

const OBSERVATION: TableShape = {
  table: "observation",
  key: ["subject", "facet", "source", "stream", "observed_at", "precedence"],
  columns: {
    subject: "uuid",
    facet: "text",
    source: "text",
    stream: "text",
    observed_at: "timestamptz",
    precedence: "text",
    digest: "text",
    value: "int",
    exchange_id: "uuid",
  },
};
/** Of sayings that cannot stand side by side the last in order stays, whichever arrived first: see `runs.ts`. */
const LAST_IN_ORDER = `on conflict (${OBSERVATION.key.join(", ")}) do update
  set digest = excluded.digest, value = excluded.value, exchange_id = excluded.exchange_id
  where (excluded.digest collate "C", excluded.exchange_id) > (observation.digest collate "C", observation.exchange_id)`;
const CLAIM: TableShape = {
  table: "claim",
  key: ["subject", "facet", "source", "stream", "observed_at"],
  columns: {
    subject: "uuid",
    facet: "text",
    source: "text",
    stream: "text",
    observed_at: "timestamptz",
    digest: "text",
    normalised: "jsonb",
    exchange_id: "uuid",
  },
};
const METRIC: TableShape = {
  table: "metric",
  key: ["subject", "kind", "source", "observed_at"],
  columns: {
    subject: "uuid",
    subject_type: "text",
    kind: "text",
    source: "text",
    observed_at: "timestamptz",
    value: "int",
    exchange_id: "uuid",
  },
};

/** The sayings of a page's records; lists and announcements have tables of their own. */
export function observationsOf(
  records: readonly NormalizedRecord[],
  about: { stream: string; observedAt: Date; precedence: string; exchangeIdOf: (place: number) => string },
): Observation[] {
  return records.flatMap((record, place): Observation[] => {
    if (record.kind === "listing" || record.kind === "announcement") return [];
    const { observedAt, precedence } = about;
    const exchangeId = about.exchangeIdOf(place);
    const shared = { observedAt, precedence, exchangeId };
    if (record.kind === "metric") {
      return [
        {
          ...shared,
          subject: identifierKey(record.subjectType, record.subject),
          subjectType: record.subjectType,
          facet: `metric:${record.metric}`,
          stream: "",
          digest: String(record.value),
          value: record.value,
          record: null,
        },
      ];
    }
    const subjectType = record.kind === "star-history" ? "repository" : record.kind;
    return [
      {
        ...shared,
        subject: identifierKey(subjectType, record.subject),
        subjectType,
        facet: record.kind,
        stream: about.stream,
        digest: createHash("sha256").update(canonicalJson(record)).digest("base64url"),
        value: null,
        record,
      },
    ];
  });
}

/** JSON with sorted keys: equal statements have equal text. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner) =>
    inner !== null && typeof inner === "object" && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

/** What a saying is about, and in which stream of its source. */
export const sayingKey = (o: { subject: string; facet: string; stream: string }) => `${o.subject}|${o.facet}|${o.stream}`;
const keyOf = sayingKey;

interface StoredSaying extends Saying {
  readonly subject: string;
  readonly facet: string;
  readonly stream: string;
  readonly value: number | null;
}

/**
 * Stores sayings of one source and brings its claims and metrics up to date. `restated`: keys of which an earlier saying
 * was removed, so that all of their claims must be looked at.
 * @returns the sayings whose subject's claims or metrics changed
 */
export async function storeObservations(
  tx: TransactionSql,
  source: string,
  incoming: readonly Observation[],
  restated?: ReadonlySet<string>,
): Promise<Observation[]> {
  if (incoming.length === 0) return [];
  const newest = new Map((await readNewest(tx, source, incoming)).map((row) => [keyOf(row), row]));
  const written = new Set(
    (await insertReturning(tx, OBSERVATION, sayingRows(source, incoming), LAST_IN_ORDER)).map(
      (row) => `${row["subject"]}|${row["facet"]}|${row["stream"]}`,
    ),
  );
  // Newer than all before, or out of order: only the latter needs the whole history. What was known already needs nothing.
  const simple: Observation[] = [];
  const outOfOrder: Observation[] = [];
  for (const [key, group] of groupBy(incoming, keyOf)) {
    if (!written.has(key)) continue;
    const last = newest.get(key);
    const only = group[0] as Observation;
    if (group.length === 1 && !restated?.has(key) && (!last || last.observedAt < only.observedAt)) simple.push(only);
    else outOfOrder.push(...group);
  }
  const changed = simple.filter((o) => newest.get(keyOf(o))?.digest !== o.digest);
  await writeChanges(tx, source, changed);
  return [...changed, ...(await replay(tx, source, outOfOrder))];
}

/** Writes sayings that are not there yet. */
export async function writeSayings(tx: TransactionSql, source: string, sayings: readonly Observation[]): Promise<void> {
  await insertRows(tx, OBSERVATION, sayingRows(source, sayings), "");
}

function sayingRows(source: string, sayings: readonly Observation[]): Row[] {
  const byKey = new Map<string, Observation>();
  for (const one of sayings) {
    const key = `${keyOf(one)}|${one.observedAt.getTime()}|${one.precedence}`;
    const known = byKey.get(key);
    if (!known || inOrder(known, one) < 0) byKey.set(key, one);
  }
  return [...byKey.values()].map((o) => ({
    ...{ subject: o.subject, facet: o.facet, source, stream: o.stream, observed_at: o.observedAt, precedence: o.precedence },
    ...{ digest: o.digest, value: o.value, exchange_id: o.exchangeId },
  }));
}

/** Per subject and facet the newest saying. */
async function readNewest(tx: TransactionSql, source: string, incoming: readonly Observation[]): Promise<StoredSaying[]> {
  const keys = JSON.stringify([
    ...new Map(incoming.map((o) => [keyOf(o), { subject: o.subject, facet: o.facet, stream: o.stream }])).values(),
  ]);
  const rows = await tx.unsafe<SayingRow[]>(
    `select o.* from jsonb_to_recordset($1::text::jsonb) as k(subject uuid, facet text, stream text)
     cross join lateral (select * from observation o where o.subject = k.subject and o.facet = k.facet and o.source = $2 and o.stream = k.stream
       order by o.observed_at desc, o.precedence desc limit 1) o`,
    [keys, source],
    { prepare: true },
  );
  return rows.map(fromRow);
}

interface SayingRow {
  subject: string;
  facet: string;
  stream: string;
  observed_at: Date;
  precedence: string;
  digest: string;
  value: number | null;
  exchange_id: string;
}

function fromRow(row: SayingRow): StoredSaying {
  return {
    ...{ subject: row.subject, facet: row.facet, stream: row.stream, observedAt: row.observed_at, precedence: row.precedence },
    ...{ digest: row.digest, value: row.value, exchangeId: row.exchange_id },
  };
}

type Change = StoredSaying & { readonly record: ClaimRecord | null; readonly subjectType: SubjectType };

/** Writes the claims and metrics that sayings make. */
export async function writeChanges(tx: TransactionSql, source: string, changes: readonly Change[]): Promise<void> {
  const claims = changes.filter((change) => change.record !== null);
  await insertRows(
    tx,
    CLAIM,
    claims.map((c) => ({
      ...{ subject: c.subject, facet: c.facet, source, stream: c.stream, observed_at: c.observedAt },
      ...{ digest: c.digest, normalised: c.record, exchange_id: c.exchangeId },
    })),
    "",
  );
  await insertRows(
    tx,
    METRIC,
    changes
      .filter((change) => change.record === null)
      .map((m) => ({
        ...{ subject: m.subject, subject_type: m.subjectType, kind: kindOf(m.facet), source, observed_at: m.observedAt },
        ...{ value: m.value, exchange_id: m.exchangeId },
      })),
    "",
  );
}

function kindOf(facet: string): MetricKind {
  return facet.slice("metric:".length) as MetricKind;
}

/** Places late or simultaneous sayings among all others of the same thing, and makes claims and metrics what follows from them. */
async function replay(tx: TransactionSql, source: string, late: readonly Observation[]): Promise<Observation[]> {
  if (late.length === 0) return [];
  const perKey = groupBy(late, keyOf);
  const keys = JSON.stringify([...perKey.values()].map(([o]) => ({ subject: o?.subject, facet: o?.facet, stream: o?.stream })));
  const join = "jsonb_to_recordset($1::text::jsonb) as k(subject uuid, facet text, stream text)";
  const on = "o.subject = k.subject and o.facet = k.facet and o.source = $2 and o.stream = k.stream";
  const sayings = (
    await tx.unsafe<SayingRow[]>(`select o.* from ${join} join observation o on ${on}`, [keys, source], { prepare: true })
  ).map(fromRow);
  const claims = await tx.unsafe<SayingRow[]>(
    `select o.subject, o.facet, o.stream, o.observed_at, '' as precedence, o.digest, null::int as value, o.exchange_id
     from ${join} join claim o on ${on}`,
    [keys, source],
    { prepare: true },
  );
  const metrics = await tx.unsafe<SayingRow[]>(
    `select m.subject, k.facet, k.stream, m.observed_at, '' as precedence, m.value::text as digest, m.value, m.exchange_id
     from ${join} join metric m on m.subject = k.subject and 'metric:' || m.kind = k.facet and m.source = $2`,
    [keys, source],
    { prepare: true },
  );
  const sayingsByKey = groupBy(sayings, keyOf);
  const storedByKey = groupBy([...claims, ...metrics], keyOf);
  const changed: Observation[] = [];
  const stale: { subject: string; facet: string; stream: string; observed_at: Date }[] = [];
  const fresh: Change[] = [];
  for (const [key, group] of perKey) {
    const first = group[0] as Observation;
    const contents = new Map(group.map((o) => [o.digest, o.record]));
    const wanted = new Map(
      changesOf(sayingsByKey.get(key) ?? []).map((s) => [`${s.observedAt.getTime()}|${s.digest}|${s.exchangeId}`, s]),
    );
    let hasChanged = false;
    for (const row of storedByKey.get(key) ?? []) {
      if (wanted.delete(`${row.observed_at.getTime()}|${row.digest}|${row.exchange_id}`)) continue;
      stale.push({ subject: row.subject, facet: row.facet, stream: row.stream, observed_at: row.observed_at });
      hasChanged = true;
    }
    for (const saying of wanted.values()) {
      const record = first.record === null ? null : (contents.get(saying.digest) ?? (await readRecord(tx, source, saying)));
      fresh.push({ ...saying, record, subjectType: first.subjectType });
      hasChanged = true;
    }
    if (hasChanged) changed.push(first);
  }
  if (stale.length > 0) {
    const rows = JSON.stringify(stale);
    const shape = "jsonb_to_recordset($1::text::jsonb) as k(subject uuid, facet text, stream text, observed_at timestamptz)";
    await tx.unsafe(`delete from claim o using ${shape} where ${on} and o.observed_at = k.observed_at`, [rows, source]);
    await tx.unsafe(
      `delete from metric m using ${shape} where m.subject = k.subject and 'metric:' || m.kind = k.facet and m.source = $2 and m.observed_at = k.observed_at`,
      [rows, source],
    );
  }
  await writeChanges(tx, source, fresh);
  return changed;
}

/** The record of an earlier saying: some claim with its digest holds it. */
async function readRecord(
  tx: TransactionSql,
  source: string,
  { subject, facet, stream, digest }: StoredSaying,
): Promise<ClaimRecord> {
  const [row] = await tx<{ normalised: ClaimRecord }[]>`
    select normalised from claim where subject = ${subject} and facet = ${facet} and source = ${source} and stream = ${stream} and digest = ${digest} limit 1`;
  if (!row) throw new Error(`no claim holds what ${source}/${stream} said about ${facet} ${subject}`);
  return row.normalised;
}
