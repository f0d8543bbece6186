/** What is the same in all of arXiv's XML: texts, repeated elements, identifiers, instants, DOIs. Schemas read parsed XML and give values. */
import { z } from "zod";
import {
  canonicalIdentifier,
  type Identifier,
  identifierOfDoi,
  LONGEST,
  oneLine,
  parseArxivId,
  presentText,
} from "../../src/contract/index.ts";
import { isCategory } from "./archives.ts";
import { instantOfRfc1123 } from "./instant.ts";

/** An element's text as it stands; of an element with attributes, too. Elements inside it are an error, and so is a text that no table should hold. */
export const text = z.preprocess(
  textOf,
  z
    .string({ error: (issue) => (issue.code === "invalid_type" ? "expected an element with text" : undefined) })
    .max(LONGEST.prose),
);

/** Text on one line, not empty. */
export const requiredLine = text
  .transform(oneLine)
  .pipe(z.string().max(LONGEST.line))
  .refine((line) => line !== "", "expected text, the element is empty");

/** Text on one line; undefined where the element is missing or empty. */
export const optionalLine = optionalText(LONGEST.line);

/** As {@link optionalLine}, of what is looked up: a name, a type. */
export const optionalName = optionalText(LONGEST.name);

function optionalText(longest: number) {
  return text.transform(presentText).pipe(z.string().max(longest).optional()).optional();
}

function textOf(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const hasElements = Object.keys(value).some((name) => name !== "#text" && !name.startsWith("@_"));
  if (hasElements) return value;
  return "#text" in value ? value["#text"] : "";
}

/** An element that may be missing, stand once or be repeated; always a list. */
export function many<Schema extends z.ZodType>(schema: Schema): z.ZodPreprocess<z.ZodArray<Schema>> {
  return z.preprocess((value) => (value === undefined ? [] : Array.isArray(value) ? value : [value]), z.array(schema));
}

/** An element with children. An empty one is parsed to an empty text. */
export function element<Shape extends z.core.$ZodLooseShape>(shape: Shape): z.ZodPreprocess<z.ZodObject<Shape>> {
  return z.preprocess((value) => (value === "" ? {} : value), z.object(shape));
}

/** No paper has so many: what claims to is no version. */
const MANY_VERSIONS = 10_000;

/** As {@link arxivReference}, of a text that was taken out of its element already. */
export const arxivReferenceText = z.string().transform((written, context): { subject: Identifier; version: number | null } => {
  const reference = parseArxivId(written);
  const subject = reference && canonicalIdentifier("arxiv", reference.id);
  const isLikely = reference?.version === null || (reference?.version ?? 0) < MANY_VERSIONS;
  if (reference && subject && isLikely) return { subject, version: reference.version };
  context.addIssue({ code: "custom", message: `expected an arXiv identifier, found "${written.slice(0, 80)}"` });
  return z.NEVER;
});

/** `oai:arXiv.org:2403.06634`, `2403.06634`, `math.GT/0309136`, with or without a version, to the identifier and the version. */
export const arxivReference = text.pipe(arxivReferenceText);

/** `Tue, 25 Jan 2000 16:09:37 GMT` or with an offset, to an ISO instant in UTC. */
export const rfc1123Instant = text.transform((written, context) => {
  const instant = instantOfRfc1123(written);
  if (instant !== null) return instant;
  context.addIssue({
    code: "custom",
    message: `expected a date like "Tue, 25 Jan 2000 16:09:37 GMT", found "${written.slice(0, 80)}"`,
  });
  return z.NEVER;
});

/** RFC 3339 with any offset, to an ISO instant in UTC. */
export const rfc3339Instant = text
  .transform((written) => written.trim())
  .pipe(z.iso.datetime({ offset: true }))
  .transform((instant) => new Date(instant).toISOString());

/** The arXiv categories among some terms, in their order, each once. Atom puts MSC and ACM classes (`03B70, 68Q99`, `F.4.1`) among them. */
export function categoriesAmong(terms: readonly string[]): string[] {
  return [...new Set(terms.filter(isCategory))];
}

/** `cs.LG stat.ML`: codes, the primary one first, each once. */
export const categoryList = text
  .transform((written) => [...new Set(written.split(/\s+/).filter((code) => code !== ""))])
  .refine((codes) => codes.length > 0 && codes.every(isCategory), "expected categories of arXiv's and nothing else");

/** A licence's address; undefined where the element is missing, empty, or holds no address. */
export const license = text.transform((written) => licenseOf(written)).optional();

function licenseOf(written: string): string | undefined {
  const address = written.trim();
  return address.length <= 4000 && /^https?:\/\/[^\s/]\S*$/i.test(address) && URL.canParse(address) ? address : undefined;
}

/** What stands between two DOIs in one field. A DOI may hold commas and semicolons itself, so only those in front of another DOI part. */
const BETWEEN_DOIS = /[\s,;]+(?:and\s+)?(?=(?:doi:\s*|https?:\/\/(?:dx\.)?doi\.org\/)?10\.\d{4,9}\/)/i;

/** `<doi>` elements, of which each may hold several DOIs, to identifiers, each once. arXiv's own DOIs say nothing new and are left out. */
export const doiList = many(text.pipe(z.string().max(LONGEST.line)))
  .transform((fields) => {
    const written = fields.flatMap((field) => field.trim().split(BETWEEN_DOIS));
    const found = written.map((doi) => identifierOfDoi(doi.replace(/[\s,;]+$/, ""))).filter((id) => id?.scheme === "doi");
    return [...new Map(found.map((id) => [id?.value, id])).values()].filter((id) => id !== null);
  })
  .refine((identifiers) => identifiers.every(({ value }) => value.length <= LONGEST.name), "a DOI is longer than any");
