/** What rankings and sealed rankings have in common: kinds, subjects, periods, formulas. */
import type { RankingFormula } from "../ranking/formula.ts";
import {
  type Period,
  RANKABLE_KINDS,
  RANKING_KINDS,
  type RankableKind,
  type RankingKind,
  type RankingScope,
} from "../ranking/ranking-question.ts";
import { builder } from "./builder.ts";
import { OrganizationRef } from "./ref.ts";

const KIND_TEXT: Readonly<Record<RankingKind, string>> = {
  DAILY: "A source's list of one day, by the votes printed on it.",
  WEEKLY: "A source's lists of one week, from Monday, by the votes printed last on any of them.",
  MONTHLY: "A source's lists of one calendar month, by the votes printed last on any of them.",
  TRENDING: "All papers whose day of submission is known, by votes, stars and comments against age; compared with a day earlier.",
  RISING:
    "Papers whose votes or stars changed in the last seven days, by how fast they grew against age; compared with a day earlier.",
};

export const RankingKindEnum = builder.enumType("RankingKind", {
  description: "The rankings that need no formula of one's own. Days, weeks and months are UTC's.",
  values: Object.fromEntries(RANKING_KINDS.map((kind) => [kind, { value: kind, description: KIND_TEXT[kind] }])) as Record<
    RankingKind,
    { value: RankingKind; description: string }
  >,
});

const SUBJECT_TEXT: Readonly<Record<RankableKind, string>> = {
  PAPER: "Each paper for itself.",
  AUTHOR: "Authors, by what their papers have together.",
  ORGANIZATION: "Organisations, by what their papers have together.",
};

export const RankableKindEnum = builder.enumType("RankableKind", {
  description: "Who is ranked.",
  values: Object.fromEntries(RANKABLE_KINDS.map((kind) => [kind, { value: kind, description: SUBJECT_TEXT[kind] }])) as Record<
    RankableKind,
    { value: RankableKind; description: string }
  >,
});

/** A range of time. */
export const PeriodRef = builder.objectRef<Period>("Period").implement({
  description: "A range of time.",
  fields: (t) => ({
    from: t.expose("from", { type: "DateTime", nullable: false, description: "Its first instant." }),
    to: t.expose("to", { type: "DateTime", nullable: false, description: "Its end, which is no part of it." }),
  }),
});

/** The formula of a ranking. */
export const RankingFormulaRef = builder.objectRef<RankingFormula>("RankingFormula").implement({
  description: "How a ranking's scores come about.",
  fields: (t) => ({
    name: t.exposeString("name", {
      nullable: false,
      description: "`daily`, `period`, `trending`, `rising`, or what its author calls it.",
    }),
    version: t.exposeInt("version", {
      nullable: false,
      description: "Raised whenever the same observations would be ranked otherwise; 1 for a formula of one's own.",
    }),
    expression: t.exposeString("expression", {
      nullable: false,
      description: "The score as arithmetic over the names of `RankEntry.components`.",
    }),
    description: t.exposeString("description", {
      nullable: false,
      description: "The same in words, with what counts and how ties end.",
    }),
  }),
});

/** Among which papers was ranked. */
export const RankingScopeRef = builder.objectRef<RankingScope>("RankingScope").implement({
  description: "Conditions on papers; those that are null were not made.",
  fields: (t) => ({
    category: t.exposeString("category", { description: "arXiv's code of a category that they were in, such as `cs.CL`." }),
    keyword: t.exposeString("keyword", { description: "A keyword that they had, in any letter case." }),
    organization: t.field({
      type: OrganizationRef,
      description: "An organisation that they belonged to; null also where it is known no more.",
      resolve: async ({ organizationId }, _args, { loaders }) =>
        organizationId === null ? null : await loaders.organization.byAnyId.load(organizationId),
    }),
  }),
});
