/** Author rows: from records about people, and from printed names where no identifier is known. */
import type { TransactionSql } from "postgres";
import { type Identifier, normalizeName } from "../contract/index.ts";
import { identifierKey } from "../db/entity-key.ts";
import { type ResolvedAgents, type ResolvedIdentifier, resolveAgents } from "./identity.ts";
import { readIdentityDecisions } from "./identity-decision.ts";
import { insertRows, overwriting, type Row, type TableShape } from "./rows.ts";
import { settleSuppressed } from "./suppressed.ts";

/** The table of authors. */
export const AUTHOR: TableShape = {
  table: "author",
  key: ["id"],
  columns: { id: "uuid", name: "text", normalized_name: "text", confidence: "text", avatar: "text" },
};
const AUTHOR_IDENTIFIER: TableShape = {
  table: "author_identifier",
  key: ["id"],
  columns: {
    ...{ id: "uuid", scheme: "text", value: "text", author_id: "uuid", observed_at: "timestamptz" },
    ...{ rule: "text", confidence: "text", decision_id: "uuid" },
  },
};
/** A name that no record gives is settled by {@link settlePrintedNames}; what a record gives is kept up to date all the same. */
const KEEPING_NAME = `on conflict (id) do update set avatar = excluded.avatar, confidence = excluded.confidence
  where (author.avatar, author.confidence) is distinct from (excluded.avatar, excluded.confidence)`;

/** An author as an authorship or a record names them; `printed`: the name beside the identifier. */
export interface NamedAuthor {
  readonly identifier: Identifier;
  readonly printed: string;
}

/**
 * Makes sure that every named author has a row, and that identifiers lead to the right one. `isDecided`: a decision about
 * them was made or taken back, so that what was there before counts for nothing.
 * @returns by identifier UUID the author's UUID; null: a person who is not shown
 */
export async function deriveAuthors(
  tx: TransactionSql,
  named: readonly NamedAuthor[],
  isDecided = false,
): Promise<Map<string, string | null>> {
  const decisions = await readIdentityDecisions(tx, "author");
  const authorOf = new Map<string, string | null>();
  const byId = new Map(named.map((one) => [identifierKey("author", one.identifier), one]));
  // Most names are nobody's but their own.
  const isPlain = (id: string, { identifier }: NamedAuthor) =>
    identifier.scheme === "name" && !isDecided && !decisions.identifiers.has(id);
  const plain = [...byId].filter(([id, one]) => isPlain(id, one));
  await insertRows(
    tx,
    AUTHOR,
    plain.map(([id, { identifier, printed }]) => nameRow(id, identifier, printed)),
  );
  for (const [id] of plain) authorOf.set(id, id);
  const others = [...byId].filter(([id, one]) => !isPlain(id, one)).map(([, one]) => one.identifier);
  if (others.length === 0) return authorOf;

  const resolved = await resolveAgents(tx, "author", others, decisions);
  for (const { id, entityId } of resolved.identifiers.values()) {
    authorOf.set(id, resolved.agents.get(entityId)?.isSuppressed ? null : entityId);
  }
  await writeAuthors(tx, resolved, byId, isDecided);
  const touched = await moveIdentifiers(tx, resolved, authorOf, isDecided || decisions.identifiers.size > 0);
  if (isDecided || decisions.suppressed.size > 0) {
    const hidden = [...resolved.identifiers.values()].filter(({ id }) => authorOf.get(id) === null);
    await settleSuppressed(tx, "author", [...resolved.identifiers.keys()], hidden);
  }
  await settlePrintedNames(tx, [...touched, ...(isDecided ? authorOf.values() : [])]);
  return authorOf;
}

/** An author of whom only the printed name is known. */
export function nameRow(id: string, { value }: Identifier, printed: string): Row {
  return { id, name: printed, normalized_name: value, confidence: "NAME_ONLY", avatar: null };
}

async function writeAuthors(
  tx: TransactionSql,
  { identifiers, agents }: ResolvedAgents,
  byId: ReadonlyMap<string, NamedAuthor>,
  isDecided: boolean,
): Promise<void> {
  const rows: Row[] = [];
  const unnamed: Row[] = [];
  for (const [id, { members, records, isSuppressed }] of agents) {
    const own = identifiers.get(id);
    if (isSuppressed || !own) continue;
    const printed = members.flatMap((one) => byId.get(one.id)?.printed ?? [])[0] ?? own.identifier.value;
    if (members.every((one) => one.identifier.scheme === "name")) {
      unnamed.push(nameRow(id, own.identifier, printed));
      continue;
    }
    const stated = records.find((record) => record.name !== undefined)?.name;
    const name = stated ?? (isDecided ? own.identifier.value : printed);
    const avatar = records.find((record) => record.avatar !== undefined)?.avatar ?? null;
    const row = { id, name, normalized_name: normalizeName(name), confidence: "IDENTIFIER", avatar };
    (stated === undefined ? unnamed : rows).push(row);
  }
  await insertRows(tx, AUTHOR, rows, overwriting(AUTHOR));
  await insertRows(tx, AUTHOR, unnamed, isDecided ? overwriting(AUTHOR) : KEEPING_NAME);
}

/** A printed name of which no decision speaks is a node, and no identifier of it. */
function isBareName({ identifier, entityId, id }: ResolvedIdentifier, { agents }: ResolvedAgents): boolean {
  return identifier.scheme === "name" && entityId === id && agents.get(id)?.members.length === 1;
}

/** Writes identifier rows; authorships follow. @returns the authors that lost something */
async function moveIdentifiers(
  tx: TransactionSql,
  resolved: ResolvedAgents,
  authorOf: ReadonlyMap<string, string | null>,
  hasDecisions: boolean,
): Promise<string[]> {
  const all = [...resolved.identifiers.values()];
  const ids = all.map((one) => one.id);
  const before = await tx<{ id: string; author_id: string }[]>`
    select id, author_id from author_identifier where id = any(${ids}::uuid[])`;
  const kept = all.filter((one) => authorOf.get(one.id) !== null && !isBareName(one, resolved));
  const keptIds = new Set(kept.map((one) => one.id));
  const dropped = before.filter((row) => !keptIds.has(row.id)).map((row) => row.id);
  if (dropped.length > 0) await tx`delete from author_identifier where id = any(${dropped}::uuid[])`;
  await insertRows(
    tx,
    AUTHOR_IDENTIFIER,
    kept.map(({ id, identifier, entityId, observedAt, rule, confidence, decisionId }) => ({
      ...{ id, scheme: identifier.scheme, value: identifier.value, author_id: entityId, observed_at: observedAt },
      ...{ rule, confidence, decision_id: decisionId },
    })),
    overwriting(AUTHOR_IDENTIFIER),
  );
  const moved = before.filter((row) => authorOf.get(row.id) !== row.author_id);
  // Where decisions are about, an authorship may have moved of which no identifier row told.
  const following = hasDecisions ? ids : moved.map((row) => row.id);
  if (following.length > 0) await moveAuthorships(tx, following, authorOf);
  return [...moved.map((row) => row.author_id), ...(hasDecisions ? ids : [])];
}

/** Authorships go where their identifiers lead; a place whose person is not shown is not counted. */
async function moveAuthorships(
  tx: TransactionSql,
  ids: readonly string[],
  authorOf: ReadonlyMap<string, string | null>,
): Promise<void> {
  const target = JSON.stringify(ids.map((id) => ({ id, author_id: authorOf.get(id) ?? null })));
  const rows = await tx<{ paper_id: string }[]>`
    update authorship s set author_id = t.author_id from jsonb_to_recordset(${target}::text::jsonb) as t(id uuid, author_id uuid)
    where s.author_identifier_id = t.id and s.author_id is distinct from t.author_id returning s.paper_id`;
  const papers = [...new Set(rows.map((row) => row.paper_id))];
  if (papers.length === 0) return;
  await tx`
    update paper p set author_count = n.count
    from (select k.id, (select count(*)::int from authorship s where s.paper_id = k.id and s.valid_to is null and s.author_id is not null) as count
      from unnest(${papers}::uuid[]) as k(id)) n
    where p.id = n.id and p.author_count <> n.count`;
}

/**
 * Names that nobody but a printed list gives: the earliest spelling, so that it does not depend on the order of
 * arrival. Authors that no authorship and no identifier names any more are dropped.
 */
export async function settlePrintedNames(tx: TransactionSql, authors: readonly (string | null)[]): Promise<void> {
  const authorIds = [...new Set(authors.filter((id) => id !== null))];
  if (authorIds.length === 0) return;
  await tx`
    delete from author a where a.id = any(${authorIds}::uuid[])
      and not exists (select 1 from authorship s where s.author_id = a.id)
      and not exists (select 1 from author_identifier i where i.author_id = a.id)`;
  const rows = await tx<{ id: string; name: string }[]>`
    select a.id, printed.name_as_printed as name from author a
    cross join lateral (select s.name_as_printed from authorship s where s.author_id = a.id order by s.valid_from, s.name_as_printed, s.paper_id limit 1) printed
    where a.id = any(${authorIds}::uuid[]) and a.name <> printed.name_as_printed
      and not exists (select 1 from claim c join author_identifier i on i.id = c.subject
        where i.author_id = a.id and i.rule <> 'login-of-record' and c.facet = 'author' and c.normalised ? 'name')`;
  for (const { id, name } of rows) {
    await tx`update author set name = ${name}, normalized_name = case confidence when 'NAME_ONLY' then normalized_name else ${normalizeName(name)} end where id = ${id}`;
  }
}
