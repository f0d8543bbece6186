/** OpenAlex's works as records. Pure. */
import { z } from "zod";
import type { Exchange, Identifier, Normalized, NormalizedRecord, Rejection } from "../../src/contract/index.ts";
import { askedIn, checkWork, isRedirect } from "./client.ts";
import { recordsOf } from "./records.ts";
import { workSchema } from "./wire.ts";

/** One record set per work asked for; the exchanges of a page are one chain after the other. @throws {InvalidPayloadError} */
export function normalize(page: readonly Exchange[]): Normalized {
  const records = new Map<string, NormalizedRecord>();
  const rejected: Rejection[] = [];
  let subject: Identifier | null = null;
  for (const [at, exchange] of page.entries()) {
    checkWork(exchange);
    const before = page[at - 1];
    if (!before || !isRedirect(before) || subject === null) subject = askedIn(exchange);
    const reject = (path: string, code: string, reason: string) => rejected.push({ exchange: at, path, code, reason });
    if (subject === null) reject("url", "ERR_RECORD_IDENTIFIER", "the request names no work");
    else if (isRedirect(exchange)) {
      const next = page[at + 1];
      if (!next || askedIn(next)?.scheme !== "openalex")
        reject("headers.location", "ERR_RECORD_REDIRECT", "the redirect leads nowhere");
    } else if (exchange.status === 404) keep(records, { kind: "paper", subject, entry: null, isKnown: false });
    else {
      const work = workSchema.safeParse(JSON.parse(exchange.body));
      if (work.success) for (const record of recordsOf(subject, work.data, reject)) keep(records, record);
      else reject(work.error.issues[0]?.path.join(".") || "body", "ERR_RECORD_INVALID", z.prettifyError(work.error));
    }
  }
  return { records: [...records.values()], rejected };
}

/** One record about one thing; the first one counts. */
function keep(records: Map<string, NormalizedRecord>, record: NormalizedRecord): void {
  if (!("subject" in record)) return;
  const key = `${record.kind} ${record.subject.scheme}:${record.subject.value}`;
  if (!records.has(key)) records.set(key, record);
}
