/** Asks a GraphQL endpoint; answers are checked against a shape before anything is read from them. */
import { z } from "zod";

const answerSchema = z.object({
  data: z.unknown(),
  errors: z.array(z.object({ message: z.string(), path: z.array(z.union([z.string(), z.number()])).optional() })).optional(),
});
/** What a connection says about its pages. */
export const pageInfoSchema = z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() });

/** The endpoint answered with errors, or with nothing that reads as an answer. */
export class GraphqlFailure extends Error {
  override readonly name = "GraphqlFailure";
}

/** One endpoint. */
export class GraphqlClient {
  readonly #url: string;
  /** Queries asked, and the seconds that their answers took. */
  readonly spent = { queries: 0, seconds: 0 };

  constructor(url: string) {
    this.#url = url;
  }

  /** @throws {GraphqlFailure} when the answer carries errors or has another shape */
  async ask<Shape extends z.ZodType>(
    query: string,
    variables: Readonly<Record<string, unknown>>,
    shape: Shape,
  ): Promise<z.infer<Shape>> {
    const started = performance.now();
    const response = await fetch(this.#url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ query, variables }),
    });
    const text = await response.text();
    this.spent.queries += 1;
    this.spent.seconds += (performance.now() - started) / 1000;
    const answer = answerSchema.safeParse(parseJson(text));
    if (!answer.success) throw new GraphqlFailure(`status ${response.status}, not an answer: ${text.slice(0, 300)}`);
    const [error] = answer.data.errors ?? [];
    if (error)
      throw new GraphqlFailure(
        `${error.message} (at ${error.path?.join(".") ?? "the query"}; ${JSON.stringify(variables).slice(0, 200)})`,
      );
    const data = shape.safeParse(answer.data.data);
    if (!data.success) throw new GraphqlFailure(`unexpected answer: ${z.prettifyError(data.error).slice(0, 500)}`);
    return data.data;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
