/** Sealed rankings, which never change. */
import { builder } from "./builder.ts";
import { listConnection } from "./connection.ts";
import { shownSnapshot } from "./exposure.ts";
import { encodeGlobalId, isUuid, keyOf, registerNode } from "./global-id.ts";
import { byRank } from "./rank-connection.ts";
import { RankEntryConnectionRef } from "./rank-entry.ts";
import { PeriodRef, RankableKindEnum, RankingFormulaRef, RankingKindEnum, RankingScopeRef } from "./ranking-parts.ts";
import { RankingSnapshotRef } from "./ranking-ref.ts";
import { SourceRef } from "./ref.ts";

registerNode("RankingSnapshot", {
  isKey: isUuid,
  load: async (key, { loaders, hidden }) => shownSnapshot(await loaders.ranking.snapshot(key), hidden),
});

builder.objectType(RankingSnapshotRef, {
  description:
    "A ranking as it stood at an instant, sealed: its entries never change, but that suppressed subjects are left out. A correction is a snapshot of its own, which names the one it corrects.",
  interfaces: [builder.nodeInterfaceRef()],
  fields: (t) => ({
    id: t.id({
      nullable: false,
      description:
        "Global id; follows from what is sealed and from what it corrects, so that equal rankings have equal ids on every machine.",
      resolve: ({ id }) => encodeGlobalId("RankingSnapshot", id),
    }),
    subject: t.expose("subject", {
      type: RankableKindEnum,
      nullable: false,
      description: "Whether papers, authors or organisations have the places.",
    }),
    kind: t.expose("kind", {
      type: RankingKindEnum,
      description: "Which of the defined rankings it is; null: one by a formula of somebody's own.",
    }),
    source: t.field({
      type: SourceRef,
      description: "Whose lists were ranked; null: it is no ranking of lists.",
      resolve: ({ source }) => source,
    }),
    scope: t.field({
      type: RankingScopeRef,
      description: "Among which papers it ranked, as of its instant; null: among all.",
      resolve: ({ scope }) => (Object.values(scope).every((one) => one === null) ? null : scope),
    }),
    period: t.field({
      type: PeriodRef,
      nullable: false,
      description: "Of lists the day, week or month that was ranked; else the time in which growth was measured.",
      resolve: ({ period }) => period,
    }),
    asOf: t.expose("asOf", { type: "DateTime", nullable: false, description: "The instant that it is told for." }),
    takenAt: t.expose("takenAt", { type: "DateTime", nullable: false, description: "When this database sealed it." }),
    checksum: t.exposeString("checksum", {
      nullable: false,
      description: "SHA-256, hexadecimal, over what was asked for, the instant and all entries as they were sealed.",
    }),
    revision: t.exposeString("revision", { nullable: false, description: "The ranking's `revision` when it was sealed." }),
    formula: t.field({
      type: RankingFormulaRef,
      nullable: false,
      description: "How the scores came about.",
      resolve: ({ formula }) => formula,
    }),
    replaces: t.field({
      type: RankingSnapshotRef,
      description: "The snapshot of the same instant that this one corrects; null: there was none.",
      resolve: async ({ replaces }, _args, { loaders, hidden }) =>
        replaces === null ? null : shownSnapshot(await loaders.ranking.snapshot(replaces), hidden),
    }),
    entries: t.field({
      type: RankEntryConnectionRef,
      nullable: false,
      description: "The places as they were sealed, best first; their subjects by their present ids.",
      args: t.arg.connectionArgs(),
      resolve: async (snapshot, args, { loaders }) =>
        listConnection(await loaders.ranking.sealedEntries(snapshot), args, byRank(snapshot.id)),
    }),
  }),
});

builder.queryFields((t) => ({
  rankingSnapshot: t.field({
    type: RankingSnapshotRef,
    description:
      "The sealed ranking with this id; null when there is none, or when it holds counters that this server does not show.",
    args: { id: t.arg.id({ required: true, description: "Global id, as `RankingSnapshot.id` gives it." }) },
    resolve: async (_root, { id }, { loaders, hidden }) =>
      shownSnapshot(await loaders.ranking.snapshot(keyOf("RankingSnapshot", String(id))), hidden),
  }),
}));
