/** Which sayings something depends on: the ends of runs of equal ones. */

/**
 * Rows of `observation` but those at instants between equal ones: an instant is the saying that counts there (the greatest
 * precedence), and it lies between equal ones where its neighbours in time say the same. The same order as in `runs.ts`.
 */
export const COUNTED_SAYINGS = `
  select o.* from observation o join (
    select subject, facet, source, stream, observed_at,
      coalesce(digest = lag(digest) over same and digest = lead(digest) over same, false) as is_between
    from (
      select distinct on (subject, facet, source, stream, observed_at) subject, facet, source, stream, observed_at, digest from observation
      order by subject, facet, source, stream, observed_at, precedence collate "C" desc
    ) instant
    window same as (partition by subject, facet, source, stream order by observed_at)
  ) i using (subject, facet, source, stream, observed_at)
  where not i.is_between`;
