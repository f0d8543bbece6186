/** Claims: what each source says about each subject, and when. Everything else is derived from them and the lists. */
import { sql } from "drizzle-orm";
import { foreignKey, index, integer, jsonb, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import type { NormalizedRecord } from "../../contract/index.ts";
import { exchanges } from "./archive.ts";
import { instant } from "./column.ts";

/**
 * Every time a source said something about a subject: thin, one row per saying. It makes claims and metrics a function
 * of the archive alone: whatever arrives late can be placed between its neighbours in time.
 * `facet`: `paper`, `author`, `organization`, `repository`, `star-history` (of a repository), or `metric:<KIND>`; `stream` is empty for metrics, which
 * all streams of a source share. `value`: metrics only; `digest`: of the record, for the others.
 */
export const observations = pgTable(
  "observation",
  {
    subject: uuid("subject").notNull(),
    facet: text("facet").notNull(),
    source: text("source").notNull(),
    stream: text("stream").notNull(),
    observedAt: instant("observed_at").notNull(),
    /** Of several sayings at one instant the greatest wins (a list page gives its day). */
    precedence: text("precedence").notNull(),
    digest: text("digest").notNull(),
    value: integer("value"),
    exchangeId: uuid("exchange_id").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.subject, t.facet, t.source, t.stream, t.observedAt, t.precedence] }),
    foreignKey({ name: "observation_exchange", columns: [t.exchangeId], foreignColumns: [exchanges.id] }),
    index("observation_by_stream").on(t.source, t.stream, t.facet, t.subject, t.observedAt),
    // What depends on an exchange: asked before one is dropped.
    index("observation_by_exchange").on(t.exchangeId),
  ],
);

/** What a source's stream says about a subject from `observed_at` on; a row where it differs from its neighbour in time. */
export const claims = pgTable(
  "claim",
  {
    /** UUID of the identifier that the source used. */
    subject: uuid("subject").notNull(),
    facet: text("facet").notNull(),
    source: text("source").notNull(),
    stream: text("stream").notNull(),
    observedAt: instant("observed_at").notNull(),
    digest: text("digest").notNull(),
    normalised: jsonb("normalised").$type<NormalizedRecord>().notNull(),
    exchangeId: uuid("exchange_id").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.subject, t.facet, t.source, t.stream, t.observedAt] }),
    foreignKey({ name: "claim_exchange", columns: [t.exchangeId], foreignColumns: [exchanges.id] }),
    index("claim_by_exchange").on(t.exchangeId),
    // Who else claims a name: needed to say whose a login or a repository name is now.
    index("claim_by_identifier")
      .using("gin", sql`jsonb_path_query_array(normalised -> 'identifiers', '$[*].value')`)
      .where(sql`facet in ('author', 'organization')`)
      .with({ fastupdate: false }),
    index("claim_by_answered_name").on(sql`lower(normalised ->> 'nameWithOwner')`).where(sql`facet = 'repository'`),
    index("claim_by_host_identifier").on(sql`(normalised -> 'hostIdentifier' ->> 'value')`).where(sql`facet = 'repository'`),
  ],
);
