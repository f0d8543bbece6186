/** Recorded days, each trimmed to the smallest that shows its case. Abstracts and generated summaries are replaced by placeholders. */
import type { StreamExample } from "../../src/contract/index.ts";

/** A day that came in one answer; its files are named after it. */
function day(name: string, because: string): StreamExample {
  return { name, because, exchanges: [`${name}.http.json`], records: `${name}.records.json` };
}

/** Examples of the daily stream, in the order in which the upstream's shape changed, then odd cases. */
export const dailyExamples: readonly [StreamExample, ...StreamExample[]] = [
  day("early-2024", "the oldest shape: mediaUrl as one text, users without any id, no submitter, no thumbnail"),
  day("media-list-2024", "2024-06-12: mediaUrl became mediaUrls, thumbnail came; submitters came a day later"),
  day("user-id-2024", "two weeks of 2024 in which a user's id is called id, and a submitter has none"),
  day("same-user-twice", "one account behind two authors of a paper: two authors, one account"),
  day(
    "tex-title-2025",
    "the outer title is arXiv's with its TeX, the inner one has it stripped; the inner one is kept, on one line",
  ),
  day("no-submitter-2025", "four days of March 2025 name no submitter"),
  day("project-page-blank", "a blank before the project page, a slash after the repository, the submitter inside and outside"),
  day("submitter-organization", "six days of 2025 call the organisation submitterOrganization; one has no avatar"),
  day("shape-2026", "the newest shape: dates without a time, who added the repository, the summary's model, a hidden author"),
  day("keyword-twice", "a keyword twice: once is right"),
  day("repeated-paper", "2506.01920 stands twice in one answer; positions go on without a gap"),
  day("repository-odd-links", "a trailing slash, a file in a repository, a line break in a link (no repository), a branch"),
  day("repository-organization-only", "a link to an organisation names no repository; it is kept as written"),
  day(
    "repository-shared",
    "three papers link one repository with one, two and three trailing slashes: one repository, stars once",
  ),
  day("stars-without-repository", "stars of no repository are of nothing; a link ends in .git"),
  day("weekend", "an empty list is an answer"),
  day("not-open-yet", "400 for a day that the upstream does not hold to have begun"),
  day("bad-record", "votes as a text: the record is rejected with its path, its neighbours keep their places"),
  {
    name: "two-pages",
    because:
      "an answer shorter than asked for that names a next one, which is asked for in its size; a paper on two answers has its first place; the end is an empty one",
    exchanges: ["two-pages-0.http.json", "two-pages-1.http.json", "two-pages-2.http.json"],
    records: "two-pages.records.json",
  },
];
