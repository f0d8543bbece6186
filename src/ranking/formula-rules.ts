/** What a formula of one's own may say; one set of rules, whichever way it is brought along. */
import { METRIC_KINDS, type MetricKind } from "../contract/index.ts";
import type { RankingFormula } from "./formula.ts";
import { type OwnTerm, ownFormula } from "./own-formula.ts";
import { type FormulaFilter, isScopeText, MAX_SCOPE_TEXT, NO_FILTER } from "./ranking-question.ts";

/** What of a counter can count. */
export const TERM_MEASURES = ["VALUE", "PER_DAY"] as const satisfies readonly OwnTerm["measure"][];
/** How a measured value can be made comparable. */
export const TERM_SCALES = ["LINEAR", "LOG2"] as const satisfies readonly OwnTerm["scale"][];
/** Without `windowDays`, over how many days growth is measured. */
export const DEFAULT_WINDOW_DAYS = 7;

const MAX_TERMS = 8;
const MAX_NAME = 100;
const MAX_WEIGHT = 1_000_000;
/** Contributions have nine decimals: with less, counts that differ would come to the same. */
const LEAST_WEIGHT = 0.001;
const MAX_CATEGORIES = 50;

interface GivenRange<Value> {
  readonly gte?: Value | null | undefined;
  readonly lte?: Value | null | undefined;
}

/** A formula as somebody wrote it, its types checked and nothing else. */
export interface GivenFormula {
  readonly name?: string | null | undefined;
  readonly terms: readonly {
    readonly metric: string;
    readonly measure: OwnTerm["measure"];
    readonly scale: OwnTerm["scale"];
    readonly weight: number;
  }[];
  readonly halfLifeDays?: number | null | undefined;
  readonly windowDays?: number | null | undefined;
  readonly filter?: GivenFilter | null | undefined;
}

interface GivenFilter {
  readonly listedOn?: GivenRange<string> | null | undefined;
  readonly submittedAt?: GivenRange<Date> | null | undefined;
  readonly categories?: readonly string[] | null | undefined;
  readonly hasCode?: boolean | null | undefined;
}

/** A formula that breaks a rule. `path`: where in it; the message goes on from there. */
export class FormulaError extends Error {
  readonly path: string;

  constructor(path: string, message: string) {
    super(message);
    this.name = "FormulaError";
    this.path = path;
  }
}

/** A formula of somebody's own, and which papers it ranks; the formula's description says that too. */
export interface OwnFormula {
  readonly formula: RankingFormula;
  readonly filter: FormulaFilter;
}

/** @throws {FormulaError} naming the first rule that is broken */
export function readOwnFormula(given: GivenFormula): OwnFormula {
  const { terms, name, halfLifeDays = null, windowDays = null } = given;
  if (terms.length < 1 || terms.length > MAX_TERMS) throw new FormulaError("terms", `takes 1 to ${MAX_TERMS} terms`);
  if (name != null && (name.trim() === "" || name.length > MAX_NAME))
    throw new FormulaError("name", `takes 1 to ${MAX_NAME} characters`);
  if (name != null && /[\p{Cc}\p{Surrogate}]/u.test(name))
    throw new FormulaError("name", "takes no control characters and no line breaks");
  if (halfLifeDays !== null && !(halfLifeDays >= 0.1 && halfLifeDays <= 36_500))
    throw new FormulaError("halfLifeDays", "must be from 0.1 to 36500");
  if (windowDays !== null && !(windowDays >= 1 && windowDays <= 365))
    throw new FormulaError("windowDays", "must be from 1 to 365");
  const read = terms.map(readTerm);
  const keys = new Set(read.map(({ kind, measure }) => `${kind} ${measure}`));
  if (keys.size < read.length) throw new FormulaError("terms", "names a counter and measure twice");
  const filter = readFilter(given.filter);
  const formula = ownFormula({ name: name ?? "own", terms: read, halfLifeDays, windowDays: windowDays ?? DEFAULT_WINDOW_DAYS });
  return { formula: { ...formula, description: [formula.description, ...filterText(filter)].join(" ") }, filter };
}

/** Which papers are ranked, in words; nothing where all are. */
function filterText({ listedOn, submittedAt, categories, hasCode }: FormulaFilter): string[] {
  const rangeText = (range: { readonly gte: unknown; readonly lte: unknown }, of: (bound: never) => string) =>
    [["from", range.gte] as const, ["to", range.lte] as const].flatMap(([word, bound]) =>
      bound === null ? [] : [`${word} ${of(bound as never)}`],
    );
  const conditions = [
    ...(listedOn === null ? [] : [["listed", ...rangeText(listedOn, String)]]),
    ...(submittedAt === null ? [] : [["submitted", ...rangeText(submittedAt, (at: Date) => at.toISOString())]]),
    ...(categories === null ? [] : [["in", categories.join(" or ")]]),
    ...(hasCode === null ? [] : [[hasCode ? "with code" : "without code"]]),
  ].map((words) => words.join(" "));
  return conditions.length === 0 ? [] : [`Only papers ${conditions.join(", ")} are ranked.`];
}

function readTerm({ metric, measure, scale, weight }: GivenFormula["terms"][number], place: number): OwnTerm {
  const path = `terms[${place}]`;
  if (!METRIC_KINDS.includes(metric as MetricKind)) throw new FormulaError(`${path}.metric`, "names an unknown counter");
  if (!Number.isFinite(weight) || Math.abs(weight) > MAX_WEIGHT)
    throw new FormulaError(`${path}.weight`, `must be from -${MAX_WEIGHT} to ${MAX_WEIGHT}`);
  if (weight !== 0 && Math.abs(weight) < LEAST_WEIGHT)
    throw new FormulaError(`${path}.weight`, `must be 0 or at least ${LEAST_WEIGHT} apart from it`);
  if (Number(weight.toFixed(9)) !== weight) throw new FormulaError(`${path}.weight`, "takes at most nine decimals");
  return { kind: metric as MetricKind, measure, scale, weight };
}

function readFilter(filter: GivenFilter | null | undefined): FormulaFilter {
  if (filter == null) return NO_FILTER;
  const { listedOn, submittedAt, categories, hasCode } = filter;
  if (categories != null && (categories.length < 1 || categories.length > MAX_CATEGORIES))
    throw new FormulaError("filter.categories", `takes 1 to ${MAX_CATEGORIES} codes`);
  if (categories?.some((code) => !isScopeText(code)))
    throw new FormulaError("filter.categories", `takes codes of 1 to ${MAX_SCOPE_TEXT} characters`);
  for (const [name, range] of Object.entries({ listedOn, submittedAt })) {
    if (range?.gte != null && range.lte != null && range.gte > range.lte)
      throw new FormulaError(`filter.${name}`, "ends before it begins");
  }
  return {
    listedOn: listedOn == null ? null : { gte: listedOn.gte ?? null, lte: listedOn.lte ?? null },
    submittedAt: submittedAt == null ? null : { gte: submittedAt.gte ?? null, lte: submittedAt.lte ?? null },
    categories: categories == null ? null : [...categories],
    hasCode: hasCode ?? null,
  };
}
