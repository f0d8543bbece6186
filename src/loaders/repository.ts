/** Repositories by their ids and names. */
import { type RowColumns, selectList } from "./asked-columns.ts";
import { type AskedRow, byAnyIdText, byIdentifierText, oneLoader } from "./relation-loader.ts";
import type { RepositoryRow } from "./row.ts";
import type { LoaderScope } from "./scope.ts";

/** Columns of `repository r` by the fields that show them. */
export const REPOSITORY_COLUMNS: RowColumns = {
  type: "Repository",
  always: { id: "r.id" },
  columns: {
    host: "r.host",
    hostId: "r.host_id",
    nameWithOwner: "r.name_with_owner",
    state: "r.state",
    description: "r.description",
    homepage: "r.homepage",
    license: "r.license",
    language: "r.language",
    topics: "r.topics",
    createdAt: "r.created_at",
    pushedAt: "r.pushed_at",
    isArchived: "r.is_archived",
    isFork: "r.is_fork",
    stars: "r.stars",
    forks: "r.forks",
    observedAt: "r.observed_at",
  },
  needs: { url: ["host", "nameWithOwner"] },
};

const identifiers = { table: "repository_identifier", owner: "repository_id" };
const byAnyId = byAnyIdText("repository", "r", identifiers);
const byIdentifier = byIdentifierText("repository", "r", identifiers);

/** `byIdentifier`: keys are scheme, blank, value; a name leads to the repository that answers to it now, moved or not. */
export function createRepositoryLoaders(scope: LoaderScope) {
  const select = () => selectList(scope.asked, REPOSITORY_COLUMNS);
  return {
    byId: oneLoader<RepositoryRow>(
      scope,
      () => `select ${select()} from repository r where r.id = any($1::uuid[])`,
      (row) => row.id,
    ),
    byAnyId: oneLoader<AskedRow<RepositoryRow>>(
      scope,
      () => byAnyId(select()),
      (row) => row.askedId,
    ),
    byIdentifier: oneLoader<AskedRow<RepositoryRow>>(
      scope,
      () => byIdentifier(select()),
      (row) => row.askedId,
    ),
  };
}
