/** When a page or a run has so many bad records that it fails. */
import { describe, expect, test } from "vitest";
import { InvalidPayloadError, type Normalized, type NormalizedRecord } from "../../src/contract/index.ts";
import { checkRejections, NOTHING_REJECTED } from "../../src/ingest/rejection-threshold.ts";

function page(read: number, rejected: number): Normalized {
  const papers = Array.from({ length: read }, (_, at): NormalizedRecord[] => [
    { kind: "paper", subject: { scheme: "arxiv", value: `2401.${10_000 + at}` }, entry: null, isKnown: true },
    {
      kind: "metric",
      subjectType: "paper",
      subject: { scheme: "arxiv", value: `2401.${10_000 + at}` },
      metric: "UPVOTES",
      value: 1,
    },
  ]).flat();
  return {
    records: papers,
    rejected: Array.from({ length: rejected }, (_, at) => ({
      exchange: 0,
      path: `/${at}/paper`,
      code: "ERR_RECORD_INVALID",
      reason: `reason ${at}`,
    })),
  };
}

function failure(read: number, rejected: number, isLookup = false): unknown {
  try {
    checkRejections(page(read, rejected), NOTHING_REJECTED, { isLookup, source: "toy", url: "https://example.org/list" });
    return null;
  } catch (error) {
    return error;
  }
}

describe("a page", () => {
  test.each([
    [190, 10, "5 % exactly"],
    [20, 9, "many of few, but under ten and under half"],
    [2, 3, "under five"],
    [0, 1, "an answer that is one record"],
    [0, 0, "an empty list"],
  ])("with %i read and %i rejected passes: %s", (read, rejected) => expect(failure(read, rejected)).toBeNull());

  test.each([
    [189, 10, "over 5 %"],
    [40, 10, "a fifth"],
    [4, 5, "more than half of a short one"],
    [0, 2, "nothing could be read"],
  ])("with %i read and %i rejected fails: %s", (read, rejected) => {
    expect(failure(read, rejected)).toBeInstanceOf(InvalidPayloadError);
  });

  test("of look-ups fails only when nothing can be read", () => {
    expect(failure(5, 45, true)).toBeNull();
    expect(failure(0, 2, true)).toBeInstanceOf(InvalidPayloadError);
    expect(failure(0, 1, true)).toBeNull();
  });

  test("counts papers once, whatever is said of them, and lines where there are more", () => {
    expect(checkRejections(page(7, 0), { read: 3, rejected: 1 })).toEqual({ read: 10, rejected: 1 });
    const line = (at: number) => ({ paper: { scheme: "arxiv", value: `2401.${10_000 + at}` } as const, position: at });
    const list: NormalizedRecord = { kind: "listing", day: "2026-01-05", isOpen: true, lines: [line(0), line(1), line(2)] };
    expect(checkRejections({ records: [list], rejected: [] }, NOTHING_REJECTED)).toEqual({ read: 3, rejected: 0 });
  });

  test("does not count a line as read whose paper could not be", () => {
    const list = (length: number): NormalizedRecord => {
      const line = (at: number) => ({ paper: { scheme: "arxiv", value: `2401.${10_000 + at}` } as const, position: at });
      return { kind: "listing", day: "2026-01-05", isOpen: true, lines: Array.from({ length }, (_, at) => line(at)) };
    };
    const listed = (read: number, rejected: number): Normalized => {
      const said = page(read, rejected);
      return { ...said, records: [list(read + rejected), ...said.records] };
    };
    expect(() => checkRejections(listed(0, 17), NOTHING_REJECTED)).toThrow(/^17 of 17 records of the answer .* \(100 %\)/);
    expect(() => checkRejections(listed(30, 10), NOTHING_REJECTED)).toThrow(/^10 of 40 records .* \(25 %\)/);
    expect(checkRejections(listed(28, 2), NOTHING_REJECTED)).toEqual({ read: 28, rejected: 2 });
    expect(checkRejections(listed(0, 1), NOTHING_REJECTED)).toEqual({ read: 0, rejected: 1 });
  });

  test("fails with code, counts, share and the first reasons", () => {
    expect(failure(40, 10)).toMatchObject({
      code: "ERR_SOURCE_TOO_MANY_REJECTED",
      disposition: "retry",
      source: "toy",
      url: "https://example.org/list",
      message:
        "10 of 50 records of the answer cannot be read (20 %): /0/paper: reason 0; /1/paper: reason 1; /2/paper: reason 2; …",
    });
  });
});

describe("a run", () => {
  test("fails by what leaks slowly from page to page", () => {
    let soFar = NOTHING_REJECTED;
    for (let at = 0; at < 8; at += 1) soFar = checkRejections(page(22, 3), soFar);
    expect(soFar).toEqual({ read: 176, rejected: 24 });
    expect(() => checkRejections(page(22, 3), soFar)).toThrow(/27 of 225 records of the run so far cannot be read \(12 %\)/);
    expect(checkRejections(page(22, 3), { read: 1000, rejected: 24 })).toEqual({ read: 1022, rejected: 27 });
  });

  test("of look-ups goes on past what stays unreadable, unless it is everything", () => {
    const lookup = { isLookup: true };
    expect(checkRejections(page(0, 1), { read: 1, rejected: 300 }, lookup)).toEqual({ read: 1, rejected: 301 });
    expect(() => checkRejections(page(0, 1), { read: 0, rejected: 49 }, lookup)).toThrow(/50 of 50 records of the run so far/);
  });
});
