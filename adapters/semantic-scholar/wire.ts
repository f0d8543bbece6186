/** What Semantic Scholar really sends of a paper. */
import { z } from "zod";
import { canonicalIdentifier, LONGEST, presentText } from "../../src/contract/index.ts";

const line = z
  .string()
  .max(LONGEST.line)
  .nullish()
  .transform((text) => presentText(text));
const name = z
  .string()
  .max(LONGEST.name)
  .nullish()
  .transform((text) => presentText(text));

/** A paper. Authors are checked one by one. */
export const paperSchema = z.object({
  paperId: z.string().transform((text, context) => {
    const id = canonicalIdentifier("semantic-scholar", text);
    if (id) return id;
    context.addIssue({ code: "custom", message: "expected a paper's SHA-1" });
    return z.NEVER;
  }),
  externalIds: z.object({ ArXiv: z.string().nullish(), DOI: z.string().nullish() }).nullish(),
  title: line,
  abstract: z.string().max(LONGEST.prose).nullish(),
  venue: line,
  publicationVenue: z.object({ name: line, type: name }).nullish(),
  year: z.int().min(1000).max(9999).nullish(),
  publicationDate: z.iso.date().nullish(),
  citationCount: z.int().min(0).max(2_147_483_647).nullish(),
  journal: z.object({ name: line, volume: name, pages: name }).nullish(),
  authors: z.array(z.unknown()).nullish(),
});
/** See {@link paperSchema}. */
export type WirePaper = z.infer<typeof paperSchema>;

/** One author of a paper. */
export const authorSchema = z.object({ name: z.string().max(LONGEST.name) });
