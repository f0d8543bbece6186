/** The rules of the conformance kit, in the order of their numbers. */
import { ruleAbort, ruleDeclaredOnly } from "./conduct.ts";
import { ruleExamples, ruleFixturesNamed, ruleIdentity, ruleNoSecrets } from "./declarations.ts";
import { ruleBadRecord, ruleWholeBodies } from "./payloads.ts";
import { ruleInvalidCheckpoint, ruleNothingTwice, ruleResume } from "./progress.ts";
import { ruleIdentifiers, rulePure, ruleStrictRecords } from "./records.ts";
import type { Rule } from "./rule.ts";
import { ruleIdempotent } from "./storing.ts";
import { rulePacing, ruleStatusTable } from "./throttling.ts";

/** Every rule; what each wants of an author is told in `adapters/README.md`. */
export const RULES: readonly Rule[] = [
  ruleIdentity,
  ruleFixturesNamed,
  ruleExamples,
  ruleWholeBodies,
  rulePure,
  ruleStrictRecords,
  ruleIdentifiers,
  ruleResume,
  ruleNothingTwice,
  ruleInvalidCheckpoint,
  rulePacing,
  ruleStatusTable,
  ruleAbort,
  ruleDeclaredOnly,
  ruleNoSecrets,
  ruleIdempotent,
  ruleBadRecord,
];
