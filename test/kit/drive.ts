/** Runs `discover` as the runner would, over a replay. */
import {
  type DiscoverContext,
  type Exchange,
  type Identifier,
  type NormalizedRecord,
  type Page,
  SourceError,
} from "../../src/contract/index.ts";
import { createReplay, type Replay } from "./replay-http.ts";
import { nowOf, type StreamRun, type Subject, settingsOf, streamOf } from "./subject.ts";

/** A stream that yields more pages than this in a test does not end. */
const MOST_PAGES = 1_000;

/** One page with what it says. */
export interface DrivenPage {
  readonly page: Page<unknown>;
  readonly records: readonly NormalizedRecord[];
}

/** What came of a run. */
export interface Driven {
  readonly pages: readonly DrivenPage[];
  readonly replay: Replay;
  /** The error that ended the run; undefined: it came to its end. */
  readonly error: unknown;
}

/** How a run differs from a first one. */
export interface DriveOptions {
  readonly since?: unknown;
  /** Pages of earlier runs: what they answered for is no longer wanted. */
  readonly earlier?: readonly DrivenPage[];
  /** Nothing is wanted any more, whatever earlier pages answered for. */
  readonly isNothingWanted?: boolean;
  readonly range?: { readonly since: Date | null; readonly until: Date | null };
  readonly signal?: AbortSignal;
  readonly settings?: Readonly<Record<string, string>>;
  readonly translate?: (url: string) => string;
  readonly onAnswer?: (count: number) => void;
}

/** Drives one stream to its end and normalises page by page; never throws for what the adapter throws. */
export async function drive(subject: Subject, run: StreamRun, how: DriveOptions = {}): Promise<Driven> {
  const { adapter, options } = subject;
  const stream = streamOf(adapter, run);
  const signal = how.signal ?? new AbortController().signal;
  const exchanges = subject
    .cases()
    .filter((each) => each.streamName === run.stream)
    .flatMap((each) => each.exchanges);
  const replay = createReplay({
    ...{ exchanges, signal, upstream: options.upstream },
    ...(how.translate && { translate: how.translate }),
    ...(how.onAnswer && { onAnswer: how.onAnswer }),
  });
  const answered = new Set((how.earlier ?? []).flatMap((page) => page.records).map(subjectKey));
  const now = nowOf(run);
  const context: DiscoverContext = {
    http: replay.http,
    settings: how.settings ?? settingsOf(adapter, run),
    wanted: async function* (scheme, { notSeenSince, limit }) {
      if (how.isNothingWanted) return;
      const isSettled = (id: Identifier) => answered.has(keyOf(id)) && (notSeenSince === null || notSeenSince <= now);
      const asked = wantedOf(subject, run).filter((id) => id.scheme === scheme && !isSettled(id));
      yield* asked.slice(0, limit);
    },
    range: how.range ?? { since: run.since ?? null, until: null },
    signal,
    now,
  };
  const pages: DrivenPage[] = [];
  try {
    for await (const page of stream.discover(context, how.since ?? null)) {
      const { records } = stream.normalize(page.exchanges);
      pages.push({ page, records });
      for (const record of records) answered.add(subjectKey(record));
      if (pages.length > MOST_PAGES) throw new Error(`${adapter.id}/${run.stream} yields more than ${MOST_PAGES} pages`);
    }
    return { pages, replay, error: undefined };
  } catch (error) {
    return { pages, replay, error };
  }
}

/** As {@link drive}, for runs that must come to their end. */
export async function driveToEnd(subject: Subject, run: StreamRun, how: DriveOptions = {}): Promise<Driven> {
  const driven = await drive(subject, run, how);
  if (driven.error === undefined) return driven;
  const { error } = driven;
  const words = error instanceof SourceError ? `${error.code}: ${error.message}` : String(error);
  throw new Error(`${subject.adapter.id}/${run.stream}: discover ended with ${words}`, { cause: error });
}

/** What a look-up of this run is asked for. */
function wantedOf(subject: Subject, run: StreamRun): readonly Identifier[] {
  if (run.wanted) return run.wanted;
  const cases = subject.cases().filter((each) => each.streamName === run.stream && each.stream.isLookup);
  const records = cases.flatMap((each) => each.golden().records as readonly NormalizedRecord[]);
  const subjects = records.flatMap((record) => ("subject" in record ? [record.subject] : []));
  return [...new Map(subjects.map((id) => [keyOf(id), id])).values()];
}

function subjectKey(record: NormalizedRecord): string {
  if (record.kind === "announcement") return keyOf(record.paper);
  return record.kind === "listing" ? `day ${record.day}` : keyOf(record.subject);
}

function keyOf({ scheme, value }: Identifier): string {
  return `${scheme}:${value}`;
}

/** All records of some pages, each as JSON text: what two runs are compared by. */
export function textsOf(pages: readonly DrivenPage[]): Set<string> {
  return new Set(pages.flatMap((page) => page.records.map((record) => JSON.stringify(record))));
}

/** A checkpoint as it comes back from the database. */
export function stored(checkpoint: unknown): unknown {
  return JSON.parse(JSON.stringify(checkpoint)) as unknown;
}

/** A copy of a page with one exchange put in another's place. */
export function withExchange(page: readonly Exchange[], at: number, exchange: Exchange): Exchange[] {
  return page.map((each, index) => (index === at ? exchange : each));
}
