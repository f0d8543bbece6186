/** Crossref's addresses, and what is asked of them. https://www.crossref.org/documentation/retrieve-metadata/rest-api/ */
import {
  checkJson,
  type DiscoverContext,
  type Exchange,
  type HttpRequest,
  type Identifier,
  identifierOfDoi,
  refusal,
} from "../../src/contract/index.ts";

/** The plain words of a 404. */
const UNKNOWN = /^\s*resource not found/i;

/** Asks for one published DOI. arXiv's own DOIs are DataCite's, and Crossref knows none of them. */
export async function askForWork({ http, settings }: DiscoverContext, doi: string): Promise<Exchange> {
  const base = (settings["CROSSREF_URL"] ?? "").replace(/\/+$/, "");
  const contact = settings["CROSSREF_MAILTO"]?.trim();
  const request: HttpRequest = {
    url: `${base}/works/${encodeURIComponent(doi)}`,
    // In the header and not in the address, which is archived and shown.
    headers: {
      accept: "application/json",
      ...(contact && { "user-agent": `papergraph/0.1 (self-hosted paper index; mailto:${contact})` }),
    },
    answers: [404],
    check: checkWork,
  };
  return await http.request(request);
}

/** The DOI that a request asks for; null: it asks for none. */
export function askedIn({ request }: Exchange): Identifier | null {
  const name = /\/works\/([^?#]+)/.exec(request.url)?.[1];
  return name === undefined ? null : identifierOfDoi(decodeURIComponent(name));
}

/** Whether the answer is one to its question. @throws {InvalidPayloadError} for what is no work, another work, or a 404 that Crossref did not write */
export function checkWork(exchange: Exchange): void {
  if (exchange.status === 404) {
    if (UNKNOWN.test(exchange.body)) return;
    throw refusal(exchange, "crossref", "ERR_SOURCE_INVALID_PAYLOAD", "is not a refusal in Crossref's words");
  }
  const value = checkJson(exchange, "crossref") as { readonly message?: unknown; readonly "message-type"?: unknown };
  const { message } = value;
  if (value["message-type"] !== "work" || typeof message !== "object" || message === null) {
    throw refusal(exchange, "crossref", "ERR_SOURCE_MISMATCH", "is not a work");
  }
  const asked = askedIn(exchange);
  const names = [
    ...("DOI" in message ? [message.DOI] : []),
    ...("aliases" in message && Array.isArray(message.aliases) ? message.aliases : []),
  ];
  const texts = names.filter((one) => typeof one === "string");
  if (asked === null || texts.length === 0) return;
  if (!texts.some((text) => identifierOfDoi(text)?.value === asked.value)) {
    throw refusal(exchange, "crossref", "ERR_SOURCE_MISMATCH", "is about another work");
  }
}
