/** A subject's place and score as the database tells them. */
import type { Fragment, Sql, TransactionSql } from "postgres";
import type { FormulaTerm } from "./formula.ts";
import type { Measuring } from "./measured-text.ts";
import type { ScoreComponent, Scored } from "./rank-entry.ts";

/** Numbers as text, but for places. */
export interface MeasuredRow {
  /** 1-based. */
  readonly rank: number;
  /** UUID. */
  readonly subject: string;
  readonly score: string;
  readonly components: readonly {
    readonly place: number;
    readonly value: string;
    readonly source: string;
    readonly observedAt: string;
    readonly normalized: string;
    readonly contribution: string;
  }[];
}

/** Select of `subject` and `components`, in the order of the formula's terms, of these subjects. Numbers travel as text, so that no digit is lost. */
export function componentsText(sql: Sql | TransactionSql, subjects: Fragment): Fragment {
  return sql`select c.subject, json_agg(json_build_object('place', c.place, 'value', c.value::text, 'source', c.source, 'observedAt', c.observed_at,
    'normalized', c.normalized::text, 'contribution', c.contribution::text) order by c.place) as components
    from components c where c.subject in (${subjects}) group by c.subject`;
}

/** Numbers of this process's own. */
export function toScored(
  { subject, formula }: Measuring,
  { subject: id, score, components }: Pick<MeasuredRow, "subject" | "score" | "components">,
): Scored {
  return {
    ...{ key: id, subjectKind: subject, subjectId: id, score: Number(score), position: null, placed: null },
    components: components.map((one): ScoreComponent => {
      const { name, weight } = formula.terms[one.place] as FormulaTerm;
      return {
        ...{ name, value: Number(one.value), source: one.source, observedAt: new Date(one.observedAt) },
        ...{ normalized: Number(one.normalized), weight, contribution: Number(one.contribution) },
      };
    }),
  };
}
