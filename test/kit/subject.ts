/** What the kit's rules judge: an adapter, its folder, and how to drive it. */
import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type {
  AnySourceStream,
  Exchange,
  Identifier,
  Normalized,
  SourceAdapter,
  StreamExample,
} from "../../src/contract/index.ts";
import { fixtureFiles, type Golden, readExchange, readGolden } from "./fixture.ts";
import type { Upstream } from "./replay-http.ts";

/** The present of a run that names none. */
const DEFAULT_NOW = new Date("2026-08-20T12:00:00Z");

/** One way of driving one stream. A stream that no run names is driven once, with default settings. */
export interface StreamRun {
  readonly stream: string;
  /** Over the settings' defaults, e.g. a token. */
  readonly settings?: Readonly<Record<string, string>>;
  /** `range.since` of the first run, as `BACKFILL_DAYS` would give it. */
  readonly since?: Date;
  /** A look-up's identifiers; left out: the subjects of the stream's golden records. */
  readonly wanted?: readonly Identifier[];
  /** A range that a user asks for in the middle of things, `--since … --until …`; its checkpoint must still cover what was covered. */
  readonly backfill?: { readonly since: Date; readonly until: Date };
  readonly now?: Date;
}

/** What an adapter's own test may tell the kit. */
export interface AdapterOptions {
  /** Rules that do not hold for this adapter, each with the reason. */
  readonly skip?: readonly { readonly rule: number; readonly because: string }[];
  /** A small upstream in memory; asked before the fixtures. Sees addresses under the settings' defaults. */
  readonly upstream?: Upstream;
  readonly runs?: readonly StreamRun[];
  /** Rule 17: the exchange with one bad record among its good ones, or null where there is no place for one. Left out: {@link spoilByShape}. */
  readonly spoil?: (exchange: Exchange, stream: string) => Exchange | null;
  /** All adapters; left out: those of `../index.ts`, seen from the adapter's folder. */
  readonly registry?: readonly SourceAdapter[];
}

/** An example with what its files hold. `golden` is read only when asked for. */
export interface Case {
  readonly streamName: string;
  readonly stream: AnySourceStream;
  readonly example: StreamExample;
  readonly exchanges: readonly Exchange[];
  golden(): Golden;
  normalize(page: readonly Exchange[]): Normalized;
  /** For messages: `toy/days, example "first page"`. */
  readonly where: string;
}

/** The adapter under test. */
export interface Subject {
  readonly adapter: SourceAdapter;
  /** Absolute path of the adapter's folder. */
  readonly folder: string;
  readonly folderName: string;
  readonly options: AdapterOptions;
  readonly streams: readonly (readonly [string, AnySourceStream])[];
  /** Every example of every stream. @throws when an exchange's file is missing or malformed */
  cases(): readonly Case[];
  /** Every run that the stream's settings allow. */
  runs(): readonly StreamRun[];
}

/** @param folderUrl the adapter's folder, as a `file:` URL that ends in a slash, or any file in it */
export function createSubject(adapter: SourceAdapter, folderUrl: string, options: AdapterOptions = {}): Subject {
  const folder = fileURLToPath(new URL(".", folderUrl));
  const streams = Object.entries(adapter.streams);
  const cases = () =>
    streams.flatMap(([streamName, stream]) =>
      stream.examples.map((example): Case => {
        const exchanges = example.exchanges.map((file) => readExchange(folder, file));
        return {
          ...{ streamName, stream, example, exchanges },
          golden: () => readGolden(folder, example.records),
          normalize: (page) => stream.normalize(page),
          where: `${adapter.id}/${streamName}, example "${example.name}"`,
        };
      }),
    );
  const runs = () => {
    const named = new Set(options.runs?.map((run) => run.stream));
    const all = [...(options.runs ?? []), ...streams.filter(([name]) => !named.has(name)).map(([stream]) => ({ stream }))];
    return all.filter((run) => streamOf(adapter, run).isDisabled?.(settingsOf(adapter, run)) == null);
  };
  return { adapter, folder, folderName: basename(folder), options, streams, cases, runs };
}

/** @throws when the run names a stream that the adapter does not have */
export function streamOf(adapter: SourceAdapter, run: StreamRun): AnySourceStream {
  const stream = adapter.streams[run.stream];
  if (!stream) throw new Error(`${adapter.id} has no stream "${run.stream}"; it has ${Object.keys(adapter.streams).join(", ")}`);
  return stream;
}

/** The settings of a run: defaults, and what the run sets over them. */
export function settingsOf(adapter: SourceAdapter, run: StreamRun): Record<string, string> {
  const defaults = adapter.settings.flatMap(({ name, default: value }) => (value === undefined ? [] : [[name, value] as const]));
  return { ...Object.fromEntries(defaults), ...run.settings };
}

/** The present of a run. */
export function nowOf(run: StreamRun): Date {
  return run.now ?? DEFAULT_NOW;
}

/** All adapters of the folder that the subject's folder lies in. */
export async function registryOf({ options, folder }: Subject): Promise<readonly SourceAdapter[]> {
  if (options.registry) return options.registry;
  const index = (await import(pathToFileURL(join(folder, "..", "index.ts")).href)) as { adapters?: readonly SourceAdapter[] };
  return index.adapters ?? [];
}

/** Everything an adapter's folder holds that a reader would open: file name and whether it is a fixture. */
export function filesOf({ folder }: Subject): { own: string[]; fixtures: string[] } {
  return { own: readdirSync(folder).sort(), fixtures: fixtureFiles(folder) };
}
