/** GraphQL over HTTP, not yet listening: requests in, answers out. */
import { createYoga, type YogaServerInstance } from "graphql-yoga";
import type { Sql } from "postgres";
import type { Clock } from "../clock.ts";
import type { Identifier } from "../contract/index.ts";
import { createLoaders } from "../loaders/index.ts";
import type { Logger } from "../log.ts";
import { createSourceHealth, type SourceHealth } from "../ranking/source-health.ts";
import type { SourceDescription } from "../ranking/source-state.ts";
import type { GraphQLContext } from "../schema/context.ts";
import { schema } from "../schema/index.ts";
import { DEFAULT_QUERY } from "./default-query.ts";
import { maskError } from "./error-mask.ts";
import { executionPlugins } from "./execution-plugin.ts";
import { corsPlugin, httpPlugin } from "./http-plugin.ts";
import { readinessPlugin } from "./readiness-plugin.ts";

/** Bytes of a request's body at most. */
export const MAX_BODY_BYTES = 1_000_000;

/** What the API stands on. */
export interface ApiOptions {
  readonly sql: Sql;
  /** The registered sources, in the registry's order. */
  readonly sources: readonly SourceDescription[];
  /** The identifier that a text names, by the rules of all adapters. */
  readonly identify: (text: string) => Identifier | null;
  readonly clock: Clock;
  readonly log: Logger;
  /** False while the process is stopping; `/ready` then says so. */
  readonly isOpen?: () => boolean;
  /** What answers leave out; default: nothing. */
  readonly hidden?: GraphQLContext["hidden"];
  /** How the sources are doing, for `extensions.freshness`; default: read from `sql`, at most once a second. */
  readonly health?: SourceHealth;
  /** Default true: compiled execution. */
  readonly isCompiled?: boolean;
}

/** The request handler, with `/graphql`, GraphiQL, `/health` and `/ready`. */
export function createYogaServer(options: ApiOptions): YogaServerInstance<object, object> {
  const { sql, sources, identify, clock, log, hidden = new Set() } = options;
  const health = options.health ?? createSourceHealth(sql, sources, () => clock.monotonicMs());
  const createContext = async (asked: Parameters<typeof createLoaders>[0]["asked"]) => {
    const scope = { sql, sources, asked, now: await clock.now() };
    return { ...scope, identify, hidden, loaders: createLoaders(scope) };
  };
  return createYoga<object, object>({
    schema,
    plugins: [
      readinessPlugin(options),
      corsPlugin(),
      httpPlugin(),
      ...executionPlugins({ schema, log, health, createContext, isCompiled: options.isCompiled ?? true }),
    ],
    maskedErrors: { maskError: (error) => maskError(error, log) },
    cors: false,
    maxRequestBodySize: MAX_BODY_BYTES,
    multipart: false,
    batching: false,
    logging: false,
    graphqlEndpoint: "/graphql",
    healthCheckEndpoint: "/health",
    landingPage: ({ fetchAPI, graphqlEndpoint }) =>
      new fetchAPI.Response(null, { status: 302, headers: { location: graphqlEndpoint } }),
    graphiql: { title: "papergraph", defaultQuery: DEFAULT_QUERY },
    renderGraphiQL: async (page) => {
      // Nine megabytes of script, served by us so that it works without network; loaded when somebody looks.
      const { renderGraphiQL } = await import("@graphql-yoga/render-graphiql");
      return renderGraphiQL(page);
    },
  });
}
