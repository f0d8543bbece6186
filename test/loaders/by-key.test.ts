import fc from "fast-check";
import { expect, test } from "vitest";
import { type AskedFields, selectList } from "../../src/loaders/asked-columns.ts";
import { manyByKey, oneByKey } from "../../src/loaders/by-key.ts";
import { textArray } from "../../src/loaders/read.ts";
import { parseDay, parseInstant } from "../../src/loaders/time-text.ts";
import { describeDatabases } from "../kit/database.ts";

interface Row {
  readonly key: string;
  readonly value: number;
}
const keyOf = (row: Row) => row.key;
const key = fc.constantFrom("a", "b", "c", "d", "__proto__", "");
const rows = fc.array(fc.record({ key, value: fc.nat() }), { maxLength: 20 });

test("rows are matched by their key, whatever their order and however often a key is asked", () => {
  fc.assert(
    fc.property(fc.array(key), rows, (keys, found) => {
      const one = oneByKey(keys, found, keyOf);
      const many = manyByKey(keys, found, keyOf);
      expect(one).toHaveLength(keys.length);
      expect(many).toHaveLength(keys.length);
      for (const [place, asked] of keys.entries()) {
        const own = found.filter((row) => row.key === asked);
        expect(one[place]).toBe(own[0] ?? null);
        expect(many[place]).toEqual(own);
      }
    }),
  );
});

test("a select list holds the keys, the asked columns and what asked fields need, in one order", () => {
  const columns = {
    type: "Paper",
    always: { id: "p.id" },
    columns: { title: "p.title", abstract: "p.abstract", repositoryId: "p.repository_id" },
    needs: { repository: ["repositoryId"] },
  };
  const asked = (...fields: string[]): AskedFields => ({ has: (type, field) => type === "Paper" && fields.includes(field) });
  expect(selectList(asked(), columns)).toBe('p.id as "id"');
  expect(selectList(asked("repository", "title"), columns)).toBe(
    'p.id as "id", p.title as "title", p.repository_id as "repositoryId"',
  );
  expect(selectList(asked("title", "repository"), columns)).toBe(selectList(asked("repository", "title"), columns));
});

test.each([
  ["2026-08-20", "2026-08-20T00:00:00.000Z"],
  ["2026-08-20T12:00:00Z", "2026-08-20T12:00:00.000Z"],
  ["2026-08-20T12:00:00.123456+02:00", "2026-08-20T10:00:00.123Z"],
  ["2026-02-30", null],
  ["2026-08-20T25:00:00Z", null],
  ["2026-08-20T12:00:00", null],
  ["0000-01-01", null],
  ["20 August", null],
])("the instant %s is %s", (text, instant) => {
  expect(parseInstant(text)?.toISOString() ?? null).toBe(instant);
});

test.each([
  ["2024-02-29", true],
  ["2025-02-29", false],
  ["2025-2-9", false],
  ["0999-01-01", false],
])("the day %s exists: %s", (text, exists) => {
  expect(parseDay(text) !== null).toBe(exists);
});

describeDatabases("texts as one array parameter", (open) => {
  test("come back as they went", async () => {
    const { sql } = await open();
    const text = fc.string({ unit: "grapheme" }).filter((one) => !one.includes("\u0000") && one.isWellFormed());
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(text, fc.constantFrom("NULL", "", '"', "\\", "{a,b}", "a,b"))), async (texts) => {
        const found = await sql.unsafe<{ one: string }[]>(
          "select one from unnest($1::text[]) with ordinality as t(one, place) order by place",
          [textArray(texts)],
        );
        expect(found.map(({ one }) => one)).toEqual(texts);
      }),
      { numRuns: 50 },
    );
  });
});
