/** Recorded answers, each trimmed to the smallest that shows its case. Abstracts and comments are replaced by placeholders. */
import type { StreamExample } from "../../src/contract/index.ts";

/** A case that came in one answer; its files are named after it. */
function answer(name: string, because: string): StreamExample {
  return { name, because, exchanges: [`${name}.http.json`], records: `${name}.records.json` };
}

/** Lists in the format `arXiv`. */
export const oaiExamples: readonly [StreamExample, ...StreamExample[]] = [
  answer("oai-first-page", "the first of two answers; its token leads to the second"),
  answer("oai-last-page", "the end of a list of several answers: an empty token"),
  answer(
    "oai-one-page",
    "a list of one answer has no token at all; an old identifier, no licence, an acm-class that is not read",
  ),
  answer("oai-nothing", "noRecordsMatch is an empty list, not a failure"),
  answer("oai-dead-token", "badResumptionToken: the list is read anew, the answer itself says nothing of papers"),
  answer(
    "oai-affiliations",
    "affiliations, a collaboration and a colon printed as authors, an abstract of two paragraphs with TeX and entities",
  ),
  answer("oai-several-dois", "one doi field holds two DOIs: parted by a blank, and by a semicolon"),
  answer("oai-names", "TeX accents, a suffix, an author with two keynames"),
  answer("oai-bad-record", "a record without a title is rejected, its neighbour is kept"),
];

/** Lists in the format `arXivRaw`. */
export const oaiRawExamples: readonly [StreamExample, ...StreamExample[]] = [
  answer("raw-first-page", "the first of two answers; its token leads to the second"),
  answer("raw-last-page", "the end of a list; the second of three versions was withdrawn, the paper is not"),
  answer("raw-versions", "records of 2026: two versions a year apart, source types, Creative Commons licences"),
  answer("raw-withdrawn", "the last version is 0kb of type I: withdrawn; five versions, an old identifier with two parts"),
  answer("raw-small-source", "0kb of another type is a source below a kilobyte, not a withdrawal"),
  answer("raw-versions-disordered", "versions printed out of order are sorted"),
  answer("raw-bad-record", "a version without a date: the record is rejected, its neighbour is kept"),
  answer("raw-nothing", "noRecordsMatch is an empty list, not a failure"),
];

/** Lines of the snapshot's file. */
export const kaggleExamples: readonly [StreamExample, ...StreamExample[]] = [
  answer(
    "kaggle-first-lines",
    "an identifier that begins with a zero; versions, two DOIs in one field, a suffix, an affiliation, nulls",
  ),
  answer(
    "kaggle-bad-lines",
    "an identifier that was read as a number, a line that is no JSON, one without a title: each alone is rejected",
  ),
];

/** Announcement feeds. */
export const rssExamples: readonly [StreamExample, ...StreamExample[]] = [
  answer("rss-weekday", "one item of each announce type, in winter time; only new and cross let a paper in"),
  answer("rss-summer", "summer time: midnight in New York is 04:00 UTC"),
  answer("rss-no-items", "a weekend or holiday: a feed without items is an answer"),
  answer("rss-bad-item", "a guid without a version is rejected; an item that stands twice counts once"),
];

/** Atom look-ups. */
export const atomExamples: readonly [StreamExample, ...StreamExample[]] = [
  answer(
    "atom-batch",
    "four papers asked for, one left out without a word: it is not known; affiliations, a second version with a DOI",
  ),
  answer("atom-unknown", "nothing but an unknown paper: a feed without entries that counts none"),
  answer("atom-several-dois", "the doi element repeated (a second one was put in)"),
  answer("atom-old-format", "an entry of 2019: other order, wrapped title and abstract, in a feed of today"),
  answer(
    "atom-bad-entry",
    "an entry without a readable date is rejected; the papers that are missing are then not called unknown",
  ),
  answer("atom-refused-id", "400 for an id that arXiv holds malformed (put in for another one): it does not know the paper"),
];

/** Single records. */
export const recordExamples: readonly [StreamExample, ...StreamExample[]] = [
  answer("record-found", "one paper with its version and licence, as an older server printed it"),
  answer("record-old-id", "an identifier with a slash"),
  answer("record-unknown", "idDoesNotExist: arXiv does not know the paper"),
];
