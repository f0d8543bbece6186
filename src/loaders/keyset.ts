/**
 * Lists in pages, by keyset: a page begins behind a place (sort value and id), never at an offset. One text for the
 * list as a whole and one for the same list of each of many parents (a lateral join), so a level is one statement.
 * Nulls come last in either direction. Rows with a sort value and rows without are read apart, since only then an
 * index on (value, id) gives both in order.
 */
import type { Parameter } from "./read.ts";

/** Values bound to `$1`, `$2`, … in the order in which they are added. */
export class Bindings {
  readonly values: Parameter[];
  constructor(values: readonly Parameter[] = []) {
    this.values = [...values];
  }
  /** Adds a value and gives its placeholder. */
  add(value: Parameter): string {
    this.values.push(value);
    return `$${this.values.length}`;
  }
}

/** What a list is sorted by. */
export interface Sort {
  /** SQL of the value. */
  readonly expression: string;
  /** Its SQL type, for what a cursor brings. */
  readonly cast: "date" | "timestamptz" | "integer" | "text";
  readonly isNullable: boolean;
  /** SQL of the id that makes each place unique. It ascends and descends with the value. */
  readonly id: string;
  readonly isDescending: boolean;
}

/** A list that can be read in pages. */
export interface KeysetList {
  readonly select: string;
  readonly from: string;
  /** Conditions, all of which hold. */
  readonly where: readonly string[];
  /** Values of `from` and `where`. With parents `$1` is kept for their keys. */
  readonly bindings: Bindings;
  readonly sort: Sort;
  /** SQL type of the parents' keys, which `from` and `where` call `parent.id`; null: one list, no parents. */
  readonly parents: "uuid" | "text" | null;
}

/** A place in a list. */
export interface Place {
  readonly value: Parameter;
  readonly id: string;
}

/** Which rows are wanted. */
export interface Window {
  readonly size: number;
  readonly isBackward: boolean;
  readonly after: Place | null;
  readonly before: Place | null;
}

/** A statement with its values. */
export interface Statement {
  readonly text: string;
  readonly values: Parameter[];
}

/** What every row of a page has besides the selected columns. `parentId`: only of a list with parents. */
export interface PageRow {
  readonly sortValue: string | number | Date | null;
  readonly sortId: string;
  readonly parentId?: string;
}

/** Conditions for rows with a sort value and for rows without; null: no such row. */
interface Parts {
  readonly valued: readonly string[] | null;
  readonly unvalued: readonly string[] | null;
}

type Side = "after" | "before" | "atOrAfter" | "atOrBefore";

function beyond(sort: Sort, side: Side, place: Place, bindings: Bindings): Parts {
  const isForward = side === "after" || side === "atOrAfter";
  const operator = (isForward === sort.isDescending ? "<" : ">") + (side.startsWith("at") ? "=" : "");
  const id = bindings.add(place.id);
  if (place.value === null) {
    return { valued: isForward ? null : [], unvalued: [`${sort.id} ${operator} ${id}::uuid`] };
  }
  const value = bindings.add(place.value);
  return {
    valued: [`(${sort.expression}, ${sort.id}) ${operator} (${value}::${sort.cast}, ${id}::uuid)`],
    unvalued: isForward ? [] : null,
  };
}

function both(a: Parts, b: Parts): Parts {
  const join = (x: readonly string[] | null, y: readonly string[] | null) => (x === null || y === null ? null : [...x, ...y]);
  return { valued: join(a.valued, b.valued), unvalued: join(a.unvalued, b.unvalued) };
}

/** The conditions of each part, those of the list included. */
function partsOf(list: KeysetList, place: Parts): string[] {
  const { expression, isNullable } = list.sort;
  const parts: string[] = [];
  const clause = (conditions: readonly string[]) => (conditions.length === 0 ? "" : ` where ${conditions.join(" and ")}`);
  if (place.valued) {
    parts.push(
      `from ${list.from}${clause([...list.where, ...(isNullable ? [`${expression} is not null`] : []), ...place.valued])}`,
    );
  }
  if (place.unvalued && isNullable) {
    parts.push(`from ${list.from}${clause([...list.where, `${expression} is null`, ...place.unvalued])}`);
  }
  return parts;
}

function forParents(list: KeysetList, columns: string, inner: string): string {
  return `select ${columns} from unnest($1::${list.parents}[]) as parent(id) cross join lateral (${inner}) as page`;
}

/** One row more than the page holds tells whether the list goes on. A backward page comes in reverse order. */
export function pageStatement(list: KeysetList, window: Window): Statement {
  const bindings = new Bindings(list.bindings.values);
  let place: Parts = { valued: [], unvalued: [] };
  if (window.after) place = both(place, beyond(list.sort, "after", window.after, bindings));
  if (window.before) place = both(place, beyond(list.sort, "before", window.before, bindings));
  const { expression, id } = list.sort;
  const direction = list.sort.isDescending === window.isBackward ? "asc" : "desc";
  const select = `select ${list.select}, ${expression} as "sortValue", ${id} as "sortId"`;
  const wanted = partsOf(list, place);
  if (wanted.length === 0) return emptyStatement(list, select);
  const limit = bindings.add(window.size + 1);
  const parts = wanted.map((part) => `${select} ${part} order by ${expression} ${direction}, ${id} ${direction} limit ${limit}`);
  const order = `"sortValue" ${direction} nulls ${window.isBackward ? "first" : "last"}, "sortId" ${direction}`;
  const page =
    parts.length === 1
      ? (parts[0] as string)
      : `select * from ((${parts.join(") union all (")})) as part order by ${order} limit ${limit}`;
  const text = list.parents === null ? page : `${forParents(list, 'parent.id as "parentId", page.*', page)} order by ${order}`;
  return { text, values: bindings.values };
}

/** Two places between which nothing can lie. The list's own values stay bound, since each `$n` must have its value. */
function emptyStatement(list: KeysetList, select: string): Statement {
  const page = `${select} from ${list.from} where ${[...list.where, "false"].join(" and ")}`;
  const text = list.parents === null ? page : forParents(list, 'parent.id as "parentId", page.*', page);
  return { text, values: list.bindings.values };
}

/** How many rows the list has: one row `count`, per parent with `parentId`. */
export function countStatement(list: KeysetList): Statement {
  const where = list.where.length === 0 ? "" : ` where ${list.where.join(" and ")}`;
  const count = `select count(*)::integer as "count" from ${list.from}${where}`;
  return {
    text: list.parents === null ? count : forParents(list, 'parent.id as "parentId", page."count"', count),
    values: list.bindings.values,
  };
}

/** Whether the list has a row at a place or further on (`isForward`), or up to it: one row `exists`, per parent with `parentId`. */
export function existsStatement(list: KeysetList, isForward: boolean, place: Place): Statement {
  const bindings = new Bindings(list.bindings.values);
  const parts = partsOf(list, beyond(list.sort, isForward ? "atOrAfter" : "atOrBefore", place, bindings));
  const exists = `select ${parts.map((part) => `exists (select ${part})`).join(" or ") || "false"} as "exists"`;
  return {
    text: list.parents === null ? exists : forParents(list, 'parent.id as "parentId", page."exists"', exists),
    values: bindings.values,
  };
}
