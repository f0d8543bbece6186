/** Faults that rule 16 finds. */
import { readFileSync } from "node:fs";
import type { NormalizedRecord } from "../../../src/contract/index.ts";
import { withStream } from "../toy/index.ts";
import { papers } from "../toy/papers.ts";
import type { Broken } from "./broken.ts";

/** A version number beyond what a column holds. */
const ANNOUNCED: readonly NormalizedRecord[] = [
  {
    ...{ kind: "announcement", paper: { scheme: "arxiv", value: "2401.00001" }, version: 2 ** 31 },
    ...{ category: "cs.CL", type: "NEW", day: "2024-01-02", isDayInferred: false },
  },
];

/** Rule 16. */
export const announcesTooMuch: Broken = {
  rule: 16,
  fault: "a version number that no table can hold",
  adapter: withStream("papers", {
    emits: ["paper", "announcement"],
    normalize: (page) => {
      const { records, rejected } = papers.normalize(page);
      const isKnown = records.some((record) => record.kind === "paper" && record.isKnown);
      return { records: isKnown ? [...records, ...ANNOUNCED] : records, rejected };
    },
  }),
  files: { "fixtures/paper-known.records.json": withAnnouncements() },
};

function withAnnouncements(): string {
  const text = readFileSync(new URL("../toy/fixtures/paper-known.records.json", import.meta.url), "utf8");
  const golden = JSON.parse(text) as { records: NormalizedRecord[]; rejected: [] };
  return JSON.stringify({ ...golden, records: [...golden.records, ...ANNOUNCED] });
}
