/** What people decided: the table `decision`, read and written here alone. Tables are a function of archive and decisions. */
import type { Sql, TransactionSql } from "postgres";
import type { Identifier } from "../contract/index.ts";
import { derivedUuid } from "../db/entity-key.ts";
import { noteRewriting } from "./history.ts";

/**
 * `SUPPRESS`: a paper or a person is not shown. `SPLIT`: an identifier stands for an entity of its own. `MERGE`: two
 * identifiers are one. `IMPORT`: something that was brought in is held.
 */
export type DecisionKind = "SUPPRESS" | "SPLIT" | "MERGE" | "IMPORT";

/** A decision that is in force. `Detail` is the kind's own; what reads it knows its form. */
export interface Decision<Detail extends object = object> {
  readonly id: string;
  readonly kind: DecisionKind;
  /** UUID of the identifier that it is about. */
  readonly subject: string;
  readonly detail: Detail;
  readonly decidedAt: Date;
}

/** A decision to be written. `parts`: what makes it this one among its kind; the same parts are the same decision. */
export interface NewDecision extends Omit<Decision, "id"> {
  readonly parts: readonly string[];
}

/** The id of the decision that `parts` name: the same on every machine. */
export function decisionId(kind: DecisionKind, parts: readonly string[]): string {
  return derivedUuid("decision", kind, ...parts);
}

/** All decisions of these kinds, oldest first; of one instant by id, so that their order depends on nothing else. */
export async function readDecisions<Detail extends object>(
  sql: Sql | TransactionSql,
  kinds: readonly DecisionKind[],
): Promise<Decision<Detail>[]> {
  return await sql<Decision<Detail>[]>`
    select id, kind, subject, detail, decided_at as "decidedAt" from decision where kind = any(${kinds as DecisionKind[]}::text[])
    order by decided_at, id`;
}

/** Writes a decision; one that is there already is said again, at the later of both instants. @returns its id */
export async function writeDecision(tx: TransactionSql, decision: NewDecision): Promise<string> {
  const { kind, parts, subject, detail, decidedAt } = decision;
  const id = decisionId(kind, parts);
  await tx`
    insert into decision (id, kind, subject, detail, decided_at)
    values (${id}, ${kind}, ${subject}, ${tx.json(detail as never)}, ${decidedAt})
    on conflict (id) do update set detail = excluded.detail, decided_at = excluded.decided_at where decision.decided_at < excluded.decided_at`;
  await noteRewriting(tx);
  return id;
}

/** Takes decisions back. @returns those that were there */
export async function deleteDecisions(tx: TransactionSql, ids: readonly string[]): Promise<Decision[]> {
  await noteRewriting(tx);
  return await tx<Decision[]>`
    delete from decision where id = any(${ids as string[]}::uuid[]) returning id, kind, subject, detail, decided_at as "decidedAt"`;
}

/** The `detail` of IMPORT: what is to be held, and how a person asked for it. */
export interface ImportDetail {
  readonly identifier: Identifier;
  readonly asked: string;
}

/** The decisions to hold these papers. @param subjects UUIDs of identifiers */
export async function readImports(tx: Sql | TransactionSql, subjects: readonly string[]): Promise<Decision<ImportDetail>[]> {
  return await tx<Decision<ImportDetail>[]>`
    select id, kind, subject, detail, decided_at as "decidedAt" from decision
    where kind = 'IMPORT' and subject = any(${subjects as string[]}::uuid[]) order by decided_at, id`;
}
