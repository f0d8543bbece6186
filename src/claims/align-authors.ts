/** Brings what one source knows about authors (identifiers, hidden marks) to another source's printed order. Pure. */
import { type AuthorEntry, normalizeName } from "../contract/index.ts";

/**
 * For each printed entry the entry of the other list that means the same place, or null. By position and name first,
 * then by a name that occurs once in what is left of both lists, then, where both lists are equally long, by position
 * and family name. What does not align stays a claim of its source.
 */
export function alignAuthors(printed: readonly AuthorEntry[], others: readonly AuthorEntry[]): (AuthorEntry | null)[] {
  const names = printed.map((entry) => normalizeName(entry.name));
  const otherNames = others.map((entry) => normalizeName(entry.name));
  const aligned: (AuthorEntry | null)[] = printed.map((_, place) =>
    names[place] !== "" && names[place] === otherNames[place] ? (others[place] ?? null) : null,
  );
  const used = new Set(aligned.filter((entry) => entry !== null));

  const left = countNames(names.filter((_, place) => aligned[place] === null));
  const free = countNames(otherNames.filter((_, place) => !used.has(others[place] as AuthorEntry)));
  const byName = new Map(
    others.flatMap((entry, place) => (used.has(entry) ? [] : [[otherNames[place] as string, entry] as const])),
  );
  for (const [place, name] of names.entries()) {
    if (aligned[place] !== null || name === "" || left.get(name) !== 1 || free.get(name) !== 1) continue;
    const entry = byName.get(name) as AuthorEntry;
    aligned[place] = entry;
    used.add(entry);
  }

  if (printed.length !== others.length) return aligned;
  for (const [place, entry] of others.entries()) {
    if (aligned[place] !== null || used.has(entry)) continue;
    if (familyName(names[place] as string) !== familyName(otherNames[place] as string)) continue;
    aligned[place] = entry;
    used.add(entry);
  }
  return aligned;
}

function countNames(names: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

function familyName(normalized: string): string {
  return normalized.split(" ").at(-1) ?? "";
}
