/** Organisations that sources attach to papers. */
import { foreignKey, index, pgTable, text, unique, uuid } from "drizzle-orm/pg-core";
import { identityLink, instant } from "./column.ts";

/** A laboratory, company or group. */
export const organizations = pgTable(
  "organization",
  {
    id: uuid("id").primaryKey(),
    name: text("name").notNull(),
    slug: text("slug"),
    avatar: text("avatar"),
  },
  (t) => [index("organization_by_name").on(t.name, t.id)],
);

/** Which organisation an identifier belongs to now, and when a source last said something new of it. */
export const organizationIdentifiers = pgTable(
  "organization_identifier",
  {
    id: uuid("id").primaryKey(),
    scheme: text("scheme").notNull(),
    value: text("value").notNull(),
    organizationId: uuid("organization_id").notNull(),
    observedAt: instant("observed_at"),
    ...identityLink(),
  },
  (t) => [
    unique("organization_identifier_value").on(t.scheme, t.value),
    foreignKey({ name: "organization_identifier_organization", columns: [t.organizationId], foreignColumns: [organizations.id] }),
    index("organization_identifier_by_organization").on(t.organizationId),
  ],
);
