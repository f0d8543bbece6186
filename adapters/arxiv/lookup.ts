/** Asks for papers that others have named: in batches by Atom, one by one by OAI `GetRecord`. Each answer is a page. */
import { type DiscoverContext, type Exchange, InvalidPayloadError, type Page, RefusedError } from "../../src/contract/index.ts";
import { ATOM_BATCH, queryUrl, recordUrl } from "./client.ts";
import { isWhole, type RunCheckpoint, runCheckpoint } from "./run-checkpoint.ts";
import { malformedIdIn, readAtom } from "./wire-atom.ts";
import { readRecord } from "./wire-oai.ts";

const DAY_MS = 86_400_000;
/** A paper that was answered for longer ago than this is asked for again. */
const REFRESH_DAYS = 30;
/** Papers per scheduled Atom run: 20 requests, a minute at one request per 3 s. */
const ATOM_LIMIT = 2_000;
/**
 * Papers per scheduled `GetRecord` run, one request each: at one per 3 s they take ten minutes, which is the stream's
 * interval, so that the other streams, which share arXiv's one gate, get their turn in between.
 */
const RECORD_LIMIT = 200;
/** On a run that somebody asked for, or a first one: in effect everything. */
const WHOLE_LIMIT = 100_000;
/** So many unreadable answers in a row are the upstream's fault, not the papers'. */
const MOST_FAILURES_IN_A_ROW = 3;

type RunPage = Page<RunCheckpoint>;

async function wantedIds(context: DiscoverContext, limit: number, streams?: readonly string[]): Promise<string[]> {
  const notSeenSince = new Date(context.now.getTime() - REFRESH_DAYS * DAY_MS);
  const ids = new Set<string>();
  for await (const { value } of context.wanted("arxiv", { notSeenSince, limit, ...(streams && { streams }) })) ids.add(value);
  return [...ids];
}

/** Papers that no stream of this source has answered for. @throws {SourceError} */
export async function* lookUpByAtom(context: DiscoverContext): AsyncGenerator<RunPage> {
  const ids = await wantedIds(context, isWhole(context) ? WHOLE_LIMIT : ATOM_LIMIT);
  for (let at = 0; at < ids.length; at += ATOM_BATCH) yield* askBatch(context, ids.slice(at, at + ATOM_BATCH));
}

/** One malformed id spoils a whole answer: it is then asked for by itself, and its refusal is its answer. */
async function* askBatch(context: DiscoverContext, ids: readonly string[]): AsyncGenerator<RunPage> {
  const half = Math.ceil(ids.length / 2);
  const halves = [ids.slice(0, half), ids.slice(half)];
  let exchange: Exchange;
  try {
    exchange = await context.http.request({ url: queryUrl(context.settings, ids), answers: [400], check: readAtom });
  } catch (error) {
    // An answer that stays short of its own count may be capped below the size asked for.
    const isShort = error instanceof InvalidPayloadError && error.code === "ERR_SOURCE_INVALID_PAYLOAD";
    if (!isShort || ids.length === 1) throw error;
    for (const part of halves) yield* askBatch(context, part);
    return;
  }
  const answer = readAtom(exchange);
  if (answer.kind === "entries") {
    yield { exchanges: [exchange], checkpoint: runCheckpoint(context) };
    return;
  }
  const malformed = malformedIdIn(answer.message);
  if (malformed === null) throw refusal(exchange, answer.message);
  if (ids.length === 1) {
    if (malformed !== ids[0]) throw refusal(exchange, answer.message);
    yield { exchanges: [exchange], checkpoint: runCheckpoint(context) };
    return;
  }
  const parts = ids.includes(malformed) ? [[malformed], ids.filter((id) => id !== malformed)] : halves;
  for (const part of parts) yield* askBatch(context, part);
}

/** Papers whose versions and licence no set harvest has brought. @throws {SourceError} */
export async function* lookUpRecords(context: DiscoverContext): AsyncGenerator<RunPage> {
  const limit = isWhole(context) ? WHOLE_LIMIT : RECORD_LIMIT;
  let failure: Error | null = null;
  let inARow = 0;
  for (const id of await wantedIds(context, limit, ["oai-raw", "records"])) {
    let exchange: Exchange;
    try {
      exchange = await context.http.request({ url: recordUrl(context.settings, id), check: checkRecord });
      const answer = readRecord(exchange);
      if (answer.kind === "error" && answer.code !== "idDoesNotExist")
        throw refusal(exchange, `${answer.code}: ${answer.message}`);
    } catch (error) {
      // One paper that cannot be read must not keep all that come after it waiting for ever.
      if (!(error instanceof InvalidPayloadError || error instanceof RefusedError)) throw error;
      failure = error;
      inARow += 1;
      if (inARow >= MOST_FAILURES_IN_A_ROW) throw error;
      continue;
    }
    inARow = 0;
    yield { exchanges: [exchange], checkpoint: runCheckpoint(context) };
  }
  if (failure) throw failure;
}

function checkRecord(exchange: Exchange): void {
  readRecord(exchange);
}

function refusal({ request, status }: Exchange, message: string): RefusedError {
  return new RefusedError(`arXiv refuses the question: ${message}`, { source: "arxiv", url: request.url, status });
}
