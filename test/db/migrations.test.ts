/** The generated migrations are those of the tables as they are declared. */
import { readdirSync, readFileSync } from "node:fs";
import { generateDrizzleJson, generateMigration } from "drizzle-kit/api";
import { expect, test } from "vitest";
import * as schema from "../../src/db/schema/index.ts";
import { packageRoot } from "../../src/package-root.ts";

const folder = new URL("drizzle/migrations/", packageRoot);

test("nothing is left to generate", async () => {
  const snapshots = readdirSync(new URL("meta/", folder))
    .filter((name) => name.endsWith("_snapshot.json"))
    .sort();
  const newest = JSON.parse(readFileSync(new URL(`meta/${snapshots.at(-1)}`, folder), "utf8")) as { id: string };
  const declared = generateDrizzleJson(schema, newest.id);
  expect(Object.keys(declared.tables).length).toBeGreaterThan(30);
  expect(await generateMigration(newest as typeof declared, declared)).toEqual([]);
});

test("every migration of the journal has its file and no file is left out", () => {
  const journal = JSON.parse(readFileSync(new URL("meta/_journal.json", folder), "utf8")) as { entries: { tag: string }[] };
  const files = readdirSync(folder).filter((name) => name.endsWith(".sql"));
  expect(journal.entries.map(({ tag }) => `${tag}.sql`)).toEqual(files.sort());
  expect(files.length).toBeGreaterThan(0);
});
