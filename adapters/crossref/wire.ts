/** What Crossref really sends of a work. https://github.com/CrossRef/rest-api-doc/blob/master/api_format.md */
import { z } from "zod";
import { LONGEST, presentText } from "../../src/contract/index.ts";

const line = z.string().max(LONGEST.line);
const name = z
  .string()
  .max(LONGEST.name)
  .nullish()
  .transform((text) => presentText(text));
/** `[[2024, 7, 14]]`, with a month and a day or without; `[[null]]` when nothing is known. */
const dateSchema = z.object({ "date-parts": z.array(z.array(z.int().nullable())).nullish() }).nullish();
/** See {@link dateSchema}. */
export type WireDate = z.infer<typeof dateSchema>;

const affiliationSchema = z.object({
  name: line.nullish(),
  id: z.array(z.object({ id: z.string(), "id-type": z.string().nullish() })).nullish(),
});

/** One author: a person, or a group by its name alone. */
export const authorSchema = z.object({
  given: name,
  family: name,
  suffix: name,
  name,
  ORCID: z.string().nullish(),
  affiliation: z.array(affiliationSchema).nullish(),
});
/** See {@link authorSchema}. */
export type WireAuthor = z.infer<typeof authorSchema>;

/** One notice: in `updated-by` about this work, in `update-to` the work that this one is a notice about. */
export const updateSchema = z.object({
  DOI: z.string().max(LONGEST.name),
  type: z.string().min(1).max(100),
  updated: dateSchema,
});

/** A work. Authors and notices are checked one by one. */
export const workSchema = z.object({
  DOI: z.string().max(LONGEST.name),
  type: z.string().max(100),
  title: z.array(line).nullish(),
  abstract: z.string().max(LONGEST.prose).nullish(),
  author: z.array(z.unknown()).nullish(),
  "container-title": z.array(line).nullish(),
  publisher: line.nullish(),
  volume: name,
  issue: name,
  page: name,
  "article-number": name,
  published: dateSchema,
  issued: dateSchema,
  "is-referenced-by-count": z.int().min(0).max(2_147_483_647).nullish(),
  "updated-by": z.array(z.unknown()).nullish(),
  "update-to": z.array(z.unknown()).nullish(),
  relation: z.record(z.string(), z.unknown()).nullish(),
});
/** See {@link workSchema}. */
export type WireWork = z.infer<typeof workSchema>;

/** What a work is related to, under one name of a relation. */
export const relatedSchema = z.array(z.object({ "id-type": z.string(), id: z.string() }));
