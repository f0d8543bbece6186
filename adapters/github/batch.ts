/** The GraphQL question for many repositories at once. Its body holds the names asked for, so that `normalize` needs nothing else. */
import { z } from "zod";

/** One repository of a batch: the alias it is asked under, and its name. */
export interface Asked {
  readonly alias: string;
  readonly nameWithOwner: string;
}

const FIELDS = `fragment fields on Repository {
  databaseId nameWithOwner stargazerCount forkCount isArchived isFork pushedAt createdAt description homepageUrl
  licenseInfo { spdxId } primaryLanguage { name } repositoryTopics(first: 20) { nodes { topic { name } } } defaultBranchRef { name }
}`;

const bodySchema = z.object({ query: z.string(), variables: z.record(z.string(), z.string()) });

/** The request's body for these names. The same names give the same text. */
export function batchBody(names: readonly string[]): string {
  const parameters = names.map((_, at) => `$o${at}: String!, $n${at}: String!`).join(", ");
  const aliases = names.map((_, at) => `  r${at}: repository(owner: $o${at}, name: $n${at}) { ...fields }`).join("\n");
  const variables = names.flatMap((name, at) => {
    const slash = name.indexOf("/");
    return [
      [`o${at}`, name.slice(0, slash)],
      [`n${at}`, name.slice(slash + 1)],
    ];
  });
  const query = `query repositories(${parameters}) {\n${aliases}\n  rateLimit { limit cost remaining resetAt }\n}\n${FIELDS}`;
  return JSON.stringify({ query, variables: Object.fromEntries(variables) });
}

/** What a body made by {@link batchBody} asks for, in order; null: it is not one. */
export function askedIn(body: string | null): Asked[] | null {
  let json: unknown;
  try {
    json = JSON.parse(body ?? "");
  } catch {
    return null;
  }
  const parsed = bodySchema.safeParse(json);
  if (!parsed.success) return null;
  const { variables } = parsed.data;
  const asked: Asked[] = [];
  for (let at = 0; ; at += 1) {
    const owner = variables[`o${at}`];
    const name = variables[`n${at}`];
    if (owner === undefined || name === undefined) return asked;
    asked.push({ alias: `r${at}`, nameWithOwner: `${owner}/${name}` });
  }
}
