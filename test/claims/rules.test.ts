/** The rules are documented as they are. `UPDATE_GOLDEN=1` writes them. */
import { readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { FIELD_RULES, PAPER_FIELDS } from "../../src/claims/field-rule.ts";
import { IDENTITY_RULES } from "../../src/claims/identity-rule.ts";
import { packageRoot } from "../../src/package-root.ts";

const file = new URL("src/README.md", packageRoot);

const fieldTable = () => {
  const rules = [...new Map(Object.values(FIELD_RULES).map((rule) => [rule.name, rule])).values()];
  const rows = rules.map(({ name, description, sources }) => {
    const fields = PAPER_FIELDS.filter((field) => FIELD_RULES[field].name === name);
    return `| \`${name}\` | ${fields.join(" ")} | ${sources.join(", ")} | ${description} |`;
  });
  return ["| rule | fields | sources, best first | |", "|---|---|---|---|", ...rows].join("\n");
};

const identityTable = () => {
  const rows = Object.entries(IDENTITY_RULES).map(([name, rule]) => `| \`${name}\` | ${rule.confidence} | ${rule.description} |`);
  return ["| rule | confidence | |", "|---|---|---|", ...rows].join("\n");
};

test.each([
  ["field rules", fieldTable],
  ["identity rules", identityTable],
] as const)("%s", (name, tableOf) => {
  const text = readFileSync(file, "utf8");
  const [begin, end] = [`<!-- ${name}: written by test/claims/rules.test.ts -->\n`, "<!-- end -->"];
  const start = text.indexOf(begin) + begin.length;
  const stop = text.indexOf(end, start);
  expect(start).toBeGreaterThan(begin.length);
  if (process.env["UPDATE_GOLDEN"] === "1") writeFileSync(file, `${text.slice(0, start)}${tableOf()}\n${text.slice(stop)}`);
  else expect(text.slice(start, stop)).toBe(`${tableOf()}\n`);
  for (const field of PAPER_FIELDS) if (name === "field rules") expect(tableOf()).toMatch(new RegExp(`[| ]${field}[ |]`));
});
