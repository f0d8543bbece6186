/**
 * What an operation may ask for at most, judged before anything is read: depth, number of fields, and the nodes that it
 * could return when every list is as long as its arguments allow. Fragments are measured once each, so that a document
 * which nests them doubles no work.
 */
import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  getArgumentValues,
  getNamedType,
  getNullableType,
  isCompositeType,
  isInterfaceType,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from "graphql";
import { type Period, periodEnds } from "../loaders/metric-sum.ts";
import { remembered } from "../loaders/remembered.ts";
import { codedError } from "../schema/errors.ts";
import { DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE } from "../schema/page-arguments.ts";

/** Fields inside one another. Introspection does not count; graphql-js limits it itself. */
export const MAX_DEPTH = 15;
/** Fields at the root, `__typename` included. */
export const MAX_ROOT_FIELDS = 100;
/** Fields with an alias, fragments spread out. */
export const MAX_ALIASES = 200;
/** Fields in all, fragments spread out. */
export const MAX_FIELDS = 5_000;
/** Objects that the answer could hold. */
export const MAX_NODES = 100_000;

/** How many items a plain list is taken to have, by `Type.field`; others {@link USUAL_LIST}. */
const LIST_SIZES: Readonly<Record<string, number>> = { "MetricSeries.points": 100, "Author.organizations": 20 };
const USUAL_LIST = 5;

/** What an operation asks for. */
export interface Measure {
  readonly depth: number;
  readonly fields: number;
  readonly aliases: number;
  readonly nodes: number;
}

const NOTHING: Measure = { depth: 0, fields: 0, aliases: 0, nodes: 0 };

/** An operation with all that its measure depends on. */
export interface MeasuredOperation {
  readonly schema: GraphQLSchema;
  readonly operation: OperationDefinitionNode;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** Coerced. */
  readonly variables: Readonly<Record<string, unknown>>;
}

/** How much an operation asks for, its fragments spread out, every list at its full length. */
export function measureOperation(measured: MeasuredOperation): Measure {
  const root = measured.schema.getRootType(measured.operation.operation);
  return root ? measureSet(measured, measured.operation.selectionSet, root, new Map()) : NOTHING;
}

/** @throws {GraphQLError} COST_LIMIT, with what was asked and what is allowed */
export function checkLimits(measured: MeasuredOperation): void {
  const { depth, fields, aliases, nodes } = measureOperation(measured);
  refuse("nested fields", depth, MAX_DEPTH);
  refuse("fields at the root", countRoot(measured, measured.operation.selectionSet, new Map()), MAX_ROOT_FIELDS);
  refuse("aliases", aliases, MAX_ALIASES);
  refuse("fields", fields, MAX_FIELDS);
  refuse("objects in the answer (every `first` at its full length)", nodes, MAX_NODES);
}

function refuse(what: string, asked: number, allowed: number): void {
  if (asked <= allowed) return;
  const number = asked > Number.MAX_SAFE_INTEGER ? "more than 9 quadrillion" : String(asked);
  const error = codedError("COST_LIMIT", `The operation asks for ${number} ${what}; at most ${allowed} are allowed.`);
  Object.assign(error.extensions, { http: { status: 400, spec: true } });
  throw error;
}

function countRoot(measured: MeasuredOperation, set: SelectionSetNode, seen: Map<string, number>): number {
  return sum(set.selections, (selection) => {
    if (selection.kind === Kind.FIELD) return 1;
    if (selection.kind === Kind.INLINE_FRAGMENT) return countRoot(measured, selection.selectionSet, seen);
    return remembered(seen, selection.name.value, () => {
      const fragment = measured.fragments.get(selection.name.value);
      return fragment ? countRoot(measured, fragment.selectionSet, seen) : 0;
    });
  });
}

function measureSet(
  measured: MeasuredOperation,
  set: SelectionSetNode,
  parent: GraphQLNamedType,
  seen: Map<string, Measure>,
): Measure {
  return set.selections
    .map((selection): Measure => {
      if (selection.kind === Kind.FIELD) return measureField(measured, selection, parent, seen);
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        return measureSet(
          measured,
          selection.selectionSet,
          conditionType(measured, selection.typeCondition?.name.value, parent),
          seen,
        );
      }
      const fragment = measured.fragments.get(selection.name.value);
      if (!fragment) return NOTHING;
      return remembered(seen, selection.name.value, () =>
        measureSet(measured, fragment.selectionSet, conditionType(measured, fragment.typeCondition.name.value, parent), seen),
      );
    })
    .reduce(
      (all, one) => ({
        depth: Math.max(all.depth, one.depth),
        fields: all.fields + one.fields,
        aliases: all.aliases + one.aliases,
        nodes: all.nodes + one.nodes,
      }),
      NOTHING,
    );
}

function measureField(
  measured: MeasuredOperation,
  node: FieldNode,
  parent: GraphQLNamedType,
  seen: Map<string, Measure>,
): Measure {
  const aliases = node.alias ? 1 : 0;
  const isIntrospection = node.name.value.startsWith("__");
  const field = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[node.name.value] : undefined;
  if (isIntrospection || !field || !node.selectionSet) return { depth: isIntrospection ? 0 : 1, fields: 1, aliases, nodes: 0 };
  const inner = measureSet(measured, node.selectionSet, getNamedType(field.type), seen);
  const length = lengthOf(measured, node, field, parent);
  return {
    depth: 1 + inner.depth,
    fields: 1 + inner.fields,
    aliases: aliases + inner.aliases,
    // Of a connection the items are counted where the page is asked for; its `nodes` and `edges` repeat no list.
    nodes: length * (1 + inner.nodes),
  };
}

/** How many objects a field can give for one parent. */
function lengthOf(
  { variables }: MeasuredOperation,
  node: FieldNode,
  field: GraphQLField<unknown, unknown>,
  parent: GraphQLNamedType,
): number {
  const args = argumentsOf(field, node, variables);
  const names = field.args.map(({ name }) => name);
  if (names.includes("first")) {
    const size = args["first"] ?? args["last"] ?? DEFAULT_PAGE_SIZE;
    const items = typeof size === "number" ? Math.min(Math.max(size, 1), MAX_PAGE_SIZE) : DEFAULT_PAGE_SIZE;
    return items * periodsOf(args);
  }
  if (!isListType(getNullableType(field.type)) || !isCompositeType(getNamedType(field.type))) return 1;
  const list = Object.values(args).find((value): value is unknown[] => Array.isArray(value));
  if (parent.name === "Query" && list) return Math.max(list.length, 1);
  if (parent.name.endsWith("Connection")) return 1;
  return LIST_SIZES[`${parent.name}.${field.name}`] ?? USUAL_LIST;
}

/** Of sums by period each item has a row per period. */
function periodsOf({ resolution, from, to }: Readonly<Record<string, unknown>>): number {
  if (typeof resolution !== "string" || resolution === "RAW" || !(from instanceof Date && to instanceof Date)) return 1;
  return periodEnds(resolution as Period, from, to).length;
}

function argumentsOf(field: GraphQLField<unknown, unknown>, node: FieldNode, variables: Readonly<Record<string, unknown>>) {
  try {
    return getArgumentValues(field, node, variables);
  } catch {
    // Execution says what is wrong with them.
    return {};
  }
}

function conditionType({ schema }: MeasuredOperation, name: string | undefined, parent: GraphQLNamedType): GraphQLNamedType {
  return (name === undefined ? undefined : schema.getType(name)) ?? parent;
}

function sum<Item>(items: readonly Item[], measure: (item: Item) => number): number {
  return items.reduce((total, item) => total + measure(item), 0);
}
