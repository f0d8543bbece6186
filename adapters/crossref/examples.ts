/** Recorded works, and why each is kept. */
import type { StreamExample } from "../../src/contract/index.ts";

function work(name: string, because: string): StreamExample {
  return { name, because, exchanges: [`${name}.http.json`], records: `${name}.records.json` };
}

/** Examples of the stream `works`. */
export const examples: readonly [StreamExample, ...StreamExample[]] = [
  work("corrected", "recorded: a correction in `updated-by`, no affiliations, an article's number in the place of pages"),
  work("with-preprint", "recorded: `has-preprint`, ORCIDs and affiliations; its only update is of itself, a new version"),
  work("proceedings", "recorded: a conference paper, its date a year alone"),
  work("preprint", "recorded: posted content has no venue; an abstract in JATS"),
  work("nameless-author", "recorded: a thesis without a venue, one of its authors without a name"),
  work(
    "retracted",
    "made by hand out of a recorded work: a retraction, an arXiv preprint and a ROR identifier were never recorded",
  ),
  work("retraction-notice", "made by hand out of a recorded work: the notice itself, with `update-to`"),
  work("unknown", "recorded as plain text, here under another DOI"),
];
