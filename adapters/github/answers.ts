/** Whether an answer is one to its question, before anybody reads a repository out of it. Pure. */
import { z } from "zod";
import { checkJson, type Exchange, refusal } from "../../src/contract/index.ts";
import { askedIn } from "./batch.ts";
import { graphqlAnswerSchema, nameWithOwner } from "./wire.ts";

const messageSchema = z.object({ message: z.string() });
const outlineSchema = z.object({ id: z.int().optional().catch(undefined), full_name: nameWithOwner.optional().catch(undefined) });

/**
 * Looks at the answer of REST to a repository's name or id. A redirect's body says nothing that its headers do not.
 * @throws {InvalidPayloadError} for what is no JSON object, a refusal that GitHub did not write, or another repository
 */
export function checkRepository(exchange: Exchange): void {
  const { status, request } = exchange;
  // A 403 may be throttling: the runner's client knows the difference.
  if (status === 403 || (status >= 300 && status < 400)) return;
  const value = checkJson(exchange, "github");
  if (Array.isArray(value)) throw refusal(exchange, "github", "ERR_SOURCE_INVALID_PAYLOAD", "is a list, not a repository");
  if (status !== 200) {
    checkWords(exchange, value);
    return;
  }
  const { id, full_name: fullName } = outlineSchema.parse(value);
  const [, askedName] = /\/repos\/([^/?#]+\/[^/?#]+)$/.exec(request.url) ?? [];
  const [, askedId] = /\/repositories\/(\d+)$/.exec(request.url) ?? [];
  const isOther =
    (askedName !== undefined && fullName !== undefined && fullName.toLowerCase() !== askedName.toLowerCase()) ||
    (askedId !== undefined && id !== undefined && String(id) !== askedId);
  // A repository that was renamed is answered with a redirect.
  if (isOther) throw refusal(exchange, "github", "ERR_SOURCE_MISMATCH", "is about another repository");
}

/**
 * Looks at the answer to a question for a repository's stars by day: never an empty list, since the running week is in it.
 * @throws {InvalidPayloadError} for what is no JSON list, or a refusal that GitHub did not write
 */
export function checkStarHistory(exchange: Exchange): void {
  const { status } = exchange;
  if (status === 403 || (status >= 300 && status < 400)) return;
  const value = checkJson(exchange, "github");
  if (status !== 200) checkWords(exchange, value);
  else if (!Array.isArray(value)) throw refusal(exchange, "github", "ERR_SOURCE_INVALID_PAYLOAD", "is no list of weeks");
  else if (value.length === 0) throw refusal(exchange, "github", "ERR_SOURCE_EMPTY_ANSWER", "has not even the running week");
}

/** "Gone" must be GitHub's own word: proxies and captive portals say 404, too. */
function checkWords(exchange: Exchange, value: unknown): void {
  if (messageSchema.safeParse(value).success) return;
  throw refusal(exchange, "github", "ERR_SOURCE_INVALID_PAYLOAD", "is not a refusal in GitHub's form");
}

/**
 * Looks at the answer of GraphQL to a batch. Errors without data pass: they may say that the budget is used up.
 * @throws {InvalidPayloadError} for what is no GraphQL answer, or one that knows none of the names asked for
 */
export function checkBatch(exchange: Exchange): void {
  if (exchange.status !== 200) return;
  const answer = graphqlAnswerSchema.safeParse(checkJson(exchange, "github"));
  if (!answer.success || (!answer.data.data && !answer.data.errors?.length)) {
    throw refusal(exchange, "github", "ERR_SOURCE_INVALID_PAYLOAD", "has neither data nor errors");
  }
  const { data } = answer.data;
  const asked = askedIn(exchange.request.body) ?? [];
  if (data && asked.length > 0 && !asked.some(({ alias }) => alias in data)) {
    throw refusal(exchange, "github", "ERR_SOURCE_MISMATCH", "says nothing of the names asked for");
  }
}
