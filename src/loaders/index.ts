/** All loaders of one request. */
import { createAuthorLoaders } from "./author.ts";
import { createExchangeLoader } from "./exchange.ts";
import { createListingLoaders } from "./listing.ts";
import { createMetricLoaders } from "./metric.ts";
import { createOrganizationLoaders } from "./organization.ts";
import type { Pager } from "./pager.ts";
import { createPaperLoaders } from "./paper.ts";
import { createPaperDetailLoaders } from "./paper-detail.ts";
import { createProvenanceLoaders } from "./provenance.ts";
import { createRankingLoaders } from "./ranking.ts";
import { createRepositoryLoaders } from "./repository.ts";
import type { LoaderScope } from "./scope.ts";
import { createSourceLoaders } from "./source.ts";
import { createStarVelocityLoaders } from "./star-velocity.ts";

/** Creates the loaders; they live as long as the request. Every relation is read by one statement, however many parents ask. */
export function createLoaders(scope: LoaderScope) {
  return {
    /** Lists that fields have opened, by name and page; see pager.ts. */
    pagers: new Map<string, Pager<object>>(),
    paper: createPaperLoaders(scope),
    paperDetail: createPaperDetailLoaders(scope),
    author: createAuthorLoaders(scope),
    organization: createOrganizationLoaders(scope),
    repository: createRepositoryLoaders(scope),
    metric: createMetricLoaders(scope),
    starVelocity: createStarVelocityLoaders(scope),
    exchange: createExchangeLoader(scope),
    listing: createListingLoaders(scope),
    ranking: createRankingLoaders(scope),
    source: createSourceLoaders(scope),
    provenance: createProvenanceLoaders(scope),
  };
}

/** What {@link createLoaders} gives. */
export type Loaders = ReturnType<typeof createLoaders>;
