/** `papergraph record`: a few real requests of a source, written down as fixtures. Nothing is stored in the database. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { AnySourceStream, SourceAdapter } from "../contract/index.ts";
import { type DiscoverContext, type Exchange, type HttpClient, type Identifier, SourceError } from "../contract/index.ts";
import { createHttpClient } from "../ingest/http.ts";
import { checkRange, parseTarget } from "./arguments.ts";
import { CommandError, EXIT, type ExitCode, UsageError } from "./failure.ts";
import { identifyWith, type Settled, settle, type World } from "./runtime.ts";

/** What to record. `ids`: what look-ups are asked for, any text that an adapter recognises. */
export interface RecordFlags {
  readonly out: string;
  readonly since?: Date;
  readonly until?: Date;
  readonly ids: readonly string[];
  /** Pages of each stream at most. */
  readonly pages: number;
}

const DAY_MS = 86_400_000;

/** Runs the streams from their beginning through the ingest's own HTTP client, and writes `<stream>-<n>.http.json`. */
export async function record(world: World, targetText: string, flags: RecordFlags): Promise<ExitCode> {
  const target = parseTarget(targetText, world.adapters);
  checkRange(flags.since, flags.until);
  const wanted = flags.ids.map((text) => identified(text, world.adapters));
  const settled = settle(world);
  const adapter = world.adapters.find(({ id }) => id === target.source) as SourceAdapter;
  const streams = Object.entries(adapter.streams).filter(([name]) => target.stream === null || target.stream === name);
  prepareFolder(flags.out);

  let files = 0;
  let failures = 0;
  for (const [name, stream] of streams) {
    const reason = stream.isDisabled?.(settled.config.settings[adapter.id] ?? {}) ?? null;
    if (reason !== null) {
      world.note(`${adapter.id}/${name} is switched off: ${reason}\n`);
      continue;
    }
    const exchanges: Exchange[] = [];
    try {
      await run({ adapter, stream, exchanges, wanted, flags, world, settled });
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
      failures += 1;
      world.note(`${error.code}: ${adapter.id}/${name}: ${error.message}\n`);
    }
    for (const [index, exchange] of exchanges.entries()) {
      world.print(`${write(flags.out, `${name}-${index + 1}.http.json`, withDefaultAddress(exchange, adapter, settled))}\n`);
      files += 1;
    }
  }
  world.note(
    `${files} exchanges recorded. Before they become fixtures: cut them down, and take out texts, e-mail addresses and tokens.\n`,
  );
  if (failures === 0) return EXIT.success;
  return files === 0 ? EXIT.failed : EXIT.partial;
}

interface Run {
  readonly adapter: SourceAdapter;
  readonly stream: AnySourceStream;
  /** Filled as answers come, those before a failure too. */
  readonly exchanges: Exchange[];
  readonly wanted: readonly Identifier[];
  readonly flags: RecordFlags;
  readonly world: World;
  readonly settled: Settled;
}

async function run({ adapter, stream, exchanges, wanted, flags, world, settled }: Run): Promise<void> {
  const { config, clock } = settled;
  const { signal } = world;
  const client = createHttpClient({
    ...{ source: adapter, clock, signal, fetch, limitTimescale: config.limitTimescale },
    userAgent: `papergraph/0.1 (recording fixtures${config.contactEmail === null ? "" : `; mailto:${config.contactEmail}`})`,
  });
  const http: HttpClient = {
    request: async (request) => {
      const exchange = await client.request(request);
      exchanges.push(exchange);
      return exchange;
    },
  };
  const now = await clock.now();
  const context: DiscoverContext = {
    ...{ http, now, signal, settings: config.settings[adapter.id] ?? {} },
    wanted: async function* (scheme, { limit }) {
      yield* wanted.filter((identifier) => identifier.scheme === scheme).slice(0, limit);
    },
    range: { since: flags.since ?? new Date(now.getTime() - DAY_MS), until: flags.until ?? null },
  };
  let pages = 0;
  for await (const _page of stream.discover(context, null)) {
    pages += 1;
    if (pages >= flags.pages) break;
  }
}

function identified(text: string, adapters: readonly SourceAdapter[]): Identifier {
  const identifier = identifyWith(adapters)(text);
  if (identifier === null) throw new UsageError("ERR_USAGE", `no source recognises "${text}"`);
  return identifier;
}

/** Fixtures hold the upstream's own addresses, whatever stood in for them. */
function withDefaultAddress(exchange: Exchange, adapter: SourceAdapter, { config }: Settled): Exchange {
  for (const { kind, name, default: original } of adapter.settings) {
    const used = config.settings[adapter.id]?.[name];
    if (kind !== "url" || original === undefined || used === undefined || !exchange.request.url.startsWith(used)) continue;
    return { ...exchange, request: { ...exchange.request, url: original + exchange.request.url.slice(used.length) } };
  }
  return exchange;
}

function prepareFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw new UsageError(
      "ERR_BAD_FOLDER",
      `the folder ${folder} cannot be made: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

/** Never over a file that is there: it may have been cut down by hand. */
function write(folder: string, name: string, { request, status, headers, body }: Exchange): string {
  const path = join(folder, name);
  const content = jsonOrNull(body, headers["content-type"]);
  const fixture = { request, status, headers, ...(content === null ? { body } : { json: content.value }) };
  try {
    writeFileSync(path, `${JSON.stringify(fixture, null, 2)}\n`, { flag: "wx" });
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code === "EEXIST" ? "it is there already" : String(cause);
    throw new CommandError("ERR_RECORD", `${path} was not written: ${reason}`, { cause });
  }
  return path;
}

function jsonOrNull(body: string, contentType: string | undefined): { readonly value: unknown } | null {
  if (!contentType?.includes("json")) return null;
  try {
    return { value: JSON.parse(body) };
  } catch {
    return null;
  }
}
