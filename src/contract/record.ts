/**
 * Normalised records: one source's statements in papergraph's own terms. A record of one stream about one subject is
 * its whole statement: a field that is absent is one the source does not state (now), and what an earlier record of
 * the same stream stated is over. Records are strict: an unknown field fails.
 */
import { z } from "zod";
import { SCHEMES, SUBJECT_TYPES } from "./identifier.ts";

/** A calendar day, `YYYY-MM-DD`, that exists. */
export const daySchema = z.iso.date();
/** An instant in UTC, ISO 8601 with `Z`. */
export const instantSchema = z.iso.datetime({ offset: false });
const text = z.string().min(1);
const url = z.url({ protocol: /^https?$/ }).max(4000);
const count = z.int().min(0).max(2_147_483_647);

/** An {@link Identifier}: scheme and canonical value. */
export const identifierSchema = z.strictObject({ scheme: z.enum(SCHEMES), value: text });

/** How a paper came into papergraph. */
export const entryRouteSchema = z.enum(["LISTED", "ANNOUNCED", "IMPORTED"]);
export type EntryRoute = z.infer<typeof entryRouteSchema>;

/** What is counted over time. */
export const METRIC_KINDS = ["UPVOTES", "COMMENTS", "STARS", "FORKS", "CITATIONS", "LINKED_MODELS"] as const;
export type MetricKind = (typeof METRIC_KINDS)[number];

/** What a look-up of a repository came to; see the design's rules for MOVED, GONE and BLOCKED. */
export const REPOSITORY_STATES = ["FOUND", "MOVED", "GONE", "BLOCKED", "NOT_CHECKED", "NOT_A_REPOSITORY"] as const;
export type RepositoryState = (typeof REPOSITORY_STATES)[number];

/** arXiv's announcement types. */
export const ANNOUNCEMENT_TYPES = ["NEW", "CROSS", "REPLACE", "REPLACE_CROSS"] as const;
export type AnnouncementType = (typeof ANNOUNCEMENT_TYPES)[number];

/** One printed author, in printed order. */
export const authorEntrySchema = z.strictObject({
  /** As the source prints it, on one line. */
  name: text,
  forenames: text.optional(),
  keyname: text.optional(),
  suffix: text.optional(),
  affiliations: z.array(text).optional(),
  /** Identifiers that this entry brings for its author (Hugging Face user id, login, ORCID), best first. */
  identifiers: z.array(identifierSchema).optional(),
  /** The source's word for how sure it is of the identifiers, such as `claimed_verified`; an open set. */
  status: text.optional(),
  isHidden: z.boolean().optional(),
});
export type AuthorEntry = z.infer<typeof authorEntrySchema>;

/** A repository link as a source wrote it. `repository` null: what is written does not name a repository. */
export const repositoryLinkSchema = z.strictObject({
  asWritten: text,
  repository: identifierSchema.nullable(),
  /** Who put the link there, in the source's word (`user`, `auto`, `admin`). */
  assertedBy: text.optional(),
});
export type RepositoryLinkEntry = z.infer<typeof repositoryLinkSchema>;

/** One version of a paper. `comment` is the paper's comment where it is the newest version's. */
export const versionSchema = z.strictObject({
  version: z.int().min(1),
  submittedAt: instantSchema,
  sizeBytes: z.int().min(0).optional(),
  sourceType: text.optional(),
});
export type VersionEntry = z.infer<typeof versionSchema>;

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
  abstract: text.optional(),
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
  /** Primary first. */
  categories: z.array(text).min(1).optional(),
  license: url.optional(),
  comment: text.optional(),
  journalRef: text.optional(),
  reportNumber: text.optional(),
  submitter: text.optional(),
  keywords: z.array(text).optional(),
  summary: z.strictObject({ text, model: text.optional() }).optional(),
  media: z.array(z.strictObject({ url, kind: z.enum(["IMAGE", "VIDEO", "OTHER"]) })).optional(),
  projectPage: url.optional(),
  thumbnail: url.optional(),
  discussionId: text.optional(),
  submittedBy: text.optional(),
  /** Organisations the source attaches to the paper; each is described by an organisation record of its own. */
  organizations: z.array(identifierSchema).optional(),
  repositories: z.array(repositoryLinkSchema).optional(),
});
export type PaperRecord = z.infer<typeof paperRecordSchema>;

/** What a source says about a person, apart from any paper. */
export const authorRecordSchema = z.strictObject({
  kind: z.literal("author"),
  subject: identifierSchema,
  name: text.optional(),
  /** Further identifiers of the same person at this source (its login), canonical. */
  identifiers: z.array(identifierSchema).optional(),
  avatar: text.optional(),
});
export type AuthorRecord = z.infer<typeof authorRecordSchema>;

/** What a source says about an organisation. */
export const organizationRecordSchema = z.strictObject({
  kind: z.literal("organization"),
  subject: identifierSchema,
  name: text.optional(),
  /** Short name used in addresses. */
  slug: text.optional(),
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
  nameWithOwner: text.optional(),
  description: text.optional(),
  homepage: text.optional(),
  license: text.optional(),
  language: text.optional(),
  topics: z.array(text).optional(),
  createdAt: instantSchema.optional(),
  pushedAt: instantSchema.optional(),
  isArchived: z.boolean().optional(),
  isFork: z.boolean().optional(),
  defaultBranch: text.optional(),
});
export type RepositoryRecord = z.infer<typeof repositoryRecordSchema>;

/** One line of a printed list, with the values printed there. */
export const listingLineSchema = z.strictObject({
  paper: identifierSchema,
  /** 0-based place in the printed order, a repeated paper counted once, without gaps. */
  position: z.int().min(0),
  upvotes: count.optional(),
  commentCount: count.optional(),
  /** The submitter's login as printed. */
  submittedBy: text.optional(),
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
  category: text,
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
  listingRecordSchema,
  metricRecordSchema,
  announcementRecordSchema,
]);
export type NormalizedRecord = z.infer<typeof normalizedRecordSchema>;
