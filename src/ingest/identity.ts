/**
 * Who a person or an organisation is. Identifiers that stand for themselves (user id, ORCID, ROR) are one where a source's
 * record or a decision says so; a login belongs to the entity that claimed it last and never makes two of them one.
 */
import type { TransactionSql } from "postgres";
import { IDENTITY_RULES, type IdentityRuleName, type LinkConfidence } from "../claims/identity-rule.ts";
import type { AuthorRecord, Identifier, OrganizationRecord } from "../contract/index.ts";
import { identifierKey } from "../db/entity-key.ts";
import { groupBy } from "./group-by.ts";
import type { IdentityDecisions } from "./identity-decision.ts";
import { byPreference, linkIdentities } from "./identity-graph.ts";

/** A record about a person or an organisation. */
export type AgentRecord = AuthorRecord | OrganizationRecord;

interface ClaimRow {
  readonly subject: string;
  readonly observed_at: Date;
  readonly source: string;
  readonly stream: string;
  readonly normalised: AgentRecord;
}

/** An identifier with the entity it belongs to now. `observedAt` null: no record of its own names it. */
export interface ResolvedIdentifier {
  readonly id: string;
  readonly identifier: Identifier;
  readonly entityId: string;
  readonly observedAt: Date | null;
  readonly rule: IdentityRuleName;
  readonly confidence: LinkConfidence;
  readonly decisionId: string | null;
}

/** A person or an organisation. */
export interface ResolvedAgent {
  /** Best first; without the logins that hang on it. */
  readonly members: readonly ResolvedIdentifier[];
  /** Of each member that has one the newest record of its own, the best member's first. */
  readonly records: readonly AgentRecord[];
  /** A decision says that nothing of it is shown. */
  readonly isSuppressed: boolean;
}

/** What is known of the asked identifiers, and of all that they lead to. */
export interface ResolvedAgents {
  /** By identifier UUID. */
  readonly identifiers: ReadonlyMap<string, ResolvedIdentifier>;
  /** By entity UUID. */
  readonly agents: ReadonlyMap<string, ResolvedAgent>;
}

const isLogin = (identifier: Identifier) => identifier.scheme === "huggingface-login";

/** Resolves identifiers of authors or organisations from all claims about them, and from what was decided. */
export async function resolveAgents(
  tx: TransactionSql,
  facet: "author" | "organization",
  asked: readonly Identifier[],
  decisions: IdentityDecisions,
): Promise<ResolvedAgents> {
  const { identifiers, claims } = await readClosure(tx, facet, asked, decisions);
  const newest = new Map<string, ClaimRow>();
  const owners = new Map<string, ClaimRow>();
  for (const row of claims) {
    keepNewer(newest, row.subject, row);
    if (isLogin(row.normalised.subject)) continue;
    for (const named of row.normalised.identifiers ?? []) if (isLogin(named)) keepNewer(owners, identifierKey(facet, named), row);
  }
  const links = linkIdentities(
    {
      identifiers,
      sameRecord: sameRecord(facet, claims),
      loginOwner: new Map([...owners].map(([login, row]) => [login, row.subject])),
      hasRecord: new Set(newest.keys()),
    },
    decisions,
  );
  const resolved = [...links].map(([id, { entity, rule, decisionId }]): ResolvedIdentifier => {
    const row = rule === "login-of-record" ? owners.get(id) : newest.get(id);
    return {
      ...{ id, identifier: identifiers.get(id) as Identifier, entityId: entity, observedAt: row?.observed_at ?? null },
      ...{ rule, decisionId, confidence: IDENTITY_RULES[rule].confidence },
    };
  });
  const agents = [...groupBy(resolved, (one) => one.entityId)].map(([id, group]): [string, ResolvedAgent] => {
    const members = group
      .filter((one) => one.rule !== "login-of-record")
      .sort((a, b) => byPreference(a.identifier, b.identifier));
    const records = members.flatMap((one) => newest.get(one.id)?.normalised ?? []);
    return [id, { members, records, isSuppressed: group.some((one) => decisions.suppressed.has(one.id)) }];
  });
  return { identifiers: new Map(resolved.map((one) => [one.id, one])), agents: new Map(agents) };
}

/** Pairs that the newest record of each stream gives to its subject. */
function sameRecord(facet: "author" | "organization", claims: readonly ClaimRow[]): (readonly [string, string])[] {
  const current = new Map<string, ClaimRow>();
  for (const row of claims)
    if (!isLogin(row.normalised.subject)) keepNewer(current, `${row.subject}|${row.source}|${row.stream}`, row);
  return [...current.values()].flatMap(({ subject, normalised }) =>
    (normalised.identifiers ?? [])
      .filter((named) => !isLogin(named) && named.scheme !== "name")
      .map((named) => [subject, identifierKey(facet, named)] as const),
  );
}

function keepNewer(rows: Map<string, ClaimRow>, key: string, row: ClaimRow): void {
  const known = rows.get(key);
  if (!known || isNewer(row, known)) rows.set(key, row);
}

/** Of one instant the greater key, so that the answer depends on nothing but the claims. */
function isNewer(a: ClaimRow, b: ClaimRow): boolean {
  const later = a.observed_at.getTime() - b.observed_at.getTime();
  return later > 0 || (later === 0 && `${a.subject}${a.source} ${a.stream}` > `${b.subject}${b.source} ${b.stream}`);
}

/** The asked identifiers with everything that claims and decisions lead to from them, step by step until nothing is new. */
async function readClosure(
  tx: TransactionSql,
  facet: "author" | "organization",
  asked: readonly Identifier[],
  decisions: IdentityDecisions,
): Promise<{ identifiers: Map<string, Identifier>; claims: ClaimRow[] }> {
  const identifiers = new Map<string, Identifier>();
  const claims = new Map<string, ClaimRow>();
  let fresh = new Map(asked.map((identifier) => [identifierKey(facet, identifier), identifier]));
  while (fresh.size > 0) {
    for (const [id, identifier] of fresh) identifiers.set(id, identifier);
    const found = new Map<string, Identifier>();
    const meet = (id: string, identifier: Identifier | undefined) => {
      if (identifier && !identifiers.has(id)) found.set(id, identifier);
    };
    for (const row of await readClaims(tx, facet, fresh)) {
      const { subject, identifiers: named = [] } = row.normalised;
      const ids = named.map((one) => identifierKey(facet, one));
      // A value may be another scheme's, too.
      if (!identifiers.has(row.subject) && !ids.some((id) => fresh.has(id))) continue;
      claims.set(`${row.subject}|${row.source}|${row.stream}|${row.observed_at.getTime()}`, row);
      meet(row.subject, subject);
      for (const [place, one] of named.entries()) meet(ids[place] as string, one);
    }
    for (const { keys } of decisions.merges) {
      if (keys.some((key) => fresh.has(key))) for (const key of keys) meet(key, decisions.identifiers.get(key));
    }
    fresh = found;
  }
  return { identifiers, claims: [...claims.values()] };
}

/** Claims under these identifiers, and claims of others that name them. */
async function readClaims(tx: TransactionSql, facet: string, identifiers: ReadonlyMap<string, Identifier>): Promise<ClaimRow[]> {
  const named = [...identifiers.values()].filter(({ scheme }) => scheme !== "name").map(({ value }) => value);
  return await tx<ClaimRow[]>`
    select subject, observed_at, source, stream, normalised from claim
    where facet = ${facet} and subject = any(${[...identifiers.keys()]}::uuid[])
    union all
    select c.subject, c.observed_at, c.source, c.stream, c.normalised from claim c
    where jsonb_path_query_array(c.normalised -> 'identifiers', '$[*].value') ?| ${named}::text[]
      and c.facet = ${facet} and c.facet in ('author', 'organization') and c.normalised -> 'subject' ->> 'scheme' <> 'huggingface-login'`;
}
