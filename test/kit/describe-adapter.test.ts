/** The kit's own proof: the sound toy keeps every rule, and each broken one breaks its rule and no other. */
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Broken } from "./broken/broken.ts";
import { BROKEN } from "./broken/index.ts";
import { describeAdapter } from "./describe-adapter.ts";
import { closePageStore } from "./page-store.ts";
import { RULES } from "./rules/index.ts";
import { createStoringRule } from "./rules/storing.ts";
import { createSubject } from "./subject.ts";
import { toy } from "./toy/index.ts";

const toyUrl = new URL("./toy/", import.meta.url).href;

describeAdapter(toy, toyUrl, { registry: [toy] });

describe("the conformance kit", () => {
  let scratch = "";
  beforeAll(() => {
    scratch = mkdtempSync(join(tmpdir(), "papergraph-kit-"));
  });
  afterAll(async () => {
    rmSync(scratch, { recursive: true, force: true });
    await closePageStore();
  });

  /** Numbers of the rules that do not hold, with what they say. */
  async function brokenRules({ adapter, files = {}, options = {}, fault }: Broken): Promise<Map<number, string>> {
    let folder = toyUrl;
    if (Object.keys(files).length > 0) {
      const copy = join(scratch, fault.replaceAll(/\W+/g, "-"), "toy");
      mkdirSync(copy, { recursive: true });
      cpSync(fileURLToPath(toyUrl), copy, { recursive: true });
      for (const [path, content] of Object.entries(files)) writeFileSync(join(copy, path), content);
      folder = `${pathToFileURL(copy).href}/`;
    }
    const subject = createSubject(adapter, folder, { registry: [toy], ...options });
    const broken = new Map<number, string>();
    for (const { number, run } of RULES) await run(subject).catch((error: unknown) => broken.set(number, String(error)));
    return broken;
  }

  it("has seventeen rules, each proved by at least one fault", () => {
    const all = Array.from({ length: 17 }, (_, at) => at + 1);
    expect(RULES.map(({ number }) => number)).toEqual(all);
    expect([...new Set(BROKEN.map(({ rule }) => rule))]).toEqual(all);
  });

  it.each(BROKEN.map((broken) => [broken.rule, broken.fault, broken] as const))(
    "rule %i finds: %s",
    async (rule, _fault, broken) => {
      const found = await brokenRules(broken);
      expect(Object.fromEntries(found)).toEqual({ [rule]: expect.stringContaining(broken.adapter.id) });
    },
  );

  it("rule 16 finds a store that adds everything again", async () => {
    const rows: string[] = [];
    const appending = createStoringRule(async () => ({
      store: async (adapter, stream, exchanges) => {
        rows.push(...(adapter.streams[stream]?.normalize(exchanges).records ?? []).map((record) => JSON.stringify(record)));
      },
      checksum: async () => rows.join("\n"),
    }));
    await expect(appending.run(createSubject(toy, toyUrl, { registry: [toy] }))).rejects.toThrow(
      "a second time changes the tables",
    );
  });

  it("refuses a skip of a rule that does not exist, and one without a reason", () => {
    expect(() => describeAdapter(toy, toyUrl, { skip: [{ rule: 18, because: "there is none" }] })).toThrow(RangeError);
    expect(() => describeAdapter(toy, toyUrl, { skip: [{ rule: 9, because: " " }] })).toThrow(RangeError);
  });
});
