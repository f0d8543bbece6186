/** How operations are carried out: limits, variables, context, then compiled or plain execution, then masked errors. */
import { useGraphQlJit } from "@envelop/graphql-jit";
import {
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  getVariableValues,
  Kind,
  type OperationDefinitionNode,
  parse,
  type ValidationRule,
  visit,
} from "graphql";
import type { Plugin } from "graphql-yoga";
import type { AskedFields } from "../loaders/asked-columns.ts";
import type { Logger } from "../log.ts";
import type { SourceHealth } from "../ranking/source-health.ts";
import type { GraphQLContext } from "../schema/context.ts";
import { codedError, type ErrorCode } from "../schema/errors.ts";
import { dependedSources } from "./depended-sources.ts";
import { documentFacts } from "./document-facts.ts";
import { maskError } from "./error-mask.ts";
import { freshnessOf } from "./freshness.ts";
import { checkLimits } from "./limits.ts";

/** Tokens of a document at most: names, braces, values. */
export const MAX_TOKENS = 5_000;

/** Braces and brackets inside one another at most: far over what limits.ts allows, and little enough for recursive code. */
const MAX_NESTING = 60;

/** What the plug-ins need. */
export interface ExecutionOptions {
  readonly schema: GraphQLSchema;
  readonly log: Logger;
  /** Builds one request's context. */
  readonly createContext: (asked: AskedFields) => Promise<GraphQLContext>;
  readonly health: SourceHealth;
  /** Compiled execution (graphql-jit); false: graphql-js, for comparison. */
  readonly isCompiled: boolean;
}

/** Errors in the request itself: 400, or 200 where the client takes `application/json` only, as GraphQL over HTTP wants. */
const MAX_MESSAGE = 500;
const REQUEST_ERROR = { status: 400, spec: true };

/** The plug-ins, in the order in which yoga must have them. */
export function executionPlugins(options: ExecutionOptions): Plugin[] {
  return [
    parsePlugin(),
    knownOperationsPlugin(),
    preparePlugin(options) as Plugin,
    ...(options.isCompiled ? [useGraphQlJit() as unknown as Plugin] : []),
    maskPlugin(options),
  ];
}

/** Bounds the parser and gives its errors a code. */
function parsePlugin(): Plugin {
  return {
    onParse({ setParseFn }) {
      setParseFn((source, parseOptions) => {
        try {
          const document = parse(source as string, { ...parseOptions, maxTokens: MAX_TOKENS });
          if (nesting(document) <= MAX_NESTING) return document;
        } catch (error) {
          // Thousands of brackets inside one another exhaust the parser's stack.
          if (!(error instanceof RangeError))
            throw error instanceof GraphQLError ? recoded(error, "GRAPHQL_PARSE_FAILED") : error;
        }
        throw recoded(new GraphQLError(`The document nests more than ${MAX_NESTING} levels.`), "GRAPHQL_PARSE_FAILED");
      });
    },
  };
}

/** graphql-js lets operations through that the schema has no root type for, and fails when it runs them. */
function knownOperationsPlugin(): Plugin {
  const rule: ValidationRule = (context) => ({
    OperationDefinition: (node) => {
      if (context.getSchema().getRootType(node.operation)) return;
      context.reportError(
        new GraphQLError(`There is nothing for a ${node.operation} here: the index is only read.`, { nodes: node }),
      );
    },
  });
  return { onValidate: ({ addValidationRule }) => addValidationRule(rule) };
}

/** How deeply selections and values lie inside one another, each fragment by itself. */
function nesting(document: DocumentNode): number {
  let depth = 0;
  let deepest = 0;
  const nested = {
    enter: () => {
      depth += 1;
      deepest = Math.max(deepest, depth);
    },
    leave: () => {
      depth -= 1;
    },
  };
  visit(document, { SelectionSet: nested, ListValue: nested, ObjectValue: nested });
  return deepest;
}

/** Refuses what must not run, and gives what runs its context. */
function preparePlugin({ schema, log, health, createContext }: ExecutionOptions): Plugin<Partial<GraphQLContext>> {
  return {
    async onExecute({ args, setResultAndStopExecution, extendContext }) {
      try {
        const facts = documentFacts(schema, args.document);
        const operation = getOperationAST(args.document, args.operationName);
        const document = facts.documentOf(args.operationName);
        if (!operation || !document)
          throw badRequest("The document holds no operation of that name, or several and none is named.");
        // Compiled execution does not check `@oneOf` and custom scalars as graphql-js does, so graphql-js goes first.
        const variables = coerced(schema, operation, args.variableValues ?? {});
        if (facts.hasNul || holdsNul(args.variableValues)) throw badRequest("Texts must not contain the character U+0000.");
        const fragments = new Map(
          document.definitions.flatMap((node) =>
            node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node] as const] : [],
          ),
        );
        const asked = { schema, operation, fragments, variables };
        checkLimits(asked);
        args.document = document;
        const context = await createContext(facts.asked);
        extendContext(context);
        const depended = dependedSources(asked);
        return depended.size === 0 ? undefined : { onExecuteDone: tellFreshness(health, context.now, depended, log) };
      } catch (error) {
        const errors = error instanceof VariableErrors ? error.errors : [error];
        setResultAndStopExecution({ errors: errors.map((one) => maskError(one, log, args.document.loc?.source)) });
      }
    },
  };
}

/** Says of the sources that an answer depends on which are late; an answer is not lost because that cannot be found out. */
function tellFreshness(health: SourceHealth, now: Date, depended: ReadonlySet<string>, log: Logger) {
  return async ({ result, setResult }: { result: unknown; setResult: (result: ExecutionResult) => void }): Promise<void> => {
    try {
      const freshness = freshnessOf(await health.at(now), depended);
      const answer = result as ExecutionResult;
      if (freshness.length > 0) setResult({ ...answer, extensions: { ...answer.extensions, freshness } });
    } catch (error) {
      log.error({ err: error }, "the states of the sources could not be read");
    }
  };
}

/** Masks the errors of an execution; those of the request are masked by yoga with the same function. */
function maskPlugin({ log }: ExecutionOptions): Plugin {
  return {
    onExecute({ args }) {
      const source = args.document.loc?.source;
      return {
        onExecuteDone({ result, setResult }) {
          if (!("errors" in result) || !result.errors?.length) return;
          setResult({ ...result, errors: result.errors.map((error) => maskError(error, log, source)) });
        },
      };
    },
  };
}

class VariableErrors extends Error {
  readonly errors: readonly GraphQLError[];
  constructor(errors: readonly GraphQLError[]) {
    super("The variables do not fit.");
    this.errors = errors;
  }
}

function coerced(schema: GraphQLSchema, operation: OperationDefinitionNode, values: Record<string, unknown>) {
  const { coerced: variables, errors } = getVariableValues(schema, operation.variableDefinitions ?? [], values, {
    maxErrors: 10,
  });
  if (!errors) return variables as Record<string, unknown>;
  throw new VariableErrors(errors.map((error) => recoded(error, "BAD_USER_INPUT")));
}

/** The same error as one of the request, with a code unless it has its own. */
function recoded(error: GraphQLError, code: ErrorCode): GraphQLError {
  return new GraphQLError(error.message.slice(0, MAX_MESSAGE), {
    nodes: error.nodes ?? null,
    source: error.source ?? null,
    positions: error.positions ?? null,
    extensions: { code, ...error.extensions, http: REQUEST_ERROR },
  });
}

function badRequest(message: string): GraphQLError {
  const error = codedError("BAD_USER_INPUT", message);
  Object.assign(error.extensions, { http: REQUEST_ERROR });
  return error;
}

/** Whether any text within holds U+0000. No recursion: variables may be nested as deeply as a body allows. */
function holdsNul(variables: ExecutionArgs["variableValues"]): boolean {
  const open: unknown[] = [variables];
  while (open.length > 0) {
    const value = open.pop();
    if (typeof value === "string" && value.includes("\u0000")) return true;
    if (typeof value === "object" && value !== null) for (const inner of Object.values(value)) open.push(inner);
  }
  return false;
}
