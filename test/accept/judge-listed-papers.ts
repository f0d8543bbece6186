/** Judges what Hugging Face says of the papers themselves: their authors as it claims them, and their titles where arXiv has none. */
import type { AnsweredPaper } from "./ask-papers.ts";
import type { FinalTruth } from "./final-truth.ts";
import type { Report } from "./report.ts";
import { oneLine, printedNames } from "./text.ts";

const SOURCE = "huggingface";
/** Kinds that this judgement compares. */
export const LISTED_KINDS = ["listed papers missing", "authors as claimed"] as const;

/** Compares the claims kept for listed papers with what the newest list prints. */
export function judgeListedPapers(
  report: Report,
  answered: ReadonlyMap<string, AnsweredPaper>,
  truth: FinalTruth,
  ids: Iterable<string>,
): void {
  for (const id of ids) {
    const item = truth.listed.get(id);
    if (!item) continue;
    const paper = answered.get(id);
    if (!paper) {
      report.differs(SOURCE, "listed papers missing", id);
      continue;
    }
    report.same(SOURCE, "listed papers missing");
    const record = truth.records.get(id);
    const claimed = printedNames(item.authors);
    const known = record ? printedNames(record.authors) : [];
    if (known.length === 0) report.check(SOURCE, "authors as claimed", id, claimed, paper.authors);
    else judgeClaim(report, id, paper, claimed);
    if (!record) report.check(SOURCE, "title", id, oneLine(item.title), paper.title);
  }
}

/** Whatever arXiv prints, Hugging Face's list must still be there among the values of the field. */
function judgeClaim(report: Report, id: string, paper: AnsweredPaper, claimed: readonly string[]): void {
  const claims = paper.provenance.filter(({ field, source }) => field === "AUTHORS" && source.name === SOURCE);
  report.check(
    SOURCE,
    "authors as claimed",
    id,
    [JSON.stringify(claimed)],
    claims.map(({ value }) => value),
  );
}
