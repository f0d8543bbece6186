/** What a rule is. */
import type { Subject } from "../subject.ts";

/** One rule of the conformance kit. */
export interface Rule {
  /** As in `adapters/README.md`. */
  readonly number: number;
  /** What holds, as a test's name. */
  readonly title: string;
  /** @throws when the rule does not hold; the message names the adapter, the stream and the example */
  run(subject: Subject): Promise<void>;
}

/** Why a rule does not hold, in the words that the adapter's author reads. */
export class RuleViolation extends Error {}

/** @throws {RuleViolation} */
export function demand(holds: boolean, message: string): asserts holds {
  if (!holds) throw new RuleViolation(message);
}

/** A value in a message: JSON, cut where it is long. */
export function shown(value: unknown): string {
  const text = typeof value === "string" ? JSON.stringify(value) : (JSON.stringify(value) ?? String(value));
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}
