/** What a person typed, as the thing that it names now. */
import type { Sql } from "postgres";
import { canonicalIdentifier, type Identifier, identifierOfDoi, parseArxivId, SCHEMES, type Scheme } from "../contract/index.ts";

/** Types that identifiers are looked for among. */
export type NamedType = "paper" | "author" | "organization";

/** A thing that an identifier names. */
export interface NamedThing {
  readonly type: NamedType;
  /** Its UUID; null: nothing is known of it (any more, or yet). */
  readonly entityId: string | null;
  /** Identifiers that mean it and nothing else, the best first; without logins that hang on a record. */
  readonly identifiers: readonly Identifier[];
  /** The one that was typed stands among them under a decision of its own, or is a login that hangs on it. */
  readonly typed: Identifier | null;
}

/** A text that names nothing, or too much. */
export class IdentifierError extends Error {
  readonly code: "ERR_UNKNOWN_IDENTIFIER" | "ERR_AMBIGUOUS_IDENTIFIER";

  constructor(code: IdentifierError["code"], message: string) {
    super(message);
    this.name = "IdentifierError";
    this.code = code;
  }
}

const NODE_ID = /^(Paper|Author|Organization):([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$/;
const WAYS =
  "an arXiv id, DOI or address of a paper, scheme:value such as orcid:0000-0002-1825-0097, huggingface:ID, huggingface-login:name, ror:05dxps055 or name:Some Name, or a GraphQL id";

/**
 * Reads what was typed. `mayBeUnknown`: an identifier that nothing has yet names a thing all the same, where its scheme tells the type.
 * @throws {IdentifierError}
 */
export async function findNamed(
  sql: Sql,
  text: string,
  { identify, mayBeUnknown }: { identify: (text: string) => Identifier | null; mayBeUnknown: boolean },
): Promise<NamedThing> {
  const node = nodeOf(text);
  if (node) {
    const found = await describe(sql, node.type, node.key, null);
    if (found) return found;
    throw new IdentifierError("ERR_UNKNOWN_IDENTIFIER", `nothing has the id ${text}`);
  }
  const identifier = identifierOf(text, identify);
  if (identifier === null) throw new IdentifierError("ERR_UNKNOWN_IDENTIFIER", `"${text}" names nothing; write ${WAYS}`);
  const owners = await readOwners(sql, identifier);
  if (owners.length > 1) {
    const names = owners.map((one) => globalId(one.type, one.id)).join(" and ");
    throw new IdentifierError(
      "ERR_AMBIGUOUS_IDENTIFIER",
      `"${text}" names ${owners.length} things: ${names}; give one of these ids`,
    );
  }
  const [owner] = owners;
  const found = owner && (await describe(sql, owner.type, owner.id, identifier));
  if (found) return found;
  const type = likelyType(identifier.scheme);
  if (type === null || !mayBeUnknown) throw new IdentifierError("ERR_UNKNOWN_IDENTIFIER", `nothing is known by ${text}`);
  return { type, entityId: null, identifiers: [identifier], typed: identifier };
}

/** The entity of a GraphQL id; null: it is none of these types. */
export function nodeOf(text: string): { type: NamedType; key: string } | null {
  const decoded = Buffer.from(text, "base64").toString("utf8");
  const match = NODE_ID.exec(decoded);
  if (!match || Buffer.from(decoded).toString("base64") !== text) return null;
  return { type: (match[1] as string).toLowerCase() as NamedType, key: match[2] as string };
}

function globalId(type: NamedType, id: string): string {
  return Buffer.from(`${type.charAt(0).toUpperCase()}${type.slice(1)}:${id}`).toString("base64");
}

/** The identifier that a person wrote, whether anything is known by it or not; null: none. */
export function identifierOf(text: string, identify: (text: string) => Identifier | null): Identifier | null {
  const colon = text.indexOf(":");
  const scheme = text.slice(0, colon).toLowerCase();
  if (scheme !== "arxiv" && scheme !== "doi" && (SCHEMES as readonly string[]).includes(scheme))
    return canonicalIdentifier(scheme as Scheme, text.slice(colon + 1));
  const arxiv = parseArxivId(text);
  return arxiv ? { scheme: "arxiv", value: arxiv.id } : (identifierOfDoi(text) ?? identify(text));
}

/** The type of things that a scheme names; null: it may be of several, or of none that can be decided about. */
function likelyType(scheme: Scheme): NamedType | null {
  if (["arxiv", "doi", "huggingface-paper"].includes(scheme)) return "paper";
  if (["orcid", "huggingface", "huggingface-login", "name"].includes(scheme)) return "author";
  return scheme === "ror" ? "organization" : null;
}

async function readOwners(sql: Sql, { scheme, value }: Identifier): Promise<{ type: NamedType; id: string }[]> {
  const isName = scheme === "name";
  return await sql<{ type: NamedType; id: string }[]>`
    select 'paper' as type, paper_id as id from paper_identifier where scheme = ${scheme} and value = ${value} and is_identifying
    union select 'author', author_id from author_identifier where scheme = ${scheme} and value = ${value}
    union select 'author', id from author where ${isName} and confidence = 'NAME_ONLY' and normalized_name = ${value}
    union select 'organization', organization_id from organization_identifier where scheme = ${scheme} and value = ${value}
    union select 'organization', id from organization where ${isName} and lower(name) = ${value}
    order by type, id`;
}

interface MemberRow {
  readonly scheme: Scheme;
  readonly value: string;
  readonly entity: string;
  readonly is_best: boolean;
  readonly rule: string;
}

async function describe(sql: Sql, type: NamedType, key: string, typed: Identifier | null): Promise<NamedThing | null> {
  const rows = await readMembers(sql, type, key);
  const [first] = rows;
  if (!first) return null;
  const identifiers = rows.filter((row) => row.rule !== "login-of-record").map(({ scheme, value }) => ({ scheme, value }));
  return { type, entityId: first.entity, identifiers, typed };
}

async function readMembers(sql: Sql, type: NamedType, key: string): Promise<MemberRow[]> {
  if (type === "paper") {
    return await sql<MemberRow[]>`
      select i.scheme, i.value, i.paper_id as entity, i.id = i.paper_id as is_best, '' as rule from paper_identifier i
      where i.is_identifying and i.paper_id in (select paper_id from paper_identifier where (id = ${key} or paper_id = ${key}) and is_identifying)
      order by is_best desc, i.position, i.value`;
  }
  if (type === "organization") {
    return await sql<MemberRow[]>`
      select i.scheme, i.value, i.organization_id as entity, i.id = i.organization_id as is_best, i.rule from organization_identifier i
      where i.organization_id in (select organization_id from organization_identifier where id = ${key} or organization_id = ${key})
      order by is_best desc, i.scheme, i.value`;
  }
  return await sql<MemberRow[]>`
    select i.scheme, i.value, i.author_id as entity, i.id = i.author_id as is_best, i.rule from author_identifier i
    where i.author_id in (select author_id from author_identifier where id = ${key} or author_id = ${key})
    union all
    select 'name', a.normalized_name, a.id, true, 'printed-name' from author a where a.id = ${key} and a.confidence = 'NAME_ONLY'
      and not exists (select from author_identifier i where i.author_id = a.id)
    order by is_best desc, 1, 2`;
}
