/** What all formats share: one record at a time, the bad ones rejected with their path; each subject once. Pure. */
import type { z } from "zod";
import { type NormalizedRecord, type PaperRecord, type Rejection, unwrap } from "../../src/contract/index.ts";

/** What a list came to, read record by record. */
export interface ReadList<Wire> {
  readonly read: readonly Wire[];
  readonly rejected: readonly Rejection[];
}

/** Reads every element of a list by itself. @param name the elements' name, for paths such as `record[3].metadata.arXiv.title` */
export function readEach<Schema extends z.ZodType>(
  schema: Schema,
  elements: readonly unknown[],
  place: { readonly exchange: number; readonly name: string },
): ReadList<z.infer<Schema>> {
  const read: z.infer<Schema>[] = [];
  const rejected: Rejection[] = [];
  for (const [at, value] of elements.entries()) {
    const parsed = schema.safeParse(value);
    if (parsed.success) {
      read.push(parsed.data);
      continue;
    }
    const [issue] = parsed.error.issues;
    rejected.push({
      exchange: place.exchange,
      path: `${place.name}[${at}]${pathOf(issue?.path ?? [])}`,
      code: "ERR_RECORD_INVALID",
      reason: issue?.message ?? "not readable",
    });
  }
  return { read, rejected };
}

/** Where in a record an issue lies: `.versions[0].created`. */
export function pathOf(path: readonly PropertyKey[]): string {
  return path.map((step) => (typeof step === "number" ? `[${step}]` : `.${String(step)}`)).join("");
}

/** Each subject once: of several statements in one page the last one is the newest, since lists go by the time of change. */
export function lastOfEach(records: readonly PaperRecord[]): PaperRecord[] {
  return [...new Map(records.map((record) => [`${record.subject.scheme}:${record.subject.value}`, record])).values()];
}

/** The same record never twice. */
export function withoutRepeats<Kind extends NormalizedRecord>(records: readonly Kind[]): Kind[] {
  return [...new Map(records.map((record) => [JSON.stringify(record), record])).values()];
}

/** The fields of a paper that have a value; what the source does not state is absent, never null. */
export function stated(fields: { readonly [Name in keyof PaperRecord]?: PaperRecord[Name] | undefined }): Partial<PaperRecord> {
  const present = Object.entries(fields).filter(
    ([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0),
  );
  return Object.fromEntries(present) as Partial<PaperRecord>;
}

/** An abstract without its line wraps; undefined where there is none. */
export function abstractOf(written: string | undefined): string | undefined {
  return unwrap(written ?? "") || undefined;
}
