/** Organisation rows, from records about them. */
import type { TransactionSql } from "postgres";
import type { Identifier } from "../contract/index.ts";
import { resolveAgents } from "./identity.ts";
import { readIdentityDecisions } from "./identity-decision.ts";
import { insertRows, overwriting, type TableShape } from "./rows.ts";

const ORGANIZATION: TableShape = {
  table: "organization",
  key: ["id"],
  columns: { id: "uuid", name: "text", slug: "text", avatar: "text" },
};
const ORGANIZATION_IDENTIFIER: TableShape = {
  table: "organization_identifier",
  key: ["id"],
  columns: {
    ...{ id: "uuid", scheme: "text", value: "text", organization_id: "uuid", observed_at: "timestamptz" },
    ...{ rule: "text", confidence: "text", decision_id: "uuid" },
  },
};

/**
 * Makes sure that every identifier leads to an organisation.
 * @returns by identifier UUID the organisation's UUID
 */
export async function deriveOrganizations(tx: TransactionSql, asked: readonly Identifier[]): Promise<Map<string, string>> {
  if (asked.length === 0) return new Map();
  const decisions = await readIdentityDecisions(tx, "organization");
  const { identifiers, agents } = await resolveAgents(tx, "organization", asked, decisions);
  const rows = [...agents].map(([id, { records }]) => {
    const identifier = identifiers.get(id)?.identifier;
    const address = identifier?.scheme === "huggingface-login" ? identifier.value : null;
    const stated = records.flatMap((record) => (record.kind === "organization" ? (record.slug ?? []) : []))[0];
    const slug = stated ?? (records.length === 0 ? address : null);
    const name = records.find((record) => record.name !== undefined)?.name ?? slug ?? identifier?.value ?? id;
    return { id, name, slug, avatar: records.find((record) => record.avatar !== undefined)?.avatar ?? null };
  });
  await insertRows(tx, ORGANIZATION, rows, overwriting(ORGANIZATION));
  await insertRows(
    tx,
    ORGANIZATION_IDENTIFIER,
    [...identifiers.values()].map(({ id, identifier, entityId, observedAt, rule, confidence, decisionId }) => ({
      ...{ id, scheme: identifier.scheme, value: identifier.value, organization_id: entityId, observed_at: observedAt },
      ...{ rule, confidence, decision_id: decisionId },
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
