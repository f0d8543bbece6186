/** What pages of OAI lists share, whatever their format. Pure. */
import type { Exchange } from "../../src/contract/index.ts";
import { readOai } from "./wire-oai.ts";
import { invalid } from "./xml.ts";

/** Errors that say something about the list: it is empty, or its token is dead and the list is read anew. */
const LIST_ERRORS = new Set(["noRecordsMatch", "badResumptionToken"]);

/** The records of one page of a list, unread. @throws {InvalidPayloadError} when the body is no answer, or refuses the request */
export function readListPage(exchange: Exchange): readonly unknown[] {
  const answer = readOai(exchange, "ListRecords");
  if (answer.kind === "records") return answer.records;
  if (LIST_ERRORS.has(answer.code)) return [];
  throw invalid(exchange, `refuses the list: ${answer.code}: ${answer.message}`);
}
