/**
 * SQL of the count that holds of a thing: of several sources that count it, the best that had counted it by then. What is told
 * of one moment so agrees with the flat numbers (`Paper.upvotes`, `Repository.stars`) of that moment.
 */
import { COUNTED_BY } from "../claims/metric-rule.ts";
import { type MetricKind, REPOSITORY_METRICS } from "../contract/index.ts";

/** SQL that sorts by whose count is taken: `column` holds the source. */
export function countedBy(kind: MetricKind, column: string): string {
  return `array_position('{${COUNTED_BY[kind].join(",")}}'::text[], ${column}), ${column}`;
}

/**
 * Common table expressions `observed` and `counted`, without `with`. `counted`: item (paper or repository), tick, at, source, value; a
 * row holds until the item's next tick.
 * @param observations a query of subject, source, at, value, and `tick`: the time to tell of, which rises with `at`
 * @param items a query of the items that are asked for; null: all
 */
export function heldText(kind: MetricKind, observations: string, items: string | null): string {
  const isOfRepository = REPOSITORY_METRICS.includes(kind);
  const [owner, condition] = isOfRepository ? ["repository", ""] : ["paper", " and i.is_identifying"];
  const item = `i.${owner}_id`;
  // A repository is one thing under all its names; of a paper's identifiers each may be counted as a work of its own.
  const lane = `dense_rank() over (partition by ${item} order by ${countedBy(kind, "m.source")}${isOfRepository ? "" : ", i.position"})`;
  const asked = items === null ? "" : ` join (${items}) as asked(item) on asked.item = ${item}`;
  return (
    `observed as (select ${item} as item, ${lane} as lane, m.source, m.at, m.tick, m.value ` +
    `from ${owner}_identifier i${asked} join (${observations}) m on m.subject = i.id${condition}), ` +
    "counted as (select distinct on (item, tick) item, tick, at, source, value " +
    "from (select o.*, min(lane) over (partition by item order by tick) as best from observed o) known " +
    "where lane = best order by item, tick, at desc, value desc)"
  );
}
