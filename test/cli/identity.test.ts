/** `identity` and `suppress` as they are typed: what they say, their codes, and what is refused. */
import { afterAll, expect, test } from "vitest";
import { adapters } from "../../adapters/index.ts";
import { run } from "../../src/cli/program.ts";
import { temporaryFolder } from "./run-cli.ts";

const folder = temporaryFolder();
afterAll(() => folder.remove());

async function cli(...args: string[]): Promise<{ exit: number; out: string; err: string }> {
  let [out, err] = ["", ""];
  const exit = await run(args, {
    ...{ adapters, environment: { DATA_DIR: folder.path }, isTerminal: false, signal: new AbortController().signal },
    print: (text) => {
      out += text;
    },
    note: (text) => {
      err += text;
    },
  });
  return { exit, out, err };
}

test("suppressing what is not known yet, listing it, taking it back; and what is refused", async () => {
  expect((await cli("suppress", "https://arxiv.org/abs/2512.13586v2")).out).toContain(
    "suppressed: arxiv:2512.13586\nnothing is known by it now",
  );
  expect((await cli("suppress", "--list")).out).toMatch(/paper +arxiv:2512\.13586/);
  expect((await cli("suppress", "--undo", "2512.13586")).out).toBe("shown again: arxiv:2512.13586\n");
  expect(await cli("suppress", "--undo", "2512.13586")).toMatchObject({
    exit: 2,
    err: expect.stringContaining("ERR_NOT_SUPPRESSED"),
  });
  expect(await cli("suppress", "nothing at all")).toMatchObject({
    exit: 2,
    err: expect.stringContaining("ERR_UNKNOWN_IDENTIFIER"),
  });
  expect(await cli("suppress")).toMatchObject({ exit: 2, err: expect.stringContaining("ERR_USAGE") });
  expect(await cli("identity", "list", "orcid:0000-0002-1825-0097")).toMatchObject({
    exit: 2,
    err: expect.stringContaining("ERR_UNKNOWN_IDENTIFIER"),
  });
  expect(await cli("identity", "undo", "6f0d1c1a-0c3b-5f0e-9f5a-7a1f2c4d8e60")).toMatchObject({
    exit: 2,
    err: expect.stringContaining("ERR_UNKNOWN_DECISION"),
  });
  expect(await cli("identity", "undo", "x")).toMatchObject({ exit: 2, err: expect.stringContaining("ERR_USAGE") });
}, 120_000);
