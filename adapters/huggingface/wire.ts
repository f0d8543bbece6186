/**
 * What Hugging Face really sends for a day's list. A field that is always there must have its type; one that comes and
 * goes may be absent, or null (never seen, and read as absent). Keys that are not named here are ignored.
 */
import { z } from "zod";
import { daySchema, type Exchange, InvalidPayloadError, instantSchema } from "../../src/contract/index.ts";

/** Identifiers and logins: never empty, never with blanks. */
const name = z
  .string()
  .max(500)
  .regex(/^[^\s\0]+$/, "expected a name without blanks");
const count = z.int().min(0).max(2_147_483_647);
const optionalText = z.string().nullish();
const urls = z.array(z.string()).nullish();

/** A person with an account. Keyed by nothing until July 2024, then for two weeks by `id`, since then by `_id`. */
const userSchema = z.object({
  _id: name.nullish(),
  id: name.nullish(),
  /** The login. */
  user: name,
  fullname: optionalText,
  avatarUrl: optionalText,
});
/** As sent: a person with an account. */
export type WireUser = z.infer<typeof userSchema>;

/** One printed author. Its own `_id` names the entry on this paper, not a person, and is not read. */
const authorSchema = z.object({
  name: z.string(),
  hidden: z.boolean().nullish(),
  status: optionalText,
  user: userSchema.nullish(),
});
/** As sent: one printed author. */
export type WireAuthor = z.infer<typeof authorSchema>;

/** `name` is the short name used in addresses. */
const organizationSchema = z.object({ _id: name.nullish(), name, fullname: optionalText, avatar: optionalText });
/** As sent: an organisation with an account. */
export type WireOrganization = z.infer<typeof organizationSchema>;

const paperSchema = z.object({
  id: name,
  title: z.string().regex(/\S/, "expected a title"),
  summary: z.string().optional(),
  authors: z.array(authorSchema).optional(),
  /** Submission of v1; midnight where the upstream no longer says the time (since April 2026). */
  publishedAt: instantSchema.optional(),
  upvotes: count.optional(),
  discussionId: optionalText,
  submittedOnDailyAt: instantSchema.nullish(),
  submittedOnDailyBy: z.object({ user: name.nullish(), name: name.nullish() }).nullish(),
  mediaUrls: urls,
  projectPage: optionalText,
  githubRepo: optionalText,
  githubRepoAddedBy: optionalText,
  githubStars: count.nullish(),
  ai_summary: optionalText,
  ai_summary_model: optionalText,
  ai_keywords: z.array(z.string()).nullish(),
  organization: organizationSchema.nullish(),
});

/** One line of a day's list. Its own `publishedAt` (a New York time marked as UTC), `title` and `upvoted` are not read. */
export const itemSchema = z.object({
  paper: paperSchema,
  summary: z.string().optional(),
  numComments: count.optional(),
  mediaUrl: optionalText,
  mediaUrls: urls,
  thumbnail: optionalText,
  submittedBy: z.object({ name }).nullish(),
  organization: organizationSchema.nullish(),
  /** What `organization` was called from 2025-09-26 to 10-01. */
  submitterOrganization: organizationSchema.nullish(),
});
/** As sent: one line of a day's list. */
export type WireItem = z.infer<typeof itemSchema>;

/** The least that names a paper: what an item that is wrong elsewhere may still say. */
export const namedItemSchema = z.object({ paper: z.object({ id: name }) });

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

/** The items of a list, unread. @throws {InvalidPayloadError} when the answer is no list: HTML, cut short, an error object */
export function readItems({ request, status, body }: Exchange): readonly unknown[] {
  if (status !== 200) throw invalid(`Status ${status} does not bring a list`, request.url, status);
  const value = parseJson(body);
  if (!Array.isArray(value)) throw invalid("The answer is not a JSON array", request.url, status);
  return value;
}

/**
 * Whether a list ends with this answer. A full one is followed by another, and so is one that says so: a cap lower than
 * the size asked for must not pass for the end.
 */
export function isLastAnswer(exchange: Exchange, itemCount: number): boolean {
  if (itemCount === 0) return true;
  return itemCount < readAddress(exchange).limit && !/rel="?next"?/i.test(exchange.headers["link"] ?? "");
}

/** Whether an answer with status 400 refuses the day asked for. Its wording is not documented; it names the date. */
export function isRefusedDay({ status, body }: Exchange): boolean {
  if (status !== 400) return false;
  const error = errorSchema.safeParse(parseJson(body));
  if (!error.success) return false;
  const messages = "errors" in error.data ? error.data.errors.map(({ message }) => message) : [error.data.error].flat();
  return messages.some((message) => /\bdate\b/i.test(message));
}

/** The error of a payload that is no answer to its request. */
export function invalid(message: string, url: string, status?: number): InvalidPayloadError {
  return new InvalidPayloadError(message, { source: "huggingface", url, ...(status !== undefined && { status }) });
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
