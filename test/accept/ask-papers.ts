/** Papers as the API shows them: all of them page by page, or some by their arXiv identifiers. */
import { z } from "zod";
import { type GraphqlClient, pageInfoSchema } from "./graphql-client.ts";

const AUTHORSHIPS = "totalCount pageInfo { hasNextPage endCursor } nodes { position nameAsPrinted }";
const PAPER = `arxivId title doi license
  identifiers { scheme value }
  versions { version submittedAt }
  categories { code }
  primaryCategory { code }
  announcements { day type version isDayInferred category { code } }
  authorships(first: 100) { ${AUTHORSHIPS} }
  repositories { asWritten state source { name } repository { hostId nameWithOwner stars state } }
  provenance(fields: [AUTHORS]) { field value isChosen source { name } }`;
const SWEEP = `query Sweep($after: String) { papers(first: 50, after: $after) {
  totalCount pageInfo { hasNextPage endCursor } nodes { ${PAPER} } } }`;
const BY_ID = `query ById($references: [PaperReference!]!) { papersBy(references: $references) { ${PAPER} } }`;
const MORE_AUTHORS = `query Authors($id: String!, $after: String) {
  paper(by: { arxivId: $id }) { authorships(first: 100, after: $after) { ${AUTHORSHIPS} } } }`;
const DOI = `query Doi($doi: String!, $id: String!) {
  byDoi: paper(by: { doi: $doi }) { arxivId }
  claiming: paper(by: { arxivId: $id }) { doi conflicts { field candidates { value source { name } } } } }`;

const authorshipsSchema = z.object({
  totalCount: z.number(),
  pageInfo: pageInfoSchema,
  nodes: z.array(z.object({ position: z.number(), nameAsPrinted: z.string() })),
});
const paperSchema = z.object({
  arxivId: z.string().nullable(),
  title: z.string(),
  doi: z.string().nullable(),
  license: z.string().nullable(),
  identifiers: z.array(z.object({ scheme: z.string(), value: z.string() })),
  versions: z.array(z.object({ version: z.number(), submittedAt: z.string() })),
  categories: z.array(z.object({ code: z.string() })),
  primaryCategory: z.object({ code: z.string() }).nullable(),
  announcements: z.array(
    z.object({
      day: z.string(),
      type: z.string(),
      version: z.number(),
      isDayInferred: z.boolean(),
      category: z.object({ code: z.string() }),
    }),
  ),
  authorships: authorshipsSchema,
  repositories: z.array(
    z.object({
      asWritten: z.string(),
      state: z.string(),
      source: z.object({ name: z.string() }),
      repository: z
        .object({ hostId: z.string().nullable(), nameWithOwner: z.string(), stars: z.number().nullable(), state: z.string() })
        .nullable(),
    }),
  ),
  provenance: z.array(
    z.object({ field: z.string(), value: z.string(), isChosen: z.boolean(), source: z.object({ name: z.string() }) }),
  ),
});
const sweepSchema = z.object({
  papers: z.object({ totalCount: z.number(), pageInfo: pageInfoSchema, nodes: z.array(paperSchema) }),
});
const byIdSchema = z.object({ papersBy: z.array(paperSchema.nullable()) });
const moreSchema = z.object({ paper: z.object({ authorships: authorshipsSchema }).nullable() });
const doiSchema = z.object({
  byDoi: z.object({ arxivId: z.string().nullable() }).nullable(),
  claiming: z
    .object({
      doi: z.string().nullable(),
      conflicts: z.array(
        z.object({
          field: z.string(),
          candidates: z.array(z.object({ value: z.string(), source: z.object({ name: z.string() }) })),
        }),
      ),
    })
    .nullable(),
});

/** A paper as answered, with all its printed authors in order. */
export interface AnsweredPaper extends Omit<z.infer<typeof paperSchema>, "authorships"> {
  readonly authors: readonly string[];
  /** What `authorships.totalCount` says. */
  readonly authorCount: number;
}

/** Every paper there is, each once as answered. */
export async function askAllPapers(client: GraphqlClient): Promise<AnsweredPaper[]> {
  const papers: AnsweredPaper[] = [];
  let after: string | null = null;
  do {
    const { papers: page }: z.infer<typeof sweepSchema> = await client.ask(SWEEP, { after }, sweepSchema);
    for (const paper of page.nodes) papers.push(await withAuthors(client, paper));
    after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
  } while (after !== null);
  return papers;
}

/** The papers with these arXiv identifiers that are known. */
export async function askPapers(client: GraphqlClient, ids: readonly string[]): Promise<AnsweredPaper[]> {
  const papers: AnsweredPaper[] = [];
  for (let start = 0; start < ids.length; start += 50) {
    const references = ids.slice(start, start + 50).map((arxivId) => ({ arxivId }));
    const { papersBy } = await client.ask(BY_ID, { references }, byIdSchema);
    for (const paper of papersBy) if (paper) papers.push(await withAuthors(client, paper));
  }
  return papers;
}

/** How many papers there are. */
export async function countPapers(client: GraphqlClient): Promise<number> {
  const shape = z.object({ papers: z.object({ totalCount: z.number() }) });
  return (await client.ask("{ papers(first: 1) { totalCount } }", {}, shape)).papers.totalCount;
}

/** What the API says about a DOI, and about one of the papers that claim it. */
export async function askDoi(client: GraphqlClient, doi: string, arxivId: string): Promise<z.infer<typeof doiSchema>> {
  return await client.ask(DOI, { doi, id: arxivId }, doiSchema);
}

async function withAuthors(
  client: GraphqlClient,
  { authorships, ...paper }: z.infer<typeof paperSchema>,
): Promise<AnsweredPaper> {
  const nodes = [...authorships.nodes];
  let { hasNextPage, endCursor } = authorships.pageInfo;
  while (hasNextPage) {
    const { paper: more } = await client.ask(MORE_AUTHORS, { id: paper.arxivId, after: endCursor }, moreSchema);
    if (!more) break;
    nodes.push(...more.authorships.nodes);
    ({ hasNextPage, endCursor } = more.authorships.pageInfo);
  }
  return { ...paper, authors: nodes.map(({ nameAsPrinted }) => nameAsPrinted), authorCount: authorships.totalCount };
}
