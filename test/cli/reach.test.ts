import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { watchReach } from "../../src/cli/reach.ts";
import { rememberingLog } from "../kit/log.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A network that answers all hosts but those that are down. */
function network() {
  const down = new Set<string>();
  const { log, lines } = rememberingLog();
  const get = watchReach(async (input) => {
    if (down.has(new URL(String(input)).host)) throw new TypeError("fetch failed");
    return new Response("", { status: 503 });
  }, log);
  const messages = () => lines.map((line) => (JSON.parse(line) as { msg: string }).msg);
  return { down, get, messages };
}

test("hosts that fall silent together are told in one line, and again only after all have answered", async () => {
  const { down, get, messages } = network();
  down.add("one.example").add("two.example");
  for (const url of ["http://one.example/a", "http://two.example/b", "http://one.example/c"])
    await expect(get(url)).rejects.toThrow();
  expect(messages()).toEqual([]);
  vi.advanceTimersByTime(2000);
  expect(messages()).toEqual([
    "cannot reach one.example, two.example: serving what is stored, and trying again (see `papergraph sources`)",
  ]);

  down.add("three.example");
  await expect(get("http://three.example/")).rejects.toThrow();
  vi.advanceTimersByTime(2000);
  expect(messages()).toHaveLength(1);

  down.clear();
  for (const host of ["one", "two", "three"]) await get(`http://${host}.example/`);
  expect(messages().slice(1)).toEqual(["all sources can be reached again"]);

  down.add("one.example");
  await expect(get("http://one.example/")).rejects.toThrow();
  vi.advanceTimersByTime(2000);
  expect(messages()).toHaveLength(3);
});

test("a request that we gave up ourselves says nothing of the host, nor does one failure that passes at once", async () => {
  const { down, get, messages } = network();
  down.add("one.example");
  await expect(get("http://one.example/", { signal: AbortSignal.abort() })).rejects.toThrow();
  await expect(get("http://one.example/")).rejects.toThrow();
  down.clear();
  await get("http://one.example/");
  vi.advanceTimersByTime(2000);
  expect(messages()).toEqual([]);
});
