/** A connection that is cut in the middle of things fails what was under way, and nothing else. */
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Database, openDatabase } from "../../src/db/client.ts";
import { createServerDatabase, describeServer } from "../kit/database.ts";
import { silentLog } from "../kit/log.ts";

describeServer("a lost connection", () => {
  const sockets = new Set<Socket>();
  let database: Database;
  let stop: () => void;
  beforeAll(async () => {
    // Between us and the server, so that connections can be cut without harming others of the server's.
    const address = new URL(await createServerDatabase());
    const port = Number(address.port);
    const between = createServer((asker) => {
      const server = connect(port, address.hostname);
      for (const [from, to] of [
        [asker, server],
        [server, asker],
      ] as const) {
        sockets.add(from);
        from.on("error", () => undefined).on("close", () => to.destroy());
        from.pipe(to);
      }
    });
    await new Promise<void>((resolve) => between.listen(0, "127.0.0.1", resolve));
    stop = () => between.close();
    address.port = String((between.address() as AddressInfo).port);
    database = await openDatabase({ url: address.href, dataDir: null, log: silentLog, maxConnections: 2 });
  });
  afterAll(async () => {
    await database.close();
    stop();
  });
  const cut = () => {
    for (const socket of sockets) socket.destroy();
    sockets.clear();
  };

  test("fails its transaction, and the next one finds another", async () => {
    for (let round = 0; round < 5; round += 1) {
      const under = database.sql.begin(async (tx) => {
        await tx`select 1`;
        setTimeout(cut, 20);
        await tx`select pg_sleep(5)`;
      });
      await expect(under).rejects.toMatchObject({ code: "CONNECTION_CLOSED" });
      const [row] = await database.sql.begin(async (tx) => await tx`select ${round}::int as round`);
      expect(row).toEqual({ round });
    }
  });

  test("a transaction that fails for another reason is rolled back, and says why", async () => {
    const reason = new Error("a reason");
    const failing = database.sql.begin(async (tx) => {
      await tx`create table half_done (a int)`;
      throw reason;
    });
    await expect(failing).rejects.toBe(reason);
    await expect(database.sql`select 1 from half_done`).rejects.toMatchObject({ code: "42P01" });
  });
});
