/** Faults that rules 5, 6 and 7 find. */
import { readFileSync } from "node:fs";
import { oneLine } from "../../../src/contract/index.ts";
import { days } from "../toy/days.ts";
import { toy, withStream } from "../toy/index.ts";
import type { Broken } from "./broken.ts";

const golden = (file: string) => readFileSync(new URL(`../toy/fixtures/${file}`, import.meta.url), "utf8");

/** Rule 5. */
export const readsClock: Broken = {
  rule: 5,
  fault: "normalize reads the clock",
  adapter: withStream("days", {
    normalize: (page) => {
      if (Date.now() < 0) throw new RangeError("before 1970");
      return days.normalize(page);
    },
  }),
};

/** Rule 5. */
export const readsClockSecretly: Broken = {
  rule: 5,
  fault: "normalize makes a Date of the present and swallows the error",
  adapter: withStream("days", {
    normalize: (page) => {
      try {
        void new Date();
      } catch {}
      return days.normalize(page);
    },
  }),
};

/** Rule 5. */
export const otherWords: Broken = {
  rule: 5,
  fault: "a title that is not what the golden records have",
  adapter: withStream("papers", {
    normalize: (page) => {
      const { records, rejected } = toy.streams["papers"]!.normalize(page);
      return {
        records: records.map((one) => (one.kind === "paper" && one.title ? { ...one, title: oneLine(`${one.title} !`) } : one)),
        rejected,
      };
    },
  }),
};

/** Rule 6. */
export const declaresTooMuch: Broken = {
  rule: 6,
  fault: "emits a kind that no example shows",
  adapter: withStream("days", { emits: ["paper", "metric", "author"] }),
};

/** Rule 6. */
export const unknownField: Broken = {
  rule: 6,
  fault: "a record with a field that the schema does not know",
  adapter: withStream("papers", {
    normalize: (page) => {
      const { records, rejected } = toy.streams["papers"]!.normalize(page);
      return { records: records.map((one) => Object.assign({ ...one }, { shoeSize: "nowhere" })), rejected };
    },
  }),
  files: Object.fromEntries(
    ["paper-known", "paper-unknown"].map((name) => {
      const file = `fixtures/${name}.records.json`;
      const { records, ...rest } = JSON.parse(golden(`${name}.records.json`)) as { records: object[] };
      return [file, JSON.stringify({ records: records.map((one) => ({ ...one, shoeSize: "nowhere" })), ...rest })];
    }),
  ),
};

/** Rule 7. */
export const acceptsAnything: Broken = {
  rule: 7,
  fault: "an identifier rule takes what it says it rejects",
  adapter: {
    ...toy,
    identifies: toy.identifies.map((rule) => ({ ...rule, rejects: [...rule.rejects, "https://arxiv.org/abs/2401.00002"] })),
  },
};

/** Rule 7. */
export const saysTwice: Broken = {
  rule: 7,
  fault: "the same record twice in a page",
  adapter: withStream("papers", {
    normalize: (page) => {
      const { records, rejected } = toy.streams["papers"]!.normalize(page);
      return { records: [...records, ...records], rejected };
    },
  }),
  files: Object.fromEntries(
    ["paper-known", "paper-unknown"].map((name) => {
      const { records, ...rest } = JSON.parse(golden(`${name}.records.json`)) as { records: object[] };
      return [`fixtures/${name}.records.json`, JSON.stringify({ records: [...records, ...records], ...rest })];
    }),
  ),
};
