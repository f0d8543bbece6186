/** The replay server's control interface: its clock, its truth and its request log. */
import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";

const clockSchema = z.object({ now: z.string() });
const statusSchema = z.object({
  now: z.string(),
  firstDay: z.string().nullable(),
  lastDay: z.string().nullable(),
  enforceLimits: z.boolean(),
  limitTimescale: z.number(),
});

const listItemSchema = z.object({
  position: z.number(),
  id: z.string(),
  title: z.string(),
  upvotes: z.number(),
  comments: z.number().nullable(),
  authors: z.array(z.string()),
  organisation: z.string().nullable(),
  submittedBy: z.string().nullable(),
  githubRepo: z.string().nullable(),
});
/** A paper on a day's list, as the source printed it. */
export type ListItem = z.infer<typeof listItemSchema>;
const listTruthSchema = z.object({ requestFails: z.boolean(), items: z.array(listItemSchema) });
/** A day's list at the present time; `requestFails`: the source refuses the day as not begun. */
export type ListTruth = z.infer<typeof listTruthSchema>;

const arxivRecordSchema = z.object({
  id: z.string(),
  title: z.string(),
  authors: z.array(z.string()),
  categories: z.array(z.string()),
  versions: z.array(z.object({ version: z.number(), date: z.string() })),
  doi: z.string().nullable(),
  // One recorded entry holds an object here; what arXiv then prints is no licence.
  license: z.unknown().transform((value) => (typeof value === "string" && value !== "" ? value : null)),
});
/** An arXiv record with the versions that are out. */
export type ArxivRecord = z.infer<typeof arxivRecordSchema>;
const arxivTruthSchema = z.object({
  items: z.array(arxivRecordSchema),
  feed: z.record(z.string(), z.array(z.object({ id: z.string(), type: z.string() }))),
});
/** Records stamped with a day, and what the day's feeds announce by category (`id` with its version). */
export type ArxivTruth = z.infer<typeof arxivTruthSchema>;

const linkSchema = z.object({
  linked: z.string(),
  status: z.number().nullable(),
  id: z.number().nullable(),
  fullName: z.string().nullable(),
  stars: z.number().nullable(),
  papers: z.array(z.string()),
});
/** A repository link of a day's list. `status`: what the host answers; null: it names no repository. */
export type LinkTruth = z.infer<typeof linkSchema>;
const githubTruthSchema = z.object({ items: z.array(linkSchema) });

const logEntrySchema = z.object({
  seq: z.number(),
  method: z.string(),
  path: z.string(),
  query: z.string(),
  clock: z.string(),
  violations: z.array(z.string()),
  source: z.string(),
  /** When it arrived, by the machine's clock. */
  ts: z.iso.datetime().transform((text) => Date.parse(text)),
  /** Until its answer was out, in milliseconds; 0: it is not yet. */
  ms: z.number(),
  /** Of the answer; 0: not answered yet, `reset`: cut before it began. */
  status: z.union([z.number(), z.literal("reset")]),
  faults: z.array(z.string()),
});
/** A request in the upstream's log. */
export type LogEntry = z.infer<typeof logEntrySchema>;

/** A way in which the upstream is to misbehave: see its README. `match`: a regular expression on path and query. */
export interface FaultRule {
  readonly match: string;
  readonly kind: string;
  readonly [option: string]: unknown;
}

/** Talks to `/_control` of a running replay server. */
export class Upstream {
  readonly base: string;

  constructor(base: string) {
    this.base = base.replace(/\/+$/, "");
  }

  async status(): Promise<z.infer<typeof statusSchema>> {
    return statusSchema.parse(await this.#json("status"));
  }

  /** The simulated time, epoch milliseconds. */
  async now(): Promise<number> {
    return Date.parse(clockSchema.parse(await this.#json("clock")).now);
  }

  async setClock(now: number): Promise<void> {
    await this.#json("clock", { now: new Date(now).toISOString() });
  }

  /** Forgets its log, its faults and what was asked of it; the clock stays. */
  async reset(): Promise<void> {
    await this.#json("reset", {});
  }

  async list(day: string): Promise<ListTruth> {
    return listTruthSchema.parse(await this.#json(`truth?source=hf&day=${day}`));
  }

  async arxiv(day: string): Promise<ArxivTruth> {
    return arxivTruthSchema.parse(await this.#json(`truth?source=arxiv&day=${day}`));
  }

  async links(day: string): Promise<LinkTruth[]> {
    return githubTruthSchema.parse(await this.#json(`truth?source=github&day=${day}`)).items;
  }

  /** The newest entry's number; 0: the log is empty. */
  async lastLogged(): Promise<number> {
    return (await this.#log("")).at(-1)?.seq ?? 0;
  }

  /** Misbehaves by these rules from now on, and by no others. */
  async setFaults(rules: readonly FaultRule[]): Promise<void> {
    await this.#json("faults", { rules });
  }

  /** Requests of one source that arrived after `since`, in their order. */
  async requests(source: string, since = 0): Promise<LogEntry[]> {
    return await this.#log(`?source=${source}&since=${since}`);
  }

  /** Requests after `since` that broke a limit. */
  async violations(since: number): Promise<LogEntry[]> {
    return await this.#log(`?violations=1&since=${since}`);
  }

  /**
   * Which records arXiv lists under which day, asked of its OAI interface: the truth can only be asked day by day, and
   * asking thousands of empty days would take longer than everything else. Made while nobody else asks arXiv.
   * @param gapMs time to keep between requests
   */
  async arxivIndex(from: string, gapMs: number): Promise<Map<string, string[]>> {
    const days = new Map<string, string[]>();
    let query = `verb=ListIdentifiers&metadataPrefix=arXiv&from=${from}`;
    for (;;) {
      await delay(gapMs);
      const response = await fetch(`${this.base}/arxiv/oai?${query}`, { headers: { "user-agent": "papergraph-accept/1.0" } });
      const text = await response.text();
      for (const [, id, day] of text.matchAll(/<identifier>oai:arXiv\.org:([^<]+)<\/identifier><datestamp>([^<]+)</g)) {
        const ids = days.get(day as string) ?? [];
        ids.push(id as string);
        days.set(day as string, ids);
      }
      const token = /<resumptionToken[^>]*>([^<]+)</.exec(text)?.[1];
      if (token === undefined) break;
      query = `verb=ListIdentifiers&resumptionToken=${encodeURIComponent(token.replaceAll("&amp;", "&"))}`;
    }
    await delay(gapMs);
    return days;
  }

  async #log(query: string): Promise<LogEntry[]> {
    const text = await (await this.#ask(`log${query}`)).text();
    return text
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => logEntrySchema.parse(JSON.parse(line)));
  }

  async #json(path: string, body?: unknown): Promise<unknown> {
    return await (await this.#ask(path, body)).json();
  }

  async #ask(path: string, body?: unknown): Promise<Response> {
    const init = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
    const response = await fetch(`${this.base}/_control/${path}`, init);
    if (!response.ok) throw new Error(`the upstream answered ${response.status} to /_control/${path}`);
    return response;
  }
}
