/** The client against a real server: answers that end before their promised end, and what only the upstream is told. */
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Exchange, SourceError } from "../../src/contract/index.ts";
import { createHttpClient } from "../../src/ingest/http.ts";
import { createFakeClock } from "../kit/fake-time.ts";
import { toy } from "../kit/toy/index.ts";

let server: Server;
let base: string;
const answers: ((response: ServerResponse) => void)[] = [];

beforeAll(async () => {
  server = createServer((_, response) => answers.shift()?.(response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

function client(failed: [Exchange, SourceError][]) {
  return createHttpClient({
    source: { ...toy, rate: { ...toy.rate, maxAttempts: 2, minIntervalMs: 0 } },
    clock: createFakeClock(new Date("2026-07-01T00:00:00Z")),
    signal: new AbortController().signal,
    userAgent: "papergraph-test",
    limitTimescale: 1,
    fetch,
    onFailedAnswer: (exchange, error) => failed.push([exchange, error]),
  });
}

/** Promises 1,000 bytes and ends after a few, though what came is whole JSON. */
function cut(response: ServerResponse): void {
  response.writeHead(200, { "content-type": "application/json", "content-length": "1000" });
  response.write("[1,2,3]", () => setTimeout(() => response.destroy(), 20));
}

test("a cut body is a coded failure that is kept, and asked for again", async () => {
  const failed: [Exchange, SourceError][] = [];
  answers.push(cut, (response) => response.end("[1,2,3,4]"));
  expect((await client(failed).request({ url: `${base}/cut` })).body).toBe("[1,2,3,4]");
  expect(failed.map(([{ body }, { code, disposition }]) => [body, code, disposition])).toEqual([
    ["[1,2,3]", "ERR_SOURCE_TRUNCATED", "retry"],
  ]);
  answers.push(cut, cut);
  await expect(client([]).request({ url: `${base}/cut` })).rejects.toMatchObject({ code: "ERR_SOURCE_TRUNCATED" });
});

test("a connection that ends before any of the body is no answer at all", async () => {
  const failed: [Exchange, SourceError][] = [];
  answers.push(
    (response) => response.destroy(),
    (response) => response.destroy(),
  );
  await expect(client(failed).request({ url: `${base}/none` })).rejects.toMatchObject({ code: "ERR_SOURCE_UNREACHABLE" });
  expect(failed).toEqual([]);
});

test("what only the upstream is told stands neither in the exchange nor in its headers", async () => {
  let asked: string | undefined;
  answers.push((response) => {
    asked = response.req.url;
    response.writeHead(301, { location: `${asked}&next=1` }).end("moved");
  });
  const { request, headers } = await client([]).request({
    ...{ url: `${base}/works?select=id`, secretQuery: { api_key: "k y" }, answers: [301] },
  });
  expect(asked).toBe("/works?select=id&api_key=k+y");
  expect([request.url, headers["location"]]).toEqual([`${base}/works?select=id`, "/works?select=id&api_key=&next=1"]);
});
