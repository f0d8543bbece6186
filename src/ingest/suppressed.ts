/** The table `suppressed_identifier`: what statements without an entity to leave out look into. */
import type { TransactionSql } from "postgres";
import type { Identifier } from "../contract/index.ts";
import { readIdentityDecisions } from "./identity-decision.ts";
import { insertRows, type TableShape } from "./rows.ts";

const SUPPRESSED: TableShape = {
  table: "suppressed_identifier",
  key: ["id"],
  columns: { id: "uuid", type: "text", scheme: "text", value: "text" },
};

/** Makes what is known of these identifiers what it is now: `hidden` are suppressed, the others of `ids` are not. */
export async function settleSuppressed(
  tx: TransactionSql,
  type: "paper" | "author",
  ids: readonly string[],
  hidden: readonly { readonly id: string; readonly identifier: Identifier }[],
): Promise<void> {
  const stay = hidden.map((one) => one.id);
  await tx`
    delete from suppressed_identifier where id = any(${ids as string[]}::uuid[]) and id <> all(${stay}::uuid[])`;
  await insertRows(
    tx,
    SUPPRESSED,
    hidden.map(({ id, identifier }) => ({ id, type, scheme: identifier.scheme, value: identifier.value })),
  );
}

/** The identifiers that decisions name, before anything is derived: also of what no page has told yet. */
export async function seedSuppressed(tx: TransactionSql): Promise<void> {
  for (const type of ["paper", "author"] as const) {
    const { suppressed, identifiers } = await readIdentityDecisions(tx, type);
    const hidden = [...suppressed].map((id) => ({ id, identifier: identifiers.get(id) as Identifier }));
    await settleSuppressed(tx, type, [], hidden);
  }
}

/** Those of the papers' identifiers that are not suppressed. */
export async function shownSubjects(tx: TransactionSql, subjects: readonly string[]): Promise<string[]> {
  const rows = await tx<{ id: string }[]>`
    select id from suppressed_identifier where type = 'paper' and id = any(${subjects as string[]}::uuid[])`;
  const hidden = new Set(rows.map((row) => row.id));
  return subjects.filter((id) => !hidden.has(id));
}
