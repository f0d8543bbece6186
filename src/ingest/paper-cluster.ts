/**
 * Which identifiers mean one paper: an arXiv identifier, and those (DOIs, sources' own) that claims connect with it and
 * with no other. Two arXiv identifiers are never one paper. A function of claims and decisions alone.
 */
import type { TransactionSql } from "postgres";
import type { PaperClaim } from "../claims/candidate.ts";
import type { Identifier, PaperRecord, Scheme } from "../contract/index.ts";
import { identifierKey } from "../db/entity-key.ts";
import { readImports } from "./decision.ts";
import { currentClaims } from "./merge.ts";

/** What papers are known by, best first: the key of a paper is its best identifier. */
export const PAPER_SCHEMES: readonly Scheme[] = ["arxiv", "doi", "huggingface-paper", "openalex", "semantic-scholar"];

/** One paper's identifiers with all that was ever said under them. */
export interface PaperCluster {
  /** The paper's UUID: that of its best identifier. */
  readonly id: string;
  readonly identifier: Identifier;
  /** The other identifiers that have claims or decisions of their own. */
  readonly members: readonly Identifier[];
  readonly claims: readonly PaperClaim[];
  /** When somebody asked for it; null: nobody did. */
  readonly importedAt: Date | null;
}

interface Node {
  readonly id: string;
  readonly identifier: Identifier;
  readonly claims: readonly PaperClaim[];
  readonly importedAt: Date | null;
  /** Identifiers that its newest claims name, by UUID. */
  readonly named: ReadonlyMap<string, Identifier>;
}

const rankOf = ({ scheme }: Identifier) => PAPER_SCHEMES.indexOf(scheme);
const isArxiv = ({ identifier }: Node) => identifier.scheme === "arxiv";

/**
 * The papers that what is said under these identifiers may belong to.
 * @param subjects UUIDs of paper identifiers
 * @returns every such paper, and the identifiers that no longer stand for a paper of their own
 */
export async function readClusters(
  tx: TransactionSql,
  subjects: readonly string[],
): Promise<{ clusters: PaperCluster[]; absorbed: string[] }> {
  const nodes = await readNodes(tx, subjects);
  const ownerOf = owners(nodes);
  const groups = new Map<string, Node[]>();
  for (const node of nodes.values()) {
    const owner = ownerOf.get(node.id) as string;
    groups.set(owner, [...(groups.get(owner) ?? []), node]);
  }
  const clusters = [...groups].map(([id, group]): PaperCluster => {
    const imports = group.flatMap(({ importedAt }) => importedAt ?? []).sort((a, b) => a.getTime() - b.getTime());
    return {
      id,
      identifier: (nodes.get(id) as Node).identifier,
      members: group.filter((node) => node.id !== id).map((node) => node.identifier),
      claims: group.flatMap((node) => node.claims),
      importedAt: imports[0] ?? null,
    };
  });
  return { clusters, absorbed: [...ownerOf].flatMap(([id, owner]) => (owner === id ? [] : [id])) };
}

/** The identifiers asked for, and those that are connected with them, as far as they say something themselves. */
async function readNodes(tx: TransactionSql, subjects: readonly string[]): Promise<Map<string, Node>> {
  const nodes = new Map<string, Node>();
  const names = new Map<string, Identifier>();
  let frontier = [...new Set(subjects)];
  while (frontier.length > 0) {
    const asked = new Set(frontier);
    const fresh = await loadNodes(tx, frontier, names);
    for (const node of fresh) nodes.set(node.id, node);
    const reached = new Set<string>();
    const candidates = new Set<string>();
    for (const node of fresh) {
      for (const [id, identifier] of node.named) {
        names.set(id, identifier);
        // A better name is the paper's key whether it says anything itself or not.
        (rankOf(identifier) < rankOf(node.identifier) ? reached : candidates).add(id);
      }
    }
    const rows = await tx<
      { id: string; paper_id: string; scheme: Scheme; value: string; key_scheme: Scheme; key_value: string }[]
    >`
      select i.id, i.paper_id, i.scheme, i.value, k.scheme as key_scheme, k.value as key_value from paper_identifier i
      join paper_identifier k on k.id = i.paper_id and k.paper_id = i.paper_id
      where i.id = any(${frontier}::uuid[]) or i.paper_id = any(${frontier}::uuid[])`;
    for (const row of rows) {
      names.set(row.id, { scheme: row.scheme, value: row.value });
      names.set(row.paper_id, { scheme: row.key_scheme, value: row.key_value });
      if (asked.has(row.id)) reached.add(row.paper_id);
      else candidates.add(row.id);
    }
    for (const id of await speaking(
      tx,
      [...candidates].filter((id) => !nodes.has(id)),
    ))
      reached.add(id);
    frontier = [...reached].filter((id) => !nodes.has(id));
  }
  return nodes;
}

/** Of these the ones with claims or decisions of their own. */
async function speaking(tx: TransactionSql, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return [];
  const rows = await tx<{ subject: string }[]>`
    select distinct subject from claim where facet = 'paper' and subject = any(${ids as string[]}::uuid[])
    union select subject from decision where kind = 'IMPORT' and subject = any(${ids as string[]}::uuid[])`;
  return rows.map((row) => row.subject);
}

async function loadNodes(tx: TransactionSql, ids: readonly string[], names: ReadonlyMap<string, Identifier>): Promise<Node[]> {
  const rows = await tx<
    { subject: string; source: string; stream: string; observed_at: Date; exchange_id: string; normalised: PaperRecord }[]
  >`
    select subject, source, stream, observed_at, exchange_id, normalised from claim
    where facet = 'paper' and subject = any(${ids as string[]}::uuid[])`;
  const claims = new Map<string, PaperClaim[]>();
  for (const row of rows) {
    const claim = {
      ...{ source: row.source, stream: row.stream, observedAt: row.observed_at },
      ...{ exchangeId: row.exchange_id, record: row.normalised },
    };
    const known = claims.get(row.subject);
    if (known) known.push(claim);
    else claims.set(row.subject, [claim]);
  }
  const imports = new Map((await readImports(tx, ids)).map((one) => [one.subject, one]));
  return ids.flatMap((id): Node[] => {
    const own = claims.get(id) ?? [];
    const imported = imports.get(id);
    const identifier = own[0]?.record.subject ?? imported?.detail.identifier ?? names.get(id);
    if (identifier === undefined) return [];
    const named = currentClaims(own).flatMap((claim) => claim.record.identifiers ?? []);
    const pairs = named
      .filter((one) => PAPER_SCHEMES.includes(one.scheme))
      .map((one) => [identifierKey("paper", one), one] as const);
    const others = new Map(pairs.filter(([other]) => other !== id));
    return [{ id, identifier, claims: own, importedAt: imported?.decidedAt ?? null, named: others }];
  });
}

/** By identifier the paper that it belongs to. */
function owners(nodes: ReadonlyMap<string, Node>): Map<string, string> {
  const lets = (node: Node) => node.importedAt !== null || node.claims.some((claim) => claim.record.entry !== null);
  const satellites = [...nodes.values()].filter((node) => !isArxiv(node));
  // An arXiv paper that is not held, and that nothing held names, has no say.
  const held = [...nodes.values()].filter(
    (node) => isArxiv(node) && (lets(node) || satellites.some((one) => lets(one) && one.named.has(node.id))),
  );
  const direct = new Map(
    satellites.map((node) => {
      const namedByIt = [...node.named.keys()].filter((id) => nodes.get(id)?.identifier.scheme === "arxiv");
      return [node.id, new Set([...namedByIt, ...held.filter((one) => one.named.has(node.id)).map((one) => one.id)])] as const;
    }),
  );
  const ownerOf = new Map([...nodes.values()].filter(isArxiv).map((node) => [node.id, node.id]));
  for (const component of componentsOf(satellites)) {
    const papers = new Set(component.flatMap((node) => [...(direct.get(node.id) ?? [])]));
    const [best] = [...component].sort(byBest);
    for (const node of component) {
      const own = [...(direct.get(node.id) ?? [])];
      const several = own.length === 1 ? (own[0] as string) : node.id;
      ownerOf.set(node.id, papers.size === 0 ? (best as Node).id : papers.size === 1 ? ([...papers][0] as string) : several);
    }
  }
  return ownerOf;
}

function byBest(a: Node, b: Node): number {
  return rankOf(a.identifier) - rankOf(b.identifier) || (a.identifier.value < b.identifier.value ? -1 : 1);
}

/** Identifiers that name each other, directly or by way of others. */
function componentsOf(satellites: readonly Node[]): Node[][] {
  const groupOf = new Map<string, Node[]>(satellites.map((node) => [node.id, [node]]));
  for (const node of satellites) {
    for (const id of node.named.keys()) {
      const [mine, theirs] = [groupOf.get(node.id), groupOf.get(id)];
      if (!mine || !theirs || mine === theirs) continue;
      mine.push(...theirs);
      for (const one of theirs) groupOf.set(one.id, mine);
    }
  }
  return [...new Set(groupOf.values())];
}
