/** Which sources an operation's answer depends on: by the fields that it selects, with the arguments that they have. */
import {
  type DirectiveNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  GraphQLIncludeDirective,
  type GraphQLNamedType,
  type GraphQLSchema,
  GraphQLSkipDirective,
  getArgumentValues,
  getDirectiveValues,
  getNamedType,
  isAbstractType,
  isInterfaceType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from "graphql";
import { remembered } from "../loaders/remembered.ts";
import { DEPENDENCE, LIST_TYPES, LISTING_SOURCES } from "../schema/dependence.ts";

/** An operation with all that its answer follows from. */
export interface AskedOperation {
  readonly schema: GraphQLSchema;
  readonly operation: OperationDefinitionNode;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** Coerced. */
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Sources of operations that no variable changes; yoga keeps parsed documents by their text. */
const known = new WeakMap<OperationDefinitionNode, ReadonlySet<string>>();

/** The sources, by name; empty: whatever a source does, the answer is the same. */
export function dependedSources(asked: AskedOperation): ReadonlySet<string> {
  return hasVariables(asked) ? findSources(asked) : remembered(known, asked.operation, () => findSources(asked));
}

function hasVariables({ operation }: AskedOperation): boolean {
  return (operation.variableDefinitions?.length ?? 0) > 0;
}

interface Walk extends AskedOperation {
  readonly found: Set<string>;
  /** Fragments with the scope in which they were walked: a document that nests them doubles no work. */
  readonly seen: Set<string>;
}

function findSources(asked: AskedOperation): ReadonlySet<string> {
  const root = asked.schema.getRootType(asked.operation.operation);
  const walk: Walk = { ...asked, found: new Set(), seen: new Set() };
  if (root) walkSet(walk, asked.operation.selectionSet, root, null);
  return walk.found;
}

/** `scope`: the sources of the list in which the selection stands; null: it stands in none, or in anybody's. */
function walkSet(walk: Walk, set: SelectionSetNode, parent: GraphQLNamedType, scope: readonly string[] | null): void {
  for (const selection of set.selections) {
    if (!isIncluded(walk, selection)) continue;
    if (selection.kind === Kind.FIELD) walkField(walk, selection, parent, scope);
    else if (selection.kind === Kind.INLINE_FRAGMENT) {
      walkSet(walk, selection.selectionSet, typeNamed(walk, selection.typeCondition?.name.value) ?? parent, scope);
    } else {
      const fragment = walk.fragments.get(selection.name.value);
      const key = JSON.stringify([selection.name.value, scope]);
      if (!fragment || walk.seen.has(key)) continue;
      walk.seen.add(key);
      walkSet(walk, fragment.selectionSet, typeNamed(walk, fragment.typeCondition.name.value) ?? parent, scope);
    }
  }
}

function walkField(walk: Walk, node: FieldNode, parent: GraphQLNamedType, scope: readonly string[] | null): void {
  const name = node.name.value;
  const field = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name] : undefined;
  if (!field) return;
  const args = argumentsOf(walk, field, node);
  // What is asked of an interface may be any of its types'.
  const types = isAbstractType(parent) ? walk.schema.getPossibleTypes(parent) : [parent];
  let inner = scope;
  for (const type of types) {
    const dependence = DEPENDENCE[type.name]?.[name] ?? [];
    const sources =
      dependence === "LISTED" ? listSources(args, scope) : typeof dependence === "function" ? dependence(args) : dependence;
    if (dependence === "LISTED") inner = sources;
    for (const source of sources) walk.found.add(source);
  }
  if (!node.selectionSet) return;
  const result = getNamedType(field.type);
  walkSet(walk, node.selectionSet, result, isOfList(result) ? inner : null);
}

function listSources(args: Readonly<Record<string, unknown>>, scope: readonly string[] | null): readonly string[] {
  return typeof args["source"] === "string" ? [args["source"]] : (scope ?? LISTING_SOURCES);
}

/** A list's own types, and the pages that hold them. */
function isOfList({ name }: GraphQLNamedType): boolean {
  return LIST_TYPES.has(name.replace(/(?:Connection|Edge)$/, ""));
}

function isIncluded({ variables }: Walk, node: SelectionNode): boolean {
  if (!node.directives?.length) return true;
  const asked = node as { readonly directives?: readonly DirectiveNode[] };
  if (getDirectiveValues(GraphQLSkipDirective, asked, variables)?.["if"] === true) return false;
  return getDirectiveValues(GraphQLIncludeDirective, asked, variables)?.["if"] !== false;
}

function argumentsOf(
  { variables }: Walk,
  field: GraphQLField<unknown, unknown>,
  node: FieldNode,
): Readonly<Record<string, unknown>> {
  if (field.args.length === 0) return {};
  try {
    return getArgumentValues(field, node, variables);
  } catch {
    // Execution says what is wrong with them.
    return {};
  }
}

function typeNamed({ schema }: Walk, name: string | undefined): GraphQLNamedType | undefined {
  return name === undefined ? undefined : schema.getType(name);
}
