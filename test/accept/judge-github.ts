/** Judges repository links: what asking for them came to, and the repository behind them. */
import type { AnsweredPaper } from "./ask-papers.ts";
import type { FinalTruth, PaperLink } from "./final-truth.ts";
import type { Report } from "./report.ts";
import { oneLine } from "./text.ts";

const SOURCE = "github";
/** Kinds that this judgement compares. */
export const LINK_KINDS = ["links missing", "link state", "numeric id", "name", "stars"] as const;

/** What a status of the host means for a link. */
export function stateOfStatus(status: number | null): string {
  if (status === null) return "NOT_A_REPOSITORY";
  return { 200: "FOUND", 301: "MOVED", 404: "GONE", 451: "BLOCKED" }[status] ?? `status ${status}`;
}

/** Compares the links that Hugging Face put on papers, and their repositories, with the host's truth. */
export function judgeGithub(
  report: Report,
  answered: ReadonlyMap<string, AnsweredPaper>,
  truth: FinalTruth,
  ids: Iterable<string>,
): void {
  for (const id of ids) {
    const paper = answered.get(id);
    if (!paper || !truth.listed.has(id)) continue;
    const links = paper.repositories.filter(({ source }) => source.name === "huggingface");
    const expected = truth.links.get(id);
    const wanted = expected ? [oneLine(expected.asWritten)] : [];
    const held = links.map(({ asWritten }) => oneLine(asWritten));
    for (const text of held) {
      if (wanted.includes(text)) report.same(SOURCE, "links invented");
      else report.differs(SOURCE, "links invented", `${id}: ${text}`);
    }
    const link = links.find(({ asWritten }) => oneLine(asWritten) === wanted[0]);
    if (!expected) continue;
    if (!link) report.differs(SOURCE, "links missing", `${id}: ${wanted[0]}`);
    else {
      report.same(SOURCE, "links missing");
      judgeLink(report, id, link, expected);
    }
  }
}

function judgeLink(
  report: Report,
  id: string,
  answered: AnsweredPaper["repositories"][number],
  { asWritten, link }: PaperLink,
): void {
  const label = `${id}, ${asWritten}`;
  report.check(SOURCE, "link state", label, stateOfStatus(link.status), answered.state);
  if (link.id === null) return;
  report.check(SOURCE, "numeric id", label, String(link.id), answered.repository?.hostId ?? null);
  report.check(SOURCE, "name", label, link.fullName, answered.repository?.nameWithOwner ?? null);
  report.check(SOURCE, "stars", label, link.stars, answered.repository?.stars ?? null);
}
