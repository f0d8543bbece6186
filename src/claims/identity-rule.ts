/** Why an identifier stands for an author or an organisation: every rule by its name, as data. */

/** How sure a rule makes it that an identifier and its entity belong together. */
export type LinkConfidence = "IDENTIFIER" | "ASSERTED" | "NAME_ONLY";

/** One rule. */
export interface IdentityRule {
  readonly confidence: LinkConfidence;
  /** For people. */
  readonly description: string;
}

/** The rules. Only `same-record` and `merged-by-decision` bring two identifiers that stand for themselves together. */
export const IDENTITY_RULES = {
  "own-record": {
    confidence: "IDENTIFIER",
    description: "A source has a record of its own under this identifier, which is the entity's best one.",
  },
  "named-in-entry": {
    confidence: "IDENTIFIER",
    description: "A paper's entry or another record brings this identifier; no source has a record of its own under it.",
  },
  "unclaimed-login": {
    confidence: "ASSERTED",
    description: "A login that nobody's record claims; logins can be given to somebody else.",
  },
  "printed-name": {
    confidence: "NAME_ONLY",
    description: "Everybody whose printed name this is; several people may be behind it.",
  },
  "login-of-record": {
    confidence: "ASSERTED",
    description: "The record that claimed this login last is the entity's. A login never makes two entities one.",
  },
  "same-record": {
    confidence: "ASSERTED",
    description: "A source's newest record gives this identifier and another one to the same person or organisation.",
  },
  "merged-by-decision": {
    confidence: "ASSERTED",
    description: "The operator decided that this identifier and another one are the same (`papergraph identity merge`).",
  },
  "split-by-decision": {
    confidence: "ASSERTED",
    description:
      "The operator decided that this identifier stands for itself, whatever sources say (`papergraph identity split`).",
  },
} as const satisfies Readonly<Record<string, IdentityRule>>;

/** Name of a rule. */
export type IdentityRuleName = keyof typeof IDENTITY_RULES;
