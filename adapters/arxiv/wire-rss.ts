/** What arXiv's announcement feeds (RSS 2.0) really send. https://info.arxiv.org/help/rss.html */
import { z } from "zod";
import type { Exchange } from "../../src/contract/index.ts";
import { isCategory, isWithin } from "./archives.ts";
import { arxivReference, doiList, element, license, many, optionalLine, requiredLine, rfc1123Instant, text } from "./wire.ts";
import { invalid, parseXml } from "./xml.ts";

const feedSchema = z.object({
  rss: z.object({
    channel: element({ title: text, description: text.optional(), pubDate: rfc1123Instant, item: many(z.unknown()) }),
  }),
});

/** A feed. `builtAt`: midnight in New York of the day on which it was rendered, which may be later than its batch's day. */
export type RssAnswer =
  | { readonly kind: "error"; readonly message: string }
  | { readonly kind: "items"; readonly builtAt: string; readonly items: readonly unknown[] };

/** The category or archive that a feed was asked for. @throws {InvalidPayloadError} when the request does not name one alone */
export function categoryIn(exchange: Exchange): string {
  const category = decodeURIComponent(/\/([^/]*)$/.exec(new URL(exchange.request.url).pathname)?.[1] ?? "");
  if (!/^[a-z-]+(?:\.[A-Za-z-]+)?$/.test(category))
    throw invalid(exchange, "belongs to a request that does not name one category");
  return category;
}

const outlineSchema = z.object({ category: many(text) });

/** Whether a feed is of the category asked for: by its title, and by what most of its items say. */
function isOf(category: string, title: string, items: readonly unknown[]): boolean {
  const named = /^\s*(\S.*?) updates on arXiv\.org\s*$/.exec(title)?.[1];
  if (named !== undefined && named !== category) return false;
  const outlines = items.flatMap((item) => outlineSchema.safeParse(item).data ?? []).filter((one) => one.category.length > 0);
  const strangers = outlines.filter((one) => !one.category.some((code) => isWithin(code.trim(), category)));
  return strangers.length * 2 <= outlines.length;
}

/** @throws {InvalidPayloadError} when the body is not an RSS feed, or the feed of another category than its request's */
export function readRss(exchange: Exchange): RssAnswer {
  const parsed = feedSchema.safeParse(parseXml(exchange, "rss"));
  if (!parsed.success) throw invalid(exchange, `is not an RSS feed: ${z.prettifyError(parsed.error)}`);
  const { title, description, pubDate, item } = parsed.data.rss.channel;
  // An unknown category gives a feed, too, with status 400.
  if (/^\s*Feed error for query:/.test(title)) return { kind: "error", message: description?.trim() || title.trim() };
  if (exchange.status !== 200) throw invalid(exchange, `has status ${exchange.status} and is no feed error`);
  if (!isOf(categoryIn(exchange), title, item)) {
    throw invalid(exchange, "is the feed of another category", "ERR_SOURCE_MISMATCH");
  }
  return { kind: "items", builtAt: pubDate, items: item };
}

const TYPES = { new: "NEW", cross: "CROSS", replace: "REPLACE", "replace-cross": "REPLACE_CROSS" } as const;

const announceType = text
  .transform((written) => written.trim())
  .pipe(z.enum(["new", "cross", "replace", "replace-cross"]))
  .transform((type) => TYPES[type]);

/** `arXiv:2509.13332v1 Announce Type: new ⏎Abstract: …` to the abstract. */
const abstract = text
  .pipe(z.string().regex(/(?:^|\s)Abstract:/, "expected a description with an abstract"))
  .transform((written) => /(?:^|\s)Abstract:\s?([\s\S]*)$/.exec(written)?.[1]);

/** `oai:arXiv.org:2509.13332v1`; an announcement is of one version. */
const versionedReference = arxivReference.transform(({ subject, version }, context) => {
  if (version !== null) return { subject, version };
  context.addIssue({ code: "custom", message: "expected an identifier with a version" });
  return z.NEVER;
});

/** One announcement. `dc:creator` is one text of names and affiliations, which cannot be taken apart safely, and is not read. */
export const itemSchema = z.object({
  guid: versionedReference,
  title: requiredLine,
  description: abstract,
  category: many(requiredLine).refine(
    (codes) => codes.length > 0 && codes.every(isCategory),
    "expected categories of arXiv's and nothing else",
  ),
  announce_type: announceType,
  rights: license,
  journal_reference: optionalLine,
  DOI: doiList,
});
export type WireItem = z.infer<typeof itemSchema>;
