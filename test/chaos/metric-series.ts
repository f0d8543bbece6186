/** Judges counters over time: what the API tells of votes and comments against the values seen at the steps. */
import { z } from "zod";
import type { GraphqlClient } from "../accept/graphql-client.ts";
import type { ListLine } from "../accept/reading-log.ts";
import type { Report } from "../accept/report.ts";

const SOURCE = "huggingface";
/** Kinds of comparison that a judgement makes. */
export const SERIES_KINDS = ["series of votes", "series of comments"] as const;
const PAPERS_PER_QUERY = 20;

const POINTS = "points { at value }";
const SERIES = `query Series($references: [PaperReference!]!) { papersBy(references: $references) { arxivId
  votes: metrics(kind: UPVOTES, source: "huggingface") { ${POINTS} }
  comments: metrics(kind: COMMENTS, source: "huggingface") { ${POINTS} } } }`;
const pointsSchema = z.object({ points: z.array(z.object({ at: z.string(), value: z.number() })) });
const seriesSchema = z.object({
  papersBy: z.array(z.object({ arxivId: z.string().nullable(), votes: pointsSchema, comments: pointsSchema }).nullable()),
});

type Seen = Map<number, number>;

/** The values of all papers' counters at the steps at which they were seen. */
export class SeenValues {
  readonly #votes = new Map<string, Seen>();
  readonly #comments = new Map<string, Seen>();

  /** Notes a list as read; of several lists at one instant the later day's counts, so they must come in the order of their days. */
  add(at: number, lines: readonly ListLine[]): void {
    for (const { id, upvotes, comments } of lines) {
      note(this.#votes, id, at, upvotes);
      if (comments !== null) note(this.#comments, id, at, comments);
    }
  }

  /** How many papers were seen. */
  get papers(): number {
    return this.#votes.size;
  }

  /** Compares every paper's series with what was seen of it. */
  async judge(report: Report, client: GraphqlClient): Promise<void> {
    const ids = [...this.#votes.keys()];
    for (let start = 0; start < ids.length; start += PAPERS_PER_QUERY) {
      const asked = ids.slice(start, start + PAPERS_PER_QUERY);
      const { papersBy } = await client.ask(SERIES, { references: asked.map((arxivId) => ({ arxivId })) }, seriesSchema);
      const answered = new Map(papersBy.flatMap((paper) => (paper ? [[paper.arxivId, paper] as const] : [])));
      for (const id of asked) {
        const paper = answered.get(id);
        report.check(SOURCE, SERIES_KINDS[0], id, changes(this.#votes.get(id)), stated(paper?.votes));
        report.check(SOURCE, SERIES_KINDS[1], id, changes(this.#comments.get(id)), stated(paper?.comments));
      }
    }
  }
}

function note(seen: Map<string, Seen>, id: string, at: number, value: number): void {
  const values = seen.get(id) ?? new Map<number, number>();
  values.set(at, value);
  seen.set(id, values);
}

/** A point per observed change. */
function changes(seen: Seen | undefined): string[] {
  const values = [...(seen ?? [])].sort(([one], [other]) => one - other);
  return values.flatMap(([at, value], place) => (values[place - 1]?.[1] === value ? [] : [point(at, value)]));
}

function stated(series: z.infer<typeof pointsSchema> | undefined): string[] | null {
  return series?.points.map(({ at, value }) => point(Date.parse(at), value)) ?? null;
}

function point(at: number, value: number): string {
  return `${new Date(at).toISOString().slice(0, 19)} ${value}`;
}
