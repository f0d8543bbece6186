import { describe, expect, it } from "vitest";
import { type ListLine, ReadingLog, ranks } from "./reading-log.ts";

const line = (id: string, upvotes: number): ListLine => ({ id, upvotes, comments: null, submittedBy: null, organisation: null });
const HOUR = 3_600_000;

describe("ranks", () => {
  it("go by votes, then by printed place", () => {
    expect([...ranks([line("a", 1), line("b", 5), line("c", 5)])].sort((x, y) => x[1] - y[1])).toEqual([
      ["b", 1],
      ["c", 2],
      ["a", 3],
    ]);
  });
});

describe("reading log", () => {
  it("counts a repeated paper once, at its first place", () => {
    const log = new ReadingLog();
    log.add("2025-06-03", 0, [line("a", 9), line("b", 8), line("b", 8), line("c", 7)]);
    expect(log.of("2025-06-03")[0]?.lines.map(({ id }) => id)).toEqual(["a", "b", "c"]);
    expect(log.of("2025-06-03")[0]?.papers).toBe(3);
  });

  it("compares with the last different reading, at least an hour before", () => {
    const log = new ReadingLog();
    log.add("d", 0, [line("a", 1)]);
    log.add("d", 2 * HOUR, [line("a", 2)]);
    log.add("d", 3 * HOUR, [line("a", 2)]);
    expect(log.comparedWith("d")?.at).toBe(0);
    log.add("d", 3.5 * HOUR, [line("a", 3)]);
    expect(log.comparedWith("d")?.at).toBe(2 * HOUR);
    log.add("d", 4 * HOUR, [line("a", 3)]);
    expect(log.comparedWith("d")?.at).toBe(3 * HOUR);
  });

  it("has nothing to compare a first reading with", () => {
    const log = new ReadingLog();
    log.add("d", 0, []);
    log.add("d", 2 * HOUR, []);
    expect(log.comparedWith("d")).toBeNull();
    expect(log.comparedWith("another")).toBeNull();
  });

  it("keeps one reading of an instant, the last", () => {
    const log = new ReadingLog();
    log.add("d", 0, [line("a", 1)]);
    log.add("d", 0, [line("a", 2)]);
    expect(log.of("d").map(({ lines }) => lines[0]?.upvotes)).toEqual([2]);
  });
});
