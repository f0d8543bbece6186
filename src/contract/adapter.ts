/** What an adapter is: declarations, and per stream two functions, `discover` and `normalize`. */
import type { z } from "zod";
import type { Identifier, Scheme } from "./identifier.ts";
import type { NormalizedRecord } from "./record.ts";

/** One upstream. Describes itself as data; does its work in streams; knows nothing of tables or GraphQL. */
export interface SourceAdapter {
  /** Folder name under `adapters/`, and the value stored in every `source` column. */
  readonly id: string;
  readonly name: string;
  readonly references: {
    readonly homepage: string;
    readonly api: string;
    readonly rateLimits: string;
    readonly terms: string;
    readonly changelog?: string;
    /** The words that the terms ask for wherever its data is shown; absent: they ask for none. */
    readonly attribution?: string;
  };
  /** Raise when `normalize` answers differently for an unchanged exchange; archived exchanges are then re-normalised. */
  readonly normalizerVersion: number;
  readonly rate: RatePolicy;
  /** Every variable this source reads, base URLs and tokens included; `config.ts` reads and validates them. */
  readonly settings: readonly SettingDeclaration[];
  /** Which identifiers and URLs this source owns, with accepted and rejected examples. */
  readonly identifies: readonly IdentifierRule[];
  /** In the order in which a run reads them. */
  readonly streams: Readonly<Record<string, AnySourceStream>>;
}

/** One feed of one upstream, read incrementally. */
export interface SourceStream<Checkpoint> {
  readonly description: string;
  readonly emits: readonly NormalizedRecord["kind"][];
  /** How long after a successful run the stream is due again, in milliseconds. */
  readonly intervalMs: number;
  /** True: reads what others have named (`context.wanted`), so it runs after all streams that do not. */
  readonly isLookup: boolean;
  /** Validates a stored checkpoint before it is trusted; a value that fails restarts the stream from null. */
  readonly checkpoint: z.ZodType<Checkpoint>;
  /** How far behind its checkpoint a run restarts, in milliseconds; covers records the upstream edits late. */
  readonly lookbackMs: number;
  /** Why this stream cannot run with these settings (a missing token, an empty category list), in words; null: it can. */
  isDisabled?(settings: Readonly<Record<string, string>>): string | null;
  /**
   * Asks the upstream, page by page, oldest first. `since` null: nothing was read yet, begin at `context.range.since`.
   * With a range given, exactly that range is read, and every checkpoint yielded still covers what `since` covered.
   * @throws {SourceError} and nothing else
   */
  discover(context: DiscoverContext, since: Checkpoint | null): AsyncIterable<Page<Checkpoint>>;
  /** What one page says. Pure: no I/O, no clock, no randomness. @throws {InvalidPayloadError} when a body as a whole is not an answer to its request */
  normalize(page: readonly Exchange[]): Normalized;
  /** Given: the stream is read from a file of lines that a user brings (`papergraph import`), never by a run. */
  readonly file?: LineFile;
  readonly examples: readonly [StreamExample, ...StreamExample[]];
  /** How its parts keep up, where each can fall behind by itself while all are answered; absent: it has no such parts. */
  readonly parts?: StreamParts;
}

/**
 * Parts of a stream that bring batches of announcements by a calendar, each on its own: a feed may show the last batch again
 * under today's date. A batch is told by the announcements that nobody had seen before, never by the date on it.
 */
export interface StreamParts {
  /** What is read with these settings. `name`: the `category` of its announcement records; `url`: what is asked for. */
  list(settings: Readonly<Record<string, string>>): readonly { readonly name: string; readonly url: string }[];
  /** The newest batch that every part must have shown by `now`; null: none is due. Pure. */
  dueBatch(now: Date): DueBatch | null;
  /** Whether a part's answer says that there is nothing in its batch. Pure. */
  isEmpty(body: string): boolean;
}

/** One batch: announced at an instant, and shown from one instant until another. */
export interface DueBatch {
  readonly announcedAt: Date;
  readonly shownFrom: Date;
  readonly shownUntil: Date;
}
/** A file of lines as pages: what the import puts into the archive. Pure. */
export interface LineFile {
  /** At most so many lines make a page. */
  readonly linesPerPage: number;
  /** `lines` without their ends; `first`: number of the first of them in the file, 1-based. */
  exchangeOf(lines: readonly string[], first: number): Exchange;
}

/** A stream whose checkpoint type has been forgotten: what the runner handles. */
export type AnySourceStream = SourceStream<unknown>;

/** A unit of progress: `checkpoint` may be stored once all that its exchanges say is. Delivery is at least once. */
export interface Page<Checkpoint> {
  /** In order, archived under one page id. What can only be read whole (a list of several answers) is one page, the last answer included. May be empty: only the checkpoint moves. */
  readonly exchanges: readonly Exchange[];
  readonly checkpoint: Checkpoint;
}

/** One request and its answer, as archived: all that `normalize` may know. */
export interface Exchange {
  readonly request: { readonly method: "GET" | "POST"; readonly url: string; readonly body: string | null };
  readonly status: number;
  /** Lower-case names; only those that say something about the content (type, etag, link, location). */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What one page says. A bad record is rejected with its path; its neighbours are kept. */
export interface Normalized {
  readonly records: readonly NormalizedRecord[];
  readonly rejected: readonly Rejection[];
  /** Of each record, in their order, the exchange of the page that says it, 0-based. Default: the last one, for all of them. */
  readonly places?: readonly number[];
  /** Of two statements at one instant the one with the greater text wins (a list page gives its day). Default: empty. */
  readonly precedence?: string;
}

/** A record that could not be read: which exchange of the page, where in it, and why. */
export interface Rejection {
  readonly exchange: number;
  readonly path: string;
  /** Stable, `ERR_RECORD_…`. */
  readonly code: string;
  readonly reason: string;
}

/** All that `discover` may use. */
export interface DiscoverContext {
  /** The only way to the network: pacing, retries, conditional requests, archiving, replay. A 304 comes back as the archived exchange. */
  readonly http: HttpClient;
  /** This adapter's settings, validated; an optional setting without a value is absent. */
  readonly settings: Readonly<Record<string, string>>;
  /**
   * Identifiers that records of any source have named and this source has not answered for since `notSeenSince`
   * (null: not answered for at all). `streams`: only answers of these streams of this source count; default all of them.
   * `isBest`: of each paper only the identifier that it goes by here, or another one where this source has answered that
   * it does not know that; so that a paper with several names is asked for once.
   */
  wanted(
    scheme: Scheme,
    options: { notSeenSince: Date | null; limit: number; streams?: readonly string[]; isBest?: boolean },
  ): AsyncIterable<Identifier>;
  /** What was asked for by `--since` and `--until`; both null on a scheduled run. A first run has `since`: how far to back-fill. */
  readonly range: { readonly since: Date | null; readonly until: Date | null };
  readonly signal: AbortSignal;
  /** The run's instant; adapters never read the clock. */
  readonly now: Date;
}

/** The runner's HTTP client. @throws {SourceError} by the status table of the conformance kit */
export interface HttpClient {
  request(request: HttpRequest): Promise<Exchange>;
}

/** One request of an adapter. */
export interface HttpRequest {
  readonly method?: "GET" | "POST";
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Parameters added to the address when it is asked, such as a key. They stand in no archived exchange and in no message. */
  readonly secretQuery?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Statuses that say something (a repository that is gone, a day that is not open yet); they are returned and archived, not thrown. */
  readonly answers?: readonly number[];
  /**
   * Looks at the shape of a successful answer, or of one that `answers` names, before anybody trusts it; never at a 304.
   * An answer that it refuses is kept as a failure and asked for again, as often as `RatePolicy.maxAttempts` allows.
   * @throws {InvalidPayloadError} when the body is not an answer to this request
   */
  check?(exchange: Exchange): void;
}

/** How often the upstream may be called. The runner enforces it; adapters never sleep. */
export interface RatePolicy {
  /** Least time from the end of one answer to the start of the next request, in milliseconds. */
  readonly minIntervalMs: number;
  readonly maxConcurrent: number;
  /** Tries per request, the first included. */
  readonly maxAttempts: number;
  /** Reads the upstream's own budget from any answer, failures included; milliseconds to wait before the next request, or null to go on. `nowMs`: epoch milliseconds on the machine's clock, for headers that name an instant. */
  backOff?(exchange: Exchange, nowMs: number): number | null;
  /** The budget that the answer's headers tell, for people to see; null: it tells none. */
  budget?(exchange: Exchange, nowMs: number): { limit: number; remaining: number; resetsInMs: number } | null;
}

/** One environment variable that an adapter reads. */
export interface SettingDeclaration {
  readonly name: string;
  readonly kind: "url" | "secret" | "text";
  readonly default?: string;
  readonly purpose: string;
}

/** Which texts name something that this source owns. */
export interface IdentifierRule {
  readonly scheme: Identifier["scheme"];
  /** Canonical identifier for a URL or a bare id, or null when it is not this source's. */
  parse(text: string): Identifier | null;
  /** Input and the canonical value it must give. */
  readonly accepts: Readonly<Record<string, string>>;
  readonly rejects: readonly string[];
}

/** A recorded page with what it must normalise to. */
export interface StreamExample {
  readonly name: string;
  /** Why the case is kept, e.g. `withdrawn paper: no abstract`. */
  readonly because: string;
  /** Files under `fixtures/`, in request order. */
  readonly exchanges: readonly string[];
  /** Golden records under `fixtures/`. */
  readonly records: string;
}

/** Declares an adapter; here so that declarations are checked where they are written. */
export function defineAdapter(adapter: SourceAdapter): SourceAdapter {
  return adapter;
}

/** Declares a stream and forgets its checkpoint's type, in this one place. */
export function defineStream<Checkpoint>(stream: SourceStream<Checkpoint>): AnySourceStream {
  return stream as AnySourceStream;
}
