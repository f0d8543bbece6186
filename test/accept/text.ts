/** Text as a careful reader would compare it; the judge's own rules, written apart from the product's. */

/** One line: NFC, without control characters that XML cannot carry, every run of white space one blank. */
export function oneLine(text: string): string {
  let kept = "";
  for (const character of text.toWellFormed().normalize("NFC")) {
    const code = character.codePointAt(0) as number;
    if (code >= 32 || code === 9 || code === 10 || code === 13) kept += character;
  }
  return kept.replace(/\s+/g, " ").trim();
}

/** Printed author names as they must appear: on one line, without empty ones. */
export function printedNames(names: readonly string[]): string[] {
  return names.map(oneLine).filter((name) => name !== "");
}

/**
 * The DOIs in an arXiv DOI field, which may hold several, split by white space and sometimes a comma or semicolon;
 * lower case, each once. arXiv's own DOIs (`10.48550/arxiv.…`) name the arXiv identifier and are left out.
 */
export function doisOf(field: string | null): string[] {
  if (field === null) return [];
  const parts = field
    .split(/\s+/)
    .map((part) =>
      part
        .replace(/[,;]+$/, "")
        .replace(/^(?:https?:\/\/(?:dx\.)?doi\.org\/|doi:)/i, "")
        .toLowerCase(),
    )
    .filter((part) => /^10\.\d{4,9}\/\S+$/.test(part) && !part.startsWith("10.48550/arxiv."));
  return [...new Set(parts)];
}
