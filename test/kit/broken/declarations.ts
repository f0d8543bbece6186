/** Faults that rules 1, 2, 3 and 15 find. */
import { readFileSync } from "node:fs";
import { defineStream, type StreamExample } from "../../../src/contract/index.ts";
import { dayCheckpointSchema } from "../toy/days.ts";
import { toy } from "../toy/index.ts";
import type { Broken } from "./broken.ts";

const fixture = (file: string) => readFileSync(new URL(`../toy/fixtures/${file}`, import.meta.url), "utf8");

/** Rule 1. */
export const notInRegistry: Broken = { rule: 1, fault: "the registry does not list it", adapter: toy, options: { registry: [] } };

/** Rule 1. */
export const otherId: Broken = {
  rule: 1,
  fault: "its id is not its folder's name",
  adapter: { ...toy, id: "toys" },
  options: { registry: [{ ...toy, id: "toys" }] },
};

/** Rule 1. */
export const plainHttp: Broken = {
  rule: 1,
  fault: "a reference is not https",
  adapter: { ...toy, references: { ...toy.references, terms: "http://toy.example/terms" } },
};

/** Rule 1. */
export const bareReadme: Broken = {
  rule: 1,
  fault: "its README says nothing of fields",
  adapter: toy,
  files: { "README.md": "# Toy\n\n## Terms, limits, quirks\n" },
};

/** Rule 2. */
export const orphanFixture: Broken = {
  rule: 2,
  fault: "a fixture that no example names",
  adapter: toy,
  files: { "fixtures/orphan.http.json": fixture("days-none.http.json") },
};

/** Rule 3. */
export const silentStream: Broken = {
  rule: 3,
  fault: "a stream without examples, which no run drives",
  adapter: {
    ...toy,
    streams: {
      ...toy.streams,
      silent: defineStream<{ day: string }>({
        ...{ description: "Never tried", emits: [], intervalMs: 1, isLookup: false, lookbackMs: 0 },
        checkpoint: dayCheckpointSchema,
        isDisabled: () => "nobody has switched it on",
        discover: () => {
          throw new Error("never tried");
        },
        normalize: () => ({ records: [], rejected: [] }),
        examples: [] as readonly StreamExample[] as readonly [StreamExample],
      }),
    },
  },
};

/** Rule 3. */
export const noReason: Broken = {
  rule: 3,
  fault: "an example that does not say why it is kept",
  adapter: {
    ...toy,
    streams: Object.fromEntries(
      Object.entries(toy.streams).map(([name, stream]) => [
        name,
        { ...stream, examples: [{ ...stream.examples[0], because: " " }, ...stream.examples.slice(1)] },
      ]),
    ),
  },
};

/** Rule 15. */
export const addressInFixture: Broken = {
  rule: 15,
  fault: "an e-mail address in a fixture",
  adapter: toy,
  files: {
    "fixtures/days-first.http.json": fixture("days-first.http.json").replace(
      '"more": true',
      '"more": true, "contact": "someone@toy.example"',
    ),
  },
};

/** Rule 15. */
export const tokenInFixture: Broken = {
  rule: 15,
  fault: "a token in a fixture",
  adapter: toy,
  files: {
    "fixtures/days-none.http.json": fixture("days-none.http.json").replace(
      '"more"',
      `"owner": "${"gh"}p_${"0".repeat(36)}", "more"`,
    ),
  },
};
