/** Crossref's works as records. Pure. */
import { z } from "zod";
import type { Exchange, Normalized, NormalizedRecord, Rejection } from "../../src/contract/index.ts";
import { askedIn, checkWork } from "./client.ts";
import { recordsOf } from "./records.ts";
import { workSchema } from "./wire.ts";

const answerSchema = z.object({ message: workSchema });

/** @throws {InvalidPayloadError} for an answer that is none to its question */
export function normalize(page: readonly Exchange[]): Normalized {
  const records: NormalizedRecord[] = [];
  const rejected: Rejection[] = [];
  for (const [at, exchange] of page.entries()) {
    checkWork(exchange);
    const subject = askedIn(exchange);
    const reject = (path: string, code: string, reason: string) => rejected.push({ exchange: at, path, code, reason });
    if (subject === null) {
      reject("url", "ERR_RECORD_IDENTIFIER", "the request names no DOI");
    } else if (exchange.status === 404) {
      records.push({ kind: "paper", subject, entry: null, isKnown: false });
    } else {
      const answer = answerSchema.safeParse(JSON.parse(exchange.body));
      if (answer.success) records.push(...recordsOf(subject, answer.data.message, reject));
      else reject(answer.error.issues[0]?.path.join(".") || "body", "ERR_RECORD_INVALID", z.prettifyError(answer.error));
    }
  }
  return { records, rejected };
}
