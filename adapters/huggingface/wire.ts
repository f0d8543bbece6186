/**
 * What Hugging Face really sends for a day's list. A field that is always there must have its type; one that comes and
 * goes may be absent, or null (never seen, and read as absent). Keys that are not named here are ignored.
 */
import { z } from "zod";
import {
  checkJson,
  daySchema,
  type Exchange,
  type InvalidPayloadCode,
  InvalidPayloadError,
  instantSchema,
  LONGEST,
} from "../../src/contract/index.ts";

/** Identifiers and logins: never empty, never with blanks. */
const name = z
  .string()
  .max(LONGEST.name)
  .regex(/^[^\s\0]+$/, "expected a name without blanks");
const count = z.int().min(0).max(2_147_483_647);
const optionalName = z.string().max(LONGEST.name).nullish();
const prose = z.string().max(LONGEST.prose);
/** Longer ones cannot be stored. */
const address = z.string().max(4000);
const urls = z.array(address).nullish();

/** A person with an account. Keyed by nothing until July 2024, then for two weeks by `id`, since then by `_id`. */
const userSchema = z.object({
  _id: name.nullish(),
  id: name.nullish(),
  /** The login. */
  user: name,
  fullname: optionalName,
  avatarUrl: address.nullish(),
});
/** As sent: a person with an account. */
export type WireUser = z.infer<typeof userSchema>;

/** One printed author. Its own `_id` names the entry on this paper, not a person, and is not read. */
const authorSchema = z.object({
  name: z.string().max(LONGEST.name).regex(/\S/, "expected a name"),
  /** Always there. Without it an author who is to be hidden would be shown. */
  hidden: z.boolean(),
  status: optionalName,
  user: userSchema.nullish(),
});
/** As sent: one printed author. */
export type WireAuthor = z.infer<typeof authorSchema>;

/** `name` is the short name used in addresses. */
const organizationSchema = z.object({ _id: name.nullish(), name, fullname: optionalName, avatar: address.nullish() });
/** As sent: an organisation with an account. */
export type WireOrganization = z.infer<typeof organizationSchema>;

const paperSchema = z
  .object({
    id: name,
    title: z.string().max(LONGEST.line).regex(/\S/, "expected a title"),
    summary: prose,
    authors: z.array(authorSchema),
    /** Submission of v1; midnight where the upstream no longer says the time (since April 2026). */
    publishedAt: instantSchema,
    upvotes: count,
    discussionId: optionalName,
    submittedOnDailyAt: instantSchema.nullish(),
    submittedOnDailyBy: z.object({ user: name.nullish(), name: name.nullish() }).nullish(),
    mediaUrls: urls,
    projectPage: address.nullish(),
    githubRepo: address.nullish(),
    githubRepoAddedBy: optionalName,
    githubStars: count.nullish(),
    ai_summary: prose.nullish(),
    ai_summary_model: optionalName,
    ai_keywords: z.array(z.string().max(LONGEST.name)).nullish(),
    organization: organizationSchema.nullish(),
  })
  // A link has an author since December 2025; who added nothing would be the trace of a link that got lost.
  .refine(({ githubRepo, githubRepoAddedBy }) => !githubRepoAddedBy || Boolean(githubRepo), {
    error: "somebody added a repository, and none is named",
    path: ["githubRepo"],
  });

/** One line of a day's list. Its own `publishedAt` (a New York time marked as UTC), `title` and `upvoted` are not read. */
export const itemSchema = z.object({
  paper: paperSchema,
  numComments: count,
  mediaUrl: address.nullish(),
  mediaUrls: urls,
  thumbnail: address.nullish(),
  submittedBy: z.object({ name }).nullish(),
  organization: organizationSchema.nullish(),
  /** What `organization` was called from 2025-09-26 to 10-01. */
  submitterOrganization: organizationSchema.nullish(),
});
/** As sent: one line of a day's list. */
export type WireItem = z.infer<typeof itemSchema>;

const namedItemSchema = z.object({ paper: z.object({ id: name }) });

/** The id of an item that may be wrong elsewhere; null: it does not even name a paper. */
export function idOf(item: unknown): string | null {
  const named = namedItemSchema.safeParse(item);
  return named.success ? named.data.paper.id : null;
}

const datedItemSchema = z.object({ paper: z.object({ submittedOnDailyAt: instantSchema }) });

/** The day on which an item says it was listed; null: it does not say (a quarter of all items). */
export function statedDay(item: unknown): string | null {
  const dated = datedItemSchema.safeParse(item);
  return dated.success ? dated.data.paper.submittedOnDailyAt.slice(0, 10) : null;
}

const errorSchema = z.union([
  z.object({ error: z.union([z.string(), z.array(z.string())]) }),
  z.object({ errors: z.array(z.object({ message: z.string() })) }),
]);

/** Which part of which day's list an answer is: read from the request, since a quarter of the items do not say their day. */
interface ListAddress {
  readonly day: string;
  readonly limit: number;
  readonly page: number;
}

/** @throws {InvalidPayloadError} when the request does not ask for a day's list */
export function readAddress({ request }: Exchange): ListAddress {
  const query = new URLSearchParams(/\?([^#]*)/.exec(request.url)?.[1]);
  const day = daySchema.safeParse(query.get("date"));
  const limit = Number(query.get("limit") ?? 50);
  const page = Number(query.get("p") ?? 0);
  if (!day.success || !Number.isInteger(limit) || limit < 1 || !Number.isInteger(page) || page < 0) {
    throw invalid("The request does not ask for a day's list", request.url);
  }
  return { day: day.data, limit, page };
}

/**
 * The items of a list, unread.
 * @throws {InvalidPayloadError} when the answer is no list (a web page, cut short, an error object) or not the one asked for
 */
export function readItems(exchange: Exchange): readonly unknown[] {
  const { request, status } = exchange;
  if (status !== 200) throw invalid(`Status ${status} does not bring a list`, request.url, { status });
  const value = checkJson(exchange, "huggingface");
  if (!Array.isArray(value)) throw invalid("The answer is not a JSON array", request.url, { status });
  const { day, limit } = readAddress(exchange);
  // The upstream ignores parameters that it does not know, so an answer must prove that it is the one asked for.
  const stated = value.flatMap((item) => statedDay(item) ?? []);
  const strangers = stated.filter((other) => other !== day);
  const isOther = strangers.length * 2 > stated.length;
  if (isOther) throw invalid(`The answer lists ${strangers[0]}, not ${day}`, request.url, { code: "ERR_SOURCE_MISMATCH" });
  if (value.length > limit) {
    throw invalid(`The answer has ${value.length} items of ${limit} asked for`, request.url, { code: "ERR_SOURCE_MISMATCH" });
  }
  return value;
}

/** Looks at the shape of an answer to a request for a day's list. @throws {InvalidPayloadError} as {@link readItems} */
export function checkAnswer(exchange: Exchange): void {
  if (exchange.status === 200) readItems(exchange);
  // A refusal is the upstream's own word only when it is not a proxy's page.
  else checkJson(exchange, "huggingface");
}

/** How many items an answer holds at most when the upstream does not heed the size asked for. */
const DEFAULT_SIZE = 50;

/** What to ask for after an answer. `isPromised` false: only to be sure that nothing more comes. */
export interface NextAnswer {
  readonly limit: number;
  readonly page: number;
  readonly isPromised: boolean;
}

/**
 * What follows an answer; null: the list ends with it. A full answer is followed by another. An answer that is short and
 * names a next one, or holds exactly the upstream's default number, shows that the upstream gives less than was asked
 * for: the list is then gone on with in answers of that size, since pages of the size asked for would skip the rest.
 */
export function nextAnswer(exchange: Exchange, itemCount: number): NextAnswer | null {
  if (itemCount === 0) return null;
  const { limit, page } = readAddress(exchange);
  if (itemCount >= limit) return { limit, page: page + 1, isPromised: true };
  const isPromised = /rel="?next"?/i.test(exchange.headers["link"] ?? "");
  if (page > 0) return isPromised ? { limit, page: page + 1, isPromised } : null;
  return isPromised || itemCount === DEFAULT_SIZE ? { limit: itemCount, page: 1, isPromised } : null;
}

/** Whether an answer with status 400 refuses the day asked for. Its wording is not documented; it names the date. */
export function isRefusedDay(exchange: Exchange): boolean {
  if (exchange.status !== 400) return false;
  const error = errorSchema.safeParse(checkJson(exchange, "huggingface"));
  if (!error.success) return false;
  const messages = "errors" in error.data ? error.data.errors.map(({ message }) => message) : [error.data.error].flat();
  return messages.some((message) => /\bdate\b/i.test(message));
}

/** The error of a payload that is no answer to its request. */
export function invalid(
  message: string,
  url: string,
  details: { readonly status?: number; readonly code?: InvalidPayloadCode } = {},
): InvalidPayloadError {
  return new InvalidPayloadError(message, { source: "huggingface", url, ...details });
}
