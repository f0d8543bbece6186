import { describe, expect, it } from "vitest";
import { expectedEmptyReason, expectedState, isStillRead } from "./list-state.ts";

const at = (text: string): number => Date.parse(text);
const empty = (text: string): { at: number; papers: number } => ({ at: at(text), papers: 0 });
const full = (text: string): { at: number; papers: number } => ({ at: at(text), papers: 7 });

describe("state of a list", () => {
  it("is open until noon UTC of the next day, whatever was read", () => {
    expect(expectedState("2026-07-01", at("2026-07-02T11:59:59Z"), [full("2026-07-01T06:00:00Z")])).toBe("OPEN");
    expect(expectedState("2026-07-01", at("2026-07-02T12:00:00Z"), [full("2026-07-01T06:00:00Z")])).toBe("SETTLING");
  });

  it("settles only by a reading made fourteen days after the day or later", () => {
    const late = at("2026-09-01T00:00:00Z");
    expect(expectedState("2026-07-01", late, [full("2026-07-14T23:59:59Z")])).toBe("SETTLING");
    expect(expectedState("2026-07-01", late, [full("2026-07-15T00:00:00Z")])).toBe("SETTLED");
    expect(expectedState("2026-07-01", late, [])).toBe("SETTLING");
  });
});

describe("reason of emptiness", () => {
  const now = at("2026-07-10T00:00:00Z");
  it("is none for a list with papers", () => {
    expect(expectedEmptyReason("2026-07-01", now, [empty("2026-07-01T06:00:00Z"), full("2026-07-01T18:00:00Z")])).toBeNull();
  });

  it("tells the future from what nobody read", () => {
    expect(expectedEmptyReason("2026-07-11", now, [])).toBe("NOT_OPEN_YET");
    expect(expectedEmptyReason("2026-07-09", now, [])).toBe("NOT_FETCHED");
  });

  it("calls a weekend so once it was read", () => {
    expect(expectedEmptyReason("2026-07-04", now, [empty("2026-07-04T06:00:00Z")])).toBe("WEEKEND");
    expect(expectedEmptyReason("2026-07-04", now, [])).toBe("NOT_FETCHED");
  });

  it("confirms by three readings an hour apart, not by three in a row", () => {
    const day = "2026-07-08";
    const hurried = [empty("2026-07-08T06:00:00Z"), empty("2026-07-08T06:30:00Z"), empty("2026-07-08T07:00:00Z")];
    expect(expectedEmptyReason(day, now, hurried)).toBe("UNCONFIRMED");
    expect(expectedEmptyReason(day, now, [...hurried, empty("2026-07-08T08:00:00Z")])).toBe("NONE_LISTED");
  });

  it("counts anew after papers were there", () => {
    const readings = [
      empty("2026-07-08T01:00:00Z"),
      empty("2026-07-08T02:00:00Z"),
      full("2026-07-08T03:00:00Z"),
      empty("2026-07-08T04:00:00Z"),
    ];
    expect(expectedEmptyReason("2026-07-08", now, readings)).toBe("UNCONFIRMED");
  });
});

describe("what a later sync still reads", () => {
  it("is every day that is not settled, and an unconfirmed one however old", () => {
    const now = at("2026-08-20T00:00:00Z");
    expect(isStillRead("2026-07-01", now, [full("2026-07-02T00:00:00Z")])).toBe(true);
    expect(isStillRead("2026-07-01", now, [full("2026-08-01T00:00:00Z")])).toBe(false);
    expect(isStillRead("2026-07-01", now, [empty("2026-08-01T00:00:00Z")])).toBe(true);
  });
});
