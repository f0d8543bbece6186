import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { adapters } from "../../adapters/index.ts";
import { plannedStreams, showProgress } from "../../src/cli/progress.ts";
import { describeSources } from "../../src/cli/runtime.ts";
import { duration, table } from "../../src/cli/table.ts";
import { readConfig } from "../../src/config.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const everything = { source: null, stream: null };

test("the plan is the streams that will run, look-ups last", () => {
  const plan = plannedStreams(adapters, describeSources(adapters, readConfig({}, adapters)), everything);
  expect([...plan.keys()]).toEqual(adapters.map(({ id }) => id));
  for (const { id, streams } of adapters) {
    const lookups = (plan.get(id) ?? []).map((name) => streams[name]?.isLookup);
    expect(lookups).toEqual([...lookups].sort((one, other) => Number(one) - Number(other)));
  }
  const without = plannedStreams(adapters, describeSources(adapters, readConfig({ ARXIV_CATEGORIES: "" }, adapters)), everything);
  expect((without.get("arxiv") ?? []).length).toBeLessThan((plan.get("arxiv") ?? []).length);
  const one = plannedStreams(adapters, describeSources(adapters, readConfig({}, adapters)), {
    source: "huggingface",
    stream: "daily",
  });
  expect([...one]).toEqual([["huggingface", ["daily"]]]);
});

test("without a terminal a source gets a line every few seconds, not one a page", () => {
  const notes: string[] = [];
  const world = {
    ...{ adapters, environment: {}, isTerminal: false, signal: new AbortController().signal },
    print: () => undefined,
    note: (text: string) => void notes.push(text),
  };
  const progress = showProgress(world, new Map());
  for (let pages = 1; pages <= 100; pages += 1) {
    progress.show({
      source: "huggingface",
      stream: "daily",
      pages,
      records: pages * 10,
      position: `https://upstream.example/${"x".repeat(80)}?p=${pages}`,
    });
    vi.advanceTimersByTime(100);
  }
  progress.end();
  expect(notes).toHaveLength(4);
  expect(notes[0]).toMatch(/^huggingface\/daily …x+\?p=1: 1 pages, 10 records\n$/);
  expect(notes.every((line) => line.length < 120)).toBe(true);
});

test("tables line up, and say nothing where nothing is", () => {
  expect(
    table(
      ["a", "long head"],
      [
        ["longer", 1],
        [null, null],
      ],
    ),
  ).toBe("a       long head\nlonger  1\n-       -\n");
  expect([null, 0, 119, 120, 7199, 7200, 172_800].map(duration)).toEqual([
    null,
    "0 s",
    "119 s",
    "2 min",
    "120 min",
    "2 h",
    "2 d",
  ]);
});
