/** Finds elements in XML text without reading the rest of it. The text must be well-formed. */

/** Where an element stands in the text: from its `<` to behind its `>`. */
export interface ElementSpan {
  readonly start: number;
  readonly end: number;
}

/**
 * The outermost elements of this local name, in document order, whatever their namespace prefix; what looks like a tag
 * within a comment or CDATA is none.
 */
export function* elementsNamed(xml: string, name: string): Generator<ElementSpan> {
  const tags = new RegExp(
    `<!--[\\s\\S]*?-->|<!\\[CDATA\\[[\\s\\S]*?\\]\\]>|<(/?)(?:[\\w.-]+:)?${escaped(name)}(?=[\\s/>])(?:"[^"]*"|'[^']*'|[^>"'])*>`,
    "g",
  );
  let depth = 0;
  let start = 0;
  for (const tag of xml.matchAll(tags)) {
    const [text, slash] = tag;
    if (slash === undefined) continue;
    if (slash === "" && depth === 0) start = tag.index;
    if (slash === "/") depth -= 1;
    else if (!text.endsWith("/>")) depth += 1;
    if (depth === 0) yield { start, end: tag.index + text.length };
  }
}

function escaped(name: string): string {
  return name.replace(/[^\w-]/g, "\\$&");
}
