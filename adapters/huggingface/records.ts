/** One item of a day's list, in papergraph's terms. Pure. */
import {
  type AuthorEntry,
  type AuthorRecord,
  cleanText,
  type Identifier,
  type ListingLine,
  type MetricRecord,
  type OrganizationRecord,
  oneLine,
  type PaperRecord,
  paperRecordSchema,
  presentText,
  unwrap,
} from "../../src/contract/index.ts";
import { organizationIdentifiers, repositoryIdentifier, userIdentifiers } from "./identify.ts";
import type { WireAuthor, WireItem, WireOrganization, WireUser } from "./wire.ts";

/** Relative addresses of avatars (`/avatars/….svg`) are meant below this one, whatever base URL the list came from. */
const SITE = "https://huggingface.co";
const url = paperRecordSchema.shape.projectPage.unwrap();

/** The whole statement about a listed paper. */
export function paperRecord(item: WireItem, subject: Identifier): PaperRecord {
  const { paper } = item;
  const organization = organizationOf(item);
  const record: Mutable<PaperRecord> = { kind: "paper", subject, entry: "LISTED", isKnown: true, title: oneLine(paper.title) };
  assign(record, "abstract", nonEmpty(unwrap(paper.summary)));
  record.authors = paper.authors.map(authorEntry);
  if (paper.publishedAt.endsWith("T00:00:00.000Z")) record.submittedOn = paper.publishedAt.slice(0, 10);
  else record.submittedAt = paper.publishedAt;
  assign(record, "keywords", present(distinct((paper.ai_keywords ?? []).map(presentText))));
  const summary = presentText(paper.ai_summary);
  const model = presentText(paper.ai_summary_model);
  if (summary !== undefined) record.summary = { text: summary, ...(model !== undefined && { model }) };
  assign(record, "media", present(mediaOf(item)));
  assign(record, "projectPage", webAddress(paper.projectPage));
  assign(record, "thumbnail", webAddress(item.thumbnail));
  assign(record, "discussionId", presentText(paper.discussionId));
  assign(record, "submittedBy", submitterOf(item));
  if (organization) assign(record, "organizations", organizationIdentifiers(organization).slice(0, 1));
  const asWritten = nonEmpty(cleanText(paper.githubRepo ?? "").trim());
  const assertedBy = presentText(paper.githubRepoAddedBy);
  if (asWritten !== undefined) {
    record.repositories = [
      { asWritten, repository: repositoryIdentifier(asWritten), ...(assertedBy !== undefined && { assertedBy }) },
    ];
  }
  return record;
}

/** The line that the item is in its day's list, with what is printed there. */
export function listingLine(item: WireItem, paper: Identifier, position: number): ListingLine {
  const line: Mutable<ListingLine> = { paper, position, upvotes: item.paper.upvotes, commentCount: item.numComments };
  assign(line, "submittedBy", submitterOf(item));
  const organization = organizationOf(item);
  if (organization) assign(line, "organization", organizationIdentifiers(organization)[0]);
  return line;
}

/** What is said of the accounts among the printed authors; one account may stand behind two of them. */
export function authorRecords(item: WireItem): AuthorRecord[] {
  return item.paper.authors.flatMap(({ user }) => (user ? (authorRecord(user) ?? []) : []));
}

function authorRecord(user: WireUser): AuthorRecord | null {
  const [subject, ...others] = userIdentifiers(user);
  if (subject === undefined) return null;
  const record: Mutable<AuthorRecord> = { kind: "author", subject };
  assign(record, "name", presentText(user.fullname));
  assign(record, "identifiers", present(others));
  assign(record, "avatar", onSite(user.avatarUrl));
  return record;
}

/** The organisation that the item is attached to; null: none. */
export function organizationRecord(item: WireItem): OrganizationRecord | null {
  const organization = organizationOf(item);
  const [subject, ...others] = organization ? organizationIdentifiers(organization) : [];
  if (!organization || subject === undefined) return null;
  const record: Mutable<OrganizationRecord> = { kind: "organization", subject };
  assign(record, "name", presentText(organization.fullname));
  assign(record, "slug", presentText(organization.name));
  assign(record, "identifiers", present(others));
  assign(record, "avatar", onSite(organization.avatar));
  return record;
}

/** What the item counts: votes and comments of the paper, stars of its repository where a repository is named. */
export function metricRecords({ paper, numComments }: WireItem, subject: Identifier): MetricRecord[] {
  const repository = repositoryIdentifier(paper.githubRepo ?? "");
  const records: MetricRecord[] = [
    { kind: "metric", subjectType: "paper", subject, metric: "UPVOTES", value: paper.upvotes },
    { kind: "metric", subjectType: "paper", subject, metric: "COMMENTS", value: numComments },
  ];
  if (repository !== null && typeof paper.githubStars === "number") {
    records.push({ kind: "metric", subjectType: "repository", subject: repository, metric: "STARS", value: paper.githubStars });
  }
  return records;
}

/** One printed author. */
function authorEntry({ name, user, status, hidden }: WireAuthor): AuthorEntry {
  const entry: Mutable<AuthorEntry> = { name: oneLine(name) };
  if (user) assign(entry, "identifiers", present(userIdentifiers(user)));
  assign(entry, "status", presentText(status));
  // `hidden: false` stands on nearly every author and says nothing.
  if (hidden) entry.isHidden = true;
  return entry;
}

/** Inner before outer. They are equal wherever both are, so what one lacks that the other has got lost on the way. */
function organizationOf({ paper, organization, submitterOrganization }: WireItem): WireOrganization | null {
  const inner = paper.organization;
  const outer = organization ?? submitterOrganization;
  if (!inner || !outer || inner.name !== outer.name) return inner ?? outer ?? null;
  return {
    ...inner,
    _id: inner._id ?? outer._id,
    fullname: inner.fullname ?? outer.fullname,
    avatar: inner.avatar ?? outer.avatar,
  };
}

/** The login is `name` outside, and inside `user`, beside a copy of it in `name` since March 2026. */
function submitterOf({ submittedBy, paper: { submittedOnDailyBy } }: WireItem): string | undefined {
  return presentText(submittedBy?.name ?? submittedOnDailyBy?.user ?? submittedOnDailyBy?.name);
}

const MEDIA_KINDS = [
  { kind: "VIDEO", extension: /\.(?:mp4|webm|qt|mov)$/i },
  { kind: "IMAGE", extension: /\.(?:png|jpe?g|gif|webp)$/i },
] as const;

function mediaOf({ mediaUrl, mediaUrls, paper }: WireItem): NonNullable<PaperRecord["media"]> {
  return distinct([mediaUrl, ...(mediaUrls ?? []), ...(paper.mediaUrls ?? [])].map(webAddress)).map((address) => {
    const path = address.replace(/[?#].*$/, "");
    return { url: address, kind: MEDIA_KINDS.find(({ extension }) => extension.test(path))?.kind ?? "OTHER" };
  });
}

/** The address, if a browser could open it; some have blanks before them. */
function webAddress(text: string | null | undefined): string | undefined {
  return url.safeParse(cleanText(text ?? "").trim()).data;
}

function onSite(avatar: string | null | undefined): string | undefined {
  const text = presentText(avatar);
  return text?.startsWith("/") ? `${SITE}${text}` : text;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Sets a field that has a value: what is absent stays absent. */
function assign<T, K extends keyof T>(record: T, field: K, value: T[K] | undefined): void {
  if (value !== undefined) record[field] = value;
}

function nonEmpty(text: string): string | undefined {
  return text === "" ? undefined : text;
}

function present<T>(values: T[]): T[] | undefined {
  return values.length === 0 ? undefined : values;
}

function distinct(values: readonly (string | undefined)[]): string[] {
  return [...new Set(values.filter((value) => value !== undefined))];
}
