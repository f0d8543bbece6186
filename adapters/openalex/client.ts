/** OpenAlex's addresses, and what is asked of them. https://developers.openalex.org/api-reference/works */
import {
  checkJson,
  type DiscoverContext,
  type Exchange,
  type Identifier,
  identifierOfDoi,
  refusal,
} from "../../src/contract/index.ts";

/** What of a work is read; all else stays out of the answer. */
const FIELDS = [
  ...["id", "doi", "title", "type", "publication_date", "publication_year", "is_retracted", "cited_by_count", "primary_location"],
  ...["biblio", "authorships", "abstract_inverted_index"],
].join(",");
const REDIRECTS: readonly number[] = [301, 302, 307, 308];
const ANSWERS: readonly number[] = [...REDIRECTS, 404];
const MOST_HOPS = 3;
const WORK_PATH = /\/works\/([^?#]+)/;

type Asking = Pick<DiscoverContext, "http" | "settings">;

/**
 * Asks for one work. A work that was merged into another one is answered with 301 to that; redirects stay under our own
 * base address. The last exchange is the answer.
 */
export async function askForWork(asking: Asking, identifier: Identifier): Promise<Exchange[]> {
  const exchanges = [await ask(asking, nameOf(identifier))];
  while (exchanges.length <= MOST_HOPS) {
    const next = redirectOf(exchanges.at(-1));
    if (next === null) return exchanges;
    exchanges.push(await ask(asking, next));
  }
  return exchanges;
}

async function ask({ http, settings }: Asking, name: string): Promise<Exchange> {
  const base = (settings["OPENALEX_URL"] ?? "").replace(/\/+$/, "");
  const key = settings["OPENALEX_KEY"]?.trim();
  return await http.request({
    url: `${base}/works/${name}?select=${FIELDS}`,
    headers: { accept: "application/json" },
    // The documented way; a header of its own is not. https://developers.openalex.org/api-reference/authentication
    ...(key && { secretQuery: { api_key: key } }),
    answers: ANSWERS,
    check: checkWork,
  });
}

/** OpenAlex has no name for arXiv identifiers but arXiv's own DOIs. */
function nameOf({ scheme, value }: Identifier): string {
  if (scheme === "openalex") return value;
  return `doi:${encodeURIComponent(scheme === "arxiv" ? `10.48550/arXiv.${value}` : value)}`;
}

/** The identifier that a request asks for; null: it asks for no work. */
export function askedIn({ request }: Exchange): Identifier | null {
  const name = decodeURIComponent(WORK_PATH.exec(request.url)?.[1] ?? "");
  if (/^W\d+$/.test(name)) return { scheme: "openalex", value: name };
  return name.startsWith("doi:") ? identifierOfDoi(name.slice(4)) : null;
}

/** The work that a redirect leads to; null: it is none, or it leads to no work. */
function redirectOf(exchange: Exchange | undefined): string | null {
  if (!exchange || !isRedirect(exchange)) return null;
  return /\/(W\d+)(?:[?#].*)?$/i.exec(exchange.headers["location"] ?? "")?.[1] ?? null;
}

/** Whether the answer sends to another work. */
export function isRedirect({ status }: Exchange): boolean {
  return REDIRECTS.includes(status);
}

/** Whether the answer is one to its question. @throws {InvalidPayloadError} for what is no work, and no refusal of OpenAlex's own */
export function checkWork(exchange: Exchange): void {
  if (isRedirect(exchange)) return;
  const value = checkJson(exchange, "openalex");
  if (exchange.status === 404) {
    if ("error" in value || "message" in value) return;
    throw refusal(exchange, "openalex", "ERR_SOURCE_INVALID_PAYLOAD", "is not a refusal in OpenAlex's form");
  }
  if (Array.isArray(value) || "results" in value)
    throw refusal(exchange, "openalex", "ERR_SOURCE_MISMATCH", "is a list, not a work");
  const asked = askedIn(exchange);
  if (asked?.scheme !== "openalex" || !("id" in value) || typeof value.id !== "string") return;
  if (!value.id.endsWith(`/${asked.value}`)) throw refusal(exchange, "openalex", "ERR_SOURCE_MISMATCH", "is about another work");
}
