/** Faults on the way: what an adapter's stream, asking through the real client, makes of them. */
import { isDeepStrictEqual } from "node:util";
import { askedIn } from "../../adapters/github/batch.ts";
import { type DiscoverContext, type Exchange, type Identifier, SourceError } from "../../src/contract/index.ts";
import { createHttpClient } from "../../src/ingest/http.ts";
import { createFakeClock, type FakeClock } from "../kit/fake-time.ts";
import { adapterOf, FORMATS, type Format, normalizePage } from "./pages.ts";

/** Names as in `adapters/FAULTS.md`. */
export const TRANSPORT_FAULTS: readonly string[] = [
  ...["status 503", "status 404", "rate-limit primary", "rate-limit secondary", "rate-limit graphql"],
  ...["delay", "slow-body", "reset", "truncate"],
];

const NOW = new Date("2026-11-25T12:00:00Z");
const LATE_MS = 5_000;

/**
 * The code that a stream's run ends with when every answer has the fault; `late`: the answer came and says what it always says;
 * `unseen`: it came and says something else.
 */
export async function codeThroughClient(fault: string, format: Format, exchange: Exchange): Promise<string> {
  const adapter = adapterOf(format);
  const stream = adapter.streams[FORMATS[format].stream];
  if (!stream) throw new Error(`nobody reads ${format}`);
  const clock = createFakeClock(NOW);
  const { signal } = new AbortController();
  const http = createHttpClient({
    ...{ source: adapter, clock, signal, userAgent: "papergraph-test", limitTimescale: 1 },
    fetch: () => answerWith(fault, format, exchange, clock),
  });
  const question = questionOf(format, exchange);
  const context: DiscoverContext = {
    ...{ http, signal, now: NOW, range: question.range },
    settings: { ...defaultsOf(format), ...question.settings },
    wanted: async function* () {
      yield* question.wanted;
    },
  };
  try {
    for await (const { exchanges } of stream.discover(context, null)) {
      const isSame = isDeepStrictEqual(stream.normalize(exchanges), normalizePage(format, exchange));
      return isSame ? "late" : "unseen";
    }
  } catch (error) {
    if (error instanceof SourceError) return error.code;
    throw error;
  }
  return "nothing was asked";
}

function defaultsOf(format: Format): Record<string, string> {
  return Object.fromEntries(
    adapterOf(format).settings.flatMap((one) => (one.default === undefined ? [] : [[one.name, one.default]])),
  );
}

interface Question {
  readonly settings: Readonly<Record<string, string>>;
  readonly wanted: readonly Identifier[];
  readonly range: DiscoverContext["range"];
}

/** What a stream is asked for so that it sends the recorded request. */
function questionOf(format: Format, { request }: Exchange): Question {
  const query = new URL(request.url).searchParams;
  const none: Question = { settings: {}, wanted: [], range: { since: null, until: null } };
  const names = (scheme: Identifier["scheme"], values: readonly string[]) =>
    values.map((value): Identifier => ({ scheme, value }));
  switch (format) {
    case "HF JSON": {
      const day = new Date(query.get("date") ?? "");
      return { ...none, range: { since: day, until: day } };
    }
    case "arXiv Atom":
      return { ...none, wanted: names("arxiv", (query.get("id_list") ?? "").split(",")) };
    case "OAI arXiv":
    case "OAI arXivRaw": {
      const [, archive = "", subject] = (query.get("set") ?? "").split(":");
      const category = subject === undefined ? archive : `${archive}.${subject}`;
      return {
        ...none,
        settings: { ARXIV_CATEGORIES: category },
        range: { since: new Date(query.get("from") ?? ""), until: null },
      };
    }
    case "RSS":
      return { ...none, settings: { ARXIV_CATEGORIES: request.url.slice(request.url.lastIndexOf("/") + 1) } };
    case "GitHub REST":
      return { ...none, wanted: names("github-name", [/\/repos\/(.+)$/.exec(request.url)?.[1] ?? ""]) };
    case "GitHub GraphQL": {
      const asked = askedIn(request.body)?.map(({ nameWithOwner }) => nameWithOwner) ?? [];
      return { ...none, settings: { GITHUB_TOKEN: "given" }, wanted: names("github-name", asked) };
    }
  }
}

async function answerWith(fault: string, format: Format, { body }: Exchange, clock: FakeClock): Promise<Response> {
  const { source } = FORMATS[format];
  const reset = String(Math.ceil(Date.now() / 1000) + 60);
  const json = (status: number, value: object, headers: Record<string, string> = {}) =>
    new Response(JSON.stringify(value), { status, headers: { "content-type": "application/json", ...headers } });
  switch (fault) {
    case "status 503":
      return new Response("<html><body><h1>Service Unavailable</h1></body></html>", { status: 503 });
    case "status 404":
      return source === "github" ? json(404, { message: "Not Found", status: "404" }) : json(404, { error: "Not found" });
    case "rate-limit primary":
      if (source === "arxiv") return new Response("Rate exceeded.", { status: 429 });
      if (source === "huggingface") return json(429, { error: "rate limited" }, { ratelimit: '"api";r=0;t=60' });
      return json(403, { message: "API rate limit exceeded" }, { "x-ratelimit-remaining": "0", "x-ratelimit-reset": reset });
    case "rate-limit secondary":
      return json(403, { message: "You have exceeded a secondary rate limit." }, { "retry-after": "60" });
    case "rate-limit graphql":
      return json(200, { errors: [{ type: "RATE_LIMITED", message: "API rate limit already exceeded for user ID 1." }] });
    case "reset":
      throw Object.assign(new TypeError("fetch failed"), { cause: Object.assign(new Error("reset"), { code: "ECONNRESET" }) });
    case "truncate":
      return new Response(body.slice(0, Math.floor(body.length / 2)), { status: 200 });
    case "slow-body":
      await clock.sleep(LATE_MS);
      return new Response(inPieces(body), { status: 200 });
    default:
      await clock.sleep(LATE_MS);
      return new Response(body, { status: 200 });
  }
}

function inPieces(body: string): ReadableStream<Uint8Array> {
  const bytes = new TextEncoder().encode(body);
  const size = Math.ceil(bytes.length / 10);
  return new ReadableStream({
    start: (controller) => {
      for (let at = 0; at < bytes.length; at += size) controller.enqueue(bytes.slice(at, at + size));
      controller.close();
    },
  });
}
