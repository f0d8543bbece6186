/** Puts a bad record among the good ones of an answer, going by the shape that most answers have. */
import { z } from "zod";
import type { Exchange } from "../../src/contract/index.ts";

const record = z.record(z.string(), z.unknown());
const records = z.array(record).min(1);

/** What a list may hold that is no record of it. */
const NOT_A_RECORD: readonly unknown[] = [{ unexpected: "record" }, null, "text"];

/** An exchange with a bad record in it. */
export interface Spoilt {
  readonly exchange: Exchange;
  /** True: the answer is one record, and it is the bad one; there are no neighbours in it. */
  readonly isAlone: boolean;
}

/**
 * The exchange with one bad record in the middle of its list: JSON that is a list or an object with one list of objects,
 * XML with `record`, `entry` or `item` elements.
 * A JSON object without a list of objects is one record: all its values become null. Empty: the body has no such place.
 */
export function spoilByShape(exchange: Exchange): Spoilt[] {
  if (exchange.status < 200 || exchange.status >= 300) return [];
  const bodies = exchange.body.trimStart().startsWith("<") ? spoiltXml(exchange.body) : spoiltJson(exchange.body);
  return bodies.map(({ body, isAlone }) => ({ exchange: { ...exchange, body }, isAlone }));
}

interface SpoiltBody {
  readonly body: string;
  readonly isAlone: boolean;
}

function spoiltJson(body: string): SpoiltBody[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return [];
  }
  const list = records.safeParse(parsed);
  if (list.success) return NOT_A_RECORD.map((bad) => ({ body: JSON.stringify(amid(list.data, bad)), isAlone: false }));
  const object = record.safeParse(parsed);
  if (!object.success) return [];
  const lists = Object.entries(object.data).flatMap(([name, value]) => {
    const own = records.safeParse(value);
    return own.success ? [{ name, list: own.data }] : [];
  });
  const [only] = lists;
  if (!only) return Object.values(object.data).some(Array.isArray) ? [] : [{ body: nulled(object.data), isAlone: true }];
  if (lists.length > 1) return [];
  return NOT_A_RECORD.map((bad) => ({
    body: JSON.stringify({ ...object.data, [only.name]: amid(only.list, bad) }),
    isAlone: false,
  }));
}

function nulled(object: Readonly<Record<string, unknown>>): string {
  return JSON.stringify(Object.fromEntries(Object.keys(object).map((name) => [name, null])));
}

function amid(list: readonly unknown[], bad: unknown): unknown[] {
  const middle = Math.ceil(list.length / 2);
  return [...list.slice(0, middle), bad, ...list.slice(middle)];
}

/** The first record again with all its text taken out, right behind itself. */
function spoiltXml(body: string): SpoiltBody[] {
  const found = /<(record|entry|item)\b[^>]*>[\s\S]*?<\/\1>/.exec(body);
  if (!found) return [];
  const end = found.index + found[0].length;
  const bad = found[0].replace(/<!\[CDATA\[[\s\S]*?\]\]>/g, "").replace(/>[^<]+</g, "><");
  return [{ body: body.slice(0, end) + bad + body.slice(end), isAlone: false }];
}
