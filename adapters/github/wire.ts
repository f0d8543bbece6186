/** What GitHub really sends, one repository at a time. Fields that only some answers have are optional. */
import { z } from "zod";

const instant = z.iso.datetime({ offset: true });
const count = z.int().min(0).max(2_147_483_647);
const databaseId = z.int().min(1);
const nameWithOwner = z.string().regex(/^[^/\s]+\/[^/\s]+$/);

/** A repository of REST: `GET /repos/{owner}/{repo}`, `GET /repositories/{id}`. */
export const restRepositorySchema = z.object({
  id: databaseId,
  full_name: nameWithOwner,
  stargazers_count: count,
  forks_count: count,
  archived: z.boolean().optional(),
  fork: z.boolean().optional(),
  description: z.string().nullish(),
  homepage: z.string().nullish(),
  license: z.object({ spdx_id: z.string().nullish() }).nullish(),
  language: z.string().nullish(),
  topics: z.array(z.string()).optional(),
  created_at: instant.optional(),
  /** Null: nothing was ever pushed. */
  pushed_at: instant.nullish(),
  default_branch: z.string().nullish(),
});
/** See {@link restRepositorySchema}. */
export type RestRepository = z.infer<typeof restRepositorySchema>;

/** A repository of GraphQL, as our batch asks for it. */
export const graphqlRepositorySchema = z.object({
  databaseId,
  nameWithOwner,
  stargazerCount: count,
  forkCount: count,
  isArchived: z.boolean(),
  isFork: z.boolean(),
  description: z.string().nullable(),
  homepageUrl: z.string().nullable(),
  licenseInfo: z.object({ spdxId: z.string().nullable() }).nullable(),
  primaryLanguage: z.object({ name: z.string() }).nullable(),
  repositoryTopics: z.object({ nodes: z.array(z.object({ topic: z.object({ name: z.string() }) })) }),
  createdAt: instant,
  pushedAt: instant.nullable(),
  defaultBranchRef: z.object({ name: z.string() }).nullable(),
});
/** See {@link graphqlRepositorySchema}. */
export type GraphqlRepository = z.infer<typeof graphqlRepositorySchema>;

/** An error of a GraphQL answer. Without `path` it is about the whole question. */
export const graphqlErrorSchema = z.object({
  type: z.string().optional(),
  message: z.string(),
  path: z.array(z.union([z.string(), z.number()])).optional(),
});
/** See {@link graphqlErrorSchema}. */
export type GraphqlError = z.infer<typeof graphqlErrorSchema>;

/** A GraphQL answer as a whole; what lies under an alias is checked one by one. */
export const graphqlAnswerSchema = z.object({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z.array(graphqlErrorSchema).optional(),
});
/** See {@link graphqlAnswerSchema}. */
export type GraphqlAnswer = z.infer<typeof graphqlAnswerSchema>;

/** Where a redirect leads, from its body; the `location` header says the same. */
export const redirectSchema = z.object({ url: z.string() });

/** JSON checked against a schema; null: not JSON, or something else. */
export function readJson<T>(schema: z.ZodType<T>, body: string): T | null {
  try {
    const parsed = schema.safeParse(JSON.parse(body));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

/** Says in words that a repository may not be shown, of REST (403, 451) as of GraphQL (`FORBIDDEN`). */
export const ACCESS_BLOCKED = /access blocked|unavailable due to|dmca/i;
