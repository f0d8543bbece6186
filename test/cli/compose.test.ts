/** docker-compose.yml: that it says what it should, and that its commands work, without Docker. */
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { adapters } from "../../adapters/index.ts";
import { readConfig } from "../../src/config.ts";
import { packageRoot } from "../../src/package-root.ts";
import { describeServer } from "../kit/database.ts";
import { ask, killAll, offline, runCli, startCli } from "./run-cli.ts";

afterAll(killAll);

const healthcheck = z.strictObject({
  test: z.tuple([z.literal("CMD")], z.string()),
  interval: z.string(),
  timeout: z.string(),
  retries: z.int(),
  start_period: z.string().optional(),
});
const ours = z.strictObject({
  build: z.strictObject({ context: z.literal("."), dockerfile_inline: z.string() }),
  image: z.string(),
  init: z.literal(true),
  restart: z.string(),
  stop_grace_period: z.string(),
  command: z.tuple([z.literal("node"), z.literal("dist/src/cli.js")], z.string()),
  environment: z.record(z.string(), z.string().nullable()),
  ports: z.array(z.string()).optional(),
  depends_on: z.record(z.string(), z.strictObject({ condition: z.literal("service_healthy") })),
  healthcheck,
});
const composeSchema = z.strictObject({
  "x-papergraph": z.unknown(),
  "x-settings": z.unknown(),
  services: z.strictObject({
    server: ours,
    worker: ours,
    postgres: z.strictObject({
      image: z.literal("postgres:18"),
      restart: z.string(),
      environment: z.record(z.string(), z.string()),
      volumes: z.tuple([z.string()]),
      healthcheck,
    }),
  }),
  volumes: z.strictObject({ database: z.null() }),
});

const text = readFileSync(new URL("docker-compose.yml", packageRoot), "utf8");
const { services } = composeSchema.parse(parse(text, { merge: true }));

describe("docker-compose.yml", () => {
  test("sets variables that exist, to values that are accepted", () => {
    const known = readConfig({}, adapters).reports.map(({ name }) => name);
    for (const { environment } of [services.server, services.worker]) {
      expect(known).toEqual(expect.arrayContaining(Object.keys(environment)));
      const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== null)) as Record<
        string,
        string
      >;
      expect(() => readConfig(given, adapters)).not.toThrow();
      expect(new URL(given["DATABASE_URL"] ?? "").hostname).toBe("postgres");
    }
    expect(services.server.environment["SYNC"]).toBe("0");
    expect(services.server.ports).toEqual([`127.0.0.1:4000:${services.server.environment["PORT"]}`]);
  });

  test("passes on every setting but addresses, and those that it decides itself", () => {
    const decided = ["DATA_DIR", "HOST", "PORT", "STARTER", "SYNC", "LIMIT_TIMESCALE"];
    const names = readConfig({}, adapters).reports.map(({ name }) => name);
    const passed = names.filter((name) => !decided.includes(name) && (name === "DATABASE_URL" || !name.endsWith("_URL")));
    expect(Object.keys(services.worker.environment).sort()).toEqual(passed.sort());
  });

  test("the database is the one that the settings name, on the one volume", () => {
    const { POSTGRES_USER, POSTGRES_PASSWORD, POSTGRES_DB } = services.postgres.environment;
    const url = `postgres://${POSTGRES_USER}:${POSTGRES_PASSWORD}@postgres:5432/${POSTGRES_DB}`;
    expect([services.server.environment["DATABASE_URL"], services.worker.environment["DATABASE_URL"]]).toEqual([url, url]);
    expect(services.postgres.volumes[0]).toMatch(/^database:\//);
    expect(services.postgres.healthcheck.test).toContain(`--username=${POSTGRES_USER}`);
  });

  test("nothing starts before what it needs is healthy", () => {
    expect(Object.keys(services.server.depends_on)).toEqual(["postgres"]);
    expect(Object.keys(services.worker.depends_on)).toEqual(["postgres"]);
  });

  test("the image is made from files that are there", () => {
    const copied = [...services.server.build.dockerfile_inline.matchAll(/^COPY (.+) \S+$/gm)].flatMap((match) =>
      (match[1] ?? "").split(" "),
    );
    expect(copied.length).toBeGreaterThan(5);
    for (const path of copied) expect(existsSync(fileURLToPath(new URL(path, packageRoot))), path).toBe(true);
  });
});

describeServer("the commands of docker-compose.yml, without Docker", (_open, newUrl) => {
  test("server and worker run beside each other on one PostgreSQL and stop when asked", async () => {
    const given = (environment: Record<string, string | null>) =>
      Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== null)) as Record<string, string>;
    const shared = { ...(await offline()), DATABASE_URL: await newUrl() };
    const server = startCli(services.server.command.slice(2), { ...given(services.server.environment), ...shared, PORT: "0" });
    const url = (await server.untilPrinted(/Open (http:\S+)/))[1] as string;
    const worker = startCli(services.worker.command.slice(2), { ...given(services.worker.environment), ...shared });
    await worker.untilPrinted(/cannot reach/);

    expect(await ask(url, "{ __typename }")).toEqual({ data: { __typename: "Query" } });
    // What the server's health check asks.
    expect((await fetch(new URL("/ready", url))).ok).toBe(true);
    const check = await runCli(services.worker.healthcheck.test.slice(3), shared);
    expect(check).toMatchObject({ exit: 0, stdout: expect.stringMatching(/^huggingface +(UNREACHABLE|LATE) /m) });
    expect(server.stderr()).not.toContain("cannot reach");

    const startedAt = performance.now();
    server.kill("SIGTERM");
    worker.kill("SIGTERM");
    expect([(await server.ended).exit, (await worker.ended).exit]).toEqual([0, 0]);
    expect(performance.now() - startedAt).toBeLessThan(10_000);
  });

  test("commands that only look do not change a server's tables", async () => {
    const url = new URL(await newUrl());
    url.pathname = "/postgres";
    const { exit, stderr } = await runCli(["sources"], { DATABASE_URL: url.href });
    expect(exit).toBe(1);
    expect(stderr).toMatch(/^ERR_NOT_MIGRATED: .*papergraph migrate/);
  });
});
