/** Texts with JATS or HTML elements in them, as Crossref hands abstracts and titles on, to plain text. Pure. */
import { cleanText, oneLine } from "../../src/contract/index.ts";

/** Elements after which a paragraph ends. */
const BLOCK = /<\/(?:jats:)?(?:p|title|sec|list-item|disp-formula|disp-quote)>/gi;
/** A tag: an element's name behind the bracket, so that `p < 0.05` stays. */
const TAG = /<\/?[a-z][\w:.-]*(?:\s+[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*'))*\s*\/?>/gi;
/** Of a formula in several notations, the one in TeX. */
const ALTERNATIVES =
  /<(?:jats:)?alternatives[^>]*>[\s\S]*?<(?:jats:)?tex-math[^>]*>([\s\S]*?)<\/(?:jats:)?tex-math>[\s\S]*?<\/(?:jats:)?alternatives>/gi;
const NAMED: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: " " };
/** A heading that says no more than what the text is. */
const HEADING = /^(?:abstract|summary)\s*:?$/i;

/** An abstract: paragraphs and headings of sections on lines of their own; undefined when nothing is left. */
export function plainAbstract(text: string): string | undefined {
  const marked = text
    .replace(/<!\[CDATA\[([\s\S]*?)\]\]>/g, "$1")
    .replace(ALTERNATIVES, "$1")
    .replace(/\s+/g, " ")
    .replace(BLOCK, "\n")
    .replace(TAG, "");
  const lines = cleanText(decoded(marked)).split("\n").map(oneLine);
  const kept = lines.filter(
    (line, place) => line !== "" && !(place === lines.findIndex((one) => one !== "") && HEADING.test(line)),
  );
  return kept.length > 0 ? kept.join("\n") : undefined;
}

/** A title or name on one line, without elements; undefined when nothing is left. */
export function plainLine(text: string): string | undefined {
  return oneLine(decoded(text.replace(ALTERNATIVES, "$1").replace(TAG, ""))) || undefined;
}

function decoded(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]+));/gi, (whole, decimal?: string, hex?: string, name?: string) => {
    if (name !== undefined) return NAMED[name.toLowerCase()] ?? whole;
    const code = decimal === undefined ? Number.parseInt(hex ?? "", 16) : Number(decimal);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
