/** The stored order of the trending ranking: what a paper's score is but for the age of the moment. */
import type { TransactionSql } from "postgres";
import { metricSources } from "../claims/metric-rule.ts";
import { TRENDING_FORMULA } from "../ranking/formula.ts";
import { heatText, readSources } from "../ranking/heat.ts";
import { prepareLargeQuery } from "../ranking/large-query.ts";
import { measuredText } from "../ranking/measured-text.ts";
import { EVERYTHING, NO_FILTER } from "../ranking/ranking-question.ts";

/** Later than anything can have been observed. */
const END = new Date("9999-12-31T00:00:00Z");

/** Brings these papers' rows up to date, null: those of all papers; those without a known submission have none. */
export async function deriveHeat(tx: TransactionSql, paperIds: readonly string[] | null): Promise<void> {
  if (paperIds?.length === 0) return;
  if (paperIds === null) await prepareLargeQuery(tx);
  const papers = paperIds && tx`select unnest(${paperIds as string[]}::uuid[])`;
  const measuring = {
    ...{ subject: "PAPER" as const, formula: TRENDING_FORMULA, scope: EVERYTHING, filter: NO_FILTER, asOf: END },
    ...{ sources: metricSources(await readSources(tx)), papers },
  };
  await tx`
    with ${measuredText(tx, measuring)},
    gone as (delete from paper_heat h where ${papers === null ? tx`true` : tx`h.paper_id in (${papers})`} and not exists (select from scored s where s.subject = h.paper_id))
    insert into paper_heat (paper_id, heat)
    select subject, ${heatText(tx, tx`score`, END)} from scored
    on conflict (paper_id) do update set heat = excluded.heat where paper_heat.heat <> excluded.heat`;
}

/** The rows of papers that nobody has counted anything of. */
export async function seedHeat(tx: TransactionSql, paperIds: readonly string[]): Promise<void> {
  await tx`
    insert into paper_heat (paper_id, heat)
    select s.paper_id, ${heatText(tx, tx`0`, tx`s.submitted_at`)}
    from paper_submission s where s.paper_id = any(${paperIds as string[]}::uuid[]) and s.valid_to is null`;
}
