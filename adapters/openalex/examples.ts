/** Recorded works, and why each is kept. */
import type { StreamExample } from "../../src/contract/index.ts";

function work(name: string, because: string, exchanges: readonly string[] = [name]): StreamExample {
  return { name, because, exchanges: exchanges.map((file) => `${file}.http.json`), records: `${name}.records.json` };
}

/** Examples of the stream `works`. */
export const examples: readonly [StreamExample, ...StreamExample[]] = [
  work("journal-article", "recorded 2024: one author with an institution, a date filled up to the first of the month"),
  work("preprint", "recorded 2025: asked by arXiv's DOI; a repository is no venue; a person taken for another one has no ORCID"),
  work("book-chapter", "recorded 2024: a venue that is neither journal nor conference, a date filled up to the first of January"),
  work("without-authors", "recorded 2024: no authors, no citations, an exact date"),
  work("merged", "301 to the work it was merged into: made by hand after OpenAlex's documentation, the work itself recorded", [
    "merged-from",
    "merged-to",
  ]),
  work("retracted", "made by hand out of the recorded journal article: the flag was never recorded as true"),
  work("unknown", "404; answered by the replay server, its wording never recorded"),
];
