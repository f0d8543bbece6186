/** A link from a paper to code. */
import { REPOSITORY_STATES } from "../contract/record.ts";
import { builder } from "./builder.ts";
import { RepositoryLinkRef, RepositoryRef, SourceRef } from "./ref.ts";

const STATE_TEXT: Readonly<Record<(typeof REPOSITORY_STATES)[number], string>> = {
  FOUND: "The host shows it under the name that was asked for; upper and lower case do not matter.",
  MOVED: "The host shows it under another name than the one asked for.",
  GONE: "The host knows nothing of that name: deleted, private, or never there.",
  BLOCKED: "The host has it but may not show it, for legal or policy reasons.",
  NOT_CHECKED: "The host was not asked yet.",
  NOT_A_REPOSITORY: "What is written names no repository of a host that is read here.",
};

export const RepositoryStateEnum = builder.enumType("RepositoryState", {
  description: "What asking the host for a repository came to.",
  values: Object.fromEntries(
    REPOSITORY_STATES.map((state) => [state, { value: state, description: STATE_TEXT[state] }]),
  ) as Record<(typeof REPOSITORY_STATES)[number], { value: (typeof REPOSITORY_STATES)[number]; description: string }>,
});

const WEB = /^https?:\/\//i;

builder.objectType(RepositoryLinkRef, {
  description: "A source's word that a paper's code lies somewhere, kept even when it leads nowhere.",
  fields: (t) => ({
    repository: t.field({
      type: RepositoryRef,
      description:
        "What the link leads to now, renames followed; null when it names no repository. Look at `state` before trusting it.",
      resolve: ({ repositoryId }, _args, { loaders }) =>
        repositoryId === null ? null : loaders.repository.byId.load(repositoryId),
    }),
    asWritten: t.exposeString("asWritten", {
      nullable: false,
      description: "The text of the link, exactly as the source has it.",
    }),
    url: t.field({
      type: "URL",
      description: "The same as a web address; null when it is not one.",
      resolve: ({ asWritten }) => (WEB.test(asWritten) ? asWritten : null),
    }),
    source: t.field({ type: SourceRef, nullable: false, description: "Who shows the link.", resolve: ({ source }) => source }),
    assertedBy: t.exposeString("assertedBy", {
      description: "Who put it there, in the source's word (`user`, `auto`, `admin`); null where the source does not say.",
    }),
    observedAt: t.expose("observedAt", {
      type: "DateTime",
      nullable: false,
      description: "When the source was first seen to show the link, since when it has shown it.",
    }),
    state: t.expose("state", {
      type: RepositoryStateEnum,
      nullable: false,
      description: "What asking the host for the name as written came to.",
    }),
  }),
});
