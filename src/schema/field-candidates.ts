/** Every source's word on a paper's fields, as provenance shows it. */
import { fieldCandidates, type JsonValue, sourceRank } from "../claims/candidate.ts";
import { FIELD_RULES, PAPER_FIELDS, type PaperField } from "../claims/field-rule.ts";
import type { MetricKind } from "../contract/index.ts";
import type { CounterRow } from "../loaders/provenance.ts";
import type { GraphQLContext } from "./context.ts";
import { isHiddenField } from "./exposure.ts";

/** One source's word on one field of a paper. */
export interface FieldWord {
  readonly paperId: string;
  readonly field: PaperField;
  /** Text as it is; lists as JSON. */
  readonly value: string;
  readonly source: string;
  readonly observedAt: Date;
  readonly exchangeId: string;
  readonly rule: string;
  readonly isChosen: boolean;
}

/** A field on which sources, or papers, contradict each other. */
export interface Conflict {
  readonly field: PaperField;
  readonly candidates: readonly FieldWord[];
}

/** Fields that are counted over time instead of claimed. */
const COUNTERS: Partial<Record<PaperField, MetricKind>> = {
  UPVOTES: "UPVOTES",
  COMMENT_COUNT: "COMMENTS",
  CITATION_COUNT: "CITATIONS",
};

/** The candidates of the asked fields, field by field in the order asked, the chosen one first; a field that nobody states has none. */
export async function fieldWords(
  paperId: string,
  asked: readonly PaperField[],
  { loaders, hidden }: GraphQLContext,
): Promise<FieldWord[]> {
  const fields = [...new Set(asked)].filter((field) => !isHiddenField(field, hidden));
  const claimed = fields.filter((field) => COUNTERS[field] === undefined);
  const [claims, counters, sharedDois] = await Promise.all([
    claimed.length === 0 ? [] : loaders.provenance.claims(paperId, claimed),
    claimed.length === fields.length ? [] : loaders.provenance.counters.load(paperId),
    fields.includes("DOI") ? loaders.provenance.sharedDois.load(paperId) : [],
  ]);
  const identifiesNothing = new Set(sharedDois.map((row) => row.value));
  return fields.flatMap((field): FieldWord[] => {
    const kind = COUNTERS[field];
    if (kind !== undefined)
      return counterWords(
        paperId,
        field,
        counters.filter((row) => row.kind === kind),
      );
    return fieldCandidates(claims, field).map(({ value, isChosen, source, observedAt, exchangeId }) => ({
      ...{ paperId, field, value: asText(value), source, observedAt, exchangeId, rule: FIELD_RULES[field].name },
      isChosen: isChosen && (field !== "DOI" || doisOf(value).some((doi) => !identifiesNothing.has(doi))),
    }));
  });
}

function counterWords(paperId: string, field: PaperField, rows: readonly CounterRow[]): FieldWord[] {
  const sorted = [...rows].sort(
    (a, b) => sourceRank(field, a.source) - sourceRank(field, b.source) || (a.source < b.source ? -1 : 1),
  );
  return sorted.map(({ source, observedAt, exchangeId, value }, place) => ({
    ...{ paperId, field, value: String(value), source, observedAt, exchangeId },
    ...{ rule: FIELD_RULES[field].name, isChosen: place === 0 },
  }));
}

/** Fields whose candidates differ by value. A DOI that other papers claim too is one, with their claims of it behind the paper's own. */
export async function fieldConflicts(paperId: string, context: GraphQLContext): Promise<Conflict[]> {
  const [own, sharedDois] = await Promise.all([
    fieldWords(paperId, PAPER_FIELDS, context),
    context.loaders.provenance.sharedDois.load(paperId),
  ]);
  const shared = new Set(sharedDois.map((row) => row.value));
  const claimants = [...new Set(sharedDois.map((row) => row.otherPaperId))];
  const words = await Promise.all(claimants.map((other) => fieldWords(other, ["DOI"], context)));
  const others = words.flat().filter((word) => doisOf(word.value).some((doi) => shared.has(doi)));
  return PAPER_FIELDS.flatMap((field): Conflict[] => {
    const candidates = own.filter((word) => word.field === field);
    const contested = field === "DOI" ? others : [];
    const isConflict =
      contested.length > 0 || (FIELD_RULES[field].showsAll !== true && new Set(candidates.map((word) => word.value)).size > 1);
    return isConflict ? [{ field, candidates: [...candidates, ...contested] }] : [];
  });
}

function asText(value: JsonValue): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** DOIs in a value: one as text, several as a JSON list, parsed or not. */
function doisOf(value: JsonValue): readonly string[] {
  const parsed: JsonValue = typeof value === "string" && value.startsWith("[") ? (JSON.parse(value) as JsonValue) : value;
  return (Array.isArray(parsed) ? parsed : [parsed]).map(String);
}
