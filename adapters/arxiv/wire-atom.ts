/** What arXiv's Atom query API really sends. https://info.arxiv.org/help/api/user-manual.html */
import { z } from "zod";
import { canonicalIdentifier, type Exchange, type Identifier, LONGEST } from "../../src/contract/index.ts";
import { arxivReferenceText, doiList, element, many, optionalLine, requiredLine, rfc3339Instant, text } from "./wire.ts";
import { invalid, parseXml } from "./xml.ts";

const count = text
  .transform((written) => written.trim())
  .pipe(z.string().regex(/^\d{1,9}$/))
  .transform(Number);

const feedSchema = z.object({ feed: element({ totalResults: count, startIndex: count.optional(), entry: many(z.unknown()) }) });

/** An error stands where a paper would: one entry with this title and an address of this kind, with HTTP status 400, formerly 200. */
const errorEntrySchema = z.object({
  id: text.pipe(z.string().regex(/^\s*https?:\/\/(?:export\.)?arxiv\.org\/api\/errors/i)),
  title: text.pipe(z.string().regex(/^\s*Error\s*$/)),
  summary: text.optional(),
});

/** An answer to a query. `totalResults`: how many of the ids asked for exist, all of which the answer shows. */
export type AtomAnswer =
  | { readonly kind: "error"; readonly message: string }
  | { readonly kind: "entries"; readonly entries: readonly unknown[]; readonly totalResults: number };

const namedEntrySchema = z.object({ id: text });

/** The papers that a request asks for by id; none for a search. */
export function askedIn({ request }: Exchange): Identifier[] {
  const list = new URL(request.url).searchParams.get("id_list") ?? "";
  const ids = list.split(",").map((id) => canonicalIdentifier("arxiv", id));
  return [...new Map(ids.filter((id) => id !== null).map((id) => [id.value, id])).values()];
}

/**
 * @throws {InvalidPayloadError} when the body is not an Atom feed with its counts, shows fewer papers than it counts, or one
 * that was not asked for
 */
export function readAtom(exchange: Exchange): AtomAnswer {
  const parsed = feedSchema.safeParse(parseXml(exchange, "feed"));
  if (!parsed.success) throw invalid(exchange, `is not a query's feed: ${z.prettifyError(parsed.error)}`);
  const { totalResults, startIndex = 0, entry: entries } = parsed.data.feed;
  for (const entry of entries) {
    const error = errorEntrySchema.safeParse(entry);
    if (error.success) return { kind: "error", message: error.data.summary?.trim() ?? "" };
  }
  if (exchange.status !== 200) throw invalid(exchange, `has status ${exchange.status} and no error entry`);
  const size = Number(new URL(exchange.request.url).searchParams.get("max_results") ?? 10);
  const promised = Math.min(size, Math.max(0, totalResults - startIndex));
  const ids = entries.map((entry) => idOfEntry(entry));
  // One that stands twice is not two; one whose id cannot be read may be any.
  const shown = new Set(ids.filter((id) => id !== null)).size + ids.filter((id) => id === null).length;
  if (shown < promised) {
    const code = shown === 0 ? "ERR_SOURCE_EMPTY_ANSWER" : "ERR_SOURCE_INVALID_PAYLOAD";
    throw invalid(exchange, `counts ${totalResults} results and shows ${shown}`, code);
  }
  const asked = new Set(askedIn(exchange).map(({ value }) => value));
  const stranger = ids.find((id) => id !== null && asked.size > 0 && !asked.has(id));
  if (stranger) throw invalid(exchange, `shows ${stranger}, which was not asked for`, "ERR_SOURCE_MISMATCH");
  return { kind: "entries", entries, totalResults };
}

function idOfEntry(entry: unknown): string | null {
  const named = namedEntrySchema.safeParse(entry);
  const id = named.success ? entryId.safeParse(named.data.id) : undefined;
  return id?.success ? id.data.subject.value : null;
}

/** The id that an error's message names as malformed; null: the message is about something else. */
export function malformedIdIn(message: string): string | null {
  return /^incorrect id format for (.+)$/.exec(message.trim())?.[1]?.trim() ?? null;
}

const term = z.object({ "@_term": z.string().min(1).max(LONGEST.name) }).transform((category) => category["@_term"]);

/** `http://arxiv.org/abs/1707.08567v1` */
const entryId = text
  .transform((written) => written.trim().replace(/^https?:\/\/(?:export\.)?arxiv\.org\/abs\//i, ""))
  .pipe(arxivReferenceText);

/** One paper in its newest version. `published` is the submission of v1, `updated` that of the version shown. */
export const entrySchema = z.object({
  id: entryId,
  title: requiredLine,
  summary: text,
  published: rfc3339Instant,
  updated: rfc3339Instant,
  author: many(
    element({
      name: text.pipe(z.string().max(LONGEST.name)),
      affiliation: many(text.pipe(z.string().max(LONGEST.line))),
    }),
  ),
  primary_category: term,
  category: many(term),
  comment: optionalLine,
  journal_ref: optionalLine,
  doi: doiList,
});
export type WireEntry = z.infer<typeof entrySchema>;
