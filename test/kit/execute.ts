/** Asks the API as a client would, without a socket, and keeps the statements that an answer took. */
import type { Sql } from "postgres";
import { adapters } from "../../adapters/index.ts";
import type { HiddenClasses } from "../../src/claims/exposure.ts";
import type { Clock } from "../../src/clock.ts";
import type { Identifier } from "../../src/contract/index.ts";
import { createSourceHealth, type SourceHealth } from "../../src/ranking/source-health.ts";
import type { SourceDescription } from "../../src/ranking/source-state.ts";
import { createYogaServer } from "../../src/server/create-yoga-server.ts";
import { silentLog } from "./log.ts";
import { seedClock } from "./seed.ts";

/** One statement, with white space made plain. */
export interface Statement {
  readonly text: string;
  readonly parameters: readonly unknown[];
}

/** What a client gets, and what it took. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: an answer is as free as JSON; each test says what it expects
  readonly body: any;
  readonly statements: readonly Statement[];
}

/** An API to ask. */
export interface TestApi {
  /** POSTs a document as JSON. */
  execute(query: string, variables?: Record<string, unknown>, operationName?: string): Promise<Answer>;
  /** Any request, by path under the server. */
  request(path: string, init?: RequestInit): Promise<Answer>;
}

/** How an API under test differs from the real one. */
export interface TestApiOptions {
  readonly isCompiled?: boolean;
  readonly clock?: Clock;
  readonly isOpen?: () => boolean;
  readonly sources?: readonly SourceDescription[];
  readonly hidden?: HiddenClasses;
  readonly health?: SourceHealth;
}

/** The sources of the registry, as the server is told of them. */
export const SOURCES: readonly SourceDescription[] = adapters.map((adapter) => ({
  id: adapter.id,
  title: adapter.name,
  termsUrl: adapter.references.terms,
  streams: Object.entries(adapter.streams).map(([name, { intervalMs, emits }]) => ({
    ...{ name, intervalMs, disabledReason: null, isListing: emits.includes("listing") },
  })),
}));

/** The identifier that a text names, by the rules of all adapters. */
export function identify(text: string): Identifier | null {
  for (const rule of adapters.flatMap((adapter) => adapter.identifies)) {
    const identifier = rule.parse(text);
    if (identifier !== null) return identifier;
  }
  return null;
}

/** The API over a database. */
export function createTestApi(sql: Sql, options: TestApiOptions = {}): TestApi {
  const statements: Statement[] = [];
  const { clock = seedClock, ...rest } = options;
  // What an answer says of late sources is read for all answers of a second at once, so it is no statement of any one of them.
  const health = createSourceHealth(sql, rest.sources ?? SOURCES, () => clock.monotonicMs());
  const yoga = createYogaServer({
    ...{ sql: recording(sql, statements), sources: SOURCES, identify, clock, log: silentLog, health },
    ...rest,
  });
  const request = async (path: string, init?: RequestInit): Promise<Answer> => {
    statements.length = 0;
    const response = await yoga.fetch(new Request(`http://localhost${path}`, init), {});
    const text = await response.text();
    const isJson = response.headers.get("content-type")?.includes("json") ?? false;
    return {
      status: response.status,
      headers: response.headers as Headers,
      body: isJson ? JSON.parse(text) : text,
      statements: [...statements],
    };
  };
  return {
    request,
    execute: (query, variables, operationName) =>
      request("/graphql", {
        method: "POST",
        headers: { "content-type": "application/json", accept: "application/json" },
        body: JSON.stringify({ query, variables, operationName }),
      }),
  };
}

/** The same client, with every statement written down. */
function recording(sql: Sql, statements: Statement[]): Sql {
  const note = (text: string, parameters: readonly unknown[]) =>
    statements.push({ text: text.replace(/\s+/g, " ").trim(), parameters });
  return new Proxy(sql, {
    apply: (target, receiver, args: [TemplateStringsArray, ...unknown[]]) => {
      if (Array.isArray(args[0]) && "raw" in args[0]) note(args[0].join("?"), args.slice(1));
      return Reflect.apply(target, receiver, args);
    },
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name);
      if (name !== "unsafe") return value;
      return (text: string, parameters: readonly unknown[] = [], ...more: unknown[]) => {
        note(text, parameters);
        return (value as (...args: unknown[]) => unknown).call(target, text, parameters, ...more);
      };
    },
  });
}
