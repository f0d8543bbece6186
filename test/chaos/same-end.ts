/** Compares what two databases hold in the end: entities, relations that hold now, current lists, the newest words. */
import type { Sql } from "postgres";
import { readWords } from "./stored-words.ts";

/** Columns that tell when something was first or last learnt: a loss made good later changes them, and nothing else may differ. */
const WHEN = ["entered_at", "entered_by", "observed_at", "valid_from", "valid_to", "first_seen_at"];

/** Tables of entities; who is named by nothing that holds now is left out: only ended relations, which were hurt once, know them. */
const ENTITIES: Readonly<Record<string, string>> = {
  ...{ paper: "true", paper_identifier: "true", paper_version: "true", media: "true", generated_text: "true", listing: "true" },
  author: `exists (select from authorship a where a.author_id = t.id and a.valid_to is null)
    or exists (select from author_identifier i where i.author_id = t.id)`,
  ...{ author_identifier: "true", organization: "true", organization_identifier: "true" },
  ...{ repository: "true", repository_identifier: "true" },
  category: "exists (select from paper_category c where c.category_code = t.code and c.valid_to is null)",
  keyword: "exists (select from paper_keyword k where k.keyword_name = t.name and k.valid_to is null)",
};
const RELATIONS = ["authorship", "paper_organization", "paper_category", "paper_keyword", "paper_repository"] as const;

/** Rows of a table that differ: `-` is missing, `+` is too many. */
export interface EndDifference {
  readonly table: string;
  readonly rows: readonly string[];
}

/** Everything that differs; how many rows were compared. */
export async function compareEnds(disturbed: Sql, undisturbed: Sql): Promise<{ rows: number; differences: EndDifference[] }> {
  const differences: EndDifference[] = [];
  let rows = 0;
  const compare = (table: string, have: readonly string[], want: readonly string[]): void => {
    rows += want.length;
    const [kept, wanted] = [new Set(have), new Set(want)];
    const all = [
      ...want.filter((row) => !kept.has(row)).map((row) => `- ${row}`),
      ...have.filter((row) => !wanted.has(row)).map((row) => `+ ${row}`),
    ];
    if (all.length > 0) differences.push({ table, rows: all.sort((a, b) => (a.slice(2) < b.slice(2) ? -1 : 1)) });
  };
  for (const [table, where] of Object.entries(ENTITIES)) {
    compare(table, await readRows(disturbed, table, where), await readRows(undisturbed, table, where));
  }
  for (const table of RELATIONS) {
    compare(
      `${table} now`,
      await readRows(disturbed, table, "valid_to is null"),
      await readRows(undisturbed, table, "valid_to is null"),
    );
  }
  const [have, want] = [await readWords(disturbed), await readWords(undisturbed)];
  const lines = (words: typeof have, isList: boolean): string[] =>
    [...words].flatMap(([key, { value }]) =>
      !key.startsWith("announcement ") && key.startsWith("list ") === isList ? [`${key} = ${value}`] : [],
    );
  compare("current lists", lines(have, true), lines(want, true));
  compare("newest words", lines(have, false), lines(want, false));
  return { rows, differences };
}

async function readRows(sql: Sql, table: string, where: string): Promise<string[]> {
  const rows = await sql.unsafe<{ row: string }[]>(
    `select (to_jsonb(t) - $1::text[])::text as row from "${table}" t where ${where}`,
    [WHEN as never],
  );
  return rows.map(({ row }) => row);
}
