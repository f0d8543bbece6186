/** What is not shown. */
import { check, pgTable, text, unique, uuid } from "drizzle-orm/pg-core";
import { oneOf } from "./column.ts";

/**
 * Every identifier of a suppressed paper or person, as far as it is known: follows from decisions and from what sources
 * say of these identifiers. Statements that read append-only tables, which have no entity to leave out, look here.
 */
export const suppressedIdentifiers = pgTable(
  "suppressed_identifier",
  {
    id: uuid("id").primaryKey(),
    type: text("type").$type<"paper" | "author">().notNull(),
    scheme: text("scheme").notNull(),
    value: text("value").notNull(),
  },
  (t) => [
    unique("suppressed_identifier_value").on(t.type, t.scheme, t.value),
    check("suppressed_identifier_type", oneOf("type", ["paper", "author"])),
  ],
);
