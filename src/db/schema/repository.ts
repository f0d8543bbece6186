/** Code repositories, bound to the host's numeric id; names may move and be reused. */
import { boolean, check, foreignKey, index, integer, pgTable, text, unique, uuid } from "drizzle-orm/pg-core";
import { instant, oneOf } from "./column.ts";

/** A repository that papers link, found or not. */
export const repositories = pgTable(
  "repository",
  {
    id: uuid("id").primaryKey(),
    host: text("host").notNull(),
    /** The host's numeric id, as text; null: never found. */
    hostId: text("host_id"),
    /** Present name in the host's spelling; as linked, where it was never found. */
    nameWithOwner: text("name_with_owner").notNull(),
    state: text("state").$type<"FOUND" | "GONE" | "BLOCKED" | "NOT_CHECKED">().notNull(),
    description: text("description"),
    homepage: text("homepage"),
    license: text("license"),
    language: text("language"),
    topics: text("topics").array().notNull(),
    createdAt: instant("created_at"),
    pushedAt: instant("pushed_at"),
    isArchived: boolean("is_archived"),
    isFork: boolean("is_fork"),
    stars: integer("stars"),
    forks: integer("forks"),
    /** When the host last answered something new about it; null: never. */
    observedAt: instant("observed_at"),
  },
  (t) => [
    unique("repository_host_id").on(t.host, t.hostId),
    check("repository_state", oneOf("state", ["FOUND", "GONE", "BLOCKED", "NOT_CHECKED"])),
    index("repository_by_name").on(t.nameWithOwner),
  ],
);

/** Which repository an identifier leads to now, and what asking for it came to. */
export const repositoryIdentifiers = pgTable(
  "repository_identifier",
  {
    id: uuid("id").primaryKey(),
    scheme: text("scheme").notNull(),
    value: text("value").notNull(),
    repositoryId: uuid("repository_id").notNull(),
    /** What asking for this name came to; a numeric id is FOUND or NOT_CHECKED. */
    state: text("state").$type<"FOUND" | "MOVED" | "GONE" | "BLOCKED" | "NOT_CHECKED">().notNull(),
    /** When the host last answered something new for it; null: never asked. */
    observedAt: instant("observed_at"),
  },
  (t) => [
    unique("repository_identifier_value").on(t.scheme, t.value),
    foreignKey({ name: "repository_identifier_repository", columns: [t.repositoryId], foreignColumns: [repositories.id] }),
    index("repository_identifier_by_repository").on(t.repositoryId),
    check("repository_identifier_state", oneOf("state", ["FOUND", "MOVED", "GONE", "BLOCKED", "NOT_CHECKED"])),
  ],
);
