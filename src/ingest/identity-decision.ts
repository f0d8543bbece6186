/** What people decided about who is who, and who is not shown, ready to be applied. */
import type { Sql, TransactionSql } from "postgres";
import type { Identifier, SubjectType } from "../contract/index.ts";
import { identifierKey } from "../db/entity-key.ts";
import { type DecisionKind, readDecisions } from "./decision.ts";

/** The `detail` of MERGE (two identifiers), SPLIT and SUPPRESS (one). */
export interface IdentityDetail {
  readonly type: SubjectType;
  readonly identifiers: readonly Identifier[];
  /** As a person asked for it; shown again by lists. */
  readonly asked: string;
}

/** Kinds that speak of identity; `IMPORT` does not. */
export const IDENTITY_KINDS = ["MERGE", "SPLIT", "SUPPRESS"] as const satisfies readonly DecisionKind[];

/** Two identifiers that are one, by a decision. `place`: among all decisions, the later the greater. */
export interface Merge {
  readonly id: string;
  readonly place: number;
  readonly keys: readonly [string, string];
}

/** All decisions about one type of thing. Keys are identifier UUIDs. */
export interface IdentityDecisions {
  readonly merges: readonly Merge[];
  /** By key: the latest decision that it stands for itself. */
  readonly splits: ReadonlyMap<string, { readonly id: string; readonly place: number }>;
  /** What is not shown. */
  readonly suppressed: ReadonlySet<string>;
  /** Every identifier that any of them names. */
  readonly identifiers: ReadonlyMap<string, Identifier>;
}

/** Reads the decisions about one type. */
export async function readIdentityDecisions(sql: Sql | TransactionSql, type: SubjectType): Promise<IdentityDecisions> {
  const merges: Merge[] = [];
  const splits = new Map<string, { id: string; place: number }>();
  const suppressed = new Set<string>();
  const identifiers = new Map<string, Identifier>();
  for (const [place, { id, kind, detail }] of (await readDecisions<IdentityDetail>(sql, IDENTITY_KINDS)).entries()) {
    if (detail.type !== type) continue;
    const keys = detail.identifiers.map((one) => identifierKey(type, one));
    for (const [at, one] of detail.identifiers.entries()) identifiers.set(keys[at] as string, one);
    const [first, second] = keys;
    if (first === undefined) continue;
    if (kind === "MERGE" && second !== undefined) merges.push({ id, place, keys: [first, second] });
    else if (kind === "SPLIT") splits.set(first, { id, place });
    else if (kind === "SUPPRESS") suppressed.add(first);
  }
  return { merges, splits, suppressed, identifiers };
}

/** Merges that no later split of one of their identifiers has ended. */
export function mergesInForce({ merges, splits }: Pick<IdentityDecisions, "merges" | "splits">): Merge[] {
  return merges.filter(({ place, keys }) => keys.every((key) => (splits.get(key)?.place ?? -1) < place));
}
