/**
 * Which sources each field's value follows from, so that an answer can say when one of them is late. Every field of every
 * data type stands here; what a field merely hands on from its parent (`[]`) was counted where the parent was asked for.
 */
import { FIELD_RULES, PAPER_FIELDS, type PaperField } from "../claims/field-rule.ts";

/** Coerced arguments of a field. */
type Arguments = Readonly<Record<string, unknown>>;
/** The sources; `LISTED`: whoever made the list that is asked for. */
export type Dependence = readonly string[] | "LISTED" | ((args: Arguments) => readonly string[]);

/** Sources that list papers by day. Without `source` a day's list is the first one's. */
export const LISTING_SOURCES: readonly string[] = ["huggingface"];
const ANNOUNCING: readonly string[] = ["arxiv"];
const HOSTING: readonly string[] = ["github"];
/** By whom papers enter, and so are found or not. */
const ENTERING = union(LISTING_SOURCES, ANNOUNCING);

const of = (...fields: readonly PaperField[]): readonly string[] => union(...fields.map((field) => FIELD_RULES[field].sources));

/** Of a field that only those state who show preprints, whoever else its rule would hear. */
const ofPreprints = (...fields: readonly PaperField[]): readonly string[] =>
  of(...fields).filter((source) => ENTERING.includes(source));

function union(...lists: readonly (readonly string[])[]): readonly string[] {
  return [...new Set(lists.flat())];
}

/** Who decides what a list of papers holds: the filter's source, and whoever tells what else is asked for. */
function papers({ filter, orderBy }: Arguments): readonly string[] {
  const asked = (filter ?? {}) as Arguments;
  const by = (orderBy as Arguments | null | undefined)?.["by"];
  const wants = (name: string) => asked[name] !== undefined && asked[name] !== null;
  return union(
    typeof asked["source"] === "string" ? [asked["source"]] : ENTERING,
    wants("category") ? ofPreprints("CATEGORIES") : [],
    wants("text") ? of("TITLE", "ABSTRACT") : [],
    wants("submittedAt") || by === "SUBMITTED_AT" ? ofPreprints("SUBMITTED_AT") : [],
    wants("updatedAt") || by === "UPDATED_AT" ? ofPreprints("UPDATED_AT") : [],
    wants("announcedOn") ? ANNOUNCING : [],
    wants("author") ? of("AUTHORS") : [],
    wants("organization") ? of("ORGANIZATIONS") : [],
    wants("upvotes") || by === "UPVOTES" ? of("UPVOTES") : [],
    wants("hasCode") || wants("stars") || by === "STARS" ? union(of("REPOSITORIES"), HOSTING) : [],
  );
}

const papersBeside =
  (...fields: readonly PaperField[]) =>
  (args: Arguments) =>
    union(papers(args), of(...fields));

const METRIC_FIELDS: Readonly<Record<string, PaperField>> = {
  UPVOTES: "UPVOTES",
  COMMENTS: "COMMENT_COUNT",
  CITATIONS: "CITATION_COUNT",
};

function counter({ kind, source }: Arguments): readonly string[] {
  if (typeof source === "string") return [source];
  const field = METRIC_FIELDS[String(kind)];
  if (field !== undefined) return of(field);
  return kind === "STARS" || kind === "FORKS" ? union(HOSTING, LISTING_SOURCES) : LISTING_SOURCES;
}

/** Counters of papers that belong together: who says so, and of a paper's repository who links it. */
const countersBeside =
  (...fields: readonly PaperField[]) =>
  (args: Arguments): readonly string[] =>
    union(of(...fields), counter(args), args["kind"] === "STARS" || args["kind"] === "FORKS" ? of("REPOSITORIES") : []);

function sums(args: Arguments): readonly string[] {
  if (args["by"] === "CATEGORY") return union(ofPreprints("CATEGORIES"), countersBeside()(args));
  return countersBeside(args["by"] === "KEYWORD" ? "KEYWORDS" : "ORGANIZATIONS")(args);
}

/** Of lists their source; else whoever counts what the formula weighs, and whoever knows ages. */
function ranking({ kind, formula, source, scope }: Arguments): readonly string[] {
  const { category, keyword, organization } = (scope ?? {}) as Arguments;
  const scoped = union(
    category == null ? [] : ofPreprints("CATEGORIES"),
    keyword == null ? [] : of("KEYWORDS"),
    organization == null ? [] : of("ORGANIZATIONS"),
  );
  if (["DAILY", "WEEKLY", "MONTHLY"].includes(String(kind)))
    return union(typeof source === "string" ? [source] : LISTING_SOURCES, scoped);
  const terms = (formula as { readonly terms?: readonly { readonly metric?: unknown }[] } | null | undefined)?.terms ?? [];
  const counted = terms.length > 0 ? terms.map(({ metric }) => metric) : ["UPVOTES", "STARS"];
  return union(...counted.map((metric) => counter({ kind: metric })), ofPreprints("SUBMITTED_AT"), scoped);
}

/** Of its own places: whoever lists. */
function places({ source }: Arguments): readonly string[] {
  return typeof source === "string" ? [source] : LISTING_SOURCES;
}

function provenance({ fields }: Arguments): readonly string[] {
  return of(...(Array.isArray(fields) ? (fields as PaperField[]) : PAPER_FIELDS));
}

/** Types whose fields only hand on what their parent's field has brought. */
export const HANDED_ON: ReadonlySet<string> = new Set([
  ...["Identifier", "Announcement", "PaperVersion", "Keyword", "Media", "GeneratedText", "Exchange"],
  ...[
    "Authorship",
    "OrganizationClaim",
    "MetricPoint",
    "MetricSeries",
    "MetricSum",
    "StarVelocity",
    "FieldProvenance",
    "FieldConflict",
    "ScoreComponent",
  ],
  ...["Period", "RankingFormula"],
  ...["IdentityLink", "Notice", "Venue"],
  ...["Source", "SourceStream", "SourceStreamPart", "SourceError", "Budget", "PageInfo"],
  ...["AppliedPaperFilter", "AppliedDayRange", "AppliedInstantRange", "AppliedCountRange"],
]);

/** Types of a list, below which `LISTED` means the list's own source. */
export const LIST_TYPES: ReadonlySet<string> = new Set(["DailyRanking", "RankEntry", "Listing"]);

const none = (...names: readonly string[]): Record<string, Dependence> => Object.fromEntries(names.map((name) => [name, []]));
const all = (sources: Dependence, ...names: readonly string[]): Record<string, Dependence> =>
  Object.fromEntries(names.map((name) => [name, sources]));

/** By type and field. Connections and their edges hand on, by their names' endings. */
export const DEPENDENCE: Readonly<Record<string, Readonly<Record<string, Dependence>>>> = {
  Query: {
    ...none("node", "nodes", "sources"),
    ...all(ENTERING, "paper", "papersBy"),
    papers,
    ...all(of("AUTHORS"), "author", "authors"),
    ...all(of("ORGANIZATIONS"), "organization", "organizations"),
    repository: union(of("REPOSITORIES"), HOSTING),
    ...all("LISTED", "dailyRanking", "dailyRankings"),
    metricSums: sums,
    ranking,
    ...none("rankingSnapshot"),
  },
  Paper: {
    ...none("id", "arxivId"),
    enteredBy: ENTERING,
    title: of("TITLE"),
    abstract: of("ABSTRACT"),
    publishedAt: of("PUBLISHED_AT"),
    venue: of("VENUE"),
    ...all(of("IS_RETRACTED"), "isRetracted", "notices"),
    ...all(of("DOI"), "doi", "identifiers"),
    submittedAt: ofPreprints("SUBMITTED_AT"),
    updatedAt: ofPreprints("UPDATED_AT"),
    announcements: ANNOUNCING,
    listedOn: LISTING_SOURCES,
    listings: "LISTED",
    rankings: places,
    ...all(ofPreprints("VERSIONS"), "versions", "isWithdrawn"),
    ...all(ofPreprints("CATEGORIES"), "primaryCategory", "categories"),
    keywords: of("KEYWORDS"),
    license: of("LICENSE"),
    journalRef: of("JOURNAL_REF"),
    reportNumber: ofPreprints("REPORT_NUMBER"),
    comment: ofPreprints("COMMENT"),
    authorships: of("AUTHORS"),
    organizations: of("ORGANIZATIONS"),
    ...all(union(of("REPOSITORIES"), HOSTING), "repository"),
    repositories: of("REPOSITORIES"),
    upvotes: of("UPVOTES"),
    commentCount: of("COMMENT_COUNT"),
    citationCount: of("CITATION_COUNT"),
    ...all(counter, "metric", "metrics"),
    summary: of("SUMMARY"),
    media: of("MEDIA"),
    projectPage: of("PROJECT_PAGE"),
    thumbnail: of("THUMBNAIL"),
    submittedBy: of("SUBMITTED_BY"),
    provenance,
    conflicts: of(...PAPER_FIELDS),
  },
  Author: {
    ...none("id"),
    ...all(of("AUTHORS"), "name", "confidence", "avatar", "identifiers", "identityLinks"),
    papers: papersBeside("AUTHORS"),
    rankings: (args) => union(places(args), of("AUTHORS")),
    metrics: countersBeside("AUTHORS"),
    organizations: of("AUTHORS", "ORGANIZATIONS"),
  },
  Organization: {
    ...none("id"),
    ...all(of("ORGANIZATIONS"), "name", "slug", "avatar", "identifiers", "identityLinks"),
    papers: papersBeside("ORGANIZATIONS"),
    rankings: (args) => union(places(args), of("ORGANIZATIONS")),
    metrics: countersBeside("ORGANIZATIONS"),
    authors: of("AUTHORS", "ORGANIZATIONS"),
  },
  Repository: {
    ...none("id", "host"),
    ...all(HOSTING, "nameWithOwner", "url", "hostId", "state", "observedAt", "description", "homepage", "language"),
    ...all(HOSTING, "license", "topics", "isArchived", "isFork", "createdAt", "pushedAt", "forks"),
    ...all(union(HOSTING, LISTING_SOURCES), "stars", "starVelocity"),
    metrics: counter,
    papers: papersBeside("REPOSITORIES"),
  },
  Category: { ...none("code", "name"), papers: papersBeside("CATEGORIES") },
  RepositoryLink: {
    ...none("asWritten", "url", "assertedBy", "observedAt", "source"),
    ...all(HOSTING, "repository", "state"),
  },
  DailyRanking: {
    ...none("id", "date", "source", "asOf"),
    ...all("LISTED", "state", "emptyReason", "observedAt", "knownSince", "revision", "comparedWith", "previousDay", "nextDay"),
    ...all("LISTED", "totalCount", "entries", "left"),
    ...none("snapshot"),
  },
  RankingSnapshot: none(
    "id",
    "subject",
    "kind",
    "source",
    "scope",
    "period",
    "asOf",
    "takenAt",
    "checksum",
    "revision",
    "formula",
    "replaces",
    "entries",
  ),
  RankingScope: none("category", "keyword", "organization"),
  Ranking: none(
    "subject",
    "kind",
    "period",
    "asOf",
    "knownSince",
    "revision",
    "formula",
    "comparedWith",
    "entries",
    "left",
    "snapshot",
  ),
  RankEntry: none(
    "rank",
    "position",
    "previousRank",
    "change",
    "isNew",
    "score",
    "components",
    "subject",
    "paper",
    "listing",
    "ranking",
  ),
  Listing: {
    ...none("source", "day", "position", "upvotes", "commentCount", "submittedBy", "firstSeenAt", "lastSeenAt", "isCurrent"),
    organization: of("ORGANIZATIONS"),
    ranking: "LISTED",
  },
};
