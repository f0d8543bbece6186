/** A batch of GraphQL: partial answers with errors by path. */
import { z } from "zod";
import {
  type Exchange,
  InvalidPayloadError,
  type Normalized,
  type NormalizedRecord,
  type Rejection,
} from "../../src/contract/index.ts";
import { checkBatch } from "./answers.ts";
import { askedIn } from "./batch.ts";
import { absentRecord, askedIdentifier, foundRecord, metricRecords, ofGraphql } from "./records.ts";
import { ACCESS_BLOCKED, type GraphqlError, graphqlAnswerSchema, graphqlRepositorySchema, readJson } from "./wire.ts";

/** One record per alias. @throws {InvalidPayloadError} for a body that is no answer: no JSON, or errors alone */
export function normalizeBatch(page: readonly Exchange[]): Normalized {
  const records: NormalizedRecord[] = [];
  const rejected: Rejection[] = [];
  const counted = new Set<number>();
  for (const [exchange, whole] of page.entries()) {
    const { request, body } = whole;
    checkBatch(whole);
    const asked = askedIn(request.body);
    const answer = readJson(graphqlAnswerSchema, body);
    if (!asked || !answer?.data) {
      const reason = answer?.errors?.[0]?.message ?? "neither data nor errors";
      throw new InvalidPayloadError(`not an answer to a batch: ${reason}`, { source: "github", url: request.url });
    }
    for (const { alias, nameWithOwner } of asked) {
      const reject = (code: string, reason: string) => rejected.push({ exchange, path: `data.${alias}`, code, reason });
      const errors = answer.errors?.filter(({ path }) => path?.[0] === alias) ?? [];
      const said = answer.data[alias];
      const subject = askedIdentifier(nameWithOwner);
      if (!subject) {
        reject("ERR_RECORD_INVALID", `"${nameWithOwner}" is not a repository's name`);
        continue;
      }
      if (said === null || said === undefined) {
        const state = errors.map(stateOf).find((one) => one !== null);
        if (state) records.push(absentRecord(subject, state));
        else reject("ERR_RECORD_REFUSED", errors[0] ? wordsOf(errors[0]) : "no answer and no error for this name");
        continue;
      }
      // A field that failed comes as null; taken at its word it would say that there is no licence, no language…
      if (errors[0]) {
        reject("ERR_RECORD_INCOMPLETE", wordsOf(errors[0]));
        continue;
      }
      const repository = graphqlRepositorySchema.safeParse(said);
      if (!repository.success) {
        reject("ERR_RECORD_INVALID", z.prettifyError(repository.error));
        continue;
      }
      const found = ofGraphql(repository.data);
      records.push(foundRecord(subject, found));
      if (!counted.has(found.id)) records.push(...metricRecords(found));
      counted.add(found.id);
    }
  }
  return { records, rejected };
}

/** Null: the error says nothing about the repository itself. */
function stateOf({ type, message }: GraphqlError): "GONE" | "BLOCKED" | null {
  if (type === "NOT_FOUND") return "GONE";
  return type === "FORBIDDEN" && ACCESS_BLOCKED.test(message) ? "BLOCKED" : null;
}

function wordsOf({ type, message, path }: GraphqlError): string {
  return `${type ?? "error"} at ${path?.join(".") ?? "the whole answer"}: ${message}`;
}
