/** What was compared and what differed, by source and kind of difference. */

interface Tally {
  compared: number;
  differences: number;
  readonly examples: string[];
}

const EXAMPLES_KEPT = 3;

/** Collects comparisons; a kind that was expected and never compared counts as a failure, since its judge judged nothing. */
export class Report {
  readonly #tallies = new Map<string, Tally>();

  /** Kinds that must be compared at least once before the report can be good. */
  expect(source: string, kinds: readonly string[]): void {
    for (const kind of kinds) this.#tally(source, kind);
  }

  /** Counts `count` things that were compared and found equal. */
  same(source: string, kind: string, count = 1): void {
    this.#tally(source, kind).compared += count;
  }

  /** Counts one thing that was compared and differs; the first examples are kept. */
  differs(source: string, kind: string, example: string): void {
    const tally = this.#tally(source, kind);
    tally.compared += 1;
    tally.differences += 1;
    if (tally.examples.length < EXAMPLES_KEPT) tally.examples.push(example);
  }

  /** Compares two values by their JSON text and counts the outcome. */
  check(source: string, kind: string, subject: string, expected: unknown, actual: unknown): void {
    const [want, have] = [JSON.stringify(expected), JSON.stringify(actual)];
    if (want === have) this.same(source, kind);
    else this.differs(source, kind, `${subject}: expected ${cut(want)}, got ${cut(have)}`);
  }

  /** Differences and judges that compared nothing. */
  get failures(): number {
    let count = 0;
    for (const tally of this.#tallies.values()) count += tally.compared === 0 ? 1 : tally.differences;
    return count;
  }

  /** `source/kind` of everything that differs or was never compared. */
  failedKinds(): string[] {
    return [...this.#tallies].filter(([, tally]) => tally.compared === 0 || tally.differences > 0).map(([key]) => key);
  }

  /** One line per source and kind, differences with their examples below. */
  lines(): string[] {
    const width = Math.max(0, ...[...this.#tallies.keys()].map((key) => key.length));
    return [...this.#tallies].flatMap(([key, tally]) => {
      const name = key.padEnd(width);
      if (tally.compared === 0) return [`${name}  NOTHING COMPARED`];
      if (tally.differences === 0) return [`${name}  OK       ${tally.compared} compared`];
      const more =
        tally.differences > tally.examples.length ? [`    … and ${tally.differences - tally.examples.length} more`] : [];
      return [
        `${name}  DIFFERS  ${tally.differences} of ${tally.compared}`,
        ...tally.examples.map((example) => `    ${example}`),
        ...more,
      ];
    });
  }

  #tally(source: string, kind: string): Tally {
    const key = `${source}/${kind}`;
    let tally = this.#tallies.get(key);
    if (!tally) {
      tally = { compared: 0, differences: 0, examples: [] };
      this.#tallies.set(key, tally);
    }
    return tally;
  }
}

function cut(text: string | undefined): string {
  if (text === undefined) return "nothing";
  return text.length > 180 ? `${text.slice(0, 177)}…` : text;
}
