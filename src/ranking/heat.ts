/** What of a trending score stays the same while all grow older. */
import type { Fragment, Sql, TransactionSql } from "postgres";
import { TRENDING_FORMULA } from "./formula.ts";

type Db = Sql | TransactionSql;

/** SQL of the heat that a score at an instant comes to: what age has cost all papers alike by then is given back. Exact. */
export function heatText(sql: Db, score: Fragment, at: Date | Fragment): Fragment {
  const age = TRENDING_FORMULA.terms.find(({ measure }) => measure === "AGE_HOURS");
  if (!age) throw new RangeError("the trending formula has no age");
  return sql`${score} - ${String(age.weight)}::numeric * floor(extract(epoch from ${at}::timestamptz) / 3600)`;
}

/** Sources that anything in the archive came from: no other has counted anything. One index probe each. */
export async function readSources(sql: Db): Promise<string[]> {
  const rows = await sql<{ source: string }[]>`${sourcesText(sql)}`;
  return rows.map(({ source }) => source);
}

/** SQL of {@link readSources}. */
export function sourcesText(sql: Db): Fragment {
  return sql`
    with recursive known (source) as (
      (select source from exchange order by source limit 1)
      union all
      select (select e.source from exchange e where e.source > known.source order by e.source limit 1) from known where known.source is not null)
    select source from known where source is not null`;
}
