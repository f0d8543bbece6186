/** A repository, however it was asked for, as records. */
import { canonicalIdentifier, type Identifier, type NormalizedRecord, presentText } from "../../src/contract/index.ts";
import type { GraphqlRepository, RestRepository } from "./wire.ts";

type RepositoryRecord = Extract<NormalizedRecord, { kind: "repository" }>;

/** What both interfaces say about a repository that was found. Null and undefined: not stated. */
export interface Found {
  readonly id: number;
  readonly nameWithOwner: string;
  readonly stars: number;
  readonly forks: number;
  readonly description?: string | null | undefined;
  readonly homepage?: string | null | undefined;
  readonly license?: string | null | undefined;
  readonly language?: string | null | undefined;
  readonly topics?: readonly string[] | undefined;
  readonly createdAt?: string | null | undefined;
  readonly pushedAt?: string | null | undefined;
  readonly isArchived?: boolean | undefined;
  readonly isFork?: boolean | undefined;
  readonly defaultBranch?: string | null | undefined;
}

/** REST's words for it. */
export function ofRest(repository: RestRepository): Found {
  return {
    id: repository.id,
    nameWithOwner: repository.full_name,
    stars: repository.stargazers_count,
    forks: repository.forks_count,
    description: repository.description,
    homepage: repository.homepage,
    license: repository.license?.spdx_id,
    language: repository.language,
    topics: repository.topics,
    createdAt: repository.created_at,
    pushedAt: repository.pushed_at,
    isArchived: repository.archived,
    isFork: repository.fork,
    defaultBranch: repository.default_branch,
  };
}

/** GraphQL's words for it. */
export function ofGraphql(repository: GraphqlRepository): Found {
  return {
    id: repository.databaseId,
    nameWithOwner: repository.nameWithOwner,
    stars: repository.stargazerCount,
    forks: repository.forkCount,
    description: repository.description,
    homepage: repository.homepageUrl,
    license: repository.licenseInfo?.spdxId,
    language: repository.primaryLanguage?.name,
    topics: repository.repositoryTopics.nodes.map(({ topic }) => topic.name),
    createdAt: repository.createdAt,
    pushedAt: repository.pushedAt,
    isArchived: repository.isArchived,
    isFork: repository.isFork,
    defaultBranch: repository.defaultBranchRef?.name,
  };
}

/** The identifier of a name that was asked for; null: it cannot be a repository's name. */
export function askedIdentifier(name: string): Identifier | null {
  return canonicalIdentifier("github-name", name);
}

/** A repository that is there. `MOVED`: it answers under another name than the one asked for, whatever their case. */
export function foundRecord(subject: Identifier, found: Found): RepositoryRecord {
  const record = {
    kind: "repository",
    subject,
    state: found.nameWithOwner.toLowerCase() === subject.value ? "FOUND" : "MOVED",
    hostIdentifier: hostIdentifier(found),
    nameWithOwner: found.nameWithOwner,
    description: presentText(found.description),
    homepage: presentText(found.homepage),
    license: presentText(found.license),
    language: presentText(found.language),
    topics: found.topics?.filter((topic) => topic !== ""),
    createdAt: instantOf(found.createdAt),
    pushedAt: instantOf(found.pushedAt),
    isArchived: found.isArchived,
    isFork: found.isFork,
    defaultBranch: presentText(found.defaultBranch),
  } as const;
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as RepositoryRecord;
}

/** A repository that is not there any more, or may not be shown. */
export function absentRecord(subject: Identifier, state: "GONE" | "BLOCKED"): RepositoryRecord {
  return { kind: "repository", subject, state };
}

/** Stars and forks, under the numeric id: names change, and two names may lead to one repository. */
export function metricRecords(found: Found): NormalizedRecord[] {
  const about = { kind: "metric", subjectType: "repository", subject: hostIdentifier(found) } as const;
  return [
    { ...about, metric: "STARS", value: found.stars },
    { ...about, metric: "FORKS", value: found.forks },
  ];
}

function hostIdentifier({ id }: Found): Identifier {
  return { scheme: "github", value: String(id) };
}

/** In UTC with `Z`; the oldest answers have an offset. */
function instantOf(text: string | null | undefined): string | undefined {
  if (text === null || text === undefined) return undefined;
  return text.endsWith("Z") ? text : new Date(text).toISOString();
}
