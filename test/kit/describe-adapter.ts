/** The conformance kit: one call in an adapter's own test file, one test per rule. */
import { afterAll, describe, it } from "vitest";
import type { SourceAdapter } from "../../src/contract/index.ts";
import { closePageStore } from "./page-store.ts";
import { RULES } from "./rules/index.ts";
import { type AdapterOptions, createSubject } from "./subject.ts";

/**
 * Judges an adapter by every rule of the kit: `describeAdapter(arxiv, import.meta.url)`.
 * @param testFileUrl the `import.meta.url` of a test file in the adapter's folder
 * @throws {RangeError} when a rule that does not exist is skipped, or a skip gives no reason
 */
export function describeAdapter(adapter: SourceAdapter, testFileUrl: string, options: AdapterOptions = {}): void {
  const skips = new Map(options.skip?.map(({ rule, because }) => [rule, because]));
  for (const [rule, because] of skips) {
    if (!RULES.some(({ number }) => number === rule)) throw new RangeError(`there is no rule ${rule} to skip`);
    if (because.trim() === "") throw new RangeError(`rule ${rule} is skipped without a reason`);
  }
  const subject = createSubject(adapter, testFileUrl, options);
  describe(`${adapter.id} keeps the rules of the conformance kit`, () => {
    afterAll(closePageStore);
    for (const { number, title, run } of RULES) {
      const because = skips.get(number);
      if (because === undefined) it(`rule ${number}: ${title}`, () => run(subject));
      else it.skip(`rule ${number}: ${title} (skipped: ${because})`);
    }
  });
}
