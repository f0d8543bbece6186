/** The server as clients and attackers meet it: media types, sizes, CORS, GraphiQL, probes, errors. */
import { request as httpRequest } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Database } from "../../src/db/client.ts";
import { ERROR_CODES } from "../../src/schema/errors.ts";
import { type RunningServer, startServer } from "../../src/server/start-server.ts";
import { describeDatabases } from "../kit/database.ts";
import { createTestApi, identify, SOURCES, type TestApi } from "../kit/execute.ts";
import { rememberingLog } from "../kit/log.ts";
import { seedClock, seedRuns } from "../kit/seed.ts";

const JSON_HEADERS = { "content-type": "application/json" };
const STRICT = { ...JSON_HEADERS, accept: "application/graphql-response+json" };

describeDatabases("GraphQL over HTTP", (open) => {
  let api: TestApi;
  let database: Database;
  beforeAll(async () => {
    database = await open();
    await seedRuns(database);
    api = createTestApi(database.sql);
  });
  const post = (body: BodyInit, headers: Record<string, string> = JSON_HEADERS) =>
    api.request("/graphql", { method: "POST", headers, body });
  const ask = (query: string, headers = JSON_HEADERS, variables?: unknown) => post(JSON.stringify({ query, variables }), headers);

  test("GET and POST of JSON are answered", async () => {
    expect((await ask("{ __typename }")).body).toEqual({ data: { __typename: "Query" } });
    const got = await api.request(
      `/graphql?query=${encodeURIComponent("query ($n: Int) { papers(first: $n) { totalCount } }")}&variables=${encodeURIComponent('{"n": 1}')}`,
    );
    expect(got).toMatchObject({ status: 200, body: { data: { papers: { totalCount: 0 } } } });
  });

  test.each([
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "application/graphql",
    "application/graphql+json",
    "",
  ])("a POST of %s is 415", async (type) => {
    const { status, body } = await post("query=%7B__typename%7D", type === "" ? {} : { "content-type": type });
    expect(status).toBe(415);
    expect(body.errors[0].extensions).toEqual({ code: "UNSUPPORTED_MEDIA_TYPE" });
  });

  test.each([
    ["no JSON", "{", 400, "BAD_USER_INPUT"],
    ["not an object", '"x"', 400, "BAD_USER_INPUT"],
    ["null", "null", 400, "BAD_USER_INPUT"],
    ["a batch", '[{"query":"{__typename}"}]', 400, "BAD_USER_INPUT"],
    ["no query", "{}", 400, "BAD_USER_INPUT"],
    ["a query that is no text", '{"query": 1}', 400, "BAD_USER_INPUT"],
    ["variables that are no object", '{"query": "{__typename}", "variables": "x"}', 400, "BAD_USER_INPUT"],
    ["an unknown parameter", '{"query": "{__typename}", "x": 1}', 400, "BAD_USER_INPUT"],
  ])("a body with %s is refused", async (_what, body, status, code) => {
    const answer = await post(body, STRICT);
    expect(answer.status).toBe(status);
    expect(answer.body.errors[0].extensions).toEqual({ code });
  });

  test("variables in an address that are no JSON are refused", async () => {
    const { status, body } = await api.request("/graphql?query=%7B__typename%7D&variables=%7B");
    expect([status, body.errors[0].extensions.code]).toEqual([400, "BAD_USER_INPUT"]);
  });

  test.each(["mutation { __typename }", "mutation { x }", "subscription { __typename }", "subscription { x(y: 1) { z } }"])(
    "%s is refused: there is only reading",
    async (query) => {
      const { status, body } = await ask(query, STRICT);
      expect([status, body.errors[0].extensions]).toEqual([400, { code: "GRAPHQL_VALIDATION_FAILED" }]);
      expect(body.errors[0].message).toMatch(/^There is nothing for a (mutation|subscription) here/);
    },
  );

  test("other methods are 405", async () => {
    const { status, body } = await api.request("/graphql", { method: "PUT", headers: JSON_HEADERS, body: "{}" });
    expect([status, body.errors[0].extensions.code]).toEqual([405, "METHOD_NOT_ALLOWED"]);
  });

  test.each([
    ["does not parse", "{ papers(", "GRAPHQL_PARSE_FAILED"],
    ["does not validate", "{ nothing }", "GRAPHQL_VALIDATION_FAILED"],
    ["holds too many tokens", `{ ${"a: __typename ".repeat(2_000)} }`, "GRAPHQL_PARSE_FAILED"],
    ["nests brackets", `{ papers(filter: { category: { in: ${"[".repeat(20_000)} } }) { totalCount } }`, "GRAPHQL_PARSE_FAILED"],
    [
      "nests values",
      `{ papers(filter: { category: { in: ${"[".repeat(100)}${"]".repeat(100)} } }) { totalCount } }`,
      "GRAPHQL_PARSE_FAILED",
    ],
    ["nests fields", `{ ${"node { ".repeat(1_500)} id ${"}".repeat(1_500)} }`, "GRAPHQL_PARSE_FAILED"],
    ["nests braces", "{".repeat(20_000), "GRAPHQL_PARSE_FAILED"],
    ["holds U+0000", '{ papers(filter: { text: "a\\u0000b" }) { totalCount } }', "BAD_USER_INPUT"],
    ["spreads a fragment in itself", "{ ...A } fragment A on Query { ...A }", "GRAPHQL_VALIDATION_FAILED"],
  ])("a document that %s: 400, or 200 for clients of plain JSON", async (_what, query, code) => {
    const started = performance.now();
    const strict = await ask(query, STRICT);
    expect([strict.status, strict.body.errors[0].extensions.code]).toEqual([400, code]);
    expect(JSON.stringify(strict.body).length).toBeLessThan(20_000);
    const plain = await ask(query);
    expect([plain.status, plain.body.errors[0].extensions.code]).toEqual([200, code]);
    expect(strict.body).not.toHaveProperty("data");
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  test.each([
    ["text", { filter: { text: "a\u0000b" } }],
    ["a list", { filter: { category: { in: ["cs.CL", "\u0000"] } } }],
  ])("U+0000 in %s of the variables is refused", async (_what, variables) => {
    const { body, statements } = await ask(
      "query ($filter: PaperFilter) { papers(filter: $filter) { totalCount } }",
      JSON_HEADERS,
      variables,
    );
    expect(body.errors[0].extensions.code).toBe("BAD_USER_INPUT");
    expect(statements).toEqual([]);
  });

  test.each(["'; drop table paper; --", "\\", "%", "`$x`", "\ud800", "😀", "a".repeat(1_000), "-", '"', "or or", "!!!", "&|!()"])(
    "the text %j is searched for, and nothing else",
    async (text) => {
      const { body } = await ask(
        'query ($t: String) { papers(filter: { text: $t }) { totalCount } authors(filter: { name: "x" }) { totalCount } organizations(filter: { name: $t }) { totalCount } }',
        JSON_HEADERS,
        { t: text.slice(0, 200) },
      );
      expect(body).toEqual({ data: { papers: { totalCount: 0 }, authors: { totalCount: 0 }, organizations: { totalCount: 0 } } });
    },
  );

  test("a body over a megabyte is 413, with a length or without, and is not repeated", async () => {
    const large = JSON.stringify({ query: "{ __typename }", variables: { x: "y".repeat(1_100_000) } });
    for (const body of [large, new Blob([large]).stream()]) {
      const answer = await api.request("/graphql", {
        method: "POST",
        headers: JSON_HEADERS,
        body,
        duplex: "half",
      } as RequestInit);
      expect([answer.status, answer.body.errors[0].extensions]).toEqual([413, { code: "PAYLOAD_TOO_LARGE" }]);
      expect(JSON.stringify(answer.body).length).toBeLessThan(500);
    }
  });

  test("any page may ask, without credentials", async () => {
    const { headers } = await ask("{ __typename }", { ...JSON_HEADERS, origin: "https://evil.example" } as typeof JSON_HEADERS);
    expect(headers.get("access-control-allow-origin")).toBe("*");
    expect(headers.get("access-control-allow-credentials")).toBeNull();
    const preflight = await api.request("/graphql", {
      method: "OPTIONS",
      headers: {
        origin: "https://evil.example",
        "access-control-request-method": "POST",
        "access-control-request-headers": "content-type",
      },
    });
    expect(preflight.status).toBeLessThan(300);
    expect(preflight.headers.get("access-control-allow-origin")).toBe("*");
    expect(preflight.headers.get("access-control-allow-credentials")).toBeNull();
    expect(preflight.headers.get("access-control-max-age")).toBe("86400");
  });

  test("GraphiQL comes whole from the server, with a query to try", async () => {
    const { status, body } = await api.request("/graphql", { headers: { accept: "text/html" } });
    expect(status).toBe(200);
    expect(body).toContain("FoundPapers");
    expect(body.length).toBeGreaterThan(1_000_000);
    const head = `${body.slice(0, body.indexOf("<script>"))}${body.slice(body.lastIndexOf("</script>"))}`;
    expect(head.replace(/<style>[\s\S]*<\/style>/, "")).not.toMatch(/(?:src|href)="https?:/);
    expect(body).not.toMatch(/<(?:script|link)[^>]+(?:src|href)="https?:/);
    const query = (await import("../../src/server/default-query.ts")).DEFAULT_QUERY;
    expect((await ask(query)).body).toMatchObject({ data: { papers: { totalCount: 0 } } });
  });

  test("probes: alive without a look at the database, ready with one", async () => {
    expect(await api.request("/health")).toMatchObject({ status: 200, statements: [] });
    expect((await api.request("/ready")).status).toBe(200);
    const closing = createTestApi(database.sql, { isOpen: () => false });
    expect((await closing.request("/ready")).status).toBe(503);
    expect((await closing.request("/health")).status).toBe(200);
    expect((await api.request("/nothing")).status).toBe(404);
  });

  test("introspection of the whole schema is within the limits", async () => {
    const { getIntrospectionQuery } = await import("graphql");
    const { body } = await ask(getIntrospectionQuery({ inputValueDeprecation: true, oneOf: true, descriptions: true }));
    expect(body.errors).toBeUndefined();
    expect(body.data.__schema.types.length).toBeGreaterThan(80);
  });

  test("a failure inside is INTERNAL, told to the log and to nobody else", async () => {
    const failing = createTestApi(database.sql, {
      clock: { ...seedClock, now: () => Promise.reject(new Error("secret of the clock")) },
    });
    const whole = await failing.execute("{ sources { name } }");
    expect(whole.body).toEqual({ errors: [{ message: "Unexpected error.", extensions: { code: "INTERNAL" } }] });
    expect(whole.status).toBe(500);
    await database.sql`alter table organization rename to elsewhere`;
    try {
      for (const isCompiled of [true, false]) {
        const { body, status } = await createTestApi(database.sql, { isCompiled }).execute(
          "{ organizations { totalCount } papers { totalCount } }",
        );
        expect(status).toBe(200);
        expect(body.errors).toMatchObject([
          { message: "Unexpected error.", path: ["organizations"], extensions: { code: "INTERNAL" } },
        ]);
        expect(JSON.stringify(body)).not.toMatch(/elsewhere|relation|select|\.ts/);
      }
    } finally {
      await database.sql`alter table elsewhere rename to organization`;
    }
  });

  test("every code of the closed list is spelt as the design has it", () => {
    expect(new Set(ERROR_CODES).size).toBe(16);
    expect(ERROR_CODES.every((code) => /^[A-Z_]+$/.test(code))).toBe(true);
  });
});

describeDatabases("the listening server", (open) => {
  let database: Database;
  let server: RunningServer;
  const { log, lines } = rememberingLog();
  beforeAll(async () => {
    database = await open();
    await seedRuns(database);
    server = await startServer({ database, sources: SOURCES, identify, clock: seedClock, log, host: "127.0.0.1", port: 0 });
  });
  afterAll(() => server.close());

  test("answers where it says", async () => {
    expect(server.url).toBe(`http://127.0.0.1:${server.port}/graphql`);
    const response = await fetch(server.url, {
      method: "POST",
      headers: JSON_HEADERS,
      body: '{"query":"{ papers { totalCount } }"}',
    });
    expect(await response.json()).toEqual({ data: { papers: { totalCount: 0 } } });
    const home = await fetch(`http://127.0.0.1:${server.port}/`, { headers: { accept: "text/html" }, redirect: "manual" });
    expect([home.status, home.headers.get("location")]).toEqual([302, "/graphql"]);
    expect(lines).toEqual([]);
  });

  test("refuses a large body over a socket", async () => {
    const response = await fetch(server.url, {
      method: "POST",
      headers: JSON_HEADERS,
      body: JSON.stringify({ query: "x".repeat(1_200_000) }),
    });
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: "PAYLOAD_TOO_LARGE" } }] });
  });

  test("a taken port is the system's error", async () => {
    const again = startServer({
      database,
      sources: SOURCES,
      identify,
      clock: seedClock,
      log,
      host: "127.0.0.1",
      port: server.port,
    });
    await expect(again).rejects.toMatchObject({ code: "EADDRINUSE" });
  });

  describe("closing", () => {
    test("lets what is under way finish, then refuses", async () => {
      const own = await startServer({ database, sources: SOURCES, identify, clock: seedClock, log, host: "127.0.0.1", port: 0 });
      const body = '{"query":"{ papers { totalCount } }"}';
      // A request whose body comes in two parts is under way when the server is told to close.
      const answer = new Promise<string>((resolve, reject) => {
        const sent = httpRequest(
          own.url,
          { method: "POST", headers: { ...JSON_HEADERS, "content-length": body.length } },
          (response) => {
            let text = "";
            response.on("data", (chunk) => {
              text += String(chunk);
            });
            response.on("end", () => resolve(text));
          },
        );
        sent.on("error", reject);
        sent.write(body.slice(0, 10));
        setTimeout(() => sent.end(body.slice(10)), 300);
      });
      await new Promise((resolve) => setTimeout(resolve, 100));
      const closing = own.close();
      expect(JSON.parse(await answer)).toEqual({ data: { papers: { totalCount: 0 } } });
      await closing;
      await expect(fetch(own.url)).rejects.toThrow();
      await own.close();
      expect(await database.sql`select 1 as one`).toEqual([{ one: 1 }]);
    });
  });
});
