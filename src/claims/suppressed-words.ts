/** Keeps suppressed people out of what sources say about papers. Pure. */
import { type AuthorEntry, canonicalIdentifier, normalizeName, type PaperRecord } from "../contract/index.ts";
import { alignAuthors } from "./align-authors.ts";
import type { PaperClaim } from "./candidate.ts";

/** Identifiers of suppressed people as texts, scheme, blank, value; printed names normalised, of the scheme `name`. */
export type SuppressedWords = ReadonlySet<string>;

/**
 * The same claims of one paper without these people: their places among the authors have an empty name, which no source can
 * print; their logins and what they uploaded are gone. A place counts as theirs as well when another source's list, laid
 * beside it, says so, or when another place of this paper prints the same name.
 */
export function withoutSuppressed(claims: readonly PaperClaim[], words: SuppressedWords): PaperClaim[] {
  if (words.size === 0) return [...claims];
  const names = hiddenNames(
    claims.map((claim) => claim.record.authors ?? []),
    words,
  );
  return claims.map((claim) => ({ ...claim, record: maskRecord(claim.record, words, names) }));
}

function maskRecord(record: PaperRecord, words: SuppressedWords, names: ReadonlySet<string>): PaperRecord {
  const masked: PaperRecord = { ...record };
  if (record.authors !== undefined) {
    masked.authors = record.authors.map((entry) =>
      names.has(normalizeName(entry.name)) || isNamed(entry, words) ? { name: "" } : entry,
    );
  }
  const login = record.submittedBy === undefined ? null : canonicalIdentifier("huggingface-login", record.submittedBy);
  if (login !== null && words.has(`${login.scheme} ${login.value}`)) delete masked.submittedBy;
  const uploaders = [...words].filter((word) => word.startsWith("huggingface ")).map((word) => word.slice("huggingface ".length));
  if (record.media !== undefined) {
    masked.media = record.media.filter(({ url }) => !uploaders.some((id) => url.includes(id)));
    if (masked.media.length === 0) delete masked.media;
  }
  return masked;
}

function isNamed(entry: AuthorEntry, words: SuppressedWords): boolean {
  return (
    words.has(`name ${normalizeName(entry.name)}`) ||
    (entry.identifiers ?? []).some(({ scheme, value }) => words.has(`${scheme} ${value}`))
  );
}

/** Every spelling that some list of the paper gives to them, until laying the lists side by side brings no further one. */
function hiddenNames(lists: readonly (readonly AuthorEntry[])[], words: SuppressedWords): Set<string> {
  const names = new Set(lists.flat().flatMap((entry) => (isNamed(entry, words) ? [normalizeName(entry.name)] : [])));
  if (names.size === 0) return names;
  for (let size = -1; size !== names.size; ) {
    size = names.size;
    for (const one of lists) {
      for (const other of lists) {
        if (one === other) continue;
        for (const [place, entry] of alignAuthors(one, other).entries()) {
          const pair = [one[place], entry].flatMap((each) => (each ? [normalizeName(each.name)] : []));
          if (pair.some((name) => names.has(name))) for (const name of pair) names.add(name);
        }
      }
    }
  }
  return names;
}
