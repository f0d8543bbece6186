/**
 * Rows as the statements give them. Of an entity only the columns that the document asks for are there (see
 * asked-columns.ts); the types name all of them, because a resolver runs only when its field was asked for.
 */
import type { AnnouncementType, EntryRoute, MetricKind, RepositoryState, Scheme } from "../contract/index.ts";

/** How sure a statement about identity is. */
export type Confidence = "IDENTIFIER" | "ASSERTED" | "NAME_ONLY";

/** `paper`. */
export interface PaperRow {
  readonly id: string;
  readonly title: string;
  readonly abstract: string | null;
  readonly arxivId: string | null;
  readonly doi: string | null;
  readonly enteredBy: EntryRoute;
  readonly submittedAt: Date | null;
  readonly updatedAt: Date | null;
  readonly isWithdrawn: boolean;
  readonly publishedAt: string | null;
  readonly isRetracted: boolean;
  readonly primaryCategory: string | null;
  readonly license: string | null;
  readonly comment: string | null;
  readonly journalRef: string | null;
  readonly reportNumber: string | null;
  readonly projectPage: string | null;
  readonly thumbnail: string | null;
  readonly submittedBy: string | null;
  readonly repositoryId: string | null;
  readonly authorCount: number;
  readonly upvotes: number | null;
  readonly commentCount: number | null;
  readonly citationCount: number | null;
  readonly listedOn: string | null;
}

/** `author`. */
export interface AuthorRow {
  readonly id: string;
  readonly name: string;
  readonly confidence: Confidence;
  readonly avatar: string | null;
}

/** `authorship` with its author: `id` is the author's. */
export interface AuthorshipRow extends AuthorRow {
  readonly paperId: string;
  readonly position: number;
  readonly nameAsPrinted: string;
  readonly affiliations: readonly string[];
  readonly status: string | null;
  readonly isHidden: boolean;
}

/** `organization`. */
export interface OrganizationRow {
  readonly id: string;
  readonly name: string;
  readonly slug: string | null;
  readonly avatar: string | null;
}

/** `paper_organization` with its organisation: `id` is the organisation's. */
export interface OrganizationClaimRow extends OrganizationRow {
  readonly paperId: string;
  readonly source: string;
  readonly confidence: Confidence;
  readonly observedAt: Date;
}

/** `repository`. */
export interface RepositoryRow {
  readonly id: string;
  readonly host: string;
  readonly hostId: string | null;
  readonly nameWithOwner: string;
  readonly state: RepositoryState;
  readonly description: string | null;
  readonly homepage: string | null;
  readonly license: string | null;
  readonly language: string | null;
  readonly topics: readonly string[];
  readonly createdAt: Date | null;
  readonly pushedAt: Date | null;
  readonly isArchived: boolean | null;
  readonly isFork: boolean | null;
  readonly stars: number | null;
  readonly forks: number | null;
  readonly observedAt: Date | null;
}

/** `paper_repository` with the state of the name as written. */
export interface RepositoryLinkRow {
  readonly paperId: string;
  readonly repositoryId: string | null;
  readonly asWritten: string;
  readonly source: string;
  readonly assertedBy: string | null;
  readonly observedAt: Date;
  readonly state: RepositoryState;
}

/** Any `…_identifier` row. `owner`: the entity. */
export interface IdentifierRow {
  readonly owner: string;
  readonly scheme: string;
  readonly value: string;
}

/** `category`, by its code. */
export interface CategoryRow {
  readonly code: string;
  readonly name: string;
}

/** `paper_version`. */
export interface PaperVersionRow {
  readonly paperId: string;
  readonly version: number;
  readonly submittedAt: Date;
  readonly sizeBytes: number | null;
  readonly isLatest: boolean;
  readonly paperComment: string | null;
}

/** `announcement`. */
export interface AnnouncementRow {
  readonly paperId: string;
  readonly day: string;
  readonly category: string;
  readonly categoryName: string;
  readonly type: AnnouncementType;
  readonly version: number;
  readonly isDayInferred: boolean;
  readonly source: string;
}

/** `venue`. */
export interface VenueRow {
  readonly paperId: string;
  readonly source: string;
  readonly name: string;
  readonly kind: "JOURNAL" | "CONFERENCE" | "BOOK" | "OTHER" | null;
  readonly publisher: string | null;
  readonly volume: string | null;
  readonly issue: string | null;
  readonly pages: string | null;
}

/** `paper_notice`. */
export interface PaperNoticeRow {
  readonly paperId: string;
  readonly source: string;
  readonly isOfThis: boolean;
  readonly kind: string;
  readonly publishedAt: string | null;
  readonly scheme: Scheme | null;
  readonly value: string | null;
}

/** `paper_keyword`. */
export interface KeywordRow {
  readonly paperId: string;
  readonly name: string;
  readonly source: string;
}

/** `media`. */
export interface MediaRow {
  readonly paperId: string;
  readonly url: string;
  readonly kind: "IMAGE" | "VIDEO" | "OTHER";
  readonly source: string;
}

/** `generated_text`. */
export interface GeneratedTextRow {
  readonly paperId: string;
  readonly text: string;
  readonly model: string | null;
  readonly source: string;
  readonly observedAt: Date;
}

/** `metric`, with the entity that its subject belongs to now. */
export interface MetricPointRow {
  readonly owner: string;
  readonly at: Date;
  readonly value: number;
  readonly source: string;
}

/** Points of one counter, oldest first. `base`: what the last one's growth is counted from, by the same source; null without points. */
export interface MetricSeriesRow {
  readonly kind: MetricKind;
  readonly points: readonly MetricPointRow[];
  readonly base: number | null;
}

/** `exchange`. */
export interface ExchangeRow {
  readonly id: string;
  readonly source: string;
  readonly url: string;
  readonly status: number;
  readonly fetchedAt: Date;
  readonly recordedAt: Date;
  readonly bodySha256: string;
  /** Suppressed identifiers that stand in the address; null: none. */
  readonly hidden: readonly string[] | null;
}

/** An identifier of an author or organisation, with why it hangs there. `owner`: the entity. */
export interface IdentityLinkRow extends IdentifierRow {
  readonly rule: string;
  readonly confidence: Confidence;
  readonly observedAt: Date | null;
  readonly decisionId: string | null;
}
