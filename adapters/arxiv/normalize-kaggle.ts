/** arXiv's snapshot on Kaggle: lines of a file to paper records. Pure. */
import {
  type AuthorEntry,
  type Exchange,
  InvalidPayloadError,
  type Normalized,
  oneLine,
  type PaperRecord,
  presentText,
  type Rejection,
} from "../../src/contract/index.ts";
import { linesOf } from "./kaggle-page.ts";
import { abstractOf, lastOfEach, pathOf, stated } from "./normalize.ts";
import { kaggleLineSchema, type WireKaggleLine } from "./wire-kaggle.ts";

/** The beginning of a page must be readable to be believed: another kind of file is no list of bad lines. */
const FIRST_LINE = 1;

/**
 * A bad line is rejected under its number in the file, 1-based; empty lines say nothing.
 * @throws {InvalidPayloadError} when the body is not all the lines that its address names, or the file's beginning holds none that is JSON
 */
export function normalizeKaggle(page: readonly Exchange[]): Normalized {
  const parts = page.map((exchange, place) => readLines(exchange, place));
  return {
    records: lastOfEach(parts.flatMap(({ records }) => records)),
    rejected: parts.flatMap(({ rejected }) => rejected),
    // A paper that stands twice in the file: the later line counts.
    precedence: String(parts[0]?.first ?? 0).padStart(10, "0"),
  };
}

function readLines(exchange: Exchange, place: number) {
  const { first, lines } = linesOf(exchange);
  const records: PaperRecord[] = [];
  const rejected: Rejection[] = [];
  let hasObject = false;
  const reject = (at: number, path: string, reason: string) =>
    rejected.push({ exchange: place, path: `line ${first + at}${path}`, code: "ERR_RECORD_INVALID", reason });
  for (const [at, line] of lines.entries()) {
    if (line.trim() === "") continue;
    const value = objectOf(line);
    if (value === null) {
      reject(at, "", "not a JSON object");
      continue;
    }
    hasObject = true;
    const parsed = kaggleLineSchema.safeParse(value);
    if (parsed.success) {
      records.push(paperOf(parsed.data));
      continue;
    }
    const [issue] = parsed.error.issues;
    reject(at, pathOf(issue?.path ?? []), issue?.message ?? "not readable");
  }
  if (!hasObject && first === FIRST_LINE) {
    throw new InvalidPayloadError("the file holds no JSON lines", { url: exchange.request.url });
  }
  return { first, records, rejected };
}

function objectOf(line: string): object | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}

function paperOf(wire: WireKaggleLine): PaperRecord {
  const versions = [...new Map((wire.versions ?? []).map((version) => [version.version, version])).values()].sort(
    (a, b) => a.version - b.version,
  );
  const first = versions[0]?.version === 1 ? versions[0] : undefined;
  const last = versions.at(-1);
  return {
    kind: "paper",
    subject: wire.id.subject,
    entry: "IMPORTED",
    isKnown: true,
    ...stated({
      identifiers: wire.doi,
      title: wire.title,
      abstract: abstractOf(wire.abstract),
      authors: wire.authors_parsed?.flatMap(authorOf),
      submittedAt: first?.created,
      updatedAt: last?.created,
      latestVersion: last?.version,
      versions: versions.map(({ version, created }) => ({ version, submittedAt: created })),
      categories: wire.categories,
      license: wire.license,
      comment: wire.comments,
      journalRef: wire["journal-ref"],
      reportNumber: wire["report-no"],
      submitter: wire.submitter,
    }),
  };
}

/** One printed author; none where the row holds no name. */
function authorOf([family, given, behind, ...belongs]: readonly string[]): AuthorEntry[] {
  const [keyname, forenames, suffix] = [presentText(family), presentText(given), presentText(behind)];
  const name = oneLine([forenames, keyname, suffix].filter((part) => part !== undefined).join(" "));
  if (name === "") return [];
  const affiliations = belongs.flatMap((affiliation) => presentText(affiliation) ?? []);
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
