/** Records that speak of the future are taken out, one by one. */
import { describe, expect, it } from "vitest";
import type { NormalizedRecord } from "../../src/contract/index.ts";
import { rejectImplausible } from "../../src/ingest/plausible.ts";

const FETCHED = new Date("2026-08-20T12:00:00Z");
const subject = { scheme: "arxiv", value: "2606.00001" } as const;
const paper = (fields: object): NormalizedRecord => ({ kind: "paper", subject, entry: null, isKnown: true, ...fields });
const repository = (fields: object): NormalizedRecord => ({
  ...{ kind: "repository", subject: { scheme: "github-name", value: "o/r" }, state: "FOUND" },
  ...fields,
});
const announcement = (day: string): NormalizedRecord => ({
  ...{ kind: "announcement", paper: { scheme: "arxiv", value: "math/0309136" }, version: 1, category: "cs.AI", type: "NEW" },
  ...{ day, isDayInferred: true },
});

describe("a record that states a time", () => {
  it.each([
    ["/paper/arxiv:2606.00001/submittedAt", paper({ submittedAt: "2026-08-21T12:00:01Z" })],
    ["/paper/arxiv:2606.00001/submittedOn", paper({ submittedOn: "2026-08-22" })],
    ["/paper/arxiv:2606.00001/updatedAt", paper({ submittedAt: "2026-06-01T00:00:00Z", updatedAt: "9999-12-31T23:59:59Z" })],
    [
      "/paper/arxiv:2606.00001/versions/1/submittedAt",
      paper({
        versions: [
          { version: 1, submittedAt: "2026-06-01T00:00:00Z" },
          { version: 2, submittedAt: "2031-06-01T00:00:00Z" },
        ],
      }),
    ],
    ["/paper/arxiv:2606.00001/submittedAt", paper({ submittedAt: "0000-01-01T00:00:00Z" })],
    ["/repository/github-name:o~1r/createdAt", repository({ createdAt: "2030-01-01T00:00:00Z" })],
    ["/repository/github-name:o~1r/pushedAt", repository({ pushedAt: "2026-09-01T00:00:00Z" })],
    ["/announcement/arxiv:math~10309136/day", announcement("2026-08-22")],
    ["/listing/day", { kind: "listing", day: "2027-01-01", isOpen: true, lines: [] }],
  ] satisfies readonly (readonly [string, NormalizedRecord])[])("that cannot be, at %s, is rejected alone", (path, record) => {
    const neighbour = paper({ title: "Stays", submittedAt: "2026-08-20T12:00:00Z" });
    const before = { exchange: 1, path: "/0", code: "ERR_RECORD_INVALID", reason: "was so before" };
    const result = rejectImplausible({ records: [record, neighbour], rejected: [before], precedence: "p" }, FETCHED);
    expect(result.records).toEqual([neighbour]);
    expect(result.precedence).toBe("p");
    expect(result.rejected).toMatchObject([before, { exchange: 0, path, code: "ERR_RECORD_IMPLAUSIBLE" }]);
  });

  it("that may be is let through, whatever clocks and time zones differ by", () => {
    const normalized = {
      records: [
        paper({ submittedAt: "2026-08-21T12:00:00Z", submittedOn: "2026-08-21" }),
        repository({ createdAt: "2008-01-01T00:00:00Z" }),
        announcement("2026-08-21"),
      ],
      rejected: [],
    };
    expect(rejectImplausible(normalized, FETCHED)).toBe(normalized);
  });
});
