/** `papergraph serve`: everything in one process. */
import { once } from "node:events";
import { hiddenClasses } from "../claims/exposure.ts";
import type { Environment } from "../config.ts";
import { type Database, openDatabase } from "../db/client.ts";
import type { Ingest } from "../ingest/ingest.ts";
import { startServer } from "../server/start-server.ts";
import { isEmpty, loadStarter } from "../starter/load-starter.ts";
import { EXIT, type ExitCode } from "./failure.ts";
import { watchReach } from "./reach.ts";
import { describeSources, identifyWith, ingestOver, type Settled, settle, type World, withDatabase } from "./runtime.ts";

/** Flags; each stands for the variable of the same name. */
export interface ServeFlags {
  readonly host?: string;
  readonly port?: string;
}

/** Serves until it is asked to stop. */
export async function serve(world: World, flags: ServeFlags): Promise<ExitCode> {
  const settled = settle({ ...world, environment: withFlags(world.environment, flags) });
  const { config, clock, log } = settled;
  await withDatabase(settled, true, async (database) => {
    const ingest = ingestOver(database, world, settled, watchReach(fetch, log));
    await loadStarterIfEmpty(database, ingest, world, settled);
    if (world.signal.aborted) return;
    const readers = await openReaders(database, settled);
    try {
      const server = await startServer({
        ...{ database: readers, clock, log, host: config.host, port: config.port },
        sources: describeSources(world.adapters, config),
        identify: identifyWith(world.adapters),
        hidden: hiddenClasses(config.expose),
      });
      // Both stop at once: requests under way are answered while the sync finishes its page.
      const stopped = whenAborted(world.signal).then(async () => {
        log.info("stopping");
        await server.close();
      });
      const address = reachableUrl(server.url, config.host);
      database.announce(address);
      world.print(welcome(address));
      await Promise.all([stopped, config.sync ? ingest.watch({ signal: world.signal }) : null]);
    } finally {
      if (readers !== database) await readers.close();
    }
  });
  return EXIT.success;
}

/** On a server answers have connections of their own, whose statements end in time: no request holds up the sync, or itself for ever. */
async function openReaders(database: Database, { config, log }: Settled): Promise<Database> {
  if (database.kind === "embedded") return database;
  const statementTimeoutMs = config.queryTimeoutSeconds * 1000;
  return await openDatabase({ url: config.databaseUrl, dataDir: null, log, statementTimeoutMs });
}

function withFlags(environment: Environment, { host, port }: ServeFlags): Environment {
  return { ...environment, ...(host === undefined ? {} : { HOST: host }), ...(port === undefined ? {} : { PORT: port }) };
}

async function loadStarterIfEmpty(
  database: Database,
  ingest: Ingest,
  { adapters, signal }: World,
  { config, log }: Settled,
): Promise<void> {
  if (!config.starter || !(await isEmpty(database))) return;
  log.info("the database is empty: loading the starter data");
  const pages = await loadStarter(
    ingest,
    adapters.map(({ id }) => id),
    signal,
  );
  log.info(`${pages} recorded lists of papers are in; abstracts come with the first sync`);
}

async function whenAborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, "abort");
}

/** "Every address of this machine" is none that a browser could open. */
function reachableUrl(url: string, host: string): string {
  return host === "0.0.0.0" || host === "::" ? url.replace(/\/\/[^/]*:/, "//127.0.0.1:") : url;
}

function welcome(url: string): string {
  const query = "{ dailyRanking { date entries(first: 5) { nodes { rank paper { title upvotes } } } } }";
  return `papergraph is ready. Open ${url} or try:\ncurl ${url} -H 'content-type: application/json' -d '${JSON.stringify({ query })}'\n`;
}
