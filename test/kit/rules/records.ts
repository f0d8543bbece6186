/** Rules 5, 6 and 7: what `normalize` says. */
import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import {
  canonicalIdentifier,
  type Identifier,
  identifierSchema,
  identifierUrl,
  type Normalized,
  type NormalizedRecord,
  normalizedRecordSchema,
} from "../../../src/contract/index.ts";
import { firstDifference } from "../first-difference.ts";
import { type Golden, writeGolden } from "../fixture.ts";
import { PURE, withoutAmbient } from "../no-ambient.ts";
import { demand, type Rule, shown } from "./rule.ts";

/** Rule 5. With `UPDATE_GOLDENS=1` the golden records are written instead of compared. */
export const rulePure: Rule = {
  number: 5,
  title: "normalize gives the golden records, twice, on frozen input, without clock, chance, timers or network",
  run: async (subject) => {
    for (const each of subject.cases()) {
      const { where, exchanges, example } = each;
      const { touched, outcome } = await withoutAmbient(
        PURE,
        () => [each.normalize(exchanges), each.normalize(exchanges)] as const,
      );
      demand(touched.length === 0, `${where}: normalize reaches for ${touched.join(", ")}`);
      if ("error" in outcome) throw new Error(`${where}: normalize throws ${String(outcome.error)}`, { cause: outcome.error });
      const [first, second] = outcome.value;
      demand(isDeepStrictEqual(first, second), `${where}: normalize answers differently the second time`);
      demand(
        isDeepStrictEqual(first, JSON.parse(JSON.stringify(first))),
        `${where}: records hold what JSON does not (undefined, Date, NaN)`,
      );
      if (process.env["UPDATE_GOLDENS"] === "1") writeGolden(subject.folder, example.records, first);
      compare(first, each.golden(), where);
    }
  },
};

function compare(found: Normalized, golden: Golden, where: string): void {
  const apart = firstDifference(found, golden);
  if (apart === null) return;
  demand(false, `${where}: ${apart.path} is ${shown(apart.found)}, the golden file has ${shown(apart.wanted)}`);
}

/** Rule 6. */
export const ruleStrictRecords: Rule = {
  number: 6,
  title: "records parse under the strict schema; `emits` lists exactly the kinds that the examples show",
  run: async (subject) => {
    for (const [name, stream] of subject.streams) {
      const seen = new Set<string>();
      for (const each of subject.cases().filter(({ streamName }) => streamName === name)) {
        for (const [at, record] of each.normalize(each.exchanges).records.entries()) {
          const parsed = normalizedRecordSchema.safeParse(record);
          const problem = parsed.success ? "" : z.prettifyError(parsed.error);
          demand(parsed.success, `${each.where}: record ${at} ${shown(record)} is not valid: ${problem}`);
          seen.add(record.kind);
        }
      }
      const emits = [...stream.emits].sort().join(", ");
      const kinds = [...seen].sort().join(", ");
      demand(emits === kinds, `${subject.adapter.id}/${name} declares [${emits}], its examples show [${kinds}]`);
    }
  },
};

const HOSTILE = [
  "",
  " ",
  "\u0000",
  "https://",
  "http://[",
  "%",
  "a".repeat(5_000),
  "https://example.org/",
  "../..",
  "https://%zz/%zz",
];

/** Rule 7. */
export const ruleIdentifiers: Rule = {
  number: 7,
  title: "no record comes twice in a page; identifiers are canonical; identifier rules accept and reject what they declare",
  run: async (subject) => {
    const { adapter } = subject;
    for (const { where, normalize, exchanges } of subject.cases()) {
      const { records } = normalize(exchanges);
      const seen = new Set<string>();
      for (const record of records) {
        const about = aboutOf(record);
        demand(!seen.has(about), `${where}: two records are about ${about}`);
        seen.add(about);
      }
      for (const id of identifiersIn(records)) {
        const canonical = canonicalIdentifier(id.scheme, id.value);
        demand(
          canonical?.value === id.value,
          `${where}: ${id.scheme} "${id.value}" is not canonical; "${canonical?.value ?? "nothing"}" is`,
        );
      }
    }
    for (const rule of adapter.identifies) {
      const where = `${adapter.id}, identifier rule for ${rule.scheme}`;
      demand(Object.keys(rule.accepts).length > 0 && rule.rejects.length > 0, `${where} lacks accepted or rejected examples`);
      for (const [input, value] of Object.entries(rule.accepts)) {
        const wanted: Identifier = { scheme: rule.scheme, value };
        demand(
          isDeepStrictEqual(rule.parse(input), wanted),
          `${where}: "${input}" gives ${shown(rule.parse(input))}, not ${shown(wanted)}`,
        );
        demand(canonicalIdentifier(rule.scheme, value)?.value === value, `${where}: "${value}" is not canonical`);
        // The page that belongs to the identifier may be another source's: then it is none of ours, never something else.
        const url = identifierUrl(wanted);
        const own = url === null ? null : rule.parse(url);
        demand(own === null || isDeepStrictEqual(own, wanted), `${where}: ${url} gives ${shown(own)}, not ${shown(wanted)}`);
      }
      for (const input of [...rule.rejects, ...HOSTILE]) {
        demand(rule.parse(input) === null, `${where}: "${input.slice(0, 80)}" gives ${shown(rule.parse(input))}, not null`);
      }
    }
  },
};

/** What no two records of one page may have in common. */
function aboutOf(record: NormalizedRecord): string {
  const idOf = ({ scheme, value }: Identifier) => `${scheme}:${value}`;
  switch (record.kind) {
    case "listing":
      return `listing ${record.day}`;
    case "metric":
      return `${record.metric} of ${record.subjectType} ${idOf(record.subject)}`;
    case "announcement":
      return `announcement of ${idOf(record.paper)} v${record.version} in ${record.category}, ${record.type}, ${record.day}`;
    default:
      return `${record.kind} ${idOf(record.subject)}`;
  }
}

function identifiersIn(value: unknown): Identifier[] {
  if (typeof value !== "object" || value === null) return [];
  const own = identifierSchema.safeParse(value);
  return own.success ? [own.data] : Object.values(value).flatMap(identifiersIn);
}
