/** What GitHub really sends, one repository at a time. Fields that only some answers have are optional. */
import { z } from "zod";
import { LONGEST } from "../../src/contract/index.ts";

const instant = z.iso.datetime({ offset: true });
const count = z.int().min(0).max(2_147_483_647);
const databaseId = z.int().min(1);
/** `owner/name`, as GitHub spells it. */
export const nameWithOwner = z
  .string()
  .max(LONGEST.name)
  .regex(/^[^/\s]+\/[^/\s]+$/);
const shortText = z.string().max(LONGEST.name);
const line = z.string().max(LONGEST.line);
const prose = z.string().max(LONGEST.prose);

/** A repository of REST: `GET /repos/{owner}/{repo}`, `GET /repositories/{id}`. */
export const restRepositorySchema = z.object({
  id: databaseId,
  full_name: nameWithOwner,
  stargazers_count: count,
  forks_count: count,
  /** From here on: always there, in the oldest recorded answers too. A null says that there is none; only a cut would leave it out. */
  archived: z.boolean(),
  fork: z.boolean(),
  description: prose.nullable(),
  homepage: line.nullable(),
  license: z.object({ spdx_id: shortText.nullable() }).nullable(),
  language: shortText.nullable(),
  created_at: instant,
  /** Null: nothing was ever pushed. */
  pushed_at: instant.nullable(),
  default_branch: shortText,
  /** Came later than the rest. */
  topics: z.array(shortText).optional(),
});
/** See {@link restRepositorySchema}. */
export type RestRepository = z.infer<typeof restRepositorySchema>;

/** A week of `GET /repos/{owner}/{repo}/stargazers/history`: its Sunday in epoch seconds, and the stars given on each of its days. */
export const starWeekSchema = z
  .object({ week: z.int().min(0).max(253_402_300_799), total: count, days: z.array(count).length(7) })
  .refine(({ total, days }) => total === days.reduce((sum, day) => sum + day, 0), "the days do not add up to the total");
/** See {@link starWeekSchema}. */
export type StarWeek = z.infer<typeof starWeekSchema>;

/** A repository of GraphQL, as our batch asks for it. */
export const graphqlRepositorySchema = z.object({
  databaseId,
  nameWithOwner,
  stargazerCount: count,
  forkCount: count,
  isArchived: z.boolean(),
  isFork: z.boolean(),
  description: prose.nullable(),
  homepageUrl: line.nullable(),
  licenseInfo: z.object({ spdxId: shortText.nullable() }).nullable(),
  primaryLanguage: z.object({ name: shortText }).nullable(),
  repositoryTopics: z.object({ nodes: z.array(z.object({ topic: z.object({ name: shortText }) })) }),
  createdAt: instant,
  pushedAt: instant.nullable(),
  defaultBranchRef: z.object({ name: shortText }).nullable(),
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
