/** What arXiv's OAI-PMH endpoint really sends. https://info.arxiv.org/help/oa/index.html */
import { z } from "zod";
import { daySchema, type Exchange, instantSchema } from "../../src/contract/index.ts";
import {
  arxivReference,
  categoryList,
  doiList,
  element,
  license,
  many,
  optionalLine,
  requiredLine,
  rfc1123Instant,
  text,
} from "./wire.ts";
import { invalid, parseXml } from "./xml.ts";

const tokenSchema = z.preprocess(
  (value) => (typeof value === "string" ? { "#text": value } : value),
  z.object({ "#text": z.string().default(""), "@_expirationDate": instantSchema.optional().catch(undefined) }),
);

const envelopeSchema = z.object({
  "OAI-PMH": element({
    responseDate: text.transform((written) => written.trim()).pipe(instantSchema),
    error: many(z.object({ "@_code": z.string(), "#text": z.string().default("") })),
    ListRecords: element({
      record: many(z.unknown()),
      resumptionToken: tokenSchema.optional(),
    }).optional(),
    GetRecord: element({ record: many(z.unknown()) }).optional(),
  }),
});

/** An answer of either verb. All errors come with HTTP status 200; `code` is one of OAI-PMH's, such as `noRecordsMatch`. */
export type OaiAnswer =
  | { readonly kind: "error"; readonly responseDay: string; readonly code: string; readonly message: string }
  | {
      readonly kind: "records";
      /** UTC day on which the server answered, by its own clock. */
      readonly responseDay: string;
      /** Parsed `record` elements, unread. */
      readonly records: readonly unknown[];
      /** How to go on; null: the list ends here. `expiresAt` null: nothing was said. */
      readonly next: { readonly token: string; readonly expiresAt: string | null } | null;
    };

/** @throws {InvalidPayloadError} when the body is not an answer to the verb: HTML, cut short, without records or error */
export function readOai(exchange: Exchange, verb: "ListRecords" | "GetRecord"): OaiAnswer {
  const parsed = envelopeSchema.safeParse(parseXml(exchange, "OAI-PMH"));
  if (!parsed.success) throw invalid(exchange, `is not an OAI-PMH answer: ${z.prettifyError(parsed.error)}`);
  const { responseDate, error, ListRecords: list, GetRecord: single } = parsed.data["OAI-PMH"];
  const responseDay = daySchema.parse(responseDate.slice(0, 10));
  const [failure] = error;
  if (failure) return { kind: "error", responseDay, code: failure["@_code"], message: failure["#text"].trim() };
  const records = (verb === "ListRecords" ? list : single)?.record ?? [];
  if (records.length === 0) throw invalid(exchange, `has neither an error nor a record for ${verb}`);
  const token = list?.resumptionToken;
  const written = token?.["#text"].trim() ?? "";
  return {
    kind: "records",
    responseDay,
    records,
    next: written === "" ? null : { token: written, expiresAt: token?.["@_expirationDate"] ?? null },
  };
}

const header = z.object({
  identifier: arxivReference,
  "@_status": z
    .string()
    .optional()
    .refine((status) => status !== "deleted", "the record is marked as deleted, which arXiv has never done so far"),
});

/** Fields that both formats write. `acm-class` is left out: arXiv prints the MSC class in it. */
const common = {
  id: arxivReference,
  title: requiredLine,
  categories: categoryList,
  abstract: text.optional(),
  comments: optionalLine,
  "report-no": optionalLine,
  "journal-ref": optionalLine,
  doi: doiList,
  license,
};

const lines = many(text.transform((written) => written.trim()));

const authorSchema = element({ keyname: lines, forenames: lines, suffix: lines, affiliation: lines });
/** An author as OAI writes one. */
export type WireAuthor = z.infer<typeof authorSchema>;

const versionSchema = z.object({
  /** `v1` to the number. */
  "@_version": z
    .string()
    .regex(/^v[1-9]\d{0,3}$/, 'expected a version like "v1"')
    .transform((written) => Number(written.slice(1))),
  date: rfc1123Instant,
  /** `23kb` to whole kilobytes; undefined where it is missing or written otherwise. */
  size: text
    .transform((written) => /^\s*(\d{1,6})\s*kb\s*$/i.exec(written)?.[1])
    .transform((digits) => (digits === undefined ? undefined : Number(digits)))
    .optional(),
  source_type: optionalLine,
});
/** A version as `arXivRaw` writes one. */
export type WireVersion = z.infer<typeof versionSchema>;

function isSamePaper(
  record: { header: { identifier: { subject: { value: string } } } },
  id: { subject: { value: string } },
): boolean {
  return record.header.identifier.subject.value === id.subject.value;
}
const OTHER_PAPER = "header and metadata name different papers";

/** A record in the format `arXiv`. Its `created` and `updated` are not read: they are not the versions' dates for every paper. */
export const arxivRecordSchema = z
  .object({
    header,
    metadata: z.object({ arXiv: z.object({ ...common, authors: element({ author: many(authorSchema) }) }) }),
  })
  .refine((record) => isSamePaper(record, record.metadata.arXiv.id), { error: OTHER_PAPER, path: ["metadata", "arXiv", "id"] });
export type WireArxivRecord = z.infer<typeof arxivRecordSchema>;

/** A record in the format `arXivRaw`. Its authors are one text, which cannot be taken apart safely, and are not read. */
export const arxivRawRecordSchema = z
  .object({
    header,
    metadata: z.object({
      arXivRaw: z.object({
        ...common,
        submitter: optionalLine,
        version: many(versionSchema).refine((versions) => versions.length > 0, "expected a version"),
      }),
    }),
  })
  .refine((record) => isSamePaper(record, record.metadata.arXivRaw.id), {
    error: OTHER_PAPER,
    path: ["metadata", "arXivRaw", "id"],
  });
export type WireArxivRawRecord = z.infer<typeof arxivRawRecordSchema>;
