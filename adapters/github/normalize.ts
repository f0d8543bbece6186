/** What a page of GitHub's answers says: a batch of GraphQL, or one repository of REST with the redirects that led to it. */
import type { Exchange, Normalized } from "../../src/contract/index.ts";
import { normalizeBatch } from "./normalize-graphql.ts";
import { normalizeLookup } from "./normalize-rest.ts";

/** Emits one repository record per name asked for, and stars and forks once per repository. @throws {InvalidPayloadError} */
export function normalize(page: readonly Exchange[]): Normalized {
  return page.some(({ request }) => request.method === "POST") ? normalizeBatch(page) : normalizeLookup(page);
}
