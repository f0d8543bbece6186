/** Text as sources print it: line wraps, doubled blanks and Unicode forms. TeX is never touched. */

/**
 * Most characters of a text; a record with a longer one is rejected. Far above everything recorded (a name of 79, a title of
 * 218, an abstract of 1,925), and low enough for every table and index: `name` for what is looked up, `line` for what is
 * printed on one line, `prose` for paragraphs.
 */
export const LONGEST = { name: 500, line: 10_000, prose: 100_000 } as const;

/** One line: every run of white space is one blank, NFC, no blanks at the ends. TeX (`$^2$`, `\textsc{…}`) stays as it is. */
export function oneLine(text: string): string {
  return cleanText(text).replace(/\s+/g, " ").trim();
}

/** NFC without the characters that PostgreSQL (U+0000) and JSON (lone surrogates) cannot hold. */
export function cleanText(text: string): string {
  return text.replaceAll("\u0000", "").toWellFormed().normalize("NFC");
}

/** An abstract: paragraphs (lines that begin with blanks, as arXiv marks them, or empty lines) are kept apart by one line break, wraps are undone. */
export function unwrap(text: string): string {
  return cleanText(text)
    .replaceAll("\r\n", "\n")
    .trim()
    .split(/\n(?:\s*\n|[ \t]{2,})/)
    .map(oneLine)
    .filter((paragraph) => paragraph !== "")
    .join("\n");
}

/** The text, or undefined when nothing but white space is in it: an empty field says nothing. */
export function presentText(text: string | null | undefined): string | undefined {
  if (text === null || text === undefined) return undefined;
  const line = oneLine(text);
  return line === "" ? undefined : line;
}
