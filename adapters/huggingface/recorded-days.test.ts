/** All recorded days and snapshots, where the shared data folder lies beside the repository. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { normalizedRecordSchema, oneLine } from "../../src/contract/index.ts";
import { normalizeDay } from "./normalize.ts";

const DATA = new URL("../../../shared/data/", import.meta.url);
const isThere = existsSync(new URL("hf/", DATA));

interface RecordedItem {
  readonly paper: { readonly id: string; readonly title: string; readonly upvotes: number; readonly authors: readonly unknown[] };
  readonly numComments: number;
}

/** Normalises one recorded answer and compares it with itself, field by field as recorded. Returns its number of items. */
function check(day: string, file: URL, isStrict: boolean): number {
  const body = readFileSync(file, "utf8");
  const items = JSON.parse(body) as RecordedItem[];
  const url = `https://huggingface.co/api/daily_papers?date=${day}&limit=100&p=0`;
  const { records, rejected, precedence } = normalizeDay([
    { request: { method: "GET", url, body: null }, status: 200, headers: {}, body },
  ]);
  expect(rejected, day).toEqual([]);
  expect(precedence).toBe(day);

  const once = items.filter((item, at) => items.findIndex((other) => other.paper.id === item.paper.id) === at);
  const [listing] = records;
  if (listing?.kind !== "listing") throw new Error(`${day}: the first record is not the listing`);
  expect(listing.day).toBe(day);
  expect(
    listing.lines.map(({ paper, position, upvotes, commentCount }) => [paper.value, position, upvotes, commentCount]),
  ).toEqual(once.map(({ paper, numComments }, position) => [paper.id, position, paper.upvotes, numComments]));
  const papers = records.filter((record) => record.kind === "paper");
  expect(papers.map(({ subject, title, authors }) => [subject.value, title, authors?.length])).toEqual(
    once.map(({ paper }) => [paper.id, oneLine(paper.title), paper.authors.length]),
  );
  if (isStrict) for (const record of records) normalizedRecordSchema.parse(record);
  return items.length;
}

describe.skipIf(!isThere)(`every recorded answer${isThere ? "" : " (skipped: ../shared/data is not there)"}`, () => {
  it("of a day's last state comes out whole, in order, with its votes", () => {
    const files = readdirSync(new URL("hf/", DATA)).filter((file) => file.endsWith(".json"));
    const counts = files.map((file) => check(file.slice(0, 10), new URL(`hf/${file}`, DATA), true));
    expect(files.length).toBeGreaterThanOrEqual(497);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(10_446);
  });

  it("of the states before comes out whole, in order, with its votes", () => {
    const days = readdirSync(new URL("hf-snapshots/", DATA));
    const snapshots = days.flatMap((day) => readdirSync(new URL(`hf-snapshots/${day}/`, DATA)).map((file) => ({ day, file })));
    const counts = snapshots.map(({ day, file }) => check(day, new URL(`hf-snapshots/${day}/${file}`, DATA), false));
    expect(days.length).toBeGreaterThanOrEqual(325);
    expect(snapshots.length).toBeGreaterThanOrEqual(815);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(13_614);
  });
});
