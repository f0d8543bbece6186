/** The whole judgement at one instant: lists, papers, records, links. The self-test runs the same over a part. */
import { askLists } from "./ask-lists.ts";
import { type AnsweredPaper, askAllPapers, askDoi, askPapers } from "./ask-papers.ts";
import type { FinalTruth } from "./final-truth.ts";
import type { GraphqlClient } from "./graphql-client.ts";
import { doiClaims, judgeAnnouncements, judgeArxiv } from "./judge-arxiv.ts";
import { judgeGithub } from "./judge-github.ts";
import { judgeListedPapers } from "./judge-listed-papers.ts";
import { judgeLists } from "./judge-lists.ts";
import type { Report } from "./report.ts";
import { doisOf } from "./text.ts";

/** Which days and papers are judged. `ids` null: every paper that the API shows, and every record of the truth. */
export interface FinalScope {
  readonly from: string;
  readonly to: string;
  readonly ids: readonly string[] | null;
  /** True: the judge knows every record there is, so a paper without one is invented. */
  readonly isWhole: boolean;
  /** True: every announcement of the announced days is among what is asked for. */
  readonly hasAnnouncements: boolean;
}

/** Asks and compares everything in the scope. */
export async function judgeFinal(report: Report, client: GraphqlClient, truth: FinalTruth, scope: FinalScope): Promise<void> {
  const lists = await askLists(client, scope.from, scope.to);
  const { from, to } = scope;
  judgeLists(report, lists, truth.readings, { from, to, now: truth.now, hasContent: () => true, knowsEveryReading: false });

  const papers = scope.ids === null ? await askAllPapers(client) : await askPapers(client, scope.ids);
  const answered = byArxivId(report, papers);
  judgeArxiv(report, answered, truth, { isWhole: scope.isWhole, ids: scope.ids ?? truth.records.keys() });
  judgeListedPapers(report, answered, truth, scope.ids ?? truth.listed.keys());
  judgeGithub(report, answered, truth, scope.ids ?? truth.listed.keys());
  if (scope.hasAnnouncements) judgeAnnouncements(report, answered, truth);
  if (scope.ids === null) await judgeSharedDois(report, client, truth);
}

function byArxivId(report: Report, papers: readonly AnsweredPaper[]): Map<string, AnsweredPaper> {
  const answered = new Map<string, AnsweredPaper>();
  for (const paper of papers) {
    const id = paper.arxivId ?? `(no arXiv id) ${paper.title}`;
    if (answered.has(id)) report.differs("arxiv", "records twice", id);
    else report.same("arxiv", "records twice");
    answered.set(id, paper);
  }
  return answered;
}

/** A DOI that several records claim leads to no paper, and is shown among the conflicts of each that claims it. */
async function judgeSharedDois(report: Report, client: GraphqlClient, truth: FinalTruth): Promise<void> {
  const claims = doiClaims(truth.records);
  for (const { id, doi } of truth.records.values()) {
    for (const one of doisOf(doi)) {
      if ((claims.get(one) ?? 0) < 2) continue;
      const { byDoi, claiming } = await askDoi(client, one, id);
      report.check("arxiv", "doi claimed by several", `${one}, by DOI`, null, byDoi?.arxivId ?? null);
      const candidates =
        claiming?.conflicts.filter(({ field }) => field === "DOI").flatMap((conflict) => conflict.candidates) ?? [];
      report.check(
        "arxiv",
        "doi claimed by several",
        `${id}, conflicts`,
        true,
        candidates.some(({ value }) => value.toLowerCase().includes(one)),
      );
    }
  }
}
