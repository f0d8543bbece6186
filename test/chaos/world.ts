/** What all parts share: a PostgreSQL of our own, fresh databases on it, replay servers, and the product as processes. */
import postgres from "postgres";
import { Product } from "../accept/product.ts";
import { type PostgresServer, startPostgresServer } from "../kit/postgres-server.ts";
import { type Build, copyBuild } from "./build.ts";
import type { ChaosOptions } from "./options.ts";
import { type Replay, startReplay } from "./replay.ts";

/** Factor on limits and pauses: a back-fill of days takes minutes. */
const LIMIT_TIMESCALE = 0.01;
/** When nothing else is said: six weeks after the last recorded day, so that everything recorded has settled. */
export const LATEST = "2026-08-20T12:00:00Z";

/** Lent to the parts one after another. */
export class World {
  readonly options: ChaosOptions;
  readonly server: PostgresServer;
  readonly print: (line: string) => void;
  readonly #build: Build;
  #databases = 0;
  readonly #replays = new Set<Replay>();

  private constructor(options: ChaosOptions, server: PostgresServer, build: Build, print: (line: string) => void) {
    this.options = options;
    this.server = server;
    this.#build = build;
    this.print = print;
  }

  static async open(options: ChaosOptions, print: (line: string) => void): Promise<World> {
    // Its commits outlive its own end, as everywhere but in tests.
    return new World(options, await startPostgresServer(["synchronous_commit=on"]), copyBuild(), print);
  }

  /** The address of a fresh, empty database. */
  async newDatabase(): Promise<string> {
    this.#databases += 1;
    const name = `chaos_${this.#databases}`;
    const admin = postgres(`${this.server.url}/postgres`, { max: 1, onnotice: () => undefined });
    try {
      await admin.unsafe(`create database ${name}`);
    } finally {
      await admin.end();
    }
    return `${this.server.url}/${name}`;
  }

  /** A replay server whose clock stands at `now`. */
  async replay(now: string = LATEST, seed: number = this.options.seed, limitTimescale = LIMIT_TIMESCALE): Promise<Replay> {
    const { server, data } = this.options;
    const replay = await startReplay({ server, data, seed, now, limitTimescale });
    this.#replays.add(replay);
    return replay;
  }

  /** The product on a database, asking a replay server. `settings` come on top; `program`: another build than the project's. */
  product(
    replay: Replay,
    databaseUrl: string,
    settings: Readonly<Record<string, string>> = {},
    program = this.#build.program,
  ): Product {
    return new Product({ ...replay.environment, DATABASE_URL: databaseUrl, LOG_LEVEL: "error", ...settings }, false, program);
  }

  async close(): Promise<void> {
    for (const replay of this.#replays) await replay.stop();
    await this.server.stop();
    this.#build.remove();
  }
}
