import { expect, it } from "vitest";
import { doisOf, oneLine, printedNames } from "./text.ts";

it("reads a DOI field that holds several", () => {
  expect(doisOf("10.1103/PhysRevD.75.124007 10.1103/PhysRevD.82.029901\n  10.1103/PhysRevD.82.129903")).toEqual([
    "10.1103/physrevd.75.124007",
    "10.1103/physrevd.82.029901",
    "10.1103/physrevd.82.129903",
  ]);
  expect(doisOf("10.1002/andp.201000099; 10.1002/andp.201200739")).toEqual(["10.1002/andp.201000099", "10.1002/andp.201200739"]);
  expect(doisOf("10.1175/1520-0469(1996)053<0946:ASTFHH>2.0.CO;2")).toEqual(["10.1175/1520-0469(1996)053<0946:astfhh>2.0.co;2"]);
});

it("leaves out arXiv's own DOIs and what is no DOI", () => {
  expect(doisOf("10.48550/arXiv.2403.06634")).toEqual([]);
  expect(doisOf("to appear")).toEqual([]);
  expect(doisOf(null)).toEqual([]);
});

it("puts printed text on one line", () => {
  expect(oneLine("  A\n  title\twith\u00a0blanks\u0001 ")).toBe("A title with blanks");
  expect(printedNames(["Jane  Doe", " ", "e\u0301"])).toEqual(["Jane Doe", "é"]);
});
