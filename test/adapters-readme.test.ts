import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { adapters } from "../adapters/index.ts";
import { RULES } from "./kit/rules/index.ts";

const readme = readFileSync(new URL("../adapters/README.md", import.meta.url), "utf8");

/** Cells of the table's rows whose first cell matches. */
function rowsOf(first: RegExp): string[][] {
  const rows = readme.split("\n").filter((line) => line.startsWith("|"));
  return rows
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    )
    .filter(([cell]) => first.test(cell ?? ""));
}

it("the table of adapters says what the declarations say, in the registry's order", () => {
  const declared = adapters.map(({ id, name, streams }) => [id, name, Object.keys(streams).join(", ")]);
  expect(declared.length).toBeGreaterThan(0);
  expect(rowsOf(/^[a-z][a-z\d-]*$/).filter(([cell]) => cell !== "id")).toEqual(declared);
});

it("the table of rules names every rule of the kit once", () => {
  expect(rowsOf(/^\d+$/).map(([number]) => Number(number))).toEqual(RULES.map(({ number }) => number));
});
