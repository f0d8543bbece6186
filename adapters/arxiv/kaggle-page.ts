/** How lines of the snapshot's file stand in the archive: one exchange, whose address says which lines they are. Pure. */
import { type Exchange, InvalidPayloadError, type LineFile } from "../../src/contract/index.ts";

/** Where the snapshot is published; arXiv's own account. */
const SNAPSHOT_URL = "https://www.kaggle.com/datasets/Cornell-University/arxiv";
const PLACE = /#lines=([1-9]\d{0,11})-([1-9]\d{0,11})$/;

/** Lines of a file as a page. The file's own name is not in it: a copy under another name says the same. */
export const kaggleFile: LineFile = {
  linesPerPage: 1000,
  exchangeOf: (lines, first) => ({
    request: { method: "GET", url: `${SNAPSHOT_URL}#lines=${first}-${first + lines.length - 1}`, body: null },
    status: 200,
    headers: { "content-type": "application/x-ndjson" },
    body: `${lines.join("\n")}\n`,
  }),
};

/** A page's lines. `first`: number of its first line in the file, 1-based. @throws {InvalidPayloadError} when lines are missing */
export function linesOf({ request: { url }, body }: Exchange): { readonly first: number; readonly lines: readonly string[] } {
  const [, from, to] = PLACE.exec(url) ?? [];
  if (from === undefined) throw new InvalidPayloadError("the address names no lines", { url });
  const [first, last] = [Number(from), Number(to)];
  const lines = body.split("\n");
  // What follows the last line's end; anything there is a line that was cut.
  const rest = lines.pop();
  if (rest !== "" || lines.length !== last - first + 1) {
    throw new InvalidPayloadError(`the body is not the lines ${first} to ${last}`, { url, code: "ERR_SOURCE_TRUNCATED" });
  }
  return { first, lines };
}
