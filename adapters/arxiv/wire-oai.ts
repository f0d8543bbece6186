/** What arXiv's OAI-PMH endpoint really sends. https://info.arxiv.org/help/oa/index.html */
import { z } from "zod";
import {
  canonicalIdentifier,
  daySchema,
  type Exchange,
  type Identifier,
  instantSchema,
  LONGEST,
} from "../../src/contract/index.ts";
import { otherQuestion } from "./oai-question.ts";
import {
  arxivReference,
  categoryList,
  doiList,
  element,
  license,
  many,
  optionalLine,
  optionalName,
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
    request: z.unknown(),
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

/**
 * @throws {InvalidPayloadError} when the body is not an answer to the verb (HTML, cut short, without records or error), or is one
 * to another question than its request's
 */
export function readOai(exchange: Exchange, verb: "ListRecords" | "GetRecord"): OaiAnswer {
  const parsed = envelopeSchema.safeParse(parseXml(exchange, "OAI-PMH"));
  if (!parsed.success) throw invalid(exchange, `is not an OAI-PMH answer: ${z.prettifyError(parsed.error)}`);
  const { responseDate, error, ListRecords: list, GetRecord: single, request: echo } = parsed.data["OAI-PMH"];
  const responseDay = daySchema.parse(responseDate.slice(0, 10));
  const [failure] = error;
  if (failure) return { kind: "error", responseDay, code: failure["@_code"], message: failure["#text"].trim() };
  const records = (verb === "ListRecords" ? list : single)?.record ?? [];
  if (records.length === 0) {
    throw invalid(exchange, `has neither an error nor a record for ${verb}`, "ERR_SOURCE_EMPTY_ANSWER");
  }
  const other = otherQuestion(exchange.request.url, echo, records);
  if (other !== null) throw invalid(exchange, other, "ERR_SOURCE_MISMATCH");
  const token = list?.resumptionToken;
  const written = token?.["#text"].trim() ?? "";
  return {
    kind: "records",
    responseDay,
    records,
    next: written === "" ? null : { token: written, expiresAt: token?.["@_expirationDate"] ?? null },
  };
}

/** The paper that a `GetRecord` request asks for. @throws {InvalidPayloadError} when it names none */
export function askedRecord(exchange: Exchange): Identifier {
  const asked = canonicalIdentifier("arxiv", new URL(exchange.request.url).searchParams.get("identifier") ?? "");
  if (asked === null) throw invalid(exchange, "belongs to a request that names no paper");
  return asked;
}

const namedRecordSchema = z.object({ header: z.object({ identifier: arxivReference }) });

/** An answer to `GetRecord`. @throws {InvalidPayloadError} as {@link readOai}, and when the record is another paper's */
export function readRecord(exchange: Exchange): OaiAnswer {
  const asked = askedRecord(exchange);
  const answer = readOai(exchange, "GetRecord");
  if (answer.kind === "error") return answer;
  for (const record of answer.records) {
    const named = namedRecordSchema.safeParse(record);
    if (named.success && named.data.header.identifier.subject.value !== asked.value)
      throw invalid(exchange, `is not about ${asked.value}`, "ERR_SOURCE_MISMATCH");
  }
  return answer;
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
  abstract: text,
  comments: optionalLine,
  "report-no": optionalLine,
  "journal-ref": optionalLine,
  doi: doiList,
  license,
};

const lines = many(text.transform((written) => written.trim()));
const authorSchema = element({
  keyname: lines.refine((parts) => parts.join("") !== "", "expected a family name, which every author has"),
  forenames: lines,
  suffix: lines,
  affiliation: many(text.transform((written) => written.trim()).pipe(z.string().max(LONGEST.line))),
}).refine(
  ({ keyname, forenames, suffix }) => [...forenames, ...keyname, ...suffix].join(" ").length <= LONGEST.name,
  "longer than any name",
);
/** An author as OAI writes one. */
export type WireAuthor = z.infer<typeof authorSchema>;

const versionSchema = z.object({
  /** `v1` to the number. */
  "@_version": z
    .string()
    .regex(/^v[1-9]\d{0,3}$/, 'expected a version like "v1"')
    .transform((written) => Number(written.slice(1))),
  date: rfc1123Instant,
  /** `23kb` to whole kilobytes. */
  size: text
    .pipe(z.string().regex(/^\s*\d{1,6}\s*kb\s*$/i, 'expected a size like "23kb"'))
    .transform((written) => Number.parseInt(written, 10)),
  source_type: optionalName,
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
    metadata: z.object({
      arXiv: z.object({
        ...common,
        authors: element({ author: many(authorSchema) }),
      }),
    }),
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
        submitter: optionalName,
        version: many(versionSchema).refine((versions) => versions.length > 0, "expected a version"),
      }),
    }),
  })
  .refine((record) => isSamePaper(record, record.metadata.arXivRaw.id), {
    error: OTHER_PAPER,
    path: ["metadata", "arXivRaw", "id"],
  });
export type WireArxivRawRecord = z.infer<typeof arxivRawRecordSchema>;
