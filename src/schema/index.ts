/** The schema: every type file adds itself to the builder. */
import { builder } from "./builder.ts";
import { guardExposure } from "./exposure.ts";
import "./scalars.ts";
import "./identifier.ts";
import "./identity-link.ts";
import "./metric.ts";
import "./metric-sum.ts";
import "./paper.ts";
import "./paper-version.ts";
import "./publication.ts";
import "./category.ts";
import "./keyword.ts";
import "./announcement.ts";
import "./media.ts";
import "./generated-text.ts";
import "./authorship.ts";
import "./author.ts";
import "./organization.ts";
import "./organization-claim.ts";
import "./repository.ts";
import "./repository-link.ts";
import "./star-velocity.ts";
import "./exchange.ts";
import "./source.ts";
import "./listing.ts";
import "./daily-ranking.ts";
import "./ranking.ts";
import "./ranking-snapshot.ts";
import "./rank-entry.ts";
import "./field-provenance.ts";
import "./node.ts";
import "./query-paper.ts";
import "./query-author.ts";
import "./query-organization.ts";
import "./query-repository.ts";

/** The executable schema. */
export const schema = guardExposure(builder.toSchema());
