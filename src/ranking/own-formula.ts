/** Formulas that people bring along, made into one like the built-in ones. */
import type { MetricKind } from "../contract/index.ts";
import { type FormulaTerm, hourlyDecay, type RankingFormula } from "./formula.ts";

/** A term as people give it. */
export interface OwnTerm {
  readonly kind: MetricKind;
  readonly measure: "VALUE" | "PER_DAY";
  readonly scale: "LINEAR" | "LOG2";
  readonly weight: number;
}

/** Of authors and organisations, papers of so many half-lives count: an older one's worth has all but gone. */
const HALF_LIVES_THAT_COUNT = 4;

const NAMES: Readonly<Record<MetricKind, string>> = {
  UPVOTES: "upvotes",
  COMMENTS: "comments",
  STARS: "stars",
  FORKS: "forks",
  CITATIONS: "citations",
  LINKED_MODELS: "linkedModels",
};

/** `halfLifeDays` null: age costs nothing. `windowDays`: over how many days growth is measured. */
export function ownFormula(given: {
  readonly name: string;
  readonly terms: readonly OwnTerm[];
  readonly halfLifeDays: number | null;
  readonly windowDays: number;
}): RankingFormula {
  const { name, halfLifeDays, windowDays } = given;
  const terms = given.terms.map((term): FormulaTerm => ({ name: nameOf(term), ...term }));
  const age: FormulaTerm[] =
    halfLifeDays === null
      ? []
      : [{ name: "ageHours", measure: "AGE_HOURS", kind: null, scale: "LINEAR", weight: hourlyDecay(halfLifeDays) }];
  const grows = terms.some(({ measure }) => measure === "PER_DAY");
  return {
    name,
    version: 1,
    expression: expressionOf([...terms, ...age]),
    description: [
      "A formula of somebody's own: the sum of its terms, ties always alike.",
      ...(grows ? [`Growth is measured over ${windowDays} days; what did not change in that time is not ranked.`] : []),
      ...(halfLifeDays === null ? [] : [`In ${halfLifeDays} days of age the score falls by one.`]),
    ].join(" "),
    terms: [...terms, ...age],
    windowDays: grows ? windowDays : null,
    horizonDays: halfLifeDays === null ? null : halfLifeDays * HALF_LIVES_THAT_COUNT,
  };
}

/** The formula without its terms of these counters, which are not to be told; the same where it has none of them. */
export function withoutKinds(formula: RankingFormula, kinds: readonly MetricKind[]): RankingFormula {
  const terms = formula.terms.filter(({ kind }) => kind === null || !kinds.includes(kind));
  if (terms.length === formula.terms.length) return formula;
  const gone = formula.terms.filter((term) => !terms.includes(term)).map(({ name }) => name);
  return {
    ...formula,
    terms,
    expression: expressionOf(terms),
    description: `${formula.description} Here without ${gone.join(" and ")}, which this server does not show.`,
  };
}

function expressionOf(terms: readonly FormulaTerm[]): string {
  return terms.map(textOf).join(" + ").replaceAll("+ -", "- ");
}

function nameOf({ kind, measure }: OwnTerm): string {
  return measure === "PER_DAY" ? `${NAMES[kind]}PerDay` : NAMES[kind];
}

function textOf({ name, scale, weight }: FormulaTerm): string {
  const measured = scale === "LOG2" ? `log2(1 + ${name})` : name;
  return weight === 1 ? measured : `${weight} * ${measured}`;
}
