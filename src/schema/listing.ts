/** A paper's place on a day's list. */
import type { ListingPlace } from "../loaders/listing.ts";
import { builder } from "./builder.ts";
import { DailyRankingRef, ListingRef } from "./ranking-ref.ts";
import { OrganizationRef, PaperRef, SourceRef } from "./ref.ts";
import { requireSource } from "./require-source.ts";

builder.objectType(ListingRef, {
  description:
    "A paper's place on one source's list of one day, with the values printed there: a paper that is listed on two days may show different ones at the same moment.",
  fields: (t) => ({
    source: t.field({ type: SourceRef, nullable: false, description: "Who prints the list.", resolve: ({ source }) => source }),
    day: t.expose("day", { type: "Date", nullable: false, description: "The day of the list; not the day of submission." }),
    position: t.exposeInt("position", {
      nullable: false,
      description:
        "The source's own printed order, from 0, a repeated paper counted once; for the place by votes see `RankEntry.rank`.",
    }),
    upvotes: t.exposeInt("upvotes", { description: "Votes printed on that list, from 0; null when none were printed." }),
    commentCount: t.exposeInt("commentCount", {
      description: "Comments printed on that list, from 0; null when none were printed.",
    }),
    submittedBy: t.exposeString("submittedBy", {
      description: "Login of the person who put it on the list; null when it is not printed.",
    }),
    organization: t.field({
      type: OrganizationRef,
      description:
        "The organisation printed beside the paper on that list; null when none was printed, or nothing is known of it.",
      resolve: ({ organizationIdentifierId: id }, _args, { loaders }) =>
        id === null ? null : loaders.organization.byAnyId.load(id),
    }),
    firstSeenAt: t.field({
      type: "DateTime",
      nullable: false,
      description: "The earliest reading of the list that showed the paper.",
      resolve: async (listing) => (await seenTimes(listing)).firstSeenAt,
    }),
    lastSeenAt: t.field({
      type: "DateTime",
      nullable: false,
      description: "The latest reading of the list that showed the paper (below a ranking: until its `asOf`).",
      resolve: async (listing) => (await seenTimes(listing)).lastSeenAt,
    }),
    isCurrent: t.exposeBoolean("isCurrent", {
      nullable: false,
      description:
        "False: a later complete reading of the same list no longer had it; the values are those of the last one that did.",
    }),
    ranking: t.field({
      type: DailyRankingRef,
      nullable: false,
      description: "The whole list of that day, ranked, as of the same instant.",
      resolve: ({ source, day, asOf }, _args, { loaders }) => loaders.ranking.list.load({ source, day, asOf }),
    }),
  }),
});

async function seenTimes(listing: ListingPlace) {
  const seen = await listing.seen();
  if (seen === null) throw new Error(`no reading of ${listing.source}'s list of ${listing.day} shows this line`);
  return seen;
}

builder.objectField(PaperRef, "listings", (t) =>
  t.field({
    type: [ListingRef],
    nullable: false,
    description: "Every day's list that ever showed the paper, earliest day first; empty when none did.",
    args: { source: t.arg({ type: "SourceName", description: "Only this source's lists; without it those of all." }) },
    resolve: async ({ id }, args, context) => {
      const source = requireSource(context, args.source);
      const places = await context.loaders.listing.ofPaper(id);
      return source === null ? places : places.filter((place) => place.source === source);
    },
  }),
);
