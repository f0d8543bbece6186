/** arXiv's endpoints: addresses, what the answers' statuses mean, and the pace. The only file that knows them. https://info.arxiv.org/help/api/tou.html */
import type { Exchange, RatePolicy } from "../../src/contract/index.ts";
import { baseUrl } from "./settings.ts";

type Settings = Readonly<Record<string, string>>;

/** OAI formats that are harvested: `arXiv` has the authors one by one, `arXivRaw` has the versions. */
export type MetadataPrefix = "arXiv" | "arXivRaw";

/** Most ids asked for in one Atom query. The API takes more, but advises small slices, and one bad id spoils a whole answer. */
export const ATOM_BATCH = 100;

/** The first request of a list. `from` and `until` are UTC days of modification; `until` null: up to now. A day in the future is refused. */
export function listUrl(settings: Settings, prefix: MetadataPrefix, set: string, from: string, until: string | null): string {
  const range = until === null ? `from=${from}` : `from=${from}&until=${until}`;
  return `${baseUrl(settings, "ARXIV_OAI_URL")}?verb=ListRecords&metadataPrefix=${prefix}&${range}&set=${encodeURIComponent(set)}`;
}

/** A further request of a list. The token is quoted text itself and is quoted once more: the server unquotes it twice. */
export function resumedListUrl(settings: Settings, token: string): string {
  return `${baseUrl(settings, "ARXIV_OAI_URL")}?verb=ListRecords&resumptionToken=${encodeURIComponent(token)}`;
}

/** One paper with its versions. @param id canonical, without a version */
export function recordUrl(settings: Settings, id: string): string {
  return `${baseUrl(settings, "ARXIV_OAI_URL")}?verb=GetRecord&metadataPrefix=arXivRaw&identifier=oai:arXiv.org:${id}`;
}

/** Up to {@link ATOM_BATCH} papers by id, canonical and without versions. */
export function queryUrl(settings: Settings, ids: readonly string[]): string {
  return `${baseUrl(settings, "ARXIV_QUERY_URL")}?id_list=${ids.join(",")}&max_results=${ATOM_BATCH}`;
}

/** The feed of one category or archive. A joined feed (`cs.AI+cs.CL`) hides in which of them a paper was announced. */
export function feedUrl(settings: Settings, category: string): string {
  return `${baseUrl(settings, "ARXIV_FEED_URL")}/rss/${encodeURIComponent(category)}`;
}

/** Statuses with which arXiv asks to be left alone; a 403 only where it says for how long. */
const THROTTLING = new Set([403, 429, 503]);

/**
 * One request every three seconds and one connection, over everything of arXiv together, as its terms ask. Where arXiv
 * names no time (429 with the body `Rate exceeded.`), the runner's own growing pauses are left to act.
 */
export const rate: RatePolicy = {
  minIntervalMs: 3000,
  maxConcurrent: 1,
  maxAttempts: 5,
  backOff(exchange: Exchange, nowMs: number): number | null {
    if (!THROTTLING.has(exchange.status)) return null;
    const value = exchange.headers["retry-after"]?.trim();
    if (value === undefined) return null;
    if (/^\d{1,9}$/.test(value)) return Number(value) * 1000;
    const untilMs = Date.parse(value);
    return Number.isNaN(untilMs) ? null : Math.max(0, untilMs - nowMs);
  },
};
