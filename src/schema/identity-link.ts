/** Why identifiers of people and organisations belong together. */
import { IDENTITY_RULES } from "../claims/identity-rule.ts";
import type { IdentityLinkRow } from "../loaders/row.ts";
import { builder } from "./builder.ts";
import { ConfidenceEnum } from "./confidence.ts";
import { AuthorRef, IdentifierRef, OrganizationRef } from "./ref.ts";

const RULES = Object.entries(IDENTITY_RULES).map(([name, { description }]) => `\`${name}\`: ${description}`);

const IdentityLinkRef = builder.objectRef<IdentityLinkRow>("IdentityLink").implement({
  description: "An identifier of a person or organisation, with the rule that puts it there, so that a wrong one can be undone.",
  fields: (t) => ({
    identifier: t.field({
      type: IdentifierRef,
      nullable: false,
      description: "Whose belonging is told; of the scheme `name` where a decision binds a printed name to somebody.",
      resolve: (link) => link,
    }),
    rule: t.exposeString("rule", { nullable: false, description: `Name of the rule. ${RULES.join(" ")}` }),
    confidence: t.expose("confidence", {
      type: ConfidenceEnum,
      nullable: false,
      description: "How sure the rule makes it; an operator's decision counts as an assertion.",
    }),
    observedAt: t.expose("observedAt", {
      type: "DateTime",
      description: "When the record that the rule speaks of said something new last; null where there is no such record.",
    }),
    decision: t.id({
      description: "What `papergraph identity undo` takes; null where no decision of the operator made it so.",
      resolve: ({ decisionId }) => decisionId,
    }),
  }),
});

builder.objectField(AuthorRef, "identityLinks", (t) =>
  t.field({
    type: [IdentityLinkRef],
    nullable: false,
    description: "Every identifier of the person, the best first, and by which rule it belongs here; empty for a name alone.",
    resolve: async ({ id }, _args, { loaders }) => [...(await loaders.author.identityLinks.load(id))],
  }),
);

builder.objectField(OrganizationRef, "identityLinks", (t) =>
  t.field({
    type: [IdentityLinkRef],
    nullable: false,
    description: "Every identifier of the organisation, the best first, and by which rule it belongs here.",
    resolve: async ({ id }, _args, { loaders }) => [...(await loaders.organization.identityLinks.load(id))],
  }),
);
