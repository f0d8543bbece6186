/** Where a body can be hurt: every key of every level of one of its records, in JSON as in XML. */

/** One way of hurting a place. `retype` puts a value of another kind there. */
export const HURTS = ["drop", "rename", "null", "retype"] as const;
export type Hurt = (typeof HURTS)[number];

/** A body as its records and what lies around them. */
export interface Records {
  readonly count: number;
  /** Names of all places in one record, outermost first. */
  places(record: number): string[];
  /** The body with one place of one record hurt. */
  hurt(record: number, place: string, how: Hurt): string;
  /** The body without one record. */
  without(record: number): string;
  /** The body with one record a second time, right behind itself. */
  doubled(record: number): string;
  /** The body with every date in one record moved on by three thousand years. */
  inFuture(record: number): string;
  /** The body with one text of one record put in another's place. */
  withText(record: number, place: string, text: string): string;
}

/** Reads a body; null: it has no records that can be told apart. `list` leads to the records of a JSON object. */
export function recordsIn(body: string, list: readonly string[] = []): Records | null {
  return body.trimStart().startsWith("<") ? xmlRecords(body) : jsonRecords(body, list);
}

const DATES = /\b2\d{3}(?=-\d\d-\d\d)|(?<=\b\d{1,2} [A-Z][a-z]{2} )[12]\d{3}\b/g;

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

function jsonRecords(body: string, list: readonly string[]): Records | null {
  const read = () => JSON.parse(body) as Json;
  const holderIn = (document: Json): Json =>
    list.reduce<Json>((value, key) => (isObject(value) ? (value[key] ?? null) : null), document);
  const holder = holderIn(read());
  const keys: readonly (string | number)[] | null = Array.isArray(holder)
    ? [...holder.keys()]
    : isObject(holder) && list.length > 0
      ? Object.keys(holder).filter((key) => key !== "rateLimit")
      : isObject(holder)
        ? []
        : null;
  if (keys === null) return null;
  // An object that is no list is one record: the whole body.
  const isAlone = !Array.isArray(holder) && list.length === 0;
  const change = (record: number, edit: (container: Record<string, Json>, key: string) => void, place = ""): string => {
    const document = { root: read() };
    const container = isAlone ? document : (holderIn(document.root) as Record<string, Json>);
    const steps = [isAlone ? "root" : String(keys[record]), ...place.split("/").filter((step) => step !== "")];
    const last = steps.pop() as string;
    const target = steps.reduce<Json>((value, step) => (value as Record<string, Json>)[step] as Json, container as Json);
    edit(target as Record<string, Json>, last);
    return JSON.stringify(document.root);
  };
  return {
    count: isAlone ? 1 : keys.length,
    places: (record) => {
      const value = isAlone ? read() : ((holderIn(read()) as Record<string, Json>)[String(keys[record])] as Json);
      return placesIn(value);
    },
    hurt: (record, place, how) =>
      change(
        record,
        (container, key) => {
          const value = container[key] as Json;
          if (how === "null") container[key] = null;
          else if (how === "retype") container[key] = retyped(value);
          else if (Array.isArray(container)) container.splice(Number(key), 1, ...(how === "drop" ? [] : [{ renamed: value }]));
          else {
            delete container[key];
            if (how === "rename") container[`${key}_renamed`] = value;
          }
        },
        place,
      ),
    without: (record) =>
      change(record, (container, key) => {
        if (Array.isArray(container)) container.splice(Number(key), 1);
        else delete container[key];
      }),
    doubled: (record) =>
      change(record, (container, key) => {
        if (Array.isArray(container)) container.splice(Number(key), 0, structuredClone(container[Number(key)] as Json));
      }),
    inFuture: (record) =>
      change(record, (container, key) => {
        container[key] = JSON.parse(JSON.stringify(container[key]).replace(DATES, later)) as Json;
      }),
    withText: (record, place, text) =>
      change(
        record,
        (container, key) => {
          container[key] = text;
        },
        place,
      ),
  };
}

function later(year: string): string {
  return String(Number(year) + 3_000);
}

function isObject(value: Json): value is { [key: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function placesIn(value: Json, path = ""): string[] {
  if (typeof value !== "object" || value === null) return [];
  // Of a list the first two elements stand for all.
  const entries = Array.isArray(value) ? [...value.slice(0, 2).entries()] : Object.entries(value);
  return entries.flatMap(([key, inner]) => [`${path}/${key}`, ...placesIn(inner, `${path}/${key}`)]);
}

function retyped(value: Json): Json {
  if (typeof value === "string") return 12_345;
  if (typeof value === "number") return String(value);
  if (typeof value === "boolean") return value ? "yes" : "no";
  return Array.isArray(value) ? Object.fromEntries(value.entries()) : [value];
}

const RECORD = /<(record|entry|item)>[\s\S]*?<\/\1>/g;

function xmlRecords(body: string): Records | null {
  const found = [...body.matchAll(RECORD)].map(([text]) => ({ text }));
  if (found.length === 0) return null;
  const starts = [...body.matchAll(RECORD)].map(({ index }) => index);
  const replaced = (record: number, text: string): string => {
    const start = starts[record] as number;
    return body.slice(0, start) + text + body.slice(start + (found[record]?.text.length ?? 0));
  };
  const textOf = (record: number): string => found[record]?.text ?? "";
  const change = (record: number, place: string, edit: (element: string, name: string) => string): string => {
    const [name = "", nth = "0"] = place.split("#");
    let seen = -1;
    const text = textOf(record).replace(elementOf(name), (element) => {
      seen += 1;
      return seen === Number(nth) ? edit(element, name) : element;
    });
    return replaced(record, text);
  };
  return {
    count: found.length,
    places: (record) => {
      const counts = new Map<string, number>();
      // Inside the record: every element, the first two of a name.
      return [
        ...textOf(record)
          .slice(1)
          .matchAll(/<([A-Za-z][\w:.-]*)(?=[\s/>])/g),
      ].flatMap(([, name = ""]) => {
        const nth = counts.get(name) ?? 0;
        counts.set(name, nth + 1);
        return nth < 2 ? [`${name}#${nth}`] : [];
      });
    },
    hurt: (record, place, how) =>
      change(record, place, (element, name) => {
        if (how === "drop") return "";
        if (how === "null") return `<${name}/>`;
        if (how === "retype")
          return `<${name}>${element.includes("</", 1) && /<[^/][^>]*>[^<]*</.test(element.slice(1)) ? "not-this" : "<inner>not-this</inner>"}</${name}>`;
        return element.replace(`<${name}`, `<${name}_renamed`).replace(new RegExp(`</${name}>$`), `</${name}_renamed>`);
      }),
    without: (record) => replaced(record, ""),
    doubled: (record) => replaced(record, textOf(record) + textOf(record)),
    inFuture: (record) => replaced(record, textOf(record).replace(DATES, later)),
    withText: (record, place, text) => change(record, place, (_element, name) => `<${name}>${text}</${name}>`),
  };
}

/** Elements of a name, without those inside another of the same name. */
function elementOf(name: string): RegExp {
  return new RegExp(`<${name}(?=[\\s/>])[^>]*/>|<${name}(?=[\\s>])[^>]*>[\\s\\S]*?</${name}>`, "g");
}
