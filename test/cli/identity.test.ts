/** `identity` and `suppress` as they are typed: what they say, their codes, and what is refused. */
import { afterAll, expect, test } from "vitest";
import { adapters } from "../../adapters/index.ts";
import { run } from "../../src/cli/program.ts";
import type { Identifier } from "../../src/contract/index.ts";
import { openDatabase } from "../../src/db/client.ts";
import { mergeIdentifiers } from "../../src/ingest/apply-decision.ts";
import { createServerDatabase, describeServer } from "../kit/database.ts";
import { silentLog } from "../kit/log.ts";
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

describeServer("papergraph identity undo", () => {
  test("takes as much of an id as no other decision has", async () => {
    const url = await createServerDatabase();
    const database = await openDatabase({ url, dataDir: null, log: silentLog });
    const login = (value: string): Identifier => ({ scheme: "huggingface-login", value });
    const ids: string[] = [];
    for (let other = 0; other < 3; other += 1)
      ids.push(await mergeIdentifiers(database.sql, "author", [login("ada"), login(`other${other}`)], new Date()));
    const first = ids[0] as string;
    const undo = async (id: string) => {
      let text = "";
      const print = (part: string) => {
        text += part;
      };
      const world = { adapters, environment: { DATABASE_URL: url }, isTerminal: false, signal: new AbortController().signal };
      await run(["identity", "undo", id], { ...world, print, note: print });
      return text;
    };
    expect(await undo(first.slice(0, 8).toUpperCase())).toMatch(/^taken back: MERGE huggingface-login:ada/);
    expect(await undo(first.slice(0, 8))).toContain("ERR_UNKNOWN_DECISION");
    expect(await undo("x")).toContain("ERR_USAGE");
    // Two that begin alike cannot be made to order: one is given another id.
    const [second, third] = ids.slice(1) as [string, string];
    const alike = `${second.slice(0, -1)}${second.endsWith("0") ? "1" : "0"}`;
    await database.sql`update decision set id = ${alike} where id = ${third}`;
    expect(await undo(second.slice(0, 8))).toContain("ERR_AMBIGUOUS_ID");
    expect(await undo(second)).toMatch(/^taken back: /);
    await database.close();
  });
});
