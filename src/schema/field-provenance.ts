/** Where a paper's values come from, and where sources contradict each other. */
import { PAPER_FIELDS, type PaperField } from "../claims/field-rule.ts";
import type { ExchangeRow } from "../loaders/row.ts";
import { builder } from "./builder.ts";
import type { GraphQLContext } from "./context.ts";
import { type Conflict, type FieldWord, fieldConflicts, fieldWords } from "./field-candidates.ts";
import { ExchangeRef, PaperRef, SourceRef } from "./ref.ts";

const FIELD_TEXT: Readonly<Record<PaperField, string>> = {
  TITLE: "`Paper.title`, on one line.",
  ABSTRACT: "`Paper.abstract`, paragraphs apart by a line break.",
  AUTHORS: "The printed names in printed order, a JSON list; null in the place of somebody whom the operator has suppressed.",
  SUBMITTED_AT: "`Paper.submittedAt`: the first version's instant, or its day where a source says no more.",
  UPDATED_AT: "`Paper.updatedAt`: the latest version's instant.",
  VERSIONS: "`Paper.versions`: a JSON list of version and instant.",
  CATEGORIES: "`Paper.categories`: a JSON list of codes, the primary one first.",
  LICENSE: "`Paper.license`, the web address of its text.",
  PUBLISHED_AT: "`Paper.publishedAt`: a day, a month or a year, as exactly as it is stated.",
  VENUE: "`Paper.venue`: a JSON object of its name and what belongs to it.",
  IS_RETRACTED: "`Paper.isRetracted`: `true` or `false`.",
  COMMENT: "`Paper.comment`, as the authors wrote it.",
  JOURNAL_REF: "`Paper.journalRef`, as the authors wrote it.",
  REPORT_NUMBER: "The authors' institution's own number.",
  DOI: "Digital object identifiers other than arXiv's own: one as text, several as a JSON list.",
  KEYWORDS: "`Paper.keywords`: a JSON list in the source's order.",
  SUMMARY: "`Paper.summary`: text that a model wrote.",
  MEDIA: "`Paper.media`: a JSON list of addresses.",
  PROJECT_PAGE: "`Paper.projectPage`, as a web address.",
  THUMBNAIL: "`Paper.thumbnail`, the web address of the picture.",
  SUBMITTED_BY: "`Paper.submittedBy`: a login at the source that lists the paper.",
  ORGANIZATIONS: "`Paper.organizations`: a JSON list of the source's own identifiers.",
  REPOSITORIES: "`Paper.repositories`: a JSON list of links as written.",
  UPVOTES: "`Paper.upvotes`: a count that changes over time.",
  COMMENT_COUNT: "`Paper.commentCount`: a count that changes over time.",
  CITATION_COUNT: "`Paper.citationCount`: a count that changes over time.",
};

const PaperFieldEnum = builder.enumType("PaperField", {
  description: "Fields of a paper that sources state and that a rule decides.",
  values: Object.fromEntries(PAPER_FIELDS.map((field) => [field, { value: field, description: FIELD_TEXT[field] }])) as Record<
    PaperField,
    { value: PaperField; description: string }
  >,
});

async function exchangeOf({ exchangeId }: FieldWord, { loaders }: GraphQLContext): Promise<ExchangeRow> {
  const exchange = await loaders.exchange.load(exchangeId);
  if (exchange === null) throw new Error(`the archive has no exchange ${exchangeId}`);
  return exchange;
}

const FieldProvenanceRef = builder.objectRef<FieldWord>("FieldProvenance").implement({
  description: "What one source says of one field of a paper, when it said so, and where that is written in the archive.",
  fields: (t) => ({
    field: t.expose("field", { type: PaperFieldEnum, nullable: false, description: "Which part of the paper the value is for." }),
    paper: t.field({
      type: PaperRef,
      nullable: false,
      description: "The paper that the source says it of: another one only where a DOI is claimed by several.",
      resolve: async ({ paperId }, _args, { loaders }) => {
        const paper = await loaders.paper.byId.load(paperId);
        if (paper === null) throw new Error(`there is no paper ${paperId}`);
        return paper;
      },
    }),
    value: t.exposeString("value", {
      nullable: false,
      description: "The value as the source states it: text as it is, numbers in decimal, lists as JSON (see `PaperField`).",
    }),
    source: t.field({ type: SourceRef, nullable: false, description: "Who says so.", resolve: ({ source }) => source }),
    observedAt: t.expose("observedAt", {
      type: "DateTime",
      nullable: false,
      description: "When the source was first seen to say what it says now (of this paper; for a count: this number).",
    }),
    recordedAt: t.field({
      type: "DateTime",
      nullable: false,
      description:
        "When this database got it: moments after `observedAt` for what was fetched, any time later for what was imported.",
      resolve: async (word, _args, context) => (await exchangeOf(word, context)).recordedAt,
    }),
    exchange: t.field({
      type: ExchangeRef,
      nullable: false,
      description: "The request and answer that it was read from.",
      resolve: (word, _args, context) => exchangeOf(word, context),
    }),
    rule: t.exposeString("rule", {
      nullable: false,
      description: "Name of the rule that decides between sources for this field, such as `arxiv-first`.",
    }),
    isChosen: t.exposeBoolean("isChosen", {
      nullable: false,
      description: "True: by the rule this is the value that the paper shows. A DOI that several papers claim is none's.",
    }),
  }),
});

const FieldConflictRef = builder.objectRef<Conflict>("FieldConflict").implement({
  description: "A field of a paper on which sources differ, or a DOI that other papers claim too.",
  fields: (t) => ({
    field: t.expose("field", { type: PaperFieldEnum, nullable: false, description: "The field on which they differ." }),
    candidates: t.field({
      type: [FieldProvenanceRef],
      nullable: false,
      description:
        "What is said, by the field's rule best first; behind it what is said of other papers that claim the same DOI.",
      resolve: ({ candidates }) => [...candidates],
    }),
  }),
});

builder.objectFields(PaperRef, (t) => ({
  provenance: t.field({
    type: [FieldProvenanceRef],
    nullable: false,
    description:
      "What every source says of the asked fields: field by field in the order asked, the chosen one first; a field that nobody states has no entry.",
    args: {
      fields: t.arg({ type: [PaperFieldEnum], description: "Which fields; without it all that any source states." }),
    },
    resolve: ({ id }, { fields }, context) => fieldWords(id, fields ?? PAPER_FIELDS, context),
  }),
  conflicts: t.field({
    type: [FieldConflictRef],
    nullable: false,
    description:
      "Fields whose sources say different things, compared as stated; empty when none do. Fields that show every source's word side by side are none of them.",
    resolve: ({ id }, _args, context) => fieldConflicts(id, context),
  }),
}));
