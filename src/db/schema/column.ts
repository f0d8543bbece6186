/** Column kinds that every table group shares. */
import { sql } from "drizzle-orm";
import { customType, text, timestamp, uuid } from "drizzle-orm/pg-core";

/** Bytes, as a Node buffer. */
export const bytea = customType<{ data: Buffer; driverData: Buffer }>({ dataType: () => "bytea" });

/** A PostgreSQL full transaction id, as decimal text. */
export const xid8 = customType<{ data: string; driverData: string }>({ dataType: () => "xid8" });

/** A full-text document. */
export const tsvector = customType<{ data: string; driverData: string }>({ dataType: () => "tsvector" });

/** An instant, kept in milliseconds: what JavaScript and ISO text can say. */
export const instant = (name: string) => timestamp(name, { withTimezone: true, precision: 3, mode: "date" });

/** An instant of the database's own clock, in microseconds as it measures them; compared in SQL only. */
export const exactInstant = (name: string) => timestamp(name, { withTimezone: true, mode: "date" });

/** `column in ('A', 'B')` for check constraints over a closed list of words. */
export const oneOf = (column: string, values: readonly string[]) =>
  sql.raw(`${column} in (${values.map((value) => `'${value}'`).join(", ")})`);

/**
 * Why an identifier hangs on its entity: the rule's name (`claims/identity-rule.ts`), how sure that makes it, and the
 * decision where one made it so. The defaults are for rows of before these columns: true of all but logins, and put right
 * when the source is read again.
 */
export const identityLink = () => ({
  rule: text("rule").notNull().default("own-record"),
  confidence: text("confidence").$type<"IDENTIFIER" | "ASSERTED" | "NAME_ONLY">().notNull().default("IDENTIFIER"),
  decisionId: uuid("decision_id"),
});
