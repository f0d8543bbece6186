/** What a document says before it is executed, found once per document (yoga keeps parsed documents by their text). */
import {
  type DocumentNode,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  Kind,
  type OperationDefinitionNode,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from "graphql";
import type { AskedFields } from "../loaders/asked-columns.ts";
import { remembered } from "../loaders/remembered.ts";

/** Facts of one document. */
export interface DocumentFacts {
  readonly asked: AskedFields;
  /** A string in it holds U+0000, which PostgreSQL cannot. */
  readonly hasNul: boolean;
  /** For compiled execution, which remembers documents: one document per operation. Undefined: no operation has this name. */
  documentOf(operationName: string | null | undefined): DocumentNode | undefined;
}

const known = new WeakMap<DocumentNode, DocumentFacts>();

/** The facts of a valid document. */
export function documentFacts(schema: GraphQLSchema, document: DocumentNode): DocumentFacts {
  return remembered(known, document, () => findFacts(schema, document));
}

function findFacts(schema: GraphQLSchema, document: DocumentNode): DocumentFacts {
  const asked = new Map<string, Set<string>>();
  const ask = (type: string, field: string) => {
    const fields = asked.get(type);
    if (fields) fields.add(field);
    else asked.set(type, new Set([field]));
  };
  let hasNul = false;
  const typeInfo = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(typeInfo, {
      Field: (node) => {
        const parent = getNamedType(typeInfo.getParentType());
        if (!parent) return;
        ask(parent.name, node.name.value);
        if (isAbstractType(parent)) for (const type of schema.getPossibleTypes(parent)) ask(type.name, node.name.value);
      },
      StringValue: (node) => {
        hasNul ||= node.value.includes("\u0000");
      },
    }),
  );
  const operations = document.definitions.filter(
    (node): node is OperationDefinitionNode => node.kind === Kind.OPERATION_DEFINITION,
  );
  const documents = new Map(operations.map((operation) => [operation.name?.value, only(document, operation, operations.length)]));
  return {
    asked: { has: (type, field) => asked.get(type)?.has(field) ?? false },
    hasNul,
    documentOf: (name) => (name ? documents.get(name) : operations.length === 1 ? [...documents.values()][0] : undefined),
  };
}

function only(document: DocumentNode, operation: OperationDefinitionNode, count: number): DocumentNode {
  if (count === 1) return document;
  const isKept = (node: DocumentNode["definitions"][number]) => node.kind !== Kind.OPERATION_DEFINITION || node === operation;
  return { ...document, definitions: document.definitions.filter(isKept) };
}
