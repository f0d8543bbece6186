/** A connection that is cut in the middle of things fails what was under way, and nothing else. */
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import type { TransactionSql } from "postgres";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
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
      // The others were cut too, and are seen closed a moment later.
      await delay(20);
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

  describe.each([
    ["says more afterwards", async (tx: TransactionSql) => await tx`insert into said values ('afterwards')`],
    ["says more in text afterwards", async (tx: TransactionSql) => await tx.unsafe("insert into said values ('afterwards')")],
    ["says nothing more", async () => await Promise.resolve()],
    ["fails for a reason of its own", async () => await Promise.reject(new Error("a reason"))],
    [
      "goes on whatever fails",
      async (tx: TransactionSql) => {
        for (let time = 0; time < 3; time += 1) await tx`insert into said values ('again')`.catch(() => undefined);
      },
    ],
  ])("a transaction that stands still when its connection goes, and %s", (_, then) => {
    test("fails, and none of it is said by another connection", async () => {
      await database.sql`create table if not exists said (word text)`;
      await database.sql`truncate said`;
      for (let round = 0; round < 3; round += 1) {
        const under = database.sql.begin(async (tx) => {
          await tx`insert into said values ('before')`;
          await delay(30);
          return await then(tx);
        });
        setTimeout(cut, 10);
        // Others take the place of the connection that is gone.
        const others = Array.from({ length: 4 }, async (_one, place) => {
          await delay(15 + place * 10);
          return await database.sql.begin(async (tx) => await tx`select pg_sleep(0.02)`);
        });
        await expect(under).rejects.toMatchObject({ code: "CONNECTION_CLOSED" });
        await Promise.allSettled(others);
        await delay(20);
        expect(await database.sql`select word from said`).toEqual([]);
      }
    });
  });

  test("a transaction that is over says nothing more", async () => {
    let kept: TransactionSql | undefined;
    await database.sql.begin(async (tx) => {
      kept = tx;
      await tx`select 1`;
    });
    expect(() => kept?.unsafe("select 1")).toThrow("transaction is over");
  });

  test("what another connection's loss breaks is rolled back", async () => {
    const lost = Object.assign(new Error("of another connection"), { code: "CONNECTION_CLOSED" });
    await database.sql`create table if not exists said (word text)`;
    const failing = database.sql.begin(async (tx) => {
      await tx`insert into said values ('before')`;
      throw lost;
    });
    await expect(failing).rejects.toBe(lost);
    expect(await database.sql`select word from said`).toEqual([]);
  });
});
