/**
 * The record faults of the replay server, so that they can be tried without it. The same damage to the first record of a
 * body; a test compares the two where the server's code is at hand.
 */

/** Faults inside an answer. `to` of a retyped field is left to its kind, as the server's default is. */
export type RecordFault = FieldFault | { readonly kind: "duplicate-item" } | { readonly kind: "bad-record" };

interface FieldFault {
  readonly kind: "drop-field" | "retype-field";
  readonly field: string;
}

type Value = null | boolean | number | string | Value[] | { [key: string]: Value };
type Holder = { [key: string]: Value };

const BAD_RECORD = { paper: null, id: null, title: 42 } as const;

/** The body with the fault done to its first record. */
export function withFault(body: string, fault: RecordFault): string {
  return body.trimStart().startsWith("<") ? inXml(body, fault) : inJson(body, fault);
}

function inJson(body: string, fault: RecordFault): string {
  const value = JSON.parse(body) as Value;
  const items: Value[] = Array.isArray(value) ? value : [value];
  const isList = items === value;
  if (items.length === 0) return body;
  switch (fault.kind) {
    case "duplicate-item":
      if (isList) items.splice(0, 0, structuredClone(items[0] as Value));
      return JSON.stringify(value);
    case "bad-record":
      if (!isList) return JSON.stringify(BAD_RECORD);
      items.splice(0, 0, { ...BAD_RECORD });
      return JSON.stringify(value);
    default: {
      const path = fault.field.split(".");
      const last = path.pop() as string;
      const holder = path.reduce<Value | undefined>((at, key) => (at as Holder | undefined)?.[key], items[0]) as
        | Holder
        | undefined;
      if (holder && fault.kind === "drop-field") delete holder[last];
      else if (holder) holder[last] = retyped(holder[last]);
      return JSON.stringify(value);
    }
  }
}

function retyped(value: Value | undefined): Value {
  if (typeof value === "string") return Number.isFinite(Number(value)) ? Number(value) : 12_345;
  if (Array.isArray(value)) return Object.fromEntries(value.entries());
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function inXml(body: string, fault: RecordFault): string {
  const found = /[ \t]*<(entry|record|item)>[\s\S]*?<\/\1>\n?/.exec(body);
  if (!found) return body;
  const [block, tag] = found;
  const replace = (text: string) => body.slice(0, found.index) + text + body.slice(found.index + block.length);
  if (fault.kind === "duplicate-item") return replace(block + block);
  if (fault.kind === "bad-record") {
    const bad = `<${tag}><id></id><title/><header><identifier>oai:arXiv.org:not-an-id</identifier></header></${tag}>\n`;
    return replace(bad + block);
  }
  const { field } = fault;
  const element = new RegExp(`<${field}(\\s[^>]*)?>[\\s\\S]*?</${field}>|<${field}(\\s[^>]*)?/>`);
  return replace(block.replace(element, fault.kind === "drop-field" ? "" : `<${field}>not-a-${field}</${field}>`));
}
