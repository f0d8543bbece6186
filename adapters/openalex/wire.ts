/** What OpenAlex really sends of a work. https://developers.openalex.org/api-reference/works */
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

/** The last part of an address, as an identifier of this scheme; undefined: none is given. */
const identifier = (scheme: "openalex" | "orcid" | "ror") =>
  z
    .string()
    .nullish()
    .transform((address) =>
      address ? (canonicalIdentifier(scheme, address.slice(address.lastIndexOf("/") + 1)) ?? undefined) : undefined,
    );

/** An institution that OpenAlex sees behind an author's affiliation. */
const institutionSchema = z.object({ display_name: z.string().max(LONGEST.name), ror: identifier("ror") });

/** One author's place. Its institutions are checked one by one. */
export const authorshipSchema = z.object({
  author: z.object({ display_name: name, orcid: identifier("orcid") }).nullish(),
  raw_author_name: name,
  raw_affiliation_strings: z.array(z.string().max(LONGEST.line)).nullish(),
  institutions: z.array(z.unknown()).nullish(),
});
/** See {@link authorshipSchema}. */
export type WireAuthorship = z.infer<typeof authorshipSchema>;

/** Reads one institution; an error says why it is none. */
export function readInstitution(value: unknown) {
  return institutionSchema.safeParse(value);
}

/** A work. Authorships are checked one by one. */
export const workSchema = z.object({
  id: z.string().transform((address, context) => {
    const work = canonicalIdentifier("openalex", address.slice(address.lastIndexOf("/") + 1));
    if (work) return work;
    context.addIssue({ code: "custom", message: "expected the address of a work" });
    return z.NEVER;
  }),
  doi: z.string().max(LONGEST.name).nullish(),
  title: line,
  publication_date: z.iso.date().nullish(),
  publication_year: z.int().min(1000).max(9999).nullish(),
  is_retracted: z.boolean().nullish(),
  cited_by_count: z.int().min(0).max(2_147_483_647).nullish(),
  primary_location: z
    .object({ source: z.object({ display_name: line, type: name, host_organization_name: line }).nullish() })
    .nullish(),
  biblio: z.object({ volume: name, issue: name, first_page: name, last_page: name }).nullish(),
  authorships: z.array(z.unknown()).nullish(),
  is_authors_truncated: z.boolean().nullish(),
  abstract_inverted_index: z.record(z.string(), z.array(z.int().min(0).max(LONGEST.prose))).nullish(),
});
/** See {@link workSchema}. */
export type WireWork = z.infer<typeof workSchema>;
