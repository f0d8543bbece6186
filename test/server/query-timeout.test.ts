/** A statement that takes too long is given up, and the request is told so. */
import { expect, test } from "vitest";
import { openDatabase } from "../../src/db/client.ts";
import { startServer } from "../../src/server/start-server.ts";
import { describeServer } from "../kit/database.ts";
import { silentLog } from "../kit/log.ts";
import { seedClock } from "../kit/seed.ts";
import { SOURCES } from "../ranking/asking.ts";

describeServer("a time limit", (open, newUrl) => {
  test("ends what waits for ever, with a code; the next request is answered", async () => {
    const url = await newUrl();
    await (await open()).close();
    const [holder, readers] = await Promise.all([
      openDatabase({ url, dataDir: null, log: silentLog }),
      openDatabase({ url, dataDir: null, log: silentLog, statementTimeoutMs: 300 }),
    ]);
    const server = await startServer({
      ...{
        database: readers,
        sources: SOURCES,
        identify: () => null,
        clock: seedClock,
        log: silentLog,
        host: "127.0.0.1",
        port: 0,
      },
      hidden: new Set<never>(),
    });
    const ask = async () => {
      const body = JSON.stringify({ query: "{ papers { totalCount } }" });
      const response = await fetch(server.url, { method: "POST", headers: { "content-type": "application/json" }, body });
      return (await response.json()) as { data: unknown; errors?: { extensions: { code: string } }[] };
    };
    try {
      await holder.sql.begin(async (tx) => {
        await tx`lock table paper in access exclusive mode`;
        expect((await ask()).errors?.map(({ extensions }) => extensions.code)).toEqual(["TIMEOUT"]);
      });
      expect(await ask()).toMatchObject({ data: { papers: { totalCount: 0 } } });
    } finally {
      await server.close();
      await Promise.all([holder.close(), readers.close()]);
    }
  });
});
