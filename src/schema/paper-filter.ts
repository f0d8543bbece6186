/** Conditions on lists of papers: as arguments, and as the criteria they come to. */
import type { PaperCriteria, Range } from "../loaders/paper-list.ts";
import { builder } from "./builder.ts";
import type { GraphQLContext } from "./context.ts";
import { badUserInput } from "./errors.ts";
import { keyOf } from "./global-id.ts";
import { requireSource } from "./require-source.ts";

/** Categories that one condition names at most. */
const MAX_CATEGORIES = 100;
/** Characters of a text search at most. */
const MAX_TEXT = 1_000;

export const DayRangeInput = builder.inputType("DayRange", {
  description: "Days from `gte` to `lte`, both included; a side left out is open.",
  fields: (t) => ({
    gte: t.field({ type: "Date", description: "The first day that fits, `YYYY-MM-DD`." }),
    lte: t.field({ type: "Date", description: "The last day that fits, `YYYY-MM-DD`." }),
  }),
});

export const InstantRangeInput = builder.inputType("InstantRange", {
  description: "Instants from `gte` to `lte`, both included; a side left out is open.",
  fields: (t) => ({
    gte: t.field({ type: "DateTime", description: "The earliest instant that fits." }),
    lte: t.field({ type: "DateTime", description: "The latest instant; a day alone means its first instant." }),
  }),
});

const CountRangeInput = builder.inputType("CountRange", {
  description: "Counts from `gte` to `lte`, both included; a side left out is open. What was never counted is in no range.",
  fields: (t) => ({
    gte: t.int({ description: "The least count that fits, 0 or more." }),
    lte: t.int({ description: "The greatest count that fits." }),
  }),
});

const CategoryConditionInput = builder.inputType("CategoryCondition", {
  description: "A choice of arXiv's categories.",
  fields: (t) => ({
    in: t.stringList({
      required: true,
      description: `Codes such as \`cs.CL\`, at most ${MAX_CATEGORIES}; one of them is enough.`,
    }),
  }),
});

export const PaperFilterInput = builder.inputType("PaperFilter", {
  description: "Conditions on papers; of several all must hold.",
  fields: (t) => ({
    listedOn: t.field({
      type: DayRangeInput,
      description: "On some daily list, as last read, of a day within the range; with `source`, on that source's.",
    }),
    submittedAt: t.field({ type: InstantRangeInput, description: "First version submitted within the range." }),
    updatedAt: t.field({ type: InstantRangeInput, description: "Latest version submitted within the range." }),
    announcedOn: t.field({
      type: DayRangeInput,
      description: "Some version announced by arXiv, in any category, on a day within the range.",
    }),
    category: t.field({
      type: CategoryConditionInput,
      description: "Filed under one of these, as primary category or cross-listed.",
    }),
    organization: t.id({ description: "Global id of an organisation that some source attaches to the paper." }),
    author: t.id({ description: "Global id of one of the paper's authors." }),
    hasCode: t.boolean({
      description: "True: a linked repository is known to exist (`repository` is not null). False: none is.",
    }),
    upvotes: t.field({ type: CountRangeInput, description: "Latest known votes within the range." }),
    stars: t.field({ type: CountRangeInput, description: "Latest known stars of the paper's `repository` within the range." }),
    source: t.field({ type: "SourceName", description: "This source lists or describes the paper." }),
    text: t.string({
      description: `Words in title or abstract, at most ${MAX_TEXT} characters: English full text, in which all words must occur in some form, \`"…"\` is a phrase, \`or\` a choice, \`-\` an exclusion. Blank: no condition. Words that English texts are full of (\`the\`) alone find nothing.`,
    }),
  }),
});

type FilterArgument = typeof PaperFilterInput.$inferInput | null | undefined;
interface RangeArgument<Value> {
  readonly gte?: Value | null | undefined;
  readonly lte?: Value | null | undefined;
}

/** A filter that asks for nothing. */
export const NO_CRITERIA: PaperCriteria = {
  ...{ listedOn: null, submittedAt: null, updatedAt: null, announcedOn: null, categories: null, organizationId: null },
  ...{ authorId: null, hasCode: null, upvotes: null, stars: null, source: null, text: null },
};

/** @throws {GraphQLError} BAD_USER_INPUT for a range that ends before it begins, a malformed id, an unknown source, a list or text that is too long */
export async function readPaperFilter(filter: FilterArgument, context: GraphQLContext): Promise<PaperCriteria> {
  if (filter == null) return NO_CRITERIA;
  const categories = filter.category?.in ?? null;
  if (categories !== null && categories.length > MAX_CATEGORIES)
    throw badUserInput(`\`category.in\` takes at most ${MAX_CATEGORIES} codes.`);
  const text = filter.text?.trim() ?? "";
  if (text.length > MAX_TEXT) throw badUserInput(`\`text\` takes at most ${MAX_TEXT} characters.`);
  const [organizationId, authorId] = await Promise.all([
    presentId("Organization", filter.organization, (key) => context.loaders.organization.byAnyId.load(key)),
    presentId("Author", filter.author, (key) => context.loaders.author.byAnyId.load(key)),
  ]);
  return {
    ...{ categories: categories === null ? null : [...categories], organizationId, authorId, hasCode: filter.hasCode ?? null },
    listedOn: range("listedOn", filter.listedOn),
    submittedAt: range("submittedAt", filter.submittedAt),
    updatedAt: range("updatedAt", filter.updatedAt),
    announcedOn: range("announcedOn", filter.announcedOn),
    upvotes: range("upvotes", filter.upvotes),
    stars: range("stars", filter.stars),
    source: requireSource(context, filter.source),
    text: text === "" ? null : text,
  };
}

function range<Value extends string | number | Date>(
  name: string,
  bounds: RangeArgument<Value> | null | undefined,
): Range<Value> | null {
  if (bounds == null) return null;
  const gte = bounds.gte ?? null;
  const lte = bounds.lte ?? null;
  if (gte !== null && lte !== null && gte > lte) throw badUserInput(`\`${name}\`: \`gte\` lies behind \`lte\`.`);
  return gte === null && lte === null ? null : { gte, lte };
}

/** The present id of what an older one may name; an id that names nothing stays as it is and finds no paper. */
export async function presentId(
  type: string,
  id: string | number | bigint | null | undefined,
  load: (key: string) => Promise<{ readonly id: string } | null>,
): Promise<string | null> {
  if (id == null) return null;
  const key = keyOf(type, String(id));
  return (await load(key))?.id ?? key;
}
