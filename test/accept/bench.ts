/** The product under test with its database: runs commands, asks it questions, and keeps what they cost. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { GraphqlClient } from "./graphql-client.ts";
import { type Finished, Product, type Serving, tail } from "./product.ts";
import type { Report } from "./report.ts";

/** Highest resident set allowed, in megabytes. */
const MEMORY_BAR_MB = { embedded: 1536, server: 600 } as const;

/** What a bench is set up with. `database` null: the embedded one, in a fresh folder. */
export interface BenchOptions {
  readonly upstream: string;
  readonly limitTimescale: number;
  readonly database: string | null;
  readonly isFromSource: boolean;
  readonly settings: Readonly<Record<string, string>>;
  readonly report: Report;
  readonly print: (line: string) => void;
}

/** One product on one database. */
export class Bench {
  readonly product: Product;
  readonly database: string | null;
  readonly dataDir: string;
  readonly #report: Report;
  readonly #print: (line: string) => void;
  #serving: Serving | null = null;

  private constructor(options: BenchOptions, dataDir: string) {
    this.database = options.database;
    this.dataDir = dataDir;
    this.#report = options.report;
    this.#print = options.print;
    const { upstream } = options;
    this.product = new Product(
      {
        HUGGINGFACE_URL: `${upstream}/hf/api`,
        ARXIV_QUERY_URL: `${upstream}/arxiv/api/query`,
        ARXIV_OAI_URL: `${upstream}/arxiv/oai`,
        ARXIV_FEED_URL: `${upstream}/arxiv`,
        GITHUB_URL: `${upstream}/github`,
        CLOCK_URL: `${upstream}/_control/clock`,
        LIMIT_TIMESCALE: String(options.limitTimescale),
        STARTER: "0",
        ...(options.database === null ? { DATA_DIR: dataDir } : { DATABASE_URL: options.database }),
        ...options.settings,
      },
      options.isFromSource,
    );
  }

  /** Sets a bench up, with an empty data folder. */
  static async open(options: BenchOptions): Promise<Bench> {
    return new Bench(options, await mkdtemp(join(tmpdir(), "papergraph-accept-")));
  }

  /** Runs a command that must succeed; prints what it took. */
  async run(command: readonly string[], extra: Readonly<Record<string, string>> = {}): Promise<Finished> {
    if (this.database === null) await this.stopServing();
    const finished = await this.product.run(command, extra);
    const name = command.join(" ");
    if (finished.exitCode === 0) this.#report.same("product", "exit codes");
    else
      this.#report.differs("product", "exit codes", `${name}: ${finished.exitCode}: ${tail(finished.errors || finished.output)}`);
    this.#cost(name, finished);
    const records = recordsOf(finished.output);
    const rate = records === null ? "" : `, ${records} records, ${Math.round(records / finished.seconds)} rows/s`;
    this.#print(`    ${name.padEnd(44)} ${finished.seconds.toFixed(1).padStart(6)} s, peak ${finished.peakMb ?? "?"} MB${rate}`);
    return finished;
  }

  /** Asks a running server. The embedded database belongs to one process, so there it is stopped before the next command. */
  async ask<Result>(question: (client: GraphqlClient) => Promise<Result>): Promise<Result> {
    this.#serving ??= await this.product.serve();
    const client = new GraphqlClient(this.#serving.url);
    try {
      return await question(client);
    } finally {
      if (this.database === null) await this.stopServing();
    }
  }

  /** Ends the server, if one runs. */
  async stopServing(): Promise<void> {
    const serving = this.#serving;
    if (!serving) return;
    this.#serving = null;
    const finished = await serving.stop();
    this.#cost("serve", finished);
    if (finished.exitCode !== 0)
      this.#report.differs("product", "exit codes", `serve: ${finished.exitCode}: ${tail(finished.errors)}`);
  }

  /** Ends all processes and removes the data folder, unless it is to be kept. */
  async close(isKept: boolean): Promise<void> {
    await this.stopServing();
    this.product.killAll();
    if (isKept) this.#print(`data folder kept: ${this.dataDir}`);
    else await rm(this.dataDir, { recursive: true, force: true });
  }

  #cost(name: string, { peakMb }: Finished): void {
    if (peakMb === null) return;
    const bar = MEMORY_BAR_MB[this.database === null ? "embedded" : "server"];
    if (peakMb <= bar) this.#report.same("product", "peak memory");
    else this.#report.differs("product", "peak memory", `${name}: ${peakMb} MB, the bar is ${bar}`);
  }
}

/** The number of records that a sync's summary says it read (`total`, pages, records, rejected); null: it says none. */
function recordsOf(output: string): number | null {
  const records = /^total\s+\d+\s+(\d+)\s/m.exec(output)?.[1];
  return records === undefined ? null : Number(records);
}
