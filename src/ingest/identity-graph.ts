/** Which identifiers are one, and by which rule each hangs there: from what sources say and what was decided. Pure. */
import type { IdentityRuleName } from "../claims/identity-rule.ts";
import type { Identifier } from "../contract/index.ts";
import { type IdentityDecisions, mergesInForce } from "./identity-decision.ts";

/** What is known of a closed set of identifiers: whatever one of them leads to is among them. Keys are identifier UUIDs. */
export interface IdentityFacts {
  readonly identifiers: ReadonlyMap<string, Identifier>;
  /** Pairs that one source's newest record gives to one thing. */
  readonly sameRecord: readonly (readonly [string, string])[];
  /** By login: the subject whose record claimed it last. */
  readonly loginOwner: ReadonlyMap<string, string>;
  /** Identifiers under which a source has a record. */
  readonly hasRecord: ReadonlySet<string>;
}

/** Where an identifier belongs, and why. */
export interface IdentityLink {
  /** Key of the entity's best identifier, and so of the entity. */
  readonly entity: string;
  readonly rule: IdentityRuleName;
  /** Null: no decision made it so. */
  readonly decisionId: string | null;
}

/** ORCID or ROR, then a source's own ids, then a login, then a printed name: the order of the keys. */
const SCHEME_RANKS: Readonly<Record<string, number>> = { orcid: 0, ror: 0, huggingface: 1, "huggingface-login": 3, name: 4 };

/** The better identifier first; of one kind the lesser text, so that the answer depends on nothing else. */
export function byPreference(a: Identifier, b: Identifier): number {
  const rank = (SCHEME_RANKS[a.scheme] ?? 2) - (SCHEME_RANKS[b.scheme] ?? 2);
  return rank || compare(a.scheme, b.scheme) || compare(a.value, b.value);
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** The link of every identifier. */
export function linkIdentities(facts: IdentityFacts, decisions: IdentityDecisions): Map<string, IdentityLink> {
  const { identifiers, loginOwner } = facts;
  const merges = mergesInForce(decisions);
  const decided = new Map(merges.flatMap(({ id, keys }) => keys.map((key) => [key, id] as const)));
  const isCut = (key: string) => decisions.splits.has(key);
  // A login hangs on its owner, but for one that a decision speaks of: that one stands where the decision puts it.
  const ownerOf = (key: string) => (isCut(key) || decided.has(key) ? undefined : loginOwner.get(key));

  const stated = new Groups();
  for (const [a, b] of facts.sameRecord) if (!isCut(a) && !isCut(b)) stated.join(a, b);
  const all = stated.copy();
  for (const { keys } of merges) all.join(...keys);

  const best = new Map<string, string>();
  const sorted = [...identifiers].sort(([, a], [, b]) => byPreference(a, b)).map(([key]) => key);
  for (const key of sorted) {
    const root = all.rootOf(key);
    if (ownerOf(key) === undefined && !best.has(root)) best.set(root, key);
  }
  const links = new Map<string, IdentityLink>();
  for (const [key, identifier] of identifiers) {
    const owner = ownerOf(key);
    const entity = best.get(all.rootOf(owner ?? key)) ?? key;
    const link = (rule: IdentityRuleName, decisionId: string | null = null) => links.set(key, { entity, rule, decisionId });
    if (owner !== undefined) link("login-of-record");
    else if (isCut(key) && !decided.has(key)) link("split-by-decision", decisions.splits.get(key)?.id ?? null);
    else if (entity === key) link(ownRule(identifier, facts.hasRecord.has(key)));
    else if (stated.rootOf(key) !== stated.rootOf(entity) && decided.has(key))
      link("merged-by-decision", decided.get(key) ?? null);
    else link("same-record");
  }
  return links;
}

function ownRule({ scheme }: Identifier, hasRecord: boolean): IdentityRuleName {
  if (scheme === "name") return "printed-name";
  if (hasRecord) return "own-record";
  return scheme === "huggingface-login" ? "unclaimed-login" : "named-in-entry";
}

/** Disjoint sets of keys. */
class Groups {
  readonly #parents: Map<string, string>;

  constructor(parents: ReadonlyMap<string, string> = new Map()) {
    this.#parents = new Map(parents);
  }

  copy(): Groups {
    return new Groups(this.#parents);
  }

  rootOf(key: string): string {
    let root = key;
    for (let parent = this.#parents.get(root); parent !== undefined; parent = this.#parents.get(root)) root = parent;
    return root;
  }

  join(a: string, b: string): void {
    const [left, right] = [this.rootOf(a), this.rootOf(b)];
    if (left !== right) this.#parents.set(left, right);
  }
}
