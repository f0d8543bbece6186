/** The shape of a document: which key paths it has, with values of which types. Keys only, never values. Pure. */
import { type Documents, isObject } from "./answer-documents.ts";

/** Deeper values, longer lists and more paths than these are not looked at. */
const MAX_DEPTH = 12;
const MAX_ITEMS = 40;
const MAX_PATHS = 1500;
/** An object with so many lists and nothing else, or so many values of one type, has words as keys, not names. */
const MIN_LIST_KEYS = 8;
const MIN_EQUAL_KEYS = 20;
const NAME = /^[A-Za-z_$@#][\w$@#:.-]{0,63}$/;

/**
 * Types of values. Texts are told apart by form, since a time that turns into a midnight is another statement. `none`: null, or
 * an element without content.
 */
export type ValueType = "none" | "boolean" | "number" | "text" | "instant" | "midnight" | "day" | "object" | "list";

/** How many documents have a value of a type at a path, by `shapeKey`. */
export type ShapeCounts = Map<string, number>;

/** A path with a type, as a key. Neither holds a line break. */
export function shapeKey(path: string, type: string): string {
  return `${path}\n${type}`;
}

/** Adds an answer's documents. The path of the document itself is empty; places in lists are `[]`, words as keys `{}`. */
export function addShapes(counts: ShapeCounts, { values, format }: Documents): void {
  for (const value of values) {
    const seen = new Set<string>();
    walk(value, "", 0, { seen, isXml: format === "XML" });
    for (const key of seen) if (counts.size < MAX_PATHS || counts.has(key)) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
}

interface Walk {
  readonly seen: Set<string>;
  readonly isXml: boolean;
}

function walk(value: unknown, path: string, depth: number, into: Walk): void {
  if (Array.isArray(value)) {
    // One element or several: in XML that is no difference of type.
    if (!into.isXml) into.seen.add(shapeKey(path, "list"));
    const itemPath = into.isXml ? path : `${path}[]`;
    const length = Math.min(value.length, MAX_ITEMS);
    for (let at = 0; at < length; at += 1) walk(value[at], itemPath, depth + 1, into);
    return;
  }
  if (!isObject(value)) {
    into.seen.add(shapeKey(path, into.isXml && value === "" ? "none" : typeOf(value)));
    return;
  }
  const names = Object.keys(value);
  // An element with attributes and text is text.
  const isText = into.isXml && names.includes("#text");
  into.seen.add(shapeKey(path, isText ? typeOf(value["#text"]) : "object"));
  if (depth >= MAX_DEPTH) return;
  const isMap = !into.isXml && hasWordsAsKeys(value, names);
  for (const name of names) {
    if (name === "#text") continue;
    const step = isMap || !NAME.test(name) ? "{}" : name;
    walk(value[name], path === "" ? step : `${path}.${step}`, depth + 1, into);
  }
}

function hasWordsAsKeys(object: Readonly<Record<string, unknown>>, names: readonly string[]): boolean {
  if (names.length < MIN_LIST_KEYS) return false;
  const types = new Set(names.map((name) => (Array.isArray(object[name]) ? "list" : typeof object[name])));
  return types.size === 1 && (types.has("list") || names.length >= MIN_EQUAL_KEYS);
}

function typeOf(value: unknown): ValueType {
  if (value === null || value === undefined) return "none";
  if (typeof value === "boolean") return "boolean";
  if (typeof value === "number") return "number";
  return typeof value === "string" ? formOf(value) : "object";
}

function formOf(text: string): ValueType {
  // The shortest and the longest of them; cheap for all other texts.
  if (text.length < 10 || text.length > 35 || text[4] !== "-" || text[7] !== "-") return "text";
  if (/^\d{4}-\d\d-\d\d$/.test(text)) return "day";
  const time = /^\d{4}-\d\d-\d\d[T ]([\d:.]+)(?:Z|[+-]\d\d:?\d\d)?$/.exec(text)?.[1];
  if (time === undefined) return "text";
  return /^00:00(?::00(?:\.0+)?)?$/.test(time) ? "midnight" : "instant";
}
