/** Reads what an adapter keeps under `fixtures/`: recorded exchanges and golden records. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import type { Exchange, Normalized } from "../../src/contract/index.ts";
import { deepFreeze } from "./deep-freeze.ts";

const exchangeSchema = z
  .strictObject({
    request: z.strictObject({ method: z.enum(["GET", "POST"]), url: z.url(), body: z.string().nullable() }),
    status: z.int().min(100).max(599),
    headers: z.record(z.string().regex(/^[a-z0-9-]+$/, "header names are lower case"), z.string()),
    /** The body as text; for what is not JSON. */
    body: z.string().optional(),
    /** The body as a JSON value, so that a diff shows fields; `JSON.stringify` of it is the body. */
    json: z.json().optional(),
  })
  .refine((file) => (file.body === undefined) !== (file.json === undefined), "has either `body` or `json`");

const goldenSchema = z.strictObject({
  records: z.array(z.unknown()),
  rejected: z.array(z.unknown()),
  places: z.array(z.int().min(0)).optional(),
  precedence: z.string().optional(),
});

/** Golden records as the file holds them; not yet checked against the record schema (rule 6 does that). */
export type Golden = z.infer<typeof goldenSchema>;

/** Names of all files under `fixtures/`, sorted. Empty when there is no such folder. */
export function fixtureFiles(folder: string): string[] {
  try {
    return readdirSync(join(folder, "fixtures")).sort();
  } catch {
    return [];
  }
}

/** The text of a fixture, as written. */
export function fixtureText(folder: string, file: string): string {
  return readFileSync(join(folder, "fixtures", file), "utf8");
}

/** One recorded exchange (`*.http.json`), frozen. @throws when the file is missing or not in the fixture format */
export function readExchange(folder: string, file: string): Exchange {
  const { request, status, headers, body, json } = parseFile(exchangeSchema, folder, file);
  return deepFreeze({ request, status, headers, body: body ?? JSON.stringify(json) });
}

/** The golden records (`*.records.json`) of one example. @throws when the file is missing or not in the fixture format */
export function readGolden(folder: string, file: string): Golden {
  return parseFile(goldenSchema, folder, file);
}

/** Writes golden records anew, for `UPDATE_GOLDENS=1`. */
export function writeGolden(folder: string, file: string, normalized: Normalized): void {
  writeFileSync(join(folder, "fixtures", file), `${JSON.stringify(normalized, null, 2)}\n`);
}

function parseFile<T>(schema: z.ZodType<T>, folder: string, file: string): T {
  const result = schema.safeParse(JSON.parse(fixtureText(folder, file)));
  if (!result.success) throw new Error(`fixtures/${file}: ${z.prettifyError(result.error)}`);
  return result.data;
}
