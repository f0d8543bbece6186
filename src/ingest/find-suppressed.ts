/** The suppressions that a text means: no table knows what they hide, so claims and decisions are asked. */
import type { Sql, TransactionSql } from "postgres";
import type { Identifier } from "../contract/index.ts";
import { identifierKey } from "../db/entity-key.ts";
import { type IdentityDecision, readIdentity } from "./apply-decision.ts";
import { identifierOf, nodeOf } from "./find-identifier.ts";
import { resolveAgents } from "./identity.ts";
import { readIdentityDecisions } from "./identity-decision.ts";
import { readClusters } from "./paper-cluster.ts";

/** Suppressions in force, from two ways of reading a text; either may be empty. */
export interface FoundSuppressions {
  /** Of what the text names now: by any of its identifiers, or by the GraphQL id that it had. */
  readonly named: readonly IdentityDecision[];
  /** That were asked for in these words, whatever they name by now: a login may have gone to somebody else. */
  readonly asked: readonly IdentityDecision[];
}

/** Looks a text up among what is suppressed. `identify`: how sources read addresses. */
export async function findSuppressed(
  sql: Sql,
  text: string,
  identify: (text: string) => Identifier | null,
): Promise<FoundSuppressions> {
  return (await sql.begin(async (tx): Promise<FoundSuppressions> => {
    const all = (await readIdentity(tx)).filter((one) => one.kind === "SUPPRESS");
    if (all.length === 0) return { named: [], asked: [] };
    const read = (words: string) => (nodeOf(words) === null ? identifierOf(words, identify) : null);
    const typed = read(text);
    const asked = all.filter(({ detail }) => detail.asked === text || isSame(typed, read(detail.asked)));
    const keys = new Set<string>();
    const node = nodeOf(text);
    if (node !== null && node.type !== "organization") keys.add(node.key);
    if (typed !== null) for (const type of ["paper", "author"] as const) keys.add(identifierKey(type, typed));
    const subjects = all.map(({ subject }) => subject);
    const groups = [...(await papersOf(tx, [...keys, ...subjects])), ...(await authorsOf(tx, typed, [...keys]))];
    for (const group of groups) if (group.some((key) => keys.has(key))) for (const key of group) keys.add(key);
    return { named: all.filter(({ subject }) => keys.has(subject)), asked };
  })) as FoundSuppressions;
}

function isSame(one: Identifier | null, other: Identifier | null): boolean {
  return one !== null && one.scheme === other?.scheme && one.value === other.value;
}

/** @returns of each paper the keys of its identifiers, also of those that only its own claims know, and no paper that is shown has */
async function papersOf(tx: TransactionSql, keys: readonly string[]): Promise<string[][]> {
  const { clusters } = await readClusters(tx, keys);
  const groups = clusters.map(({ id, members, claims }) => {
    const named = [...members, ...claims.flatMap(({ record }) => record.identifiers ?? [])];
    return [id, ...named.map((one) => identifierKey("paper", one))];
  });
  const rows = await tx<{ id: string }[]>`
    select id from paper_identifier where is_identifying and id = any(${groups.flat()}::uuid[])`;
  const shown = new Set(rows.map(({ id }) => id));
  return groups.map((group) => group.filter((key) => !shown.has(key)));
}

/** @returns of each person the keys of their identifiers, logins too */
async function authorsOf(tx: TransactionSql, typed: Identifier | null, keys: readonly string[]): Promise<string[][]> {
  const hidden = await tx<Identifier[]>`
    select scheme, value from suppressed_identifier where type = 'author' and id = any(${keys as string[]}::uuid[])`;
  const asked = [...hidden, ...(typed === null ? [] : [typed])];
  const { identifiers } = await resolveAgents(tx, "author", asked, await readIdentityDecisions(tx, "author"));
  const groups = new Map<string, string[]>();
  for (const { id, entityId } of identifiers.values()) groups.set(entityId, [...(groups.get(entityId) ?? []), id]);
  return [...groups.values()];
}
