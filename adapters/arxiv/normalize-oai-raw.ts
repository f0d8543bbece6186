/** OAI-PMH, format `arXivRaw`: papers with their versions, from lists and one by one. Pure. */
import type { EntryRoute, Exchange, Normalized, PaperRecord, VersionEntry } from "../../src/contract/index.ts";
import { abstractOf, lastOfEach, readEach, stated } from "./normalize.ts";
import { readListPage } from "./normalize-oai-list.ts";
import { arxivRawRecordSchema, askedRecord, readRecord, type WireArxivRawRecord, type WireVersion } from "./wire-oai.ts";
import { invalid } from "./xml.ts";

/** A page of a set's list. @throws {InvalidPayloadError} as `normalizeOai` */
export function normalizeOaiRaw(page: readonly Exchange[]): Normalized {
  const lists = page.map((exchange, at) =>
    readEach(arxivRawRecordSchema, readListPage(exchange), { exchange: at, name: "record" }),
  );
  return {
    records: lastOfEach(lists.flatMap(({ read }) => read.map((wire) => paperOf(wire, "ANNOUNCED")))),
    rejected: lists.flatMap(({ rejected }) => rejected),
  };
}

/** Single papers that were asked for. @throws {InvalidPayloadError} when a body is no answer, or an error other than an unknown paper */
export function normalizeRecord(page: readonly Exchange[]): Normalized {
  const answers = page.map((exchange, at) => {
    const asked = askedRecord(exchange);
    const answer = readRecord(exchange);
    if (answer.kind === "error") {
      if (answer.code !== "idDoesNotExist") throw invalid(exchange, `refuses the record: ${answer.code}: ${answer.message}`);
      const unknown: PaperRecord = { kind: "paper", subject: asked, entry: null, isKnown: false };
      return { records: [unknown], rejected: [] };
    }
    const { read, rejected } = readEach(arxivRawRecordSchema, answer.records, { exchange: at, name: "record" });
    return { records: read.map((wire) => paperOf(wire, null)), rejected };
  });
  return {
    records: lastOfEach(answers.flatMap(({ records }) => records)),
    rejected: answers.flatMap(({ rejected }) => rejected),
  };
}

function paperOf({ header, metadata: { arXivRaw: wire } }: WireArxivRawRecord, entry: EntryRoute | null): PaperRecord {
  // Versions are printed in order, but nothing promises it. A version printed twice counts once.
  const versions = [...new Map(wire.version.map((version) => [version["@_version"], version])).values()].sort(
    (a, b) => a["@_version"] - b["@_version"],
  );
  const first = versions[0]?.["@_version"] === 1 ? versions[0] : undefined;
  const last = versions.at(-1);
  return {
    kind: "paper",
    subject: header.identifier.subject,
    entry,
    isKnown: true,
    ...stated({
      identifiers: wire.doi,
      title: wire.title,
      abstract: abstractOf(wire.abstract),
      submittedAt: first?.date,
      updatedAt: last?.date,
      latestVersion: last?.["@_version"],
      versions: versions.map(versionOf),
      isWithdrawn: last && isWithdrawn(last),
      categories: wire.categories,
      license: wire.license,
      comment: wire.comments,
      journalRef: wire["journal-ref"],
      reportNumber: wire["report-no"],
      submitter: wire.submitter,
    }),
  };
}

/** arXiv prints whole kilobytes of 1,024 bytes, rounded down (`source_size // 1024` in its code), so this is a lower bound. */
const BYTES_PER_KB = 1024;

function versionOf(wire: WireVersion): VersionEntry {
  return {
    version: wire["@_version"],
    submittedAt: wire.date,
    sizeBytes: wire.size * BYTES_PER_KB,
    ...(wire.source_type !== undefined && { sourceType: wire.source_type }),
  };
}

/** A version without content, of type `I` (arXiv's `withdrawn`). A size of 0kb alone is a source of less than a kilobyte. */
function isWithdrawn({ size, source_type: sourceType }: WireVersion): boolean {
  return size === 0 && sourceType?.includes("I") === true;
}
