/** A place in a ranking, and what its score is made of. */
import { brandWithType } from "@pothos/core";
import type { AuthorRow, OrganizationRow, PaperRow } from "../loaders/row.ts";
import type { RankEntry, ScoreComponent } from "../ranking/rank-entry.ts";
import { builder } from "./builder.ts";
import { connectionType } from "./connection-type.ts";
import type { GraphQLContext } from "./context.ts";
import { ListingRef, RankEntryRef, RankingRef } from "./ranking-ref.ts";
import { AuthorRef, OrganizationRef, PaperRef, SourceRef } from "./ref.ts";

const RankableUnion = builder.unionType("Rankable", {
  description: "What can have a place in a ranking.",
  types: [PaperRef, AuthorRef, OrganizationRef],
});

const ScoreComponentRef = builder.objectRef<ScoreComponent>("ScoreComponent").implement({
  description: "One measured part of a score; the contributions of all parts add up to the score.",
  fields: (t) => ({
    name: t.exposeString("name", {
      nullable: false,
      description: "What was measured, as the ranking's formula names it, such as `upvotes`.",
    }),
    value: t.exposeFloat("value", { nullable: false, description: "The measured value, in its own unit." }),
    source: t.field({ type: SourceRef, nullable: false, description: "Who measured it.", resolve: ({ source }) => source }),
    observedAt: t.expose("observedAt", { type: "DateTime", nullable: false, description: "When the source showed this value." }),
    normalized: t.exposeFloat("normalized", {
      nullable: false,
      description: "The value on the scale on which parts are weighed; on a day's list the value itself.",
    }),
    weight: t.exposeFloat("weight", {
      nullable: false,
      description: "The factor that the formula gives this part; on a day's list 1.",
    }),
    contribution: t.exposeFloat("contribution", {
      nullable: false,
      description: "`normalized` times `weight`, rounded to nine decimals: what it adds to the score.",
    }),
  }),
});

const TYPES = { PAPER: "Paper", AUTHOR: "Author", ORGANIZATION: "Organization" } as const;

/** Which type it is of cannot be told from a row, of which only the columns asked for were read. */
async function subjectOf({ subjectKind, subjectId }: RankEntry, { loaders }: GraphQLContext) {
  if (subjectId === null) return null;
  const loader = { PAPER: loaders.paper, AUTHOR: loaders.author, ORGANIZATION: loaders.organization }[subjectKind];
  const subject: PaperRow | AuthorRow | OrganizationRow | null = await loader.byId.load(subjectId);
  if (subject !== null) brandWithType(subject, TYPES[subjectKind] as never);
  return subject;
}

async function paperOf({ subjectKind, subjectId }: RankEntry, { loaders }: GraphQLContext): Promise<PaperRow | null> {
  return subjectKind !== "PAPER" || subjectId === null ? null : await loaders.paper.byId.load(subjectId);
}

builder.objectType(RankEntryRef, {
  description: "A place in a ranking, with how it came about and how it moved.",
  fields: (t) => ({
    rank: t.exposeInt("rank", {
      nullable: false,
      description:
        "Place by score, from 1, without gap or tie: equal scores are ordered by `position`, or, where there is none, always alike. In `left`: the place it had.",
    }),
    position: t.exposeInt("position", {
      description:
        "The source's own printed place, from 0, a repeated paper counted once; null where no source orders what is ranked.",
    }),
    previousRank: t.exposeInt("previousRank", {
      description: "Its `rank` in the reading that `comparedWith` names; null when it was not in it, or there is none.",
    }),
    change: t.exposeInt("change", {
      description: "`previousRank` less `rank`: places won, or lost where negative; null when `previousRank` is, and in `left`.",
    }),
    isNew: t.exposeBoolean("isNew", {
      nullable: false,
      description: "True: it was not in the reading that `comparedWith` names. Without such a reading nothing is new.",
    }),
    score: t.exposeFloat("score", {
      nullable: false,
      description:
        "What is ranked by, higher first; on a day's list its printed votes (0, without components and behind all others, where none are printed).",
    }),
    components: t.field({
      type: [ScoreComponentRef],
      nullable: false,
      description: "The parts of the score, in the formula's order; empty when nothing was measured.",
      resolve: ({ components }) => [...components],
    }),
    subject: t.field({
      type: RankableUnion,
      description: "What has this place; null when the source's list names it but its own record could not be read.",
      resolve: (entry, _args, context) => subjectOf(entry, context),
    }),
    paper: t.field({
      type: PaperRef,
      description: "The `subject` where it is a paper; null under the same condition.",
      resolve: (entry, _args, context) => paperOf(entry, context),
    }),
    ranking: t.field({
      type: RankingRef,
      nullable: false,
      description: "The ranking that this place is in; of an entry of `left`, the one that it is gone from.",
      resolve: ({ question }) => question,
    }),
    listing: t.field({
      type: ListingRef,
      description:
        "The line of the day's list that has this place, as the ranked reading printed it; null in rankings that are not of lists' papers, and in sealed ones.",
      resolve: ({ placed }, _args, { loaders }) => (placed === null ? null : loaders.listing.ofLine(placed)),
    }),
  }),
});

/** Pages of places. */
export const RankEntryConnectionRef = connectionType("RankEntry", RankEntryRef, "places in a ranking");
