/** GitHub's endpoints: what is asked, and which answers mean something. */
import {
  type DiscoverContext,
  type Exchange,
  type HttpRequest,
  InvalidPayloadError,
  RateLimitedError,
  UnavailableError,
} from "../../src/contract/index.ts";
import { checkBatch, checkRepository, checkStarHistory } from "./answers.ts";
import { batchBody } from "./batch.ts";
import { ACCESS_BLOCKED, type GraphqlAnswer, graphqlAnswerSchema, readJson, redirectSchema } from "./wire.ts";

/** Below so many names a time-out is not the batch's size. */
export const SMALLEST_BATCH = 5;

const HEADERS = { accept: "application/vnd.github+json", "x-github-api-version": "2022-11-28" } as const;
const REDIRECTS: readonly number[] = [301, 302, 307, 308];
/** Gone, blocked by law, blocked by GitHub (told from throttling by its words). */
const ANSWERS: readonly number[] = [...REDIRECTS, 404, 410, 451, 403];
const MOST_HOPS = 3;
/** Weeks of stars on one page. */
const MOST_WEEKS = 30;
const MOST_THROTTLED = 4;

type Asking = Pick<DiscoverContext, "http" | "settings">;

function baseOf({ settings }: Asking): string {
  return (settings["GITHUB_URL"] ?? "").replace(/\/+$/, "");
}

/** The token, if there is one: an empty variable is none. */
export function tokenOf({ settings }: Pick<DiscoverContext, "settings">): string | null {
  return settings["GITHUB_TOKEN"]?.trim() || null;
}

function headersOf(asking: Asking): Record<string, string> {
  const token = tokenOf(asking);
  return token === null ? { ...HEADERS } : { ...HEADERS, authorization: `Bearer ${token}` };
}

/**
 * Asks for one repository by name and follows redirects, which stay under our own base address whatever host they name.
 * The last exchange is the answer; a redirect in its place leads nowhere.
 */
export async function askByName(asking: Asking, nameWithOwner: string): Promise<Exchange[]> {
  return await follow(asking, nameWithOwner, "", checkRepository);
}

/** The newest weeks of a repository's stars by day; else as {@link askByName}. */
export async function askStarHistory(asking: Asking, nameWithOwner: string): Promise<Exchange[]> {
  return await follow(asking, nameWithOwner, `/stargazers/history?per_page=${MOST_WEEKS}`, checkStarHistory);
}

async function follow(asking: Asking, nameWithOwner: string, rest: string, check: (exchange: Exchange) => void) {
  const exchanges = [await ask(asking, `${baseOf(asking)}/repos/${nameWithOwner}${rest}`, check)];
  while (exchanges.length <= MOST_HOPS) {
    const next = redirectOf(exchanges.at(-1));
    if (next === null) return exchanges;
    exchanges.push(await ask(asking, baseOf(asking) + next + rest, check));
  }
  return exchanges;
}

async function ask(asking: Asking, url: string, check: (exchange: Exchange) => void): Promise<Exchange> {
  const request: HttpRequest = { url, headers: headersOf(asking), answers: ANSWERS, check };
  const exchange = await asking.http.request(request);
  const isRefusal = exchange.status === 403 && !ACCESS_BLOCKED.test(exchange.body);
  if (!isRefusal) return exchange;
  // Throttling, or a refusal for good: the runner's client knows the difference and waits, retries or throws.
  return await asking.http.request({ ...request, answers: ANSWERS.filter((status) => status !== 403) });
}

/** The path that a redirect leads to; null: not a redirect, or one to something that is no repository. */
function redirectOf(exchange: Exchange | undefined): string | null {
  if (!exchange || !REDIRECTS.includes(exchange.status)) return null;
  const target = exchange.headers["location"] ?? readJson(redirectSchema, exchange.body)?.url ?? "";
  return /(\/(?:repositories\/\d+|repos\/[\w.-]+\/[\w.-]+))(?:\/stargazers\/history(?:\?.*)?)?$/.exec(target)?.[1] ?? null;
}

/**
 * Asks for many repositories by GraphQL, which takes a token. Null: too many at once for the upstream, ask for fewer.
 * @throws {RateLimitedError} when the budget stays used up
 */
export async function askBatch(asking: Asking, names: readonly string[]): Promise<Exchange | null> {
  const isDivisible = names.length > SMALLEST_BATCH;
  const url = `${baseOf(asking)}/graphql`;
  const request: HttpRequest = {
    method: "POST",
    url,
    headers: { ...headersOf(asking), "content-type": "application/json" },
    body: batchBody(names),
    check: checkBatch,
  };
  for (let throttled = 0; throttled < MOST_THROTTLED; ) {
    const exchange = await asking.http.request(isDivisible ? { ...request, answers: [502, 504] } : request);
    if (exchange.status !== 200) return null;
    const answer = readJson(graphqlAnswerSchema, exchange.body);
    // Not an answer at all: `normalize` says so.
    if (answer === null || answer.data) return exchange;
    const [error] = answer.errors ?? [];
    if (isThrottled(answer)) {
      // The gate already holds back the next request: `backOff` has read the same answer.
      throttled += 1;
    } else if (isDivisible && isTimeout(answer)) {
      return null;
    } else {
      const details = { source: "github", url };
      const words = error?.message ?? "neither data nor errors";
      throw isTimeout(answer) ? new UnavailableError(words, details) : new InvalidPayloadError(words, details);
    }
  }
  throw new RateLimitedError("GraphQL's budget stays used up", { source: "github", url, status: 200 });
}

/** GraphQL says so with status 200. */
function isThrottled({ errors }: GraphqlAnswer): boolean {
  return errors?.some(({ type, message }) => type === "RATE_LIMITED" || /rate limit/i.test(message)) === true;
}

function isTimeout({ errors }: GraphqlAnswer): boolean {
  return errors?.some(({ message }) => /timeout|something went wrong/i.test(message)) === true;
}
