/** Whose count of a thing is taken where several sources count it: one order for rankings, sums and a paper's own figures. */
import { METRIC_KINDS, type MetricKind } from "../contract/index.ts";
import { FIELD_RULES } from "./field-rule.ts";

/** The host's own count comes before that of whoever links it. */
const OF_REPOSITORY: readonly string[] = ["github", "huggingface"];

/** Sources best first, by kind; others come after them. */
export const COUNTED_BY: Readonly<Record<MetricKind, readonly string[]>> = {
  UPVOTES: FIELD_RULES.UPVOTES.sources,
  COMMENTS: FIELD_RULES.COMMENT_COUNT.sources,
  CITATIONS: FIELD_RULES.CITATION_COUNT.sources,
  LINKED_MODELS: FIELD_RULES.UPVOTES.sources,
  STARS: OF_REPOSITORY,
  FORKS: OF_REPOSITORY,
};

/** Sources that are named for no counter come after those that are: a further adapter may count what it likes. */
const KNOWN = new Set(Object.values(COUNTED_BY).flat());

/** Sources best first, by kind. `installed`: ids of the adapters there are. */
export function metricSources(installed: readonly string[]): Readonly<Record<MetricKind, readonly string[]>> {
  const further = installed.filter((id) => !KNOWN.has(id) && id !== "arxiv").sort();
  const entries = METRIC_KINDS.map((kind) => [kind, [...COUNTED_BY[kind], ...further]] as const);
  return Object.fromEntries(entries) as Record<MetricKind, readonly string[]>;
}
