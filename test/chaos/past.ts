/** What rankings said while the clock was stepped, and whether they say the same of that instant once everything has come in. */
import { createHash } from "node:crypto";
import { z } from "zod";
import type { GraphqlClient } from "../accept/graphql-client.ts";
import type { Report } from "../accept/report.ts";
import type { Step } from "./step-plan.ts";

/** The kind of difference. */
export const PAST_KIND = "rankings as of then";

const ENTRY = `rank position previousRank change isNew score components { name value source { name } observedAt normalized weight contribution }
  paper { arxivId }`;
const QUERY = `query ($day: Date!, $asOf: DateTime!) {
  dailyRanking(date: $day, asOf: $asOf) { date state emptyReason observedAt asOf knownSince revision comparedWith totalCount
    entries(first: 100) { nodes { ${ENTRY} listing { upvotes commentCount firstSeenAt lastSeenAt } } } left { ${ENTRY} } }
  weekly: ranking(kind: WEEKLY, period: { containing: $day }, asOf: $asOf) { revision knownSince comparedWith entries(first: 100) { nodes { ${ENTRY} } } }
  trending: ranking(kind: TRENDING, asOf: $asOf) { revision knownSince comparedWith entries(first: 20) { nodes { ${ENTRY} } } } }`;

/** Keeps a digest of each answer, byte for byte. */
export class PastAnswers {
  readonly #answers: { readonly step: Step; readonly digest: string; readonly parts: readonly string[] }[] = [];

  get count(): number {
    return this.#answers.length;
  }

  /** Asks at the step itself. */
  async note(client: GraphqlClient, step: Step): Promise<void> {
    const parts = await ask(client, step);
    this.#answers.push({ step, digest: digestOf(parts), parts: parts.map(digestOf) });
  }

  /** Asks all of them again. */
  async judge(report: Report, client: GraphqlClient): Promise<void> {
    for (const { step, digest, parts } of this.#answers) {
      const again = await ask(client, step);
      const isSame = digestOf(again) === digest;
      const differing = again.flatMap((part, place) => (digestOf(part) === parts[place] ? [] : [NAMES[place] ?? ""]));
      const what = `${step.day} as of ${new Date(step.at).toISOString()}`;
      report.check("huggingface", PAST_KIND, what, "the same", isSame ? "the same" : `other: ${differing.join(", ")}`);
    }
  }
}

const NAMES = ["dailyRanking", "weekly", "trending"];

async function ask(client: GraphqlClient, { day, at }: Step): Promise<string[]> {
  const data = await client.ask(QUERY, { day, asOf: new Date(at).toISOString() }, z.record(z.string(), z.unknown()));
  return NAMES.map((name) => JSON.stringify(data[name]));
}

function digestOf(text: string | readonly string[]): string {
  return createHash("sha256")
    .update(typeof text === "string" ? text : text.join("\n"))
    .digest("hex");
}
