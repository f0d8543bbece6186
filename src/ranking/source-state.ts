/** How each source is doing, from the runs of its streams. */
import type { Sql } from "postgres";
import type { SourceErrorCode } from "../contract/index.ts";
import { factKey, readSourceFacts, type SourceFacts, type SourceRow, type StreamRow } from "./source-facts.ts";
import type { PartFact, PartsDescription } from "./source-part.ts";

/** Best to worst is HEALTHY, LATE, FAILING, UNREACHABLE, BLOCKED; DISABLED: does not run with these settings. */
export const SOURCE_STATES = ["HEALTHY", "LATE", "FAILING", "BLOCKED", "UNREACHABLE", "DISABLED"] as const;
export type SourceState = (typeof SOURCE_STATES)[number];

/** A source as its adapter declares it, with what the settings make of its streams. */
export interface SourceDescription {
  /** The adapter's id. */
  readonly id: string;
  readonly title: string;
  readonly termsUrl: string;
  /** The words that the terms ask for; absent: none. */
  readonly attribution?: string;
  readonly streams: readonly StreamDescription[];
}

/** A stream as its adapter declares it. */
export interface StreamDescription {
  readonly name: string;
  /** How long after a successful run it is due again, in milliseconds. */
  readonly intervalMs: number;
  /** Why it cannot run with these settings, in words; null: it can. */
  readonly disabledReason: string | null;
  /** Whether it tells days' lists. */
  readonly isListing: boolean;
  /** Parts that can fall behind one by one; absent: it has none. */
  readonly parts?: PartsDescription;
}

/** What went wrong last, while nothing has gone right since. */
export interface SourceFailure {
  readonly code: string;
  readonly message: string;
  /** HTTP status of the upstream's answer; null: there was none. */
  readonly upstreamStatus: number | null;
  readonly at: Date;
}

/** How a stream is doing. */
export interface StreamReport {
  readonly name: string;
  readonly state: SourceState;
  readonly disabledReason: string | null;
  /** When the last run that got on ended; null: none did yet. */
  readonly lastSuccessAt: Date | null;
  /** Whole seconds since then; null: no run got on yet. */
  readonly lagSeconds: number | null;
  /** Its newest run has not ended, and the process that does it is alive. */
  readonly isRunning: boolean;
  readonly parts: readonly PartReport[];
}

/** How a part of a stream keeps up. */
export interface PartReport {
  readonly name: string;
  /** LATE: it has not shown anything new since a batch was announced that it must have shown by now. */
  readonly state: "HEALTHY" | "LATE" | "DISABLED";
  /** When something was seen in it that nobody had seen before; null: never. */
  readonly lastNewAt: Date | null;
  /** Whole seconds since then; null: nothing was seen yet. */
  readonly lagSeconds: number | null;
}

/** What the upstream last told of its budget. */
export interface BudgetReport {
  readonly limit: number;
  readonly remaining: number;
  readonly resetsAt: Date;
}

/** How a source is doing. */
export interface SourceReport {
  readonly name: string;
  readonly title: string;
  readonly termsUrl: string;
  /** The worst state of its streams that can run. */
  readonly state: SourceState;
  /** When its newest run began; null: none yet. */
  readonly lastAttemptAt: Date | null;
  /** When its newest run that got on ended; null: none did yet. */
  readonly lastSuccessAt: Date | null;
  /** Of the stream that is furthest behind among those that can run; null: one of them never got on, or none can run. */
  readonly lagSeconds: number | null;
  readonly lastError: SourceFailure | null;
  /** Null: the upstream tells of none. */
  readonly budget: BudgetReport | null;
  /** Records in the archive that could not be read. */
  readonly quarantinedCount: number;
  /** The archive holds answers of it. */
  readonly hasData: boolean;
  readonly streams: readonly StreamReport[];
}

/** A stream is late after so many of its intervals, */
export const LATE_INTERVALS = 3;
/** but not before so long a time, in milliseconds. */
export const LATE_AT_LEAST_MS = 3_600_000;

const WORST_FIRST: readonly SourceState[] = ["BLOCKED", "UNREACHABLE", "FAILING", "LATE", "HEALTHY"];

/** States in which a source answers nothing: a day never read may be empty for that reason. */
export function isDown(state: SourceState): boolean {
  return state === "FAILING" || state === "BLOCKED" || state === "UNREACHABLE";
}

/** How the described sources stood at `now`, in the order given. */
export async function readSourceStates(sql: Sql, descriptions: readonly SourceDescription[], now: Date): Promise<SourceReport[]> {
  return judgeSources(descriptions, await readSourceFacts(sql, descriptions, now), now);
}

/**
 * What the facts come to at an instant, which may be a little later than the one they were read for. A run that was stopped
 * from outside or died says nothing of its source; one that ended with an error after some of its pages got on, and failed.
 */
export function judgeSources(descriptions: readonly SourceDescription[], facts: SourceFacts, now: Date): SourceReport[] {
  return descriptions.map((source) => reportOf(source, facts, now));
}

function reportOf(source: SourceDescription, facts: SourceFacts, now: Date): SourceReport {
  const rows = source.streams.map(({ name }) => facts.streams.get(factKey(source.id, name)));
  const extra = facts.sources.get(source.id);
  const streams = source.streams.map((stream, place) => streamReport(source.id, stream, rows[place], facts, now));
  const running = streams.filter((stream) => stream.state !== "DISABLED");
  const lags = running.map((stream) => stream.lagSeconds);
  return {
    name: source.id,
    title: source.title,
    termsUrl: source.termsUrl,
    state: WORST_FIRST.find((state) => running.some((stream) => stream.state === state)) ?? "DISABLED",
    lastAttemptAt: latest(rows.map((row) => row?.attempt_at ?? null)),
    lastSuccessAt: latest(rows.map((row) => row?.success_at ?? null)),
    lagSeconds: lags.length === 0 || lags.includes(null) ? null : Math.max(...lags.map(Number)),
    // What went wrong in a stream that was switched off since cannot go right any more.
    lastError: lastFailure(rows.filter((_row, place) => streams[place]?.state !== "DISABLED")),
    budget: budgetOf(extra),
    quarantinedCount: extra?.quarantined ?? 0,
    hasData: extra?.has_data ?? false,
    streams,
  };
}

function streamReport(
  source: string,
  { name, intervalMs, disabledReason, parts: described }: StreamDescription,
  row: StreamRow | undefined,
  facts: SourceFacts,
  now: Date,
): StreamReport {
  const lastSuccessAt = row?.success_at ?? null;
  const lagMs = lastSuccessAt && now.getTime() - lastSuccessAt.getTime();
  const isDisabled = disabledReason !== null;
  const parts = (described?.list ?? []).map((part) =>
    partReport(part.name, facts.parts.get(factKey(source, name, part.name)), isDisabled, now),
  );
  const own = isDisabled ? "DISABLED" : streamState(row, lagMs, intervalMs);
  const state = own === "HEALTHY" && parts.some((part) => part.state === "LATE") ? "LATE" : own;
  return { name, state, disabledReason, lastSuccessAt, lagSeconds: seconds(lagMs), isRunning: row?.is_running ?? false, parts };
}

function partReport(name: string, fact: PartFact | undefined, isDisabled: boolean, now: Date): PartReport {
  const lastNewAt = fact?.lastNewAt ?? null;
  const state = isDisabled ? "DISABLED" : fact?.isBehind ? "LATE" : "HEALTHY";
  return { name, state, lastNewAt, lagSeconds: seconds(lastNewAt && now.getTime() - lastNewAt.getTime()) };
}

/** Never negative: a clock may have been set back since. */
function seconds(ms: number | null): number | null {
  return ms === null ? null : Math.max(0, Math.floor(ms / 1000));
}

function streamState(row: StreamRow | undefined, lagMs: number | null, intervalMs: number): SourceState {
  if (row?.outcome === "FAILED" || (row?.outcome === "PARTIAL" && row.error_code !== null)) return failedState(row.error_code);
  return lagMs === null || lagMs > Math.max(LATE_INTERVALS * intervalMs, LATE_AT_LEAST_MS) ? "LATE" : "HEALTHY";
}

/** The upstream refuses us, does not answer, or anything else. */
function failedState(code: string | null): SourceState {
  switch (code as SourceErrorCode | null) {
    case "ERR_SOURCE_AUTHENTICATION":
    case "ERR_SOURCE_REFUSED":
    case "ERR_SOURCE_CHALLENGE":
      return "BLOCKED";
    case "ERR_SOURCE_UNREACHABLE":
      return "UNREACHABLE";
    default:
      return "FAILING";
  }
}

/** The newest error among streams whose last run had one. */
function lastFailure(rows: readonly (StreamRow | undefined)[]): SourceFailure | null {
  let newest: SourceFailure | null = null;
  for (const row of rows) {
    if (!row?.error_code || !row.ended_at) continue;
    if (newest !== null && newest.at >= row.ended_at) continue;
    newest = { code: row.error_code, message: row.error_message ?? "", upstreamStatus: row.error_status, at: row.ended_at };
  }
  return newest;
}

function budgetOf(row: SourceRow | undefined): BudgetReport | null {
  if (!row || row.limit === null || row.remaining === null || row.resets_at === null) return null;
  return { limit: row.limit, remaining: row.remaining, resetsAt: row.resets_at };
}

function latest(instants: readonly (Date | null)[]): Date | null {
  return instants.reduce((a, b) => (a === null || (b !== null && b > a) ? b : a), null);
}
