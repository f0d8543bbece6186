/** A place in a ranking, and what its score is made of. */
import type { PaperRow } from "../loaders/row.ts";
import type { RankEntry, ScoreComponent } from "../ranking/daily-ranking.ts";
import { builder } from "./builder.ts";
import { connectionType } from "./connection-type.ts";
import type { GraphQLContext } from "./context.ts";
import { ListingRef, RankEntryRef } from "./ranking-ref.ts";
import { PaperRef, SourceRef } from "./ref.ts";

const RankableUnion = builder.unionType("Rankable", {
  description: "What can have a place in a ranking.",
  types: [PaperRef],
  resolveType: () => PaperRef,
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
      description: "`normalized` times `weight`: what it adds to the score.",
    }),
  }),
});

async function paperOf({ line }: RankEntry, { loaders }: GraphQLContext): Promise<PaperRow | null> {
  return line.paperId === null ? null : await loaders.paper.byId.load(line.paperId);
}

builder.objectType(RankEntryRef, {
  description: "A place in a ranking, with how it came about and how it moved.",
  fields: (t) => ({
    rank: t.exposeInt("rank", {
      nullable: false,
      description:
        "Place by score, from 1, without gap or tie: equal scores are ordered by `position`. In `left`: the place it had.",
    }),
    position: t.int({
      description:
        "The source's own printed place, from 0, a repeated paper counted once; null where no source orders what is ranked.",
      resolve: ({ line }) => line.position,
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
      resolve: (entry, _args, context) => paperOf(entry, context),
    }),
    paper: t.field({
      type: PaperRef,
      description: "The `subject` where it is a paper; null under the same condition.",
      resolve: (entry, _args, context) => paperOf(entry, context),
    }),
    listing: t.field({
      type: ListingRef,
      description:
        "The line of the day's list that has this place, as the ranked reading printed it; null in rankings that are not of a list.",
      resolve: (entry, _args, { loaders }) => loaders.listing.ofEntry(entry),
    }),
  }),
});

/** Pages of places. */
export const RankEntryConnectionRef = connectionType("RankEntry", RankEntryRef, "places in a ranking");
