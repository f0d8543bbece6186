/** Recorded pages to hurt: those of the fixtures, and those of the shared data folder where it lies beside the checkout. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { adapters } from "../../adapters/index.ts";
import type { Exchange, Normalized, NormalizedRecord, SourceAdapter } from "../../src/contract/index.ts";
import { readExchange } from "../kit/fixture.ts";

/** The formats that adapters read, each with the stream that reads it and where a JSON object keeps its records. */
export const FORMATS = {
  "HF JSON": { source: "huggingface", stream: "daily", list: [] },
  "arXiv Atom": { source: "arxiv", stream: "atom", list: [] },
  "OAI arXiv": { source: "arxiv", stream: "oai", list: [] },
  "OAI arXivRaw": { source: "arxiv", stream: "oai-raw", list: [] },
  RSS: { source: "arxiv", stream: "rss", list: [] },
  "GitHub REST": { source: "github", stream: "repositories", list: [] },
  "GitHub GraphQL": { source: "github", stream: "repositories", list: ["data"] },
} as const;
/** See {@link FORMATS}. */
export type Format = keyof typeof FORMATS;
/** All of {@link FORMATS}. */
export const FORMAT_NAMES = Object.keys(FORMATS) as Format[];

/** A page of one answer, of which `normalize` makes records. */
export interface RecordedPage {
  readonly format: Format;
  readonly name: string;
  readonly exchange: Exchange;
}

/** The adapter that reads a format. */
export function adapterOf(format: Format): SourceAdapter {
  const adapter = adapters.find(({ id }) => id === FORMATS[format].source);
  if (!adapter) throw new Error(`nobody reads ${format}`);
  return adapter;
}

/** What a page says. @throws what the adapter throws */
export function normalizePage(format: Format, exchange: Exchange): Normalized {
  const stream = adapterOf(format).streams[FORMATS[format].stream];
  if (!stream) throw new Error(`nobody reads ${format}`);
  return stream.normalize([exchange]);
}

/** Of a paper that stands twice it cannot be said which of the two was hurt; these have golden records of their own. */
const TWICE = ["rss-bad-item", "repeated-paper"];

/** Examples that are one successful answer with records in it. */
export function fixturePages(): RecordedPage[] {
  return FORMAT_NAMES.flatMap((format) => {
    const folder = fileURLToPath(new URL(`../../adapters/${FORMATS[format].source}/`, import.meta.url));
    const examples = adapterOf(format).streams[FORMATS[format].stream]?.examples ?? [];
    return examples
      .filter(({ name, exchanges }) => exchanges.length === 1 && !TWICE.includes(name))
      .map(({ name, exchanges }) => ({ format, name, exchange: readExchange(folder, exchanges[0] as string) }))
      .filter(({ exchange }) => exchange.status === 200 && (format === "GitHub GraphQL") === (exchange.request.method === "POST"))
      .filter(({ exchange }) => normalizePage(format, exchange).records.some(isFound));
  });
}

function isFound(record: NormalizedRecord): boolean {
  return (record.kind === "paper" && record.isKnown) || record.kind === "repository";
}

const DATA = fileURLToPath(new URL("../../../shared/data/", import.meta.url));

/** Whether the recorded data lies beside this checkout. */
export const isDataThere = existsSync(DATA);

/** Whole recorded answers, some of each format; none where the data is not there. GitHub's are in the fixtures. */
export function recordedPages(): RecordedPage[] {
  if (!isDataThere) return [];
  const page = (format: Format, name: string, url: string, body: string): RecordedPage => {
    return { format, name, exchange: { request: { method: "GET", url, body: null }, status: 200, headers: {}, body } };
  };
  const text = (path: string) => readFileSync(`${DATA}${path}`, "utf8");
  const oai = "https://oaipmh.arxiv.org/oai?verb=ListRecords";
  const days = readdirSync(`${DATA}hf`).filter((_, at) => at % 40 === 7);
  const atom = readdirSync(`${DATA}arxiv/atom/arxiv.py`).filter((name) => name.endsWith(".json"));
  const answer = z.object({ url: z.string(), status_code: z.number(), body: z.string() });
  return [
    ...days.map((name) => {
      const url = `https://huggingface.co/api/daily_papers?date=${name.slice(0, 10)}&limit=100&p=0`;
      return page("HF JSON", name, url, text(`hf/${name}`));
    }),
    ...atom
      .map((name) => ({ name, ...answer.parse(JSON.parse(text(`arxiv/atom/arxiv.py/${name}`))) }))
      .filter(({ status_code: status, body }) => status === 200 && (body.match(/<entry>/g)?.length ?? 0) > 1)
      .map(({ name, url, body }) => page("arXiv Atom", name, url, body)),
    page("OAI arXiv", "ListRecords-arXiv.xml", `${oai}&metadataPrefix=arXiv`, text("arxiv/oai/generated/ListRecords-arXiv.xml")),
    ...[1, 2, 3].map((at) => {
      const name = `page-${at}-ListRecords-arXivRaw.xml`;
      return page("OAI arXivRaw", name, oai, text(`arxiv/oai/generated/${name}`));
    }),
    page("RSS", "rss-cs.xml", "https://rss.arxiv.org/rss/cs", text("arxiv/rss/generated/rss-cs.xml")),
    page("RSS", "rss-math.NT.xml", "https://rss.arxiv.org/rss/math.NT", text("arxiv/rss/generated/rss-math.NT.xml")),
  ];
}
