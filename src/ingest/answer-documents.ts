/** Takes an answer apart into its documents: the items of a list, the elements of a feed, the lines of a file, or the whole. Pure. */
import { XMLParser } from "fast-xml-parser";
import { elementsNamed } from "./xml-elements.ts";

/** So many documents of one answer are looked at; the others are only counted. */
const LOOKED_AT = 200;
/** Names under which APIs put their lists. */
const LIST_NAMES = ["data", "results", "items", "records", "entries", "papers"] as const;
/** Elements that are the documents of OAI-PMH, Atom and RSS. */
const ELEMENT = /<(?:[\w.-]+:)?(record|entry|item)[\s/>]/;

/** An answer's documents. */
export interface Documents {
  /** All of them. */
  readonly count: number;
  /** Those that are looked at, parsed; spread evenly over the answer. */
  readonly values: readonly unknown[];
  readonly format: "JSON" | "XML";
}

const xmlParser = new XMLParser({
  ignoreAttributes: false,
  removeNSPrefix: true,
  parseTagValue: false,
  parseAttributeValue: false,
  processEntities: false,
});

/** Null: the body is none of the formats. */
export function documentsOf(body: string): Documents | null {
  const text = body.trim();
  if (text.startsWith("<")) return xmlDocuments(text);
  try {
    const list = jsonList(JSON.parse(text));
    return { count: list.length, values: spread(list), format: "JSON" };
  } catch {
    return jsonLines(text);
  }
}

function jsonLines(text: string): Documents | null {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const values: unknown[] = [];
  for (const line of spread(lines)) {
    try {
      values.push(JSON.parse(line));
    } catch {
      // A bad line is the quarantine's business.
    }
  }
  return values.length === 0 ? null : { count: lines.length, values, format: "JSON" };
}

function jsonList(root: unknown): readonly unknown[] {
  if (Array.isArray(root)) return root;
  if (!isObject(root)) return [root];
  for (const name of LIST_NAMES) {
    const inner = root[name];
    if (Array.isArray(inner) && inner.every((one) => one === null || isObject(one))) return inner;
  }
  const { message, data } = root;
  if (isObject(message) && Array.isArray(message["items"])) return message["items"];
  // A batch of GraphQL: `r0`, `r1`… are places, not names.
  if (isObject(data)) {
    const names = Object.keys(data);
    if (names.length > 0 && names.every((name) => /^[A-Za-z_]+\d+$/.test(name))) return Object.values(data);
  }
  return [root];
}

function xmlDocuments(xml: string): Documents | null {
  const name = ELEMENT.exec(xml)?.[1];
  if (name === undefined) return { count: 0, values: [], format: "XML" };
  const spans = [...elementsNamed(xml, name)];
  try {
    const values = spread(spans).map(({ start, end }) => {
      const parsed: unknown = xmlParser.parse(xml.slice(start, end));
      return isObject(parsed) ? parsed[name] : parsed;
    });
    return { count: spans.length, values, format: "XML" };
  } catch {
    return null;
  }
}

function spread<Item>(items: readonly Item[]): readonly Item[] {
  if (items.length <= LOOKED_AT) return items;
  return Array.from({ length: LOOKED_AT }, (_, at) => items[Math.floor((at * items.length) / LOOKED_AT)] as Item);
}

/** A plain JSON object. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
