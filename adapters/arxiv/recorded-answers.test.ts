/** Every recorded answer of arXiv's that is at hand beside the checkout, counted. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { type Exchange, type Normalized, normalizedRecordSchema, type PaperRecord } from "../../src/contract/index.ts";
import { arxiv } from "./index.ts";

const FOLDER = fileURLToPath(new URL("../../../shared/data/arxiv/", import.meta.url));
const OAI_URL = "https://oaipmh.arxiv.org/oai?verb=";
const isHere = existsSync(FOLDER);
if (!isHere) console.info("skipped: recorded answers of arXiv are not beside this checkout (../shared/data/arxiv)");

function read(stream: string, url: string, body: string, status = 200): Normalized {
  const exchange: Exchange = { request: { method: "GET", url, body: null }, status, headers: {}, body };
  const normalized = arxiv.streams[stream]?.normalize([exchange]);
  if (!normalized) throw new Error(`no stream ${stream}`);
  for (const record of normalized.records) expect(normalizedRecordSchema.safeParse(record).error).toBeUndefined();
  return normalized;
}

const file = (path: string) => readFileSync(`${FOLDER}${path}`, "utf8");
const papers = ({ records }: Normalized) => records.filter((record): record is PaperRecord => record.kind === "paper");
const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);

describe.skipIf(!isHere)("recorded answers", () => {
  it("arXiv: all 503 records with their 2,511 authors", () => {
    const normalized = read("oai", `${OAI_URL}ListRecords`, file("oai/generated/ListRecords-arXiv.xml"));
    expect(normalized.rejected).toEqual([]);
    const found = papers(normalized);
    expect(found).toHaveLength(503);
    expect(sum(found.map(({ authors }) => authors?.length ?? 0))).toBe(2_511);
    expect(found.filter(({ license }) => license !== undefined)).toHaveLength(494);
    expect(found.filter(({ identifiers }) => identifiers !== undefined)).toHaveLength(356);
    expect(found.filter(({ submittedAt, versions }) => submittedAt !== undefined || versions !== undefined)).toEqual([]);
  });

  it("arXivRaw: all 503 records with their 1,026 versions, six of them withdrawn", () => {
    const normalized = read("oai-raw", `${OAI_URL}ListRecords`, file("oai/generated/ListRecords-arXivRaw.xml"));
    expect(normalized.rejected).toEqual([]);
    const found = papers(normalized);
    expect(found).toHaveLength(503);
    expect(sum(found.map(({ versions }) => versions?.length ?? 0))).toBe(1_026);
    expect(found.filter(({ isWithdrawn }) => isWithdrawn)).toHaveLength(6);
    expect(found.filter(({ authors }) => authors !== undefined)).toEqual([]);
    for (const paper of found) {
      expect(paper.submittedAt).toBe(paper.versions?.[0]?.submittedAt);
      expect(paper.updatedAt).toBe(paper.versions?.at(-1)?.submittedAt);
    }
  });

  it("pages of one list make the list", () => {
    const pages = [1, 2, 3].map((page) =>
      read("oai-raw", `${OAI_URL}ListRecords`, file(`oai/generated/page-${page}-ListRecords-arXivRaw.xml`)),
    );
    expect(pages.map(({ records }) => records.length)).toEqual([200, 200, 103]);
    expect(new Set(pages.flatMap(papers).map(({ subject }) => subject.value)).size).toBe(503);
  });

  it("recorded arXiv records: affiliations and all", () => {
    const files = readdirSync(`${FOLDER}oai/hepcrawl`);
    const all = files.map((name) =>
      read("oai", `${OAI_URL}ListRecords`, file(`oai/hepcrawl/${name}`).replaceAll("GetRecord", "ListRecords")),
    );
    expect(all.flatMap(({ rejected }) => rejected)).toEqual([]);
    const entries = all.flatMap(papers).flatMap(({ authors }) => authors ?? []);
    expect(all.flatMap(papers)).toHaveLength(sum([3, 3, 1, 12, 1, 1, 1, 1, 1, 1, 1]));
    expect(entries.filter(({ affiliations }) => affiliations !== undefined).length).toBeGreaterThan(0);
  });

  it("single records and refusals", () => {
    const names = readdirSync(`${FOLDER}oai/generated`).filter((name) => name.startsWith("GetRecord-arXivRaw-"));
    for (const name of names) {
      const id = name.slice("GetRecord-arXivRaw-".length, -".xml".length).replace("_", "/");
      const { records } = read("records", `${OAI_URL}GetRecord&identifier=oai:arXiv.org:${id}`, file(`oai/generated/${name}`));
      expect(records).toMatchObject([{ subject: { value: id }, entry: null, isKnown: true }]);
    }
    expect(names).toHaveLength(6);
    const unknown = read(
      "records",
      `${OAI_URL}GetRecord&identifier=oai:arXiv.org:2101.99999`,
      file("oai/generated/err-idDoesNotExist.xml"),
    );
    expect(unknown.records).toMatchObject([{ isKnown: false }]);
    const errors = readdirSync(`${FOLDER}oai/generated`).filter((name) => name.startsWith("err-"));
    const accepted = errors.filter((name) => {
      try {
        return read("oai", `${OAI_URL}ListRecords`, file(`oai/generated/${name}`)).records.length === 0;
      } catch {
        return false;
      }
    });
    expect(errors).toHaveLength(11);
    expect(accepted.sort()).toEqual(["err-badResumptionToken.xml", "err-noRecordsMatch.xml"]);
  });

  it("Atom: 20 answers with 222 entries, one of them an error", () => {
    const names = readdirSync(`${FOLDER}atom/arxiv.py`).filter((name) => name.endsWith(".json"));
    const answer = z.object({ url: z.string(), status_code: z.number(), body: z.string() });
    let known = 0;
    const refused: string[] = [];
    for (const name of names) {
      const { url, body, status_code: status } = answer.parse(JSON.parse(file(`atom/arxiv.py/${name}`)));
      try {
        const normalized = read("atom", url, body, status);
        expect(normalized.rejected).toEqual([]);
        known += papers(normalized).filter(({ isKnown }) => isKnown).length;
      } catch (error) {
        refused.push(String(error));
      }
    }
    expect(names).toHaveLength(20);
    expect(known).toBe(221);
    expect(refused).toEqual(["InvalidPayloadError: The answer is an error: incorrect id format for abc"]);
  });

  it("Atom of 2019", () => {
    const url = "http://export.arxiv.org/api/query?search_query=all:science&start=0&max_results=10";
    expect(papers(read("atom", url, file("atom/old-format/ewan-m-2019-all-science.xml")))).toHaveLength(10);
  });

  it("feeds: 204 items, each announced and described", () => {
    const counts = [
      ["rss-cs.xml", "cs", 39],
      ["rss-math.NT.xml", "math.NT", 15],
      ["rss-cs.AI_astro-ph.xml", "cs.AI", 150],
      ["rss-empty-day.xml", "cs.LG", 0],
    ] as const;
    for (const [name, category, count] of counts) {
      // One of them was recorded for two categories at once, which is never asked for: its items are put into one.
      const joined = file(`rss/generated/${name}`);
      const isJoined = joined.includes("<title>astro-ph, cs.AI updates");
      const body = isJoined
        ? joined
            .replace("<title>astro-ph, cs.AI updates", "<title>cs.AI updates")
            .replaceAll("</guid>", "</guid><category>cs.AI</category>")
        : joined;
      const normalized = read("rss", `https://rss.arxiv.org/rss/${category}`, body);
      expect(normalized.rejected).toEqual([]);
      expect(papers(normalized)).toHaveLength(count);
      expect(normalized.records).toHaveLength(2 * count);
    }
  });
});
