/** One repository of REST: the name that was asked for, redirects, and the last answer. */
import { z } from "zod";
import {
  type Exchange,
  type Identifier,
  InvalidPayloadError,
  type Normalized,
  type NormalizedRecord,
  type Rejection,
} from "../../src/contract/index.ts";
import { checkRepository } from "./answers.ts";
import { absentRecord, askedIdentifier, foundRecord, metricRecords, ofRest } from "./records.ts";
import { ACCESS_BLOCKED, restRepositorySchema } from "./wire.ts";

const ASKED = /\/repos\/([^/?#]+\/[^/?#]+)(?:\/stargazers\/history\?[^#]*)?$/;

/** A chain of exchanges about one name; `last` is the place of the final one in the page. */
interface Chain {
  readonly subject: Identifier;
  last: number;
}

/** One record per name. @throws {InvalidPayloadError} for an answer that is none to its question */
export function normalizeLookup(page: readonly Exchange[]): Normalized {
  const records: NormalizedRecord[] = [];
  const rejected: Rejection[] = [];
  const counted = new Set<number>();
  for (const { subject, last } of chainsOf(page)) {
    const exchange = page[last];
    if (!exchange) continue;
    const { status, body } = exchange;
    checkRepository(exchange);
    const reject = (path: string, code: string, reason: string) => rejected.push({ exchange: last, path, code, reason });
    if (status === 404 || status === 410) records.push(absentRecord(subject, "GONE"));
    else if (status === 451 || (status === 403 && ACCESS_BLOCKED.test(body))) records.push(absentRecord(subject, "BLOCKED"));
    else if (status >= 300 && status < 400)
      reject("headers.location", "ERR_RECORD_REDIRECT", `the redirect (${status}) leads nowhere`);
    else if (status !== 200) reject("status", "ERR_RECORD_REFUSED", `answered ${status}`);
    else {
      const repository = restRepositorySchema.safeParse(JSON.parse(body));
      if (!repository.success) {
        reject(repository.error.issues[0]?.path.join(".") || "body", "ERR_RECORD_INVALID", z.prettifyError(repository.error));
        continue;
      }
      const found = ofRest(repository.data);
      records.push(foundRecord(subject, found));
      if (!counted.has(found.id)) records.push(...metricRecords(found));
      counted.add(found.id);
    }
  }
  return { records, rejected };
}

/** A request by name begins a chain; a request by id, or one that a redirect named, goes on with it. @throws {InvalidPayloadError} */
export function chainsOf(page: readonly Exchange[]): Chain[] {
  const chains: Chain[] = [];
  for (const [at, { request }] of page.entries()) {
    const before = page[at - 1];
    const isRedirected = before !== undefined && before.status >= 300 && before.status < 400;
    const chain = chains.at(-1);
    if (isRedirected && chain) {
      chain.last = at;
      continue;
    }
    const subject = askedIdentifier(ASKED.exec(request.url)?.[1] ?? "");
    if (!subject) throw new InvalidPayloadError("not a request for a repository by name", { source: "github", url: request.url });
    chains.push({ subject, last: at });
  }
  return chains;
}
