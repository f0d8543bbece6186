/** OAI-PMH, format `arXiv`: a page of a list to paper records with authors. Pure. */
import {
  type AuthorEntry,
  type Exchange,
  type Normalized,
  oneLine,
  type PaperRecord,
  presentText,
} from "../../src/contract/index.ts";
import { abstractOf, lastOfEach, readEach, stated } from "./normalize.ts";
import { readListPage } from "./normalize-oai-list.ts";
import { arxivRecordSchema, type WireArxivRecord, type WireAuthor } from "./wire-oai.ts";

/** @throws {InvalidPayloadError} when a body is not an answer to a list request, or is an error other than an empty or an expired list */
export function normalizeOai(page: readonly Exchange[]): Normalized {
  const lists = page.map((exchange, at) => readEach(arxivRecordSchema, readListPage(exchange), { exchange: at, name: "record" }));
  return {
    records: lastOfEach(lists.flatMap(({ read }) => read.map(paperOf))),
    rejected: lists.flatMap(({ rejected }) => rejected),
  };
}

function paperOf({ header, metadata: { arXiv: wire } }: WireArxivRecord): PaperRecord {
  return {
    kind: "paper",
    subject: header.identifier.subject,
    entry: "ANNOUNCED",
    isKnown: true,
    ...stated({
      identifiers: wire.doi,
      title: wire.title,
      abstract: abstractOf(wire.abstract),
      authors: wire.authors.author.flatMap(authorOf),
      categories: wire.categories,
      license: wire.license,
      comment: wire.comments,
      journalRef: wire["journal-ref"],
      reportNumber: wire["report-no"],
    }),
  };
}

/** One printed author; none where the element holds no name. Collaborations and stray colons are kept as arXiv prints them. */
function authorOf(wire: WireAuthor): AuthorEntry[] {
  const forenames = presentText(wire.forenames.join(" "));
  const keyname = presentText(wire.keyname.join(" "));
  const suffix = presentText(wire.suffix.join(" "));
  const name = oneLine([forenames, keyname, suffix].filter((part) => part !== undefined).join(" "));
  if (name === "") return [];
  const affiliations = wire.affiliation.flatMap((affiliation) => presentText(affiliation) ?? []);
  return [
    {
      name,
      ...(forenames !== undefined && { forenames }),
      ...(keyname !== undefined && { keyname }),
      ...(suffix !== undefined && { suffix }),
      ...(affiliations.length > 0 && { affiliations }),
    },
  ];
}
