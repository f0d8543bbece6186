/** The relations of a paper at one moment, and how moments become rows with a beginning and an end. Pure. */

import { alignAuthors } from "../claims/align-authors.ts";
import { decidingClaim, type PaperClaim, sourceRank } from "../claims/candidate.ts";
import { type AuthorEntry, type Identifier, normalizeName, oneLine, type RepositoryLinkEntry } from "../contract/index.ts";

/** A value that holds from an instant on. */
export interface Period<Value> {
  readonly from: Date;
  readonly value: Value;
}

/** An author's place, still by identifier. */
export interface AuthorshipRow {
  readonly position: number;
  readonly source: string;
  readonly nameAsPrinted: string;
  /** The identifier that a source brings for this place, else the normalised name (scheme `name`). */
  readonly author: Identifier;
  readonly affiliations: readonly string[];
  readonly status: string | null;
  readonly isHidden: boolean;
}

/** What a paper is related to at one moment. */
export interface PaperRelations {
  /** None or one: when v1 was submitted, ISO 8601; where only the day is stated, its first instant. */
  readonly submissions: readonly { readonly source: string; readonly submittedAt: string }[];
  readonly authorships: readonly AuthorshipRow[];
  readonly categories: readonly { readonly source: string; readonly code: string; readonly position: number }[];
  readonly keywords: readonly { readonly source: string; readonly name: string; readonly position: number }[];
  readonly organizations: readonly { readonly source: string; readonly organization: Identifier; readonly position: number }[];
  readonly repositories: readonly ({ readonly source: string; readonly position: number } & RepositoryLinkEntry)[];
}

/** The relations that claims of one moment make. */
export function relationsOf(claims: readonly PaperClaim[]): PaperRelations {
  const categories = decidingClaim(claims, "CATEGORIES");
  const submission = submissionOf(claims);
  return {
    submissions: submission === null ? [] : [submission],
    authorships: authorshipsOf(claims),
    categories: distinct(categories?.record.categories ?? [], (code) => code).map((code, position) => ({
      source: categories?.source as string,
      code,
      position,
    })),
    keywords: statedBySource(claims, "KEYWORDS").flatMap(({ source, record }) =>
      distinct(record.keywords ?? [], (name) => name).map((name, position) => ({ source, name, position })),
    ),
    organizations: statedBySource(claims, "ORGANIZATIONS").flatMap(({ source, record }) =>
      distinct(record.organizations ?? [], (one) => `${one.scheme}:${one.value}`).map((organization, position) => ({
        source,
        organization,
        position,
      })),
    ),
    repositories: statedBySource(claims, "REPOSITORIES").flatMap(({ source, record }) =>
      distinct(record.repositories ?? [], (link) => link.asWritten).map((link, position) => ({ source, position, ...link })),
    ),
  };
}

/** An instant, else a day's first one: for ages a day is better than nothing. Null: neither is stated. */
function submissionOf(claims: readonly PaperClaim[]): PaperRelations["submissions"][number] | null {
  const exact = decidingClaim(claims, "SUBMITTED_AT", (record) => record.submittedAt !== undefined);
  if (exact) return { source: exact.source, submittedAt: exact.record.submittedAt as string };
  const rough = decidingClaim(claims, "SUBMITTED_AT", (record) => record.submittedOn !== undefined);
  return rough ? { source: rough.source, submittedAt: `${rough.record.submittedOn}T00:00:00.000Z` } : null;
}

function distinct<Value>(values: readonly Value[], keyOf: (value: Value) => string): Value[] {
  return [...new Map(values.map((value) => [keyOf(value), value] as const).reverse()).values()].reverse();
}

/** Per source the claim that states the field, best source first. */
function statedBySource(
  claims: readonly PaperClaim[],
  field: "KEYWORDS" | "ORGANIZATIONS" | "REPOSITORIES" | "AUTHORS",
): PaperClaim[] {
  const sources = [...new Set(claims.map((claim) => claim.source))].sort(
    (a, b) => sourceRank(field, a) - sourceRank(field, b) || (a < b ? -1 : 1),
  );
  return sources.flatMap(
    (source) =>
      decidingClaim(
        claims.filter((claim) => claim.source === source),
        field,
      ) ?? [],
  );
}

function authorshipsOf(claims: readonly PaperClaim[]): AuthorshipRow[] {
  const [printed, ...others] = statedBySource(claims, "AUTHORS");
  const entries = printed?.record.authors ?? [];
  const aligned = others.map((claim) => alignAuthors(entries, claim.record.authors ?? []));
  return entries.map((entry, position) => {
    const same = [entry, ...aligned.flatMap((list) => list[position] ?? [])];
    return {
      position,
      source: printed?.source as string,
      nameAsPrinted: oneLine(entry.name),
      author: identifierOf(same) ?? printedName(entry.name),
      affiliations: same.find((one) => one.affiliations !== undefined)?.affiliations ?? [],
      status: same.find((one) => one.status !== undefined)?.status ?? null,
      isHidden: same.some((one) => one.isHidden === true),
    };
  });
}

/** Who a printed name stands for, where no identifier is known. */
export function printedName(name: string): Identifier {
  return { scheme: "name", value: normalizeName(name) || name };
}

/** ORCID, then a Hugging Face user id, then a login: the order of the keys. */
function identifierOf(entries: readonly AuthorEntry[]): Identifier | undefined {
  const brought = entries.flatMap((entry) => entry.identifiers ?? []);
  for (const scheme of ["orcid", "huggingface", "huggingface-login"]) {
    const found = brought.find((identifier) => identifier.scheme === scheme);
    if (found) return found;
  }
  return brought[0];
}

/** A row that held from `validFrom` until `validTo` (null: it still does). */
export interface HeldRow<Value> {
  readonly value: Value;
  readonly validFrom: Date;
  readonly validTo: Date | null;
}

/**
 * Rows of one relation over time: a row that is the same in consecutive periods is one row.
 * @param periods ascending by `from`
 */
export function heldRows<Value>(periods: readonly Period<readonly Value[]>[]): HeldRow<Value>[] {
  const open = new Map<string, { value: Value; validFrom: Date }>();
  const rows: HeldRow<Value>[] = [];
  for (const { from, value: values } of periods) {
    const present = new Map(values.map((value) => [JSON.stringify(value), value]));
    for (const [key, row] of open) {
      if (present.has(key)) continue;
      rows.push({ ...row, validTo: from });
      open.delete(key);
    }
    for (const [key, value] of present) if (!open.has(key)) open.set(key, { value, validFrom: from });
  }
  for (const row of open.values()) rows.push({ ...row, validTo: null });
  return rows;
}
