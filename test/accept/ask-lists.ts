/** Daily lists as the API shows them. */
import { z } from "zod";
import { type GraphqlClient, pageInfoSchema } from "./graphql-client.ts";

const ENTRY_FIELDS = `
  rank position previousRank change isNew score
  paper { arxivId }
  listing { day position upvotes commentCount submittedBy isCurrent
    organization { slug identifiers { scheme value } } }`;
const ENTRIES = `pageInfo { hasNextPage endCursor } nodes { ${ENTRY_FIELDS} }`;
const LISTS = `query Lists($from: Date!, $to: Date!, $source: SourceName!, $after: String) {
  dailyRankings(from: $from, to: $to, source: $source, first: 10, after: $after) {
    pageInfo { hasNextPage endCursor }
    nodes { date state emptyReason observedAt comparedWith totalCount source { name } entries(first: 100) { ${ENTRIES} } }
  }
}`;
const MORE_ENTRIES = `query Entries($date: Date!, $source: SourceName!, $after: String) {
  dailyRanking(date: $date, source: $source) { entries(first: 100, after: $after) { ${ENTRIES} } }
}`;

const entrySchema = z.object({
  rank: z.number(),
  position: z.number().nullable(),
  previousRank: z.number().nullable(),
  change: z.number().nullable(),
  isNew: z.boolean(),
  score: z.number(),
  paper: z.object({ arxivId: z.string().nullable() }).nullable(),
  listing: z
    .object({
      day: z.string(),
      position: z.number(),
      upvotes: z.number().nullable(),
      commentCount: z.number().nullable(),
      submittedBy: z.string().nullable(),
      isCurrent: z.boolean(),
      organization: z
        .object({ slug: z.string().nullable(), identifiers: z.array(z.object({ scheme: z.string(), value: z.string() })) })
        .nullable(),
    })
    .nullable(),
});
/** A place in a day's ranking, as answered. */
export type ListEntry = z.infer<typeof entrySchema>;

const entriesSchema = z.object({ pageInfo: pageInfoSchema, nodes: z.array(entrySchema) });
const listSchema = z.object({
  date: z.string(),
  state: z.string(),
  emptyReason: z.string().nullable(),
  observedAt: z.string().nullable(),
  comparedWith: z.string().nullable(),
  totalCount: z.number(),
  source: z.object({ name: z.string() }),
  entries: entriesSchema,
});
const listsSchema = z.object({ dailyRankings: z.object({ pageInfo: pageInfoSchema, nodes: z.array(listSchema) }) });
const moreSchema = z.object({ dailyRanking: z.object({ entries: entriesSchema }).nullable() });

/** A day's list, with all its entries. */
export interface AnsweredList extends Omit<z.infer<typeof listSchema>, "entries"> {
  readonly entries: readonly ListEntry[];
}

/** All lists of Hugging Face from one day to another, in the order answered. */
export async function askLists(client: GraphqlClient, from: string, to: string): Promise<AnsweredList[]> {
  const lists: AnsweredList[] = [];
  let after: string | null = null;
  do {
    const { dailyRankings }: z.infer<typeof listsSchema> = await client.ask(
      LISTS,
      { from, to, source: "huggingface", after },
      listsSchema,
    );
    for (const { entries, ...list } of dailyRankings.nodes) {
      lists.push({ ...list, entries: await allEntries(client, list.date, entries) });
    }
    after = dailyRankings.pageInfo.hasNextPage ? dailyRankings.pageInfo.endCursor : null;
  } while (after !== null);
  return lists;
}

async function allEntries(client: GraphqlClient, date: string, first: z.infer<typeof entriesSchema>): Promise<ListEntry[]> {
  const entries = [...first.nodes];
  let { hasNextPage, endCursor } = first.pageInfo;
  while (hasNextPage) {
    const { dailyRanking } = await client.ask(MORE_ENTRIES, { date, source: "huggingface", after: endCursor }, moreSchema);
    if (!dailyRanking) break;
    entries.push(...dailyRanking.entries.nodes);
    ({ hasNextPage, endCursor } = dailyRanking.entries.pageInfo);
  }
  return entries;
}
