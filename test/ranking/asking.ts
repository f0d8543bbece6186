/** Asks the schema directly, at a given instant, and counts the statements that it took. */
import { graphql } from "graphql";
import type { Sql } from "postgres";
import { createLoaders } from "../../src/loaders/index.ts";
import type { LoaderScope } from "../../src/loaders/scope.ts";
import type { SourceDescription } from "../../src/ranking/source-state.ts";
import { schema } from "../../src/schema/index.ts";

/** Two sources, of which only the first lists papers. */
export const SOURCES: readonly SourceDescription[] = [
  {
    ...{ id: "huggingface", title: "Hugging Face Daily Papers", termsUrl: "https://huggingface.co/terms-of-service" },
    streams: [{ name: "daily", intervalMs: 600_000, disabledReason: null, isListing: true }],
  },
  { id: "arxiv", title: "arXiv", termsUrl: "https://info.arxiv.org/help/api/tou.html", streams: [] },
];

/** An answer, with the codes of its errors. */
export interface Answer<Data> {
  readonly data: Data;
  readonly codes: readonly unknown[];
  readonly messages: readonly string[];
  readonly statements: number;
}

/** Answers a document as of `now`; every field counts as asked for. */
export async function ask<Data>(
  sql: Sql,
  now: Date,
  source: string,
  variables: Record<string, unknown> = {},
): Promise<Answer<Data>> {
  let statements = 0;
  const counting = new Proxy(sql, {
    apply: (target, receiver, args) => {
      statements += 1;
      return Reflect.apply(target, receiver, args);
    },
    get: (target, name) => {
      if (name === "unsafe") statements += 1;
      return Reflect.get(target, name);
    },
  });
  const scope: LoaderScope = { sql: counting, now, sources: SOURCES, asked: { has: () => true } };
  const contextValue = { ...scope, loaders: createLoaders(scope), identify: () => null, hidden: new Set<never>() };
  const { data, errors = [] } = await graphql({ schema, source, contextValue, variableValues: variables });
  return {
    data: JSON.parse(JSON.stringify(data ?? null)) as Data,
    codes: errors.map((error) => error.extensions["code"] ?? error.originalError?.message),
    messages: errors.map((error) => error.message),
    statements,
  };
}
