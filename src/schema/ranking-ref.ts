/** References to the types of rankings, which name one another; each type's own file implements it. */
import type { ListingPlace } from "../loaders/listing.ts";
import type { DailyList } from "../ranking/daily-list.ts";
import type { RankEntry } from "../ranking/daily-ranking.ts";
import { builder } from "./builder.ts";

/** A day's list as of an instant. */
export const DailyRankingRef = builder.objectRef<DailyList>("DailyRanking");
/** A place in a ranking. */
export const RankEntryRef = builder.objectRef<RankEntry>("RankEntry");
/** A paper's place on a day's list. */
export const ListingRef = builder.objectRef<ListingPlace>("Listing");
