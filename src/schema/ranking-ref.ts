/** References to the types of rankings, which name one another; each type's own file implements it. */
import type { ListingPlace } from "../loaders/listing.ts";
import type { AskedEntry } from "../loaders/ranking.ts";
import type { DailyList } from "../ranking/daily-list.ts";
import type { RankingQuestion } from "../ranking/ranking-question.ts";
import type { RankingSnapshot } from "../ranking/snapshot.ts";
import { builder } from "./builder.ts";

/** A day's list as of an instant. */
export const DailyRankingRef = builder.objectRef<DailyList>("DailyRanking");
/** A ranking of any kind, told by what it was asked for. */
export const RankingRef = builder.objectRef<RankingQuestion>("Ranking");
/** A sealed ranking. */
export const RankingSnapshotRef = builder.objectRef<RankingSnapshot>("RankingSnapshot");
/** A place in a ranking. */
export const RankEntryRef = builder.objectRef<AskedEntry>("RankEntry");
/** A paper's place on a day's list. */
export const ListingRef = builder.objectRef<ListingPlace>("Listing");
