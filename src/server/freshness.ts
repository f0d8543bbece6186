/** What an answer says of late sources: `extensions.freshness`. */
import type { SourceReport } from "../ranking/source-state.ts";

/** One source that the answer depends on and that is not healthy. */
export interface Freshness {
  readonly source: string;
  /** As `Source.state`. */
  readonly state: SourceReport["state"];
  /** ISO instant of the newest run that got on; null: none did yet. */
  readonly lastSuccessAt: string | null;
  /** As `Source.lagSeconds`. */
  readonly lagSeconds: number | null;
  /** Parts that fell behind by themselves, such as arXiv's categories; absent: none did. */
  readonly parts?: readonly string[];
}

/**
 * The sources to be told, in the registry's order; empty: all are healthy. One that is switched off is told where the tables
 * hold data of it, which nobody keeps up to date.
 */
export function freshnessOf(reports: readonly SourceReport[], depended: ReadonlySet<string>): Freshness[] {
  return reports.flatMap((report): Freshness[] => {
    const { name, state, lastSuccessAt, lagSeconds, streams } = report;
    if (!depended.has(name) || state === "HEALTHY" || (state === "DISABLED" && !report.hasData)) return [];
    const parts = streams.flatMap((stream) => stream.parts.filter((part) => part.state === "LATE").map((part) => part.name));
    const told = { source: name, state, lastSuccessAt: lastSuccessAt?.toISOString() ?? null, lagSeconds };
    return [parts.length === 0 ? told : { ...told, parts: [...new Set(parts)] }];
  });
}
