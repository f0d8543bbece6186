/** A small upstream with the face of Hugging Face, and the real adapter and ingest that read it on a clock of the test's. */
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { huggingface } from "../../adapters/huggingface/index.ts";
import { createClock } from "../../src/clock.ts";
import type { Database } from "../../src/db/client.ts";
import { createIngest, type StreamSummary } from "../../src/ingest/ingest.ts";
import { readSourceStates, type SourceDescription, type SourceReport } from "../../src/ranking/source-state.ts";
import { silentLog } from "../kit/log.ts";

/** What the upstream answers. */
export interface SmallAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Answers a request for a page of a day's list, from 0; null: the connection is cut. */
export type Answering = (day: string, page: number) => SmallAnswer | null;

const HUGGINGFACE: SourceDescription = {
  ...{ id: "huggingface", title: huggingface.name, termsUrl: huggingface.references.terms },
  streams: [{ name: "daily", intervalMs: 600_000, disabledReason: null, isListing: true }],
};

/** One item of a list as the upstream prints it. */
export function listItem(arxivId: string, day: string, upvotes: number): object {
  const paper = {
    ...{ id: arxivId, title: `Paper ${arxivId}`, summary: "Words of our own.", upvotes, publishedAt: `${day}T00:00:00.000Z` },
    ...{
      authors: [{ _id: "65f0c8a7e4b0a1a2b3c4d5e6", name: "Ada Lovelace", hidden: false }],
      submittedOnDailyAt: `${day}T00:00:00.000Z`,
    },
  };
  return {
    paper,
    publishedAt: `${day}T00:00:00.000Z`,
    title: paper.title,
    summary: paper.summary,
    numComments: 1,
    isAuthorParticipating: false,
  };
}

/** A list as an answer. */
export function listAnswer(day: string, arxivIds: readonly string[]): SmallAnswer {
  const items = arxivIds.map((id, place) => listItem(id, day, 100 - place));
  return { status: 200, headers: { "content-type": "application/json; charset=utf-8" }, body: JSON.stringify(items) };
}

/** The upstream, what reads it, and the clock. */
export class SmallUpstream {
  now = new Date(0);
  answering: Answering = (day) => listAnswer(day, []);
  readonly #server: Server;
  readonly #database: Database;

  private constructor(server: Server, database: Database) {
    this.#server = server;
    this.#database = database;
  }

  static async start(database: Database): Promise<SmallUpstream> {
    const server = createServer();
    const upstream = new SmallUpstream(server, database);
    server.on("request", (request, response) => {
      const url = new URL(request.url ?? "/", "http://localhost");
      const answer = upstream.answering(url.searchParams.get("date") ?? "", Number(url.searchParams.get("p") ?? "0"));
      if (answer === null) response.destroy();
      else response.writeHead(answer.status, answer.headers).end(answer.body);
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return upstream;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }

  /** Reads one day at an instant. Each run has a gate of its own, so that an open breaker of the run before stops nothing. */
  async read(time: string, day: string, options: { readonly base?: string } = {}): Promise<StreamSummary> {
    this.now = new Date(`${time}:00Z`);
    const base = options.base ?? `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    const { sql } = this.#database;
    await sql`delete from upstream_slot`;
    await sql`delete from upstream_gate`;
    const ingest = createIngest({
      ...{ database: this.#database, adapters: [huggingface], settings: { huggingface: { HUGGINGFACE_URL: `${base}/api` } } },
      ...{ clock: { ...createClock({ clockUrl: null }), now: async () => this.now }, limitTimescale: 0.001 },
      ...{ contactEmail: null, backfillDays: 0, log: silentLog },
    });
    const range = { since: new Date(`${day}T00:00:00Z`), until: new Date(`${day}T00:00:00Z`) };
    const { streams } = await ingest.sync({ ...range, isDueOnly: false, signal: new AbortController().signal });
    return streams[0] as StreamSummary;
  }

  /** How the source stands, by default at the last reading. */
  async report(time?: string): Promise<SourceReport> {
    const at = time === undefined ? this.now : new Date(`${time}:00Z`);
    const [report] = await readSourceStates(this.#database.sql, [HUGGINGFACE], at);
    return report as SourceReport;
  }
}
