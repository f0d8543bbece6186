/** Authors: people as sources identify them, or, without an identifier, one node per normalised name. */
import { check, foreignKey, index, pgTable, text, unique, uuid } from "drizzle-orm/pg-core";
import { identityLink, instant, oneOf } from "./column.ts";

/** A person, or a printed name (`confidence` NAME_ONLY) that several people may share. */
export const authors = pgTable(
  "author",
  {
    id: uuid("id").primaryKey(),
    name: text("name").notNull(),
    normalizedName: text("normalized_name").notNull(),
    confidence: text("confidence").$type<"IDENTIFIER" | "ASSERTED" | "NAME_ONLY">().notNull(),
    avatar: text("avatar"),
  },
  (t) => [
    index("author_by_normalized_name").on(t.normalizedName, t.id),
    index("author_by_name").on(t.name, t.id),
    check("author_confidence", oneOf("confidence", ["IDENTIFIER", "ASSERTED", "NAME_ONLY"])),
  ],
);

/** Which author an identifier belongs to now, and when a source last said something new of it (null: it has no record of its own). A login moves to the author of the latest observation; it never merges two. A printed name has a row while a decision binds it to somebody. */
export const authorIdentifiers = pgTable(
  "author_identifier",
  {
    id: uuid("id").primaryKey(),
    scheme: text("scheme").notNull(),
    value: text("value").notNull(),
    authorId: uuid("author_id").notNull(),
    observedAt: instant("observed_at"),
    ...identityLink(),
  },
  (t) => [
    unique("author_identifier_value").on(t.scheme, t.value),
    foreignKey({ name: "author_identifier_author", columns: [t.authorId], foreignColumns: [authors.id] }),
    index("author_identifier_by_author").on(t.authorId),
  ],
);
