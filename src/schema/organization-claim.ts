/** An organisation that a source attaches to a paper. */
import { builder } from "./builder.ts";
import { ConfidenceEnum } from "./confidence.ts";
import { OrganizationClaimRef, OrganizationRef, SourceRef } from "./ref.ts";

builder.objectType(OrganizationClaimRef, {
  description: "A source's word that an organisation stands behind a paper, with how sure it is.",
  fields: (t) => ({
    organization: t.field({
      type: OrganizationRef,
      description: "Who stands behind it; null when what the source names is not known here as an organisation.",
      resolve: (claim) => claim,
    }),
    source: t.field({ type: SourceRef, nullable: false, description: "Who says so.", resolve: ({ source }) => source }),
    confidence: t.expose("confidence", {
      type: ConfidenceEnum,
      nullable: false,
      description: "What the statement rests on: `ASSERTED` when the source alone says it.",
    }),
    observedAt: t.expose("observedAt", {
      type: "DateTime",
      nullable: false,
      description: "When the source was first seen to say so, since when it has not said otherwise.",
    }),
  }),
});
