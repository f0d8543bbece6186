/**
 * Who a person or an organisation is: strong identifiers (user id, ORCID, ROR) are entities of their own; a login
 * belongs to the entity that claimed it last and never makes two of them one.
 */
import type { TransactionSql } from "postgres";
import type { AuthorRecord, Identifier, OrganizationRecord } from "../contract/index.ts";
import { identifierKey } from "../db/entity-key.ts";

/** A record about a person or an organisation. */
export type AgentRecord = AuthorRecord | OrganizationRecord;

interface ClaimRow {
  readonly subject: string;
  readonly observed_at: Date;
  readonly source: string;
  readonly normalised: AgentRecord;
}

/** An identifier with the entity it belongs to now. `observedAt` null: no record of its own names it. */
export interface ResolvedIdentifier {
  readonly id: string;
  readonly identifier: Identifier;
  readonly entityId: string;
  readonly observedAt: Date | null;
}

/** What is known of the asked identifiers. */
export interface ResolvedAgents {
  /** By identifier UUID: the asked ones, and the logins that their records name. */
  readonly identifiers: ReadonlyMap<string, ResolvedIdentifier>;
  /** By entity: newest record of its own, where there is one. */
  readonly newest: ReadonlyMap<string, AgentRecord>;
}

const isLogin = (identifier: Identifier) => identifier.scheme === "huggingface-login";

/** Resolves identifiers of authors or organisations from all claims about them. */
export async function resolveAgents(
  tx: TransactionSql,
  facet: "author" | "organization",
  asked: readonly Identifier[],
): Promise<ResolvedAgents> {
  const own = await tx<ClaimRow[]>`
    select subject, observed_at, source, normalised from claim
    where facet = ${facet} and subject = any(${asked.map((identifier) => identifierKey(facet, identifier))}::uuid[])`;
  const named = own.flatMap((row) => row.normalised.identifiers ?? []);
  const all = new Map([...asked, ...named].map((identifier) => [identifierKey(facet, identifier), identifier]));
  const logins = [...all.values()].filter(isLogin);
  const claimants = logins.length === 0 ? [] : await readClaimants(tx, facet, logins);

  const newest = new Map<string, ClaimRow>();
  for (const row of own) {
    const known = newest.get(row.subject);
    if (!known || isNewer(row, known)) newest.set(row.subject, row);
  }
  const owners = new Map<string, ClaimRow>();
  for (const row of claimants) {
    for (const identifier of row.normalised.identifiers ?? []) {
      const id = identifierKey(facet, identifier);
      const known = owners.get(id);
      if (!known || isNewer(row, known)) owners.set(id, row);
    }
  }
  const identifiers = new Map<string, ResolvedIdentifier>();
  for (const [id, identifier] of all) {
    const owner = isLogin(identifier) ? owners.get(id) : undefined;
    const observedAt = (owner ?? newest.get(id))?.observed_at ?? null;
    identifiers.set(id, { id, identifier, entityId: owner?.subject ?? id, observedAt });
  }
  return { identifiers, newest: new Map([...newest].map(([id, row]) => [id, row.normalised])) };
}

/** Of one instant the greater key, so that the answer depends on nothing but the claims. */
function isNewer(a: ClaimRow, b: ClaimRow): boolean {
  const later = a.observed_at.getTime() - b.observed_at.getTime();
  return later > 0 || (later === 0 && `${a.subject}${a.source}` > `${b.subject}${b.source}`);
}

/** All claims of strong subjects that name one of the logins. */
async function readClaimants(tx: TransactionSql, facet: string, logins: readonly Identifier[]): Promise<ClaimRow[]> {
  const wanted = logins.map((identifier) => identifier.value);
  return await tx<ClaimRow[]>`
    select c.subject, c.observed_at, c.source, c.normalised from claim c
    where jsonb_path_query_array(c.normalised -> 'identifiers', '$[*].value') ?| ${wanted}::text[]
      and c.facet = ${facet} and c.facet in ('author', 'organization') and c.normalised -> 'subject' ->> 'scheme' <> 'huggingface-login'`;
}
