/** Semantic Scholar's batch endpoint. https://api.semanticscholar.org/api-docs/graph#tag/Paper-Data/operation/post_graph_get_papers */
import { type DiscoverContext, type Exchange, type Identifier, RefusedError } from "../../src/contract/index.ts";
import { batchBody, checkBatch, isNoneKnown } from "./batch.ts";

/** Papers of one question at most. */
export const BATCH_SIZE = 500;

const FIELDS = [
  ...["paperId", "externalIds", "title", "abstract", "venue", "publicationVenue", "year", "publicationDate"],
  ...["citationCount", "journal", "authors"],
].join(",");

/** Asks for up to {@link BATCH_SIZE} papers. @throws {SourceError} */
export async function askBatch({ http, settings }: DiscoverContext, identifiers: readonly Identifier[]): Promise<Exchange> {
  const base = (settings["SEMANTIC_SCHOLAR_URL"] ?? "").replace(/\/+$/, "");
  const key = settings["SEMANTIC_SCHOLAR_KEY"]?.trim();
  const url = `${base}/paper/batch?fields=${FIELDS}`;
  const exchange = await http.request({
    method: "POST",
    url,
    headers: { "content-type": "application/json", accept: "application/json", ...(key && { "x-api-key": key }) },
    body: batchBody(identifiers),
    answers: [400],
    check: checkBatch,
  });
  if (exchange.status !== 200 && !isNoneKnown(exchange)) {
    throw new RefusedError("Semantic Scholar refuses the question", { source: "semantic-scholar", url, status: exchange.status });
  }
  return exchange;
}
