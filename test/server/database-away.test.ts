/** While PostgreSQL is away requests are told so, soon; when it is back they are answered. */
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { type Database, openDatabase } from "../../src/db/client.ts";
import { migrate } from "../../src/db/migrate.ts";
import { type RunningServer, startServer } from "../../src/server/start-server.ts";
import { silentLog } from "../kit/log.ts";
import { type PostgresServer, startPostgresServer } from "../kit/postgres-server.ts";
import { seedClock } from "../kit/seed.ts";
import { SOURCES } from "../ranking/asking.ts";

const AWAY_S = 4;
const isThere = inject("postgresUrl") !== null;
let postgres: PostgresServer;
let database: Database;
let server: RunningServer;
beforeAll(async () => {
  if (!isThere) return;
  postgres = await startPostgresServer(["synchronous_commit=on"]);
  database = await openDatabase({ url: `${postgres.url}/postgres`, dataDir: null, log: silentLog });
  await migrate(database);
  const about = { database, sources: SOURCES, identify: () => null, clock: seedClock, log: silentLog };
  server = await startServer({ ...about, host: "127.0.0.1", port: 0, hidden: new Set<never>() });
});
afterAll(async () => {
  if (!isThere) return;
  await server.close();
  await database.close();
  await postgres.stop();
});

async function ask() {
  const body = JSON.stringify({ query: "{ papers { totalCount } }" });
  const headers = { "content-type": "application/json", accept: "application/graphql-response+json" };
  const response = await fetch(server.url, { method: "POST", headers, body });
  return (await response.json()) as { data?: unknown; errors?: { message: string; extensions: { code: string } }[] };
}

test.skipIf(!isThere)("a database that is away is named as the reason", async () => {
  expect(await ask()).toMatchObject({ data: { papers: { totalCount: 0 } } });
  const gone = postgres.crash(AWAY_S * 1000);
  await delay(300);
  for (let round = 0; round < 3; round += 1) {
    const answers = await Promise.all(Array.from({ length: 15 }, ask));
    const messages = new Set(answers.flatMap(({ errors = [] }) => errors.map(({ message }) => message)));
    expect([...messages]).toEqual(["The database does not answer: try again in a moment."]);
  }
  await gone;
  let answer = await ask();
  for (let round = 0; round < 50 && answer.errors; round += 1) {
    await delay(100);
    answer = await ask();
  }
  expect(answer).toMatchObject({ data: { papers: { totalCount: 0 } } });
});
