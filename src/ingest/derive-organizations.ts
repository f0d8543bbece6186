/** Organisation rows, from records about them. */
import type { TransactionSql } from "postgres";
import type { Identifier } from "../contract/index.ts";
import { resolveAgents } from "./identity.ts";
import { insertRows, overwriting, type TableShape } from "./rows.ts";

const ORGANIZATION: TableShape = {
  table: "organization",
  key: ["id"],
  columns: { id: "uuid", name: "text", slug: "text", avatar: "text" },
};
const ORGANIZATION_IDENTIFIER: TableShape = {
  table: "organization_identifier",
  key: ["id"],
  columns: { id: "uuid", scheme: "text", value: "text", organization_id: "uuid", observed_at: "timestamptz" },
};

/**
 * Makes sure that every identifier leads to an organisation.
 * @returns by identifier UUID the organisation's UUID
 */
export async function deriveOrganizations(tx: TransactionSql, asked: readonly Identifier[]): Promise<Map<string, string>> {
  if (asked.length === 0) return new Map();
  const { identifiers, newest } = await resolveAgents(tx, "organization", asked);
  const rows = [...identifiers.values()]
    .filter((one) => one.entityId === one.id)
    .map(({ id, identifier }) => {
      const record = newest.get(id);
      const slug =
        record?.kind === "organization"
          ? (record.slug ?? null)
          : identifier.scheme === "huggingface-login"
            ? identifier.value
            : null;
      return { id, name: record?.name ?? slug ?? identifier.value, slug, avatar: record?.avatar ?? null };
    });
  await insertRows(tx, ORGANIZATION, rows, overwriting(ORGANIZATION));
  await insertRows(
    tx,
    ORGANIZATION_IDENTIFIER,
    [...identifiers.values()].map(({ id, identifier, entityId, observedAt }) => ({
      ...{ id, scheme: identifier.scheme, value: identifier.value, organization_id: entityId, observed_at: observedAt },
    })),
    overwriting(ORGANIZATION_IDENTIFIER),
  );
  await tx`
    update paper_organization set organization_id = i.organization_id from organization_identifier i
    where i.id = paper_organization.organization_identifier_id and i.id = any(${[...identifiers.keys()]}::uuid[])
      and paper_organization.organization_id <> i.organization_id`;
  await tx`
    delete from organization o where o.id = any(${[...identifiers.keys()]}::uuid[])
      and not exists (select 1 from organization_identifier i where i.organization_id = o.id)`;
  return new Map([...identifiers].map(([id, one]) => [id, one.entityId]));
}
