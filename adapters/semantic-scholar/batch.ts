/** The question for many papers at once. Its body holds the names asked for, in the order of the answer. Pure. */
import { z } from "zod";
import { canonicalIdentifier, checkJson, type Exchange, type Identifier, refusal } from "../../src/contract/index.ts";

const bodySchema = z.object({ ids: z.array(z.string()) });
const refusalSchema = z.object({ error: z.string() });

/** The request's body for these papers. The same papers give the same text. */
export function batchBody(identifiers: readonly Identifier[]): string {
  return JSON.stringify({ ids: identifiers.map(nameOf) });
}

function nameOf({ scheme, value }: Identifier): string {
  return scheme === "arxiv" ? `ARXIV:${value}` : scheme === "doi" ? `DOI:${value}` : value;
}

/** The identifiers that a body made by {@link batchBody} asks for, in order; null in the place of what is none. */
export function askedIn(body: string | null): (Identifier | null)[] {
  let json: unknown;
  try {
    json = JSON.parse(body ?? "");
  } catch {
    return [];
  }
  return (bodySchema.safeParse(json).data?.ids ?? []).map((name) => {
    const [, prefix, value] = /^(ARXIV|DOI):(.+)$/.exec(name) ?? [];
    if (value === undefined) return canonicalIdentifier("semantic-scholar", name);
    return canonicalIdentifier(prefix === "DOI" ? "doi" : "arxiv", value);
  });
}

/** Whether a 400 says that none of the papers asked for is known; any other 400 is a refusal of the question. */
export function isNoneKnown({ status, body }: Exchange): boolean {
  if (status !== 400) return false;
  try {
    return /no valid paper ids/i.test(refusalSchema.safeParse(JSON.parse(body)).data?.error ?? "");
  } catch {
    return false;
  }
}

/** Whether the answer is one to its question: a place for each paper asked for. @throws {InvalidPayloadError} */
export function checkBatch(exchange: Exchange): void {
  if (exchange.status !== 200) return;
  const value = checkJson(exchange, "semantic-scholar");
  if (!Array.isArray(value)) throw refusal(exchange, "semantic-scholar", "ERR_SOURCE_INVALID_PAYLOAD", "is no list");
  const asked = askedIn(exchange.request.body).length;
  if (value.length === asked) return;
  const code = value.length === 0 ? "ERR_SOURCE_EMPTY_ANSWER" : "ERR_SOURCE_MISMATCH";
  throw refusal(exchange, "semantic-scholar", code, `has ${value.length} places for ${asked} papers`);
}
