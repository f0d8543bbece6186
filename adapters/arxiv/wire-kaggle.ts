/** What a line of arXiv's snapshot on Kaggle really holds. https://www.kaggle.com/datasets/Cornell-University/arxiv */
import { z } from "zod";
import { arxivReferenceText, categoryList, doiList, license, optionalLine, requiredLine, rfc1123Instant } from "./wire.ts";

/** The snapshot writes null where OAI leaves an element out. */
function orNull<Schema extends z.ZodType>(schema: Schema) {
  return z.preprocess((value) => value ?? undefined, schema);
}

const versionSchema = z.object({
  /** `v1` to the number. */
  version: z
    .string()
    .regex(/^v[1-9]\d{0,3}$/, 'expected a version like "v1"')
    .transform((written) => Number(written.slice(1))),
  created: rfc1123Instant,
});

/** One author: family name, forenames, suffix, and then affiliations, any of them empty. */
const authorSchema = z.array(z.string());

/**
 * A line. `id` must be a text: readers that take it for a number have lost its zeros (`704.0001`). `authors` is one text
 * that cannot be taken apart safely and is not read, and `update_date` is the day of a change of the record, not of the paper.
 */
export const kaggleLineSchema = z.object({
  id: z.string({ error: "expected an identifier as text" }).pipe(arxivReferenceText),
  submitter: orNull(optionalLine),
  title: requiredLine,
  comments: orNull(optionalLine),
  "journal-ref": orNull(optionalLine),
  doi: orNull(doiList),
  "report-no": orNull(optionalLine),
  categories: categoryList,
  license: orNull(license),
  abstract: orNull(z.string().optional()),
  versions: orNull(z.array(versionSchema).optional()),
  authors_parsed: orNull(z.array(authorSchema).optional()),
});
/** A line that could be read. */
export type WireKaggleLine = z.infer<typeof kaggleLineSchema>;
