import { describe, expect, it } from "vitest";
import type { AnsweredPaper } from "./ask-papers.ts";
import { addAnnouncements, type FinalTruth } from "./final-truth.ts";
import { judgeAnnouncements, judgeArxiv } from "./judge-arxiv.ts";
import { judgeGithub } from "./judge-github.ts";
import { judgeListedPapers } from "./judge-listed-papers.ts";
import { ReadingLog } from "./reading-log.ts";
import { Report } from "./report.ts";

const ID = "2403.06634";

function truth(): FinalTruth {
  const record = {
    ...{
      id: ID,
      title: "A title",
      authors: ["Ann Lee", "Bo  Li"],
      categories: ["cs.CR", "cs.AI"],
      doi: "10.1000/A 10.1000/shared",
    },
    versions: [
      { version: 1, date: "2024-03-11T11:46:12.345Z" },
      { version: 2, date: "2024-07-09T00:00:00.000Z" },
    ],
    license: "http://creativecommons.org/licenses/by/4.0/",
  };
  const other = { ...record, id: "2403.00001", doi: "10.1000/shared" };
  const item = {
    ...{ position: 0, id: ID, title: "A title", upvotes: 1, comments: null, authors: ["Ann Lee", "Bo Li", "Cy"] },
    ...{ organisation: null, submittedBy: null, githubRepo: "https://github.com/ann/code" },
  };
  const link = {
    linked: "https://github.com/ann/code",
    status: 301,
    id: 7,
    fullName: "ann/code-official",
    stars: 5,
    papers: [ID],
  };
  const announcements = new Map();
  addAnnouncements(announcements, "2026-07-01", { "cs.AI": [{ id: `${ID}v2`, type: "replace-cross" }] }, ["cs.AI"]);
  return {
    ...{ now: 0, readings: new ReadingLog(), announcements, announcedDays: new Set(["2026-07-01"]), categories: ["cs.AI"] },
    listed: new Map([[ID, item]]),
    links: new Map([[ID, { asWritten: "https://github.com/ann/code", link }]]),
    records: new Map([record, other].map((one) => [one.id, one])),
  };
}

function paper(): AnsweredPaper {
  return {
    ...{ arxivId: ID, title: "A title", doi: "10.1000/a", license: "http://creativecommons.org/licenses/by/4.0/" },
    identifiers: [
      { scheme: "arxiv", value: ID },
      { scheme: "doi", value: "10.1000/a" },
    ],
    versions: [
      { version: 1, submittedAt: "2024-03-11T11:46:12.000Z" },
      { version: 2, submittedAt: "2024-07-09T00:00:00.000Z" },
    ],
    ...{ categories: [{ code: "cs.CR" }, { code: "cs.AI" }], primaryCategory: { code: "cs.CR" } },
    announcements: [{ day: "2026-07-01", type: "REPLACE_CROSS", version: 2, isDayInferred: true, category: { code: "cs.AI" } }],
    ...{ authors: ["Ann Lee", "Bo Li"], authorCount: 2 },
    repositories: [
      {
        ...{ asWritten: "https://github.com/ann/code", state: "MOVED", source: { name: "huggingface" } },
        repository: { hostId: "7", nameWithOwner: "ann/code-official", stars: 5, state: "FOUND" },
      },
    ],
    provenance: [
      { field: "AUTHORS", value: '["Ann Lee","Bo Li"]', isChosen: true, source: { name: "arxiv" } },
      { field: "AUTHORS", value: '["Ann Lee","Bo Li","Cy"]', isChosen: false, source: { name: "huggingface" } },
    ],
  };
}

function judge(spoil: (one: Mutable) => void = () => {}): string[] {
  const one = paper() as Mutable;
  spoil(one);
  const [report, answered, all] = [new Report(), new Map([[ID, one as AnsweredPaper]]), truth()];
  judgeArxiv(report, answered, all, { isWhole: true, ids: [ID] });
  judgeAnnouncements(report, answered, all);
  judgeListedPapers(report, answered, all, [ID]);
  judgeGithub(report, answered, all, [ID]);
  return report.failedKinds();
}
type Mutable = { -readonly [Key in keyof AnsweredPaper]: AnsweredPaper[Key] };

describe("judge of papers", () => {
  it("finds nothing in a right answer", () => {
    expect(judge()).toEqual([]);
  });

  it.each<[string, (one: Mutable) => void, string[]]>([
    [
      "another title",
      (one) => {
        one.title = "Title";
      },
      ["arxiv/title"],
    ],
    ["a version dropped", (one) => void one.versions.pop(), ["arxiv/versions"]],
    ["another order of categories", (one) => void one.categories.reverse(), ["arxiv/categories"]],
    [
      "no licence",
      (one) => {
        one.license = null;
      },
      ["arxiv/licence"],
    ],
    [
      "a DOI that several claim",
      (one) => {
        one.doi = "10.1000/shared";
      },
      ["arxiv/doi"],
    ],
    [
      "authors swapped",
      (one) => {
        one.authors = ["Bo Li", "Ann Lee"];
      },
      ["arxiv/authors"],
    ],
    ["an announcement missing", (one) => void one.announcements.pop(), ["arxiv/announcements missing"]],
    [
      "an announcement of another type",
      (one) => {
        one.announcements[0]!.type = "REPLACE";
      },
      ["arxiv/announcements missing", "arxiv/announcements invented"],
    ],
    ["a claim of authors lost", (one) => void one.provenance.pop(), ["huggingface/authors as claimed"]],
    ["a link lost", (one) => void one.repositories.pop(), ["github/links missing"]],
    [
      "another state of the link",
      (one) => {
        one.repositories[0]!.state = "FOUND";
      },
      ["github/link state"],
    ],
    [
      "a repository renamed",
      (one) => {
        one.repositories[0]!.repository!.nameWithOwner = "ann/code";
      },
      ["github/name"],
    ],
    [
      "other stars",
      (one) => {
        one.repositories[0]!.repository!.stars = 6;
      },
      ["github/stars"],
    ],
    [
      "another repository",
      (one) => {
        one.repositories[0]!.repository!.hostId = "8";
      },
      ["github/numeric id"],
    ],
  ])("finds %s", (_name, spoil, kinds) => {
    expect(judge(spoil)).toEqual(kinds);
  });

  it("finds a record that is missing, and a paper that no truth knows", () => {
    const report = new Report();
    judgeArxiv(report, new Map([["9999.00001", paper()]]), truth(), { isWhole: true, ids: [ID] });
    expect(report.failedKinds()).toEqual(["arxiv/records missing", "arxiv/records invented"]);
  });
});
