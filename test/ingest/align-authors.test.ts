import { expect, test } from "vitest";
import { alignAuthors } from "../../src/claims/align-authors.ts";

const entries = (...names: string[]) => names.map((name) => ({ name }));
const namesOf = (aligned: ReturnType<typeof alignAuthors>) => aligned.map((entry) => entry?.name ?? null);

test("the same place and name align, whatever case and accents", () => {
  expect(namesOf(alignAuthors(entries("Jiří Navrátil", "Ada B."), entries("Jiri Navratil", "ada b")))).toEqual([
    "Jiri Navratil",
    "ada b",
  ]);
});

test("a name that occurs once aligns across places; one that occurs twice does not", () => {
  expect(namesOf(alignAuthors(entries("A B", "C D", "E F"), entries("C D", "A B")))).toEqual(["A B", "C D", null]);
  expect(namesOf(alignAuthors(entries("W Li", "X Y", "W Li"), entries("X Y", "W Li", "Q Z")))).toEqual([null, "X Y", null]);
});

test("with lists of equal length the family name at the same place is enough", () => {
  expect(namesOf(alignAuthors(entries("Ilya S. Sutskever", "K. He"), entries("Ilya Sutskever", "Kaiming He")))).toEqual([
    "Ilya Sutskever",
    "Kaiming He",
  ]);
  expect(namesOf(alignAuthors(entries("Ilya S. Sutskever"), entries("Ilya Sutskever", "Kaiming He")))).toEqual([null]);
});

test("no entry is used twice", () => {
  const aligned = alignAuthors(entries("Wei Li", "Wei Li"), entries("Wei Li", "Wei Li"));
  expect(new Set(aligned).size).toBe(2);
});
