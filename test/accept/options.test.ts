import { describe, expect, it } from "vitest";
import { BadOption, readOptions } from "./options.ts";

const UPSTREAM = ["--upstream", "http://127.0.0.1:8099"];

describe("options", () => {
  it("ask for everything when nothing else is said", () => {
    expect(readOptions(UPSTREAM)).toMatchObject({
      days: 10,
      isShort: false,
      hasTokenPart: true,
      hasNoTokenPart: true,
      database: null,
    });
    expect(readOptions([...UPSTREAM, "--no-token"])).toMatchObject({ hasTokenPart: false, hasNoTokenPart: true });
    expect(readOptions([...UPSTREAM, "--days", "2"])).toMatchObject({ days: 2, isShort: true });
  });

  it.each([
    [[], "--upstream is missing"],
    [["--upstream", "ftp://x"], "not an http address"],
    [[...UPSTREAM, "--database", "mysql://x"], "not a postgres:// address"],
    [[...UPSTREAM, "--days", "0"], "--days"],
    [[...UPSTREAM, "--limit-timescale", "x"], "--limit-timescale"],
    [[...UPSTREAM, "--token", "--no-token"], "exclude"],
    [[...UPSTREAM, "--self-test", "--no-token"], "--self-test"],
    [[...UPSTREAM, "--colour"], "--colour"],
  ])("refuse %j", (argv, message) => {
    expect(() => readOptions(argv)).toThrow(BadOption);
    expect(() => readOptions(argv)).toThrow(message);
  });
});
