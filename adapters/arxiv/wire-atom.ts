/** What arXiv's Atom query API really sends. https://info.arxiv.org/help/api/user-manual.html */
import { z } from "zod";
import type { Exchange } from "../../src/contract/index.ts";
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

/** An answer to a query. `totalResults`: how many of the ids asked for exist, whatever the answer shows. */
export type AtomAnswer =
  | { readonly kind: "error"; readonly message: string }
  | {
      readonly kind: "entries";
      readonly entries: readonly unknown[];
      readonly totalResults: number;
      readonly isComplete: boolean;
    };

/** @throws {InvalidPayloadError} when the body is not an Atom feed with its counts */
export function readAtom(exchange: Exchange): AtomAnswer {
  const parsed = feedSchema.safeParse(parseXml(exchange, "feed"));
  if (!parsed.success) throw invalid(exchange, `is not a query's feed: ${z.prettifyError(parsed.error)}`);
  const { totalResults, startIndex = 0, entry: entries } = parsed.data.feed;
  for (const entry of entries) {
    const error = errorEntrySchema.safeParse(entry);
    if (error.success) return { kind: "error", message: error.data.summary?.trim() ?? "" };
  }
  if (exchange.status !== 200) throw invalid(exchange, `has status ${exchange.status} and no error entry`);
  const asked = Number(new URL(exchange.request.url).searchParams.get("max_results") ?? 10);
  const shown = Math.min(asked, Math.max(0, totalResults - startIndex));
  return { kind: "entries", entries, totalResults, isComplete: entries.length >= shown };
}

/** The id that an error's message names as malformed; null: the message is about something else. */
export function malformedIdIn(message: string): string | null {
  return /^incorrect id format for (.+)$/.exec(message.trim())?.[1]?.trim() ?? null;
}

const term = z.object({ "@_term": z.string().min(1) }).transform((category) => category["@_term"]);

/** `http://arxiv.org/abs/1707.08567v1` */
const entryId = text
  .transform((written) => written.trim().replace(/^https?:\/\/(?:export\.)?arxiv\.org\/abs\//i, ""))
  .pipe(arxivReferenceText);

/** One paper in its newest version. `published` is the submission of v1, `updated` that of the version shown. */
export const entrySchema = z.object({
  id: entryId,
  title: requiredLine,
  summary: text.optional(),
  published: rfc3339Instant,
  updated: rfc3339Instant,
  author: many(element({ name: text, affiliation: many(text) })),
  primary_category: term.optional(),
  category: many(term),
  comment: optionalLine,
  journal_ref: optionalLine,
  doi: doiList,
});
export type WireEntry = z.infer<typeof entrySchema>;
