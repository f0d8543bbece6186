/** Gates in the database, shared by all processes and machines. Times are the database's own clock. */
import { randomUUID } from "node:crypto";
import type { Sql } from "postgres";
import type { RatePolicy } from "../contract/index.ts";
import type { GateStore, GateVerdict } from "./gate.ts";

/** After so many failures in a row the breaker opens, */
const FAILURES_TO_OPEN = 5;
/** for so long the first time, doubling with each failed probe, */
const OPEN_MS = 30_000;
/** but never longer. */
const LONGEST_OPEN_MS = 15 * 60_000;
/** A request takes two minutes at most; after this its process is dead. */
const SLOT_MS = 150_000;
/** In simulations it shrinks with all other times; requests take milliseconds there. */
const SHORTEST_SLOT_MS = 10_000;

interface GateRow {
  readonly wait_ms: number;
  readonly open_ms: number | null;
  readonly failures: number;
  readonly remaining: number | null;
  readonly resets_ms: number | null;
}

/**
 * The gate of one source. It paces from the end of the previous answer, with a margin, since an upstream measures from
 * its own side. `limitTimescale` compresses our own times in simulations; what an upstream says is never scaled.
 */
export function createGateStore(sql: Sql, source: string, rate: RatePolicy, limitTimescale: number): GateStore {
  const pauseMs = rate.minIntervalMs === 0 ? 0 : rate.minIntervalMs * limitTimescale * 1.02 + 5;
  const openMs = OPEN_MS * limitTimescale;
  const longestOpenMs = LONGEST_OPEN_MS * limitTimescale;
  const slotMs = Math.max(SHORTEST_SLOT_MS, SLOT_MS * Math.min(1, limitTimescale));
  let isThere = false;

  return {
    tryEnter: async (judge) => {
      if (!isThere) {
        await sql`insert into upstream_gate (source, earliest_at, failures) values (${source}, clock_timestamp(), 0) on conflict do nothing`;
        isThere = true;
      }
      return await sql.begin(async (tx) => {
        const [row] = await tx<GateRow[]>`
          select greatest(0, extract(epoch from greatest(earliest_at, coalesce(held_until, earliest_at)) - clock_timestamp()) * 1000)::float8 as wait_ms,
            case when open_until is not null then greatest(0, extract(epoch from open_until - clock_timestamp()) * 1000) end::float8 as open_ms, failures, remaining,
            (extract(epoch from resets_at - clock_timestamp()) * 1000)::float8 as resets_ms
          from upstream_gate where source = ${source} for update`;
        if (!row) {
          isThere = false;
          return { verdict: { kind: "LOOK_AGAIN" } satisfies GateVerdict, slot: null, failures: 0 };
        }
        const [slots] = await tx<{ active: number }[]>`
          select count(*)::int as active from upstream_slot where source = ${source} and expires_at > clock_timestamp()`;
        const isWindowOpen = row.resets_ms !== null && row.resets_ms > 0;
        const verdict = judge({
          active: slots?.active ?? 0,
          waitMs: row.wait_ms,
          openMs: row.open_ms,
          failures: row.failures,
          remaining: isWindowOpen ? row.remaining : null,
          resetsInMs: row.resets_ms ?? 0,
        });
        if (verdict.kind !== "GO") return { verdict, slot: null, failures: row.failures };
        const slot = randomUUID();
        await tx`
          with dead as (delete from upstream_slot where source = ${source} and expires_at <= clock_timestamp()),
          taken as (
            insert into upstream_slot (id, source, expires_at)
            values (${slot}, ${source}, clock_timestamp() + ${slotMs}::float8 * interval '1 millisecond'))
          update upstream_gate set earliest_at = clock_timestamp() + ${pauseMs}::float8 * interval '1 millisecond',
            remaining = case when resets_at > clock_timestamp() then remaining - 1 end
          where source = ${source}`;
        return { verdict, slot, failures: row.failures };
      });
    },
    leave: async (slot, { kind, holdMs, budget }) => {
      await sql`
        with gone as (delete from upstream_slot where id = ${slot}),
        others as (select count(*)::int as n from upstream_slot where source = ${source} and id <> ${slot} and expires_at > clock_timestamp())
        update upstream_gate set
          earliest_at = greatest(earliest_at, clock_timestamp() + ${pauseMs}::float8 * interval '1 millisecond'),
          held_until = greatest(held_until, clock_timestamp() + ${holdMs}::float8 * interval '1 millisecond'),
          failures = case ${kind}::text when 'ANSWERED' then 0 when 'FAILED' then failures + 1 else failures end,
          open_until = case
            when ${kind}::text = 'ANSWERED' then null
            when ${kind}::text = 'FAILED' and failures + 1 >= ${FAILURES_TO_OPEN} then clock_timestamp() + interval '1 millisecond'
              * least(${longestOpenMs}::float8, ${openMs}::float8 * power(2, least(failures + 1 - ${FAILURES_TO_OPEN}, 20)))
            else open_until end,
          remaining = case when ${budget !== null} then ${budget?.remaining ?? 0}::int - (select n from others) else remaining end,
          resets_at = case when ${budget !== null} then clock_timestamp() + ${budget?.resetsInMs ?? 0}::float8 * interval '1 millisecond' else resets_at end
        where source = ${source}`;
    },
  };
}

/** A gate's store in memory, for commands that have no database. */
export function createMemoryGateStore(rate: RatePolicy, monotonicMs: () => number, limitTimescale: number): GateStore {
  const pauseMs = rate.minIntervalMs === 0 ? 0 : rate.minIntervalMs * limitTimescale * 1.02 + 5;
  let active = 0;
  let earliestMs = 0;
  return {
    tryEnter: async (judge) => {
      const waitMs = Math.max(0, earliestMs - monotonicMs());
      const verdict = judge({ active, waitMs, openMs: null, failures: 0, remaining: null, resetsInMs: 0 });
      if (verdict.kind !== "GO") return { verdict, slot: null, failures: 0 };
      active += 1;
      earliestMs = Math.max(earliestMs, monotonicMs() + pauseMs);
      return { verdict, slot: "memory", failures: 0 };
    },
    leave: async (_slot, { holdMs }) => {
      active -= 1;
      earliestMs = Math.max(earliestMs, monotonicMs() + Math.max(pauseMs, holdMs ?? 0));
    },
  };
}
