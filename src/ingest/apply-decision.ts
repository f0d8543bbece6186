/** Decisions about identity and about what is not shown: made, taken back, and brought into the tables at once. */
import type { Sql, TransactionSql } from "postgres";
import type { Identifier } from "../contract/index.ts";
import { identifierKey } from "../db/entity-key.ts";
import { type Decision, decisionId, deleteDecisions, readDecisions, writeDecision } from "./decision.ts";
import { deriveAuthors, settlePrintedNames } from "./derive-authors.ts";
import { derivePaperCounters } from "./derive-counters.ts";
import { deriveListing } from "./derive-listings.ts";
import { deriveOrganizations } from "./derive-organizations.ts";
import { derivePapers } from "./derive-papers.ts";
import { IDENTITY_KINDS, type IdentityDetail } from "./identity-decision.ts";
import { dropUnnamedAuthorIdentifiers, removePapers } from "./remove-papers.ts";
import { asWriter } from "./store.ts";
import { settleSuppressed } from "./suppressed.ts";

/** What can be merged and split. */
export type AgentType = "author" | "organization";
/** What can be suppressed. */
export type SuppressibleType = "paper" | "author";
/** A decision about identity or exposure. */
export type IdentityDecision = Decision<IdentityDetail>;

/** A decision that cannot be made or taken back. */
export class DecisionError extends Error {
  readonly code: "ERR_NOT_MERGEABLE" | "ERR_UNKNOWN_DECISION" | "ERR_NOT_SUPPRESSED";

  constructor(code: DecisionError["code"], message: string) {
    super(message);
    this.name = "DecisionError";
    this.code = code;
  }
}

const textOf = ({ scheme, value }: Identifier) => `${scheme}:${value}`;

/** Both identifiers are one from now on. @returns the decision's id */
export async function mergeIdentifiers(
  sql: Sql,
  type: AgentType,
  pair: readonly [Identifier, Identifier],
  decidedAt: Date,
): Promise<string> {
  const [first, second] = [...pair].sort((a, b) => (textOf(a) < textOf(b) ? -1 : 1)) as [Identifier, Identifier];
  if (textOf(first) === textOf(second)) throw new DecisionError("ERR_NOT_MERGEABLE", `${textOf(first)} is one already`);
  return await decide(sql, "MERGE", type, [first, second], decidedAt);
}

/** The identifier stands for an entity of its own from now on. @returns the decision's id */
export async function splitIdentifier(sql: Sql, type: AgentType, identifier: Identifier, decidedAt: Date): Promise<string> {
  return await decide(sql, "SPLIT", type, [identifier], decidedAt);
}

async function decide(
  sql: Sql,
  kind: "MERGE" | "SPLIT",
  type: AgentType,
  identifiers: readonly Identifier[],
  decidedAt: Date,
): Promise<string> {
  return await asWriter(sql, async (tx) => {
    const asked = identifiers.map(textOf).join(" ");
    const detail: IdentityDetail = { type, identifiers, asked };
    const subject = identifierKey(type, identifiers[0] as Identifier);
    const id = await writeDecision(tx, { kind, subject, detail, decidedAt, parts: [type, ...identifiers.map(textOf)] });
    await applyTo(tx, type, identifiers);
    return id;
  });
}

/** Takes a merge or a split back. @throws {DecisionError} ERR_UNKNOWN_DECISION */
export async function undoDecision(sql: Sql, id: string): Promise<IdentityDecision> {
  return await asWriter(sql, async (tx) => {
    const found = (await readIdentity(tx)).find((one) => one.id === id && one.kind !== "SUPPRESS");
    if (!found) throw new DecisionError("ERR_UNKNOWN_DECISION", `no merge or split has the id ${id}`);
    await deleteDecisions(tx, [id]);
    await applyTo(tx, found.detail.type as AgentType, found.detail.identifiers);
    return found;
  });
}

/** Merges, splits and suppressions in force, oldest first. */
export async function readIdentity(sql: Sql | TransactionSql): Promise<IdentityDecision[]> {
  return await readDecisions<IdentityDetail>(sql, IDENTITY_KINDS);
}

/** Shows none of these identifiers, nor the thing that they name, from now on. `asked`: as a person wrote it. */
export async function suppress(
  sql: Sql,
  type: SuppressibleType,
  identifiers: readonly Identifier[],
  asked: string,
  decidedAt: Date,
): Promise<void> {
  await asWriter(sql, async (tx) => {
    for (const identifier of identifiers) {
      const subject = identifierKey(type, identifier);
      const detail: IdentityDetail = { type, identifiers: [identifier], asked };
      await writeDecision(tx, { kind: "SUPPRESS", subject, detail, decidedAt, parts: [type, textOf(identifier)] });
    }
    const hidden = identifiers.map((identifier) => ({ id: identifierKey(type, identifier), identifier }));
    await settleSuppressed(tx, type, [], hidden);
    if (type === "author") await applyTo(tx, type, identifiers);
    else {
      const removed = await removePapers(
        tx,
        hidden.map((one) => one.id),
      );
      await logRemoved(tx, "PAPER_REMOVED", removed, decidedAt);
    }
  });
}

/**
 * Shows again what a suppression of any of these identifiers left out: all that was asked for together comes back.
 * @throws {DecisionError} ERR_NOT_SUPPRESSED
 */
export async function unsuppress(
  sql: Sql,
  type: SuppressibleType,
  identifiers: readonly Identifier[],
  now: Date,
): Promise<IdentityDecision[]> {
  return await asWriter(sql, async (tx) => {
    const ids = new Set(identifiers.map((one) => decisionId("SUPPRESS", [type, textOf(one)])));
    const all = (await readIdentity(tx)).filter((one) => one.kind === "SUPPRESS" && one.detail.type === type);
    // The same words may have meant somebody else at another time.
    const askingOf = ({ decidedAt, detail }: IdentityDecision) => `${decidedAt.getTime()} ${detail.asked}`;
    const askings = new Set(all.filter((one) => ids.has(one.id)).map(askingOf));
    const found = all.filter((one) => askings.has(askingOf(one)));
    if (found.length === 0) throw new DecisionError("ERR_NOT_SUPPRESSED", "nothing of that name is suppressed");
    await deleteDecisions(
      tx,
      found.map((one) => one.id),
    );
    const named = found.flatMap((one) => one.detail.identifiers);
    const subjects = found.map((one) => one.subject);
    await settleSuppressed(tx, type, subjects, []);
    if (type === "author") await applyTo(tx, type, named);
    else await showPapers(tx, subjects, now);
    return found;
  });
}

async function showPapers(tx: TransactionSql, subjects: readonly string[], now: Date): Promise<void> {
  const { added } = await derivePapers(tx, subjects);
  const days = await tx<{ source: string; day: string }[]>`
    select distinct c.source, c.day from listing_line l join listing_content c on c.id = l.content_id
    where l.subject = any(${subjects as string[]}::uuid[])`;
  for (const { source, day } of days) await deriveListing(tx, source, day);
  await derivePaperCounters(tx, added);
  await logRemoved(tx, "PAPER_ADDED", added, now);
}

async function logRemoved(tx: TransactionSql, kind: string, ids: readonly string[], recordedAt: Date): Promise<void> {
  for (const [place, id] of ids.entries())
    await tx`insert into change (place, kind, entity_id, recorded_at) values (${place}, ${kind}, ${id}, ${recordedAt})`;
}

/** Brings authors or organisations in line with what is decided now. */
async function applyTo(tx: TransactionSql, type: AgentType, identifiers: readonly Identifier[]): Promise<void> {
  if (type === "organization") {
    await deriveOrganizations(tx, identifiers);
    return;
  }
  const named = identifiers.map((identifier) => ({ identifier, printed: identifier.value }));
  const ids = [...(await deriveAuthors(tx, named, true)).keys()];
  await dropUnnamedAuthorIdentifiers(tx, ids);
  await settlePrintedNames(tx, ids);
}
