/**
 * Normalised records: one source's statements in papergraph's own terms. A record of one stream about one subject is
 * its whole statement: a field that is absent is one the source does not state (now), and what an earlier record of
 * the same stream stated is over. Records are strict: an unknown field fails.
 */
import { z } from "zod";
import { SCHEMES, SUBJECT_TYPES } from "./identifier.ts";
import { LONGEST } from "./text.ts";

/** A calendar day, `YYYY-MM-DD`, that exists. */
export const daySchema = z.iso.date();
/** An instant in UTC, ISO 8601 with `Z`. */
export const instantSchema = z.iso.datetime({ offset: false });
const text = z.string().min(1).max(LONGEST.line);
const name = z.string().min(1).max(LONGEST.name);
const prose = z.string().min(1).max(LONGEST.prose);
const url = z.url({ protocol: /^https?$/ }).max(4000);
const count = z.int().min(0).max(2_147_483_647);

/** An {@link Identifier}: scheme and canonical value. */
export const identifierSchema = z.strictObject({ scheme: z.enum(SCHEMES), value: name });

/** A day, month or year of publication, as exactly as it is stated: `2024-07-14`, `2024-07`, `2024`. Never filled up. */
export const partialDateSchema = z.union([
  daySchema,
  z.string().regex(/^\d{4}-(?:0[1-9]|1[0-2])$/, "expected a month, YYYY-MM"),
  z.string().regex(/^[1-9]\d{3}$/, "expected a year, YYYY"),
]);

/** How a paper came into papergraph. */
export const entryRouteSchema = z.enum(["LISTED", "ANNOUNCED", "IMPORTED"]);
export type EntryRoute = z.infer<typeof entryRouteSchema>;

/** What is counted over time. */
export const METRIC_KINDS = ["UPVOTES", "COMMENTS", "STARS", "FORKS", "CITATIONS", "LINKED_MODELS"] as const;
export type MetricKind = (typeof METRIC_KINDS)[number];
/** Those that count a repository; a paper's are its repository's. */
export const REPOSITORY_METRICS: readonly MetricKind[] = ["STARS", "FORKS"];

/** What a look-up of a repository came to; see the design's rules for MOVED, GONE and BLOCKED. */
export const REPOSITORY_STATES = ["FOUND", "MOVED", "GONE", "BLOCKED", "NOT_CHECKED", "NOT_A_REPOSITORY"] as const;
export type RepositoryState = (typeof REPOSITORY_STATES)[number];

/** arXiv's announcement types. */
export const ANNOUNCEMENT_TYPES = ["NEW", "CROSS", "REPLACE", "REPLACE_CROSS"] as const;
export type AnnouncementType = (typeof ANNOUNCEMENT_TYPES)[number];

/** One printed author, in printed order. */
export const authorEntrySchema = z.strictObject({
  /** As the source prints it, on one line. */
  name,
  forenames: name.optional(),
  keyname: name.optional(),
  suffix: name.optional(),
  affiliations: z.array(text).optional(),
  /** Identifiers that this entry brings for its author (Hugging Face user id, login, ORCID), best first. */
  identifiers: z.array(identifierSchema).optional(),
  /** Organisations (ROR) that the source sees behind the affiliations; those of all entries are the paper's. */
  organizations: z.array(identifierSchema).optional(),
  /** The source's word for how sure it is of the identifiers, such as `claimed_verified`; an open set. */
  status: name.optional(),
  isHidden: z.boolean().optional(),
});
export type AuthorEntry = z.infer<typeof authorEntrySchema>;

/** A repository link as a source wrote it. `repository` null: what is written does not name a repository. */
export const repositoryLinkSchema = z.strictObject({
  asWritten: text,
  repository: identifierSchema.nullable(),
  /** Who put the link there, in the source's word (`user`, `auto`, `admin`). */
  assertedBy: name.optional(),
});
export type RepositoryLinkEntry = z.infer<typeof repositoryLinkSchema>;

/** One version of a paper. `comment` is the paper's comment where it is the newest version's. */
export const versionSchema = z.strictObject({
  version: z.int().min(1),
  submittedAt: instantSchema,
  sizeBytes: z.int().min(0).optional(),
  sourceType: name.optional(),
});
export type VersionEntry = z.infer<typeof versionSchema>;

/** What a venue is. */
export const VENUE_KINDS = ["JOURNAL", "CONFERENCE", "BOOK", "OTHER"] as const;

/** Where a paper was published. Places that keep papers without publishing them (arXiv, repositories) are no venues. */
export const venueSchema = z.strictObject({
  name: text,
  kind: z.enum(VENUE_KINDS).optional(),
  publisher: text.optional(),
  volume: name.optional(),
  issue: name.optional(),
  /** Pages, or the article's number in their place, as printed. */
  pages: name.optional(),
});
export type VenueEntry = z.infer<typeof venueSchema>;

/** A notice about a paper that its publisher gave out: a correction, a retraction. */
export const noticeSchema = z.strictObject({
  /** The source's word, in lower case with underlines: `retraction`, `expression_of_concern`; an open set. */
  kind: name,
  publishedAt: partialDateSchema.optional(),
  /** The notice itself, where it has an identifier of its own. */
  notice: identifierSchema.optional(),
});
export type NoticeEntry = z.infer<typeof noticeSchema>;

/** What a source says about a paper. */
export const paperRecordSchema = z.strictObject({
  kind: z.literal("paper"),
  subject: identifierSchema,
  /** The route by which this statement lets the paper in; null: the statement alone does not (a look-up). */
  entry: entryRouteSchema.nullable(),
  /** False: the source was asked and does not know the paper; no other field is then given. */
  isKnown: z.boolean(),
  /** Further identifiers of the same paper (DOIs), canonical. */
  identifiers: z.array(identifierSchema).optional(),
  title: text.optional(),
  abstract: prose.optional(),
  authors: z.array(authorEntrySchema).optional(),
  /** Submission of v1. */
  submittedAt: instantSchema.optional(),
  /** Day of v1's submission, where the source no longer says the time. */
  submittedOn: daySchema.optional(),
  /** Submission of the latest version. */
  updatedAt: instantSchema.optional(),
  latestVersion: z.int().min(1).optional(),
  /** All versions, ascending; only from a source that lists them all. */
  versions: z.array(versionSchema).min(1).optional(),
  isWithdrawn: z.boolean().optional(),
  /** When the venue published it: another clock than submission, announcement and listing. */
  publishedAt: partialDateSchema.optional(),
  venue: venueSchema.optional(),
  /** Retracted by its publisher; false: the source says that it is not. A withdrawal from arXiv is `isWithdrawn`. */
  isRetracted: z.boolean().optional(),
  /** Notices about this paper, in the source's order. */
  notices: z.array(noticeSchema).min(1).optional(),
  /** Papers about which this one is a notice. */
  noticeOf: z
    .array(z.strictObject({ kind: name, paper: identifierSchema }))
    .min(1)
    .optional(),
  /** Primary first. */
  categories: z.array(name).min(1).optional(),
  license: url.optional(),
  comment: text.optional(),
  journalRef: text.optional(),
  reportNumber: text.optional(),
  submitter: name.optional(),
  keywords: z.array(name).optional(),
  summary: z.strictObject({ text: prose, model: name.optional() }).optional(),
  media: z.array(z.strictObject({ url, kind: z.enum(["IMAGE", "VIDEO", "OTHER"]) })).optional(),
  projectPage: url.optional(),
  thumbnail: url.optional(),
  discussionId: name.optional(),
  submittedBy: name.optional(),
  /** Organisations the source attaches to the paper; each is described by an organisation record of its own. */
  organizations: z.array(identifierSchema).optional(),
  repositories: z.array(repositoryLinkSchema).optional(),
});
export type PaperRecord = z.infer<typeof paperRecordSchema>;

/** What a source says about a person, apart from any paper. */
export const authorRecordSchema = z.strictObject({
  kind: z.literal("author"),
  subject: identifierSchema,
  name: name.optional(),
  /** Further identifiers of the same person at this source (its login), canonical. */
  identifiers: z.array(identifierSchema).optional(),
  avatar: text.optional(),
});
export type AuthorRecord = z.infer<typeof authorRecordSchema>;

/** What a source says about an organisation. */
export const organizationRecordSchema = z.strictObject({
  kind: z.literal("organization"),
  subject: identifierSchema,
  name: name.optional(),
  /** Short name used in addresses. */
  slug: name.optional(),
  identifiers: z.array(identifierSchema).optional(),
  avatar: text.optional(),
});
export type OrganizationRecord = z.infer<typeof organizationRecordSchema>;

/** What a host says about a repository that was asked for under the subject's name. */
export const repositoryRecordSchema = z.strictObject({
  kind: z.literal("repository"),
  /** The name asked (`github-name`), lower case. */
  subject: identifierSchema,
  state: z.enum(["FOUND", "MOVED", "GONE", "BLOCKED"]),
  /** The host's own identifier (`github`), where the repository was found. */
  hostIdentifier: identifierSchema.optional(),
  /** The present name, in the host's spelling. */
  nameWithOwner: name.optional(),
  description: prose.optional(),
  homepage: text.optional(),
  license: name.optional(),
  language: name.optional(),
  topics: z.array(name).optional(),
  createdAt: instantSchema.optional(),
  pushedAt: instantSchema.optional(),
  isArchived: z.boolean().optional(),
  isFork: z.boolean().optional(),
  defaultBranch: name.optional(),
});
export type RepositoryRecord = z.infer<typeof repositoryRecordSchema>;

/**
 * Stars of a repository by the day on which they were given, as its host tells afterwards: of those still held alone, so that
 * days may shrink. A counter's values (`metric`) say something else, and the two are never mixed.
 */
export const starHistoryRecordSchema = z.strictObject({
  kind: z.literal("star-history"),
  /** The name asked (`github-name`), lower case. */
  subject: identifierSchema,
  /** Null: the host was asked and shows none. `stars`: from the day `from` on, without gaps; days to come may be among them. */
  history: z.strictObject({ from: daySchema, stars: z.array(count).min(1).max(10_000) }).nullable(),
});
export type StarHistoryRecord = z.infer<typeof starHistoryRecordSchema>;

/** One line of a printed list, with the values printed there. */
export const listingLineSchema = z.strictObject({
  paper: identifierSchema,
  /** 0-based place in the printed order, a repeated paper counted once, without gaps. */
  position: z.int().min(0),
  upvotes: count.optional(),
  commentCount: count.optional(),
  /** The submitter's login as printed. */
  submittedBy: name.optional(),
  organization: identifierSchema.optional(),
});
export type ListingLine = z.infer<typeof listingLineSchema>;

/** One complete reading of a day's list. */
export const listingRecordSchema = z.strictObject({
  kind: z.literal("listing"),
  /** The day that was asked for. */
  day: daySchema,
  /** False: the source refused the day as not open yet; `lines` is then empty and nothing is known of the list. */
  isOpen: z.boolean(),
  lines: z.array(listingLineSchema),
});
export type ListingRecord = z.infer<typeof listingRecordSchema>;

/** One counter of one subject. */
export const metricRecordSchema = z.strictObject({
  kind: z.literal("metric"),
  subjectType: z.enum(SUBJECT_TYPES),
  subject: identifierSchema,
  metric: z.enum(METRIC_KINDS),
  value: count,
});
export type MetricRecord = z.infer<typeof metricRecordSchema>;

/** One announcement of one version of a paper in one category. */
export const announcementRecordSchema = z.strictObject({
  kind: z.literal("announcement"),
  paper: identifierSchema,
  version: z.int().min(1),
  category: name,
  type: z.enum(ANNOUNCEMENT_TYPES),
  day: daySchema,
  /** True: the day follows from the calendar or the feed's rendering date, no page stated it. */
  isDayInferred: z.boolean(),
});
export type AnnouncementRecord = z.infer<typeof announcementRecordSchema>;

/** Any record that `normalize` may emit. */
export const normalizedRecordSchema = z.discriminatedUnion("kind", [
  paperRecordSchema,
  authorRecordSchema,
  organizationRecordSchema,
  repositoryRecordSchema,
  starHistoryRecordSchema,
  listingRecordSchema,
  metricRecordSchema,
  announcementRecordSchema,
]);
export type NormalizedRecord = z.infer<typeof normalizedRecordSchema>;
