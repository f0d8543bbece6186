/** Judges what arXiv says: every record's title, versions, categories, licence, DOIs and authors, and what was announced when. */
import type { AnsweredPaper } from "./ask-papers.ts";
import type { FinalTruth } from "./final-truth.ts";
import type { Report } from "./report.ts";
import { doisOf, oneLine, printedNames } from "./text.ts";
import type { ArxivRecord } from "./upstream.ts";

const SOURCE = "arxiv";
/** What a code of arXiv's taxonomy looks like: `cs.CL`, `hep-th`, `cond-mat.str-el`. */
const ARXIV_CATEGORY = /^[a-z]+(-[a-z]+)*(\.[A-Za-z]+(-[a-z]+)*)?$/;

/** Kinds that a judgement of records compares. */
export const RECORD_KINDS = ["records missing", "title", "versions", "categories", "licence", "doi", "authors"] as const;

/** Which papers of the answer are judged. `isWhole`: every paper was answered, so a record that is absent is missing and one too many invented. */
export interface PaperScope {
  readonly isWhole: boolean;
  /** Records that must be there. */
  readonly ids: Iterable<string>;
}

/** Compares answered papers with arXiv's records. */
export function judgeArxiv(
  report: Report,
  answered: ReadonlyMap<string, AnsweredPaper>,
  truth: FinalTruth,
  scope: PaperScope,
): void {
  const claims = doiClaims(truth.records);
  for (const id of scope.ids) {
    const record = truth.records.get(id);
    const paper = answered.get(id);
    if (!record) continue;
    if (!paper) report.differs(SOURCE, "records missing", id);
    else {
      report.same(SOURCE, "records missing");
      judgeRecord(report, record, paper, claims);
    }
  }
  if (!scope.isWhole) return;
  for (const id of answered.keys()) {
    if (truth.records.has(id) || truth.listed.has(id)) report.same(SOURCE, "records invented");
    else report.differs(SOURCE, "records invented", id);
  }
}

function judgeRecord(report: Report, record: ArxivRecord, paper: AnsweredPaper, claims: ReadonlyMap<string, number>): void {
  const { id } = record;
  report.check(SOURCE, "title", id, oneLine(record.title), paper.title);
  report.check(
    SOURCE,
    "versions",
    id,
    record.versions.map(({ version, date }) => `v${version} ${toSecond(date)}`),
    paper.versions.map(({ version, submittedAt }) => `v${version} ${toSecond(submittedAt)}`),
  );
  // One recorded Atom entry has its MSC and ACM classes among the category terms, and the replay prints them as categories.
  const categories = [
    ...new Set(
      record.categories
        .join(" ")
        .split(/\s+/)
        .filter((term) => ARXIV_CATEGORY.test(term)),
    ),
  ];
  report.check(
    SOURCE,
    "categories",
    id,
    { all: categories, primary: categories[0] },
    { all: paper.categories.map(({ code }) => code), primary: paper.primaryCategory?.code },
  );
  report.check(SOURCE, "licence", id, record.license, paper.license);
  judgeDois(report, record, paper, claims);
  const names = printedNames(record.authors);
  // Some recorded entries have no author list at all; what arXiv does not say is not judged.
  if (names.length > 0) report.check(SOURCE, "authors", id, [names.length, ...names], [paper.authorCount, ...paper.authors]);
}

/** A DOI that several records claim identifies none of them; of the others the first is the paper's. */
function judgeDois(report: Report, { id, doi }: ArxivRecord, paper: AnsweredPaper, claims: ReadonlyMap<string, number>): void {
  const own = doisOf(doi).filter((one) => claims.get(one) === 1);
  report.check(SOURCE, "doi", id, own[0] ?? null, paper.doi);
  const held = paper.identifiers.filter(({ scheme }) => scheme === "doi").map(({ value }) => value);
  report.check(SOURCE, "doi", `${id}, identifiers`, [...own].sort(), held.filter((one) => (claims.get(one) ?? 0) < 2).sort());
}

/** How many records claim each DOI. */
export function doiClaims(records: ReadonlyMap<string, ArxivRecord>): Map<string, number> {
  const claims = new Map<string, number>();
  for (const { doi } of records.values()) for (const one of doisOf(doi)) claims.set(one, (claims.get(one) ?? 0) + 1);
  return claims;
}

/** Compares what was announced on the days that are known completely. */
export function judgeAnnouncements(
  report: Report,
  answered: ReadonlyMap<string, AnsweredPaper>,
  truth: Pick<FinalTruth, "announcements" | "announcedDays" | "categories">,
): void {
  for (const [id, expected] of truth.announcements) {
    const paper = answered.get(id);
    const held = paper ? announcementsOf(paper, truth) : new Set<string>();
    for (const one of expected) {
      if (held.has(one)) report.same(SOURCE, "announcements missing");
      else report.differs(SOURCE, "announcements missing", `${id}: ${one}`);
    }
  }
  for (const [id, paper] of answered) {
    for (const one of announcementsOf(paper, truth)) {
      if (truth.announcements.get(id)?.has(one)) report.same(SOURCE, "announcements invented");
      else report.differs(SOURCE, "announcements invented", `${id}: ${one}`);
    }
  }
}

function announcementsOf(
  paper: AnsweredPaper,
  { announcedDays, categories }: Pick<FinalTruth, "announcedDays" | "categories">,
): Set<string> {
  const known = paper.announcements.filter(({ day, category }) => announcedDays.has(day) && categories.includes(category.code));
  return new Set(known.map(({ day, category, type, version }) => `${day}|${category.code}|${type}|${version}`));
}

/** arXiv prints version dates to the second. */
function toSecond(date: string): string {
  return `${new Date(date).toISOString().slice(0, 19)}Z`;
}
