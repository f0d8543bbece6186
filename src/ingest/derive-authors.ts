/** Author rows: from records about people, and from printed names where no identifier is known. */
import type { TransactionSql } from "postgres";
import { type Identifier, normalizeName } from "../contract/index.ts";
import { identifierKey } from "../db/entity-key.ts";
import { resolveAgents } from "./identity.ts";
import { insertRows, overwriting, type TableShape } from "./rows.ts";

const AUTHOR: TableShape = {
  table: "author",
  key: ["id"],
  columns: { id: "uuid", name: "text", normalized_name: "text", confidence: "text", avatar: "text" },
};
const AUTHOR_IDENTIFIER: TableShape = {
  table: "author_identifier",
  key: ["id"],
  columns: { id: "uuid", scheme: "text", value: "text", author_id: "uuid", observed_at: "timestamptz" },
};

/** An author as an authorship or a record names them; `printed`: the name beside the identifier. */
export interface NamedAuthor {
  readonly identifier: Identifier;
  readonly printed: string;
}

/**
 * Makes sure that every named author has a row, and that identifiers lead to the right one.
 * @returns by identifier UUID the author's UUID
 */
export async function deriveAuthors(tx: TransactionSql, named: readonly NamedAuthor[]): Promise<Map<string, string>> {
  const authorOf = new Map<string, string>();
  const byId = new Map(named.map((one) => [identifierKey("author", one.identifier), one]));
  const nameOnly = [...byId].filter(([, { identifier }]) => identifier.scheme === "name");
  const identified = [...byId.values()].filter(({ identifier }) => identifier.scheme !== "name");

  await insertRows(
    tx,
    AUTHOR,
    nameOnly.map(([id, { identifier, printed }]) => ({
      ...{ id, name: printed, normalized_name: identifier.value, confidence: "NAME_ONLY", avatar: null },
    })),
  );
  for (const [id] of nameOnly) authorOf.set(id, id);
  if (identified.length === 0) return authorOf;

  const { identifiers, newest } = await resolveAgents(
    tx,
    "author",
    identified.map(({ identifier }) => identifier),
  );
  const rows = new Map<string, Record<string, unknown>>();
  const unnamed = new Map<string, Record<string, unknown>>();
  for (const [id, resolved] of identifiers) {
    authorOf.set(id, resolved.entityId);
    if (resolved.entityId !== id) continue;
    const record = newest.get(id);
    const name = record?.name ?? byId.get(id)?.printed ?? resolved.identifier.value;
    const row = { id, name, normalized_name: normalizeName(name), confidence: "IDENTIFIER", avatar: record?.avatar ?? null };
    (record?.name === undefined ? unnamed : rows).set(id, row);
  }
  await insertRows(tx, AUTHOR, [...rows.values()], overwriting(AUTHOR));
  await insertRows(tx, AUTHOR, [...unnamed.values()]);
  const left = await moveIdentifiers(tx, [...identifiers.values()]);
  await settlePrintedNames(tx, left);
  return authorOf;
}

/** Writes identifier rows; authorships follow. @returns the authors that lost an identifier */
async function moveIdentifiers(
  tx: TransactionSql,
  identifiers: readonly { id: string; identifier: Identifier; entityId: string; observedAt: Date | null }[],
): Promise<string[]> {
  const before = await tx<{ id: string; author_id: string }[]>`
    select id, author_id from author_identifier where id = any(${identifiers.map((one) => one.id)}::uuid[])`;
  await insertRows(
    tx,
    AUTHOR_IDENTIFIER,
    identifiers.map(({ id, identifier, entityId, observedAt }) => ({
      ...{ id, scheme: identifier.scheme, value: identifier.value, author_id: entityId, observed_at: observedAt },
    })),
    overwriting(AUTHOR_IDENTIFIER),
  );
  const now = new Map(identifiers.map((one) => [one.id, one.entityId]));
  const moved = before.filter((row) => now.get(row.id) !== row.author_id);
  if (moved.length > 0) {
    await tx`
      update authorship set author_id = i.author_id from author_identifier i
      where i.id = authorship.author_identifier_id and i.id = any(${moved.map((row) => row.id)}::uuid[]) and authorship.author_id <> i.author_id`;
  }
  return moved.map((row) => row.author_id);
}

/**
 * Names that nobody but a printed list gives: the earliest spelling, so that it does not depend on the order of
 * arrival. Authors that no authorship and no identifier names any more are dropped.
 */
export async function settlePrintedNames(tx: TransactionSql, authorIds: readonly string[]): Promise<void> {
  if (authorIds.length === 0) return;
  await tx`
    delete from author a where a.id = any(${authorIds as string[]}::uuid[])
      and not exists (select 1 from authorship s where s.author_id = a.id)
      and not exists (select 1 from author_identifier i where i.author_id = a.id)`;
  const rows = await tx<{ id: string; name: string }[]>`
    select a.id, printed.name_as_printed as name from author a
    cross join lateral (select s.name_as_printed from authorship s where s.author_id = a.id order by s.valid_from, s.name_as_printed, s.paper_id limit 1) printed
    where a.id = any(${authorIds as string[]}::uuid[]) and a.name <> printed.name_as_printed
      and not exists (select 1 from claim c join author_identifier i on i.id = c.subject where i.author_id = a.id and c.facet = 'author' and c.normalised ? 'name')`;
  for (const { id, name } of rows) {
    await tx`update author set name = ${name}, normalized_name = case confidence when 'NAME_ONLY' then normalized_name else ${normalizeName(name)} end where id = ${id}`;
  }
}
