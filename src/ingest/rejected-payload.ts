/** What stands at a rejection's path, for people to look at. Pure. */
import type { Exchange } from "../contract/index.ts";
import { type PathStep, stepsOf } from "./record-path.ts";
import { elementsNamed } from "./xml-elements.ts";

/** The most that is kept of one record, in bytes of UTF-8. */
export const MAX_PAYLOAD_BYTES = 16_384;
const CUT_MARK = "…";

/**
 * Reads an exchange once for all its rejections. What comes back for a path is the record that it leads into (the item
 * of a list, the element, the whole answer where that is one record), since a field alone rarely says what is wrong. Of a
 * record over {@link MAX_PAYLOAD_BYTES} it is the part on the path that fits, and failing that the beginning, ending in `…`.
 * Null: there is nothing at the path.
 */
export function payloadReader(exchange: Exchange): (path: string) => string | null {
  const { body } = exchange;
  if (body.trim() === "") return () => null;
  if (body.trimStart().startsWith("<")) return (path) => fromXml(body, stepsOf(path));
  const firstLine = /#lines=(\d+)-/.exec(exchange.request.url)?.[1];
  if (firstLine !== undefined) {
    const lines = body.split("\n");
    return (path) => fromLines(lines, Number(firstLine), stepsOf(path));
  }
  let document: { readonly value: unknown } | null | undefined;
  return (path) => {
    document ??= readJson(body);
    return document === null ? cut(body) : fromJson(document.value, stepsOf(path));
  };
}

function readJson(text: string): { value: unknown } | null {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return null;
  }
}

/** Lines of a file, counted from its beginning; the address says which of them the body holds. */
function fromLines(lines: readonly string[], first: number, [, place, ...within]: readonly PathStep[]): string | null {
  const line = typeof place === "number" ? lines[place - first] : undefined;
  if (line === undefined) return null;
  const document = readJson(line);
  return document === null ? cut(line) : fromJson([document.value], [0, ...within]);
}

function fromJson(root: unknown, steps: readonly PathStep[]): string | null {
  const passed = valuesAlong(root, steps);
  const firstPlace = steps.findIndex((step) => typeof step === "number");
  if (firstPlace >= 0) {
    const shown = passed.slice(firstPlace + 1);
    return shown.length === 0 ? null : fitting(shown);
  }
  // Paths that name a part of the answer beside its body (`status`, `headers.location`) lead to no key: the body is the record.
  if (passed.length === 1) return fitting([root]);
  const last = passed.at(-1);
  const isWhole = passed.length === steps.length + 1;
  return isWhole && ((typeof last === "object" && last !== null) || last === null) ? fitting([last]) : fitting(passed);
}

/** The values from the root along the path, as far as it leads. */
function valuesAlong(root: unknown, steps: readonly PathStep[]): unknown[] {
  const passed = [root];
  for (const step of steps) {
    const at = passed.at(-1);
    if (typeof at !== "object" || at === null || !Object.hasOwn(at, step)) break;
    passed.push((at as Readonly<Record<PathStep, unknown>>)[step]);
  }
  return passed;
}

function fitting(values: readonly unknown[]): string {
  const texts = values.map((value) => JSON.stringify(value));
  return texts.find((text) => Buffer.byteLength(text) <= MAX_PAYLOAD_BYTES) ?? cut(texts.at(-1) ?? "");
}

function fromXml(xml: string, [name, place]: readonly PathStep[]): string | null {
  if (typeof name !== "string" || typeof place !== "number") return cut(xml);
  let at = 0;
  for (const { start, end } of elementsNamed(xml, name)) {
    if (at === place) return cut(xml.slice(start, end));
    at += 1;
  }
  return null;
}

function cut(text: string): string {
  const bytes = Buffer.from(storable(text), "utf8");
  if (bytes.length <= MAX_PAYLOAD_BYTES) return bytes.toString("utf8");
  const kept = bytes.subarray(0, MAX_PAYLOAD_BYTES - Buffer.byteLength(CUT_MARK)).toString("utf8");
  return kept.replace(/\uFFFD+$/, "") + CUT_MARK;
}

/** Text that PostgreSQL can hold: no NUL, no half of a surrogate pair. */
export function storable(text: string): string {
  return text.toWellFormed().replaceAll("\0", "\uFFFD");
}
