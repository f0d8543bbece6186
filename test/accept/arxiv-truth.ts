/**
 * arXiv's truth over all days, read in the background. One day costs the replay server up to half a second, so it is read
 * while the product computes, not while the product asks the same server for hundreds of pages.
 */
import type { ArxivRecord, Upstream } from "./upstream.ts";

/** Reads every day's records once; days whose records have moved since are read again at the end. */
export class ArxivTruthReader {
  readonly #upstream: Upstream;
  /** Days in the order in which they are read, with the ids stamped with them. */
  readonly #index: ReadonlyMap<string, readonly string[]>;
  readonly #days = new Map<string, readonly ArxivRecord[]>();
  #gate: Promise<void> = Promise.resolve();
  #open: () => void = () => {};
  #isStopped = false;
  #work: Promise<void> | null = null;

  constructor(upstream: Upstream, index: ReadonlyMap<string, readonly string[]>) {
    this.#upstream = upstream;
    this.#index = index;
  }

  /** Begins to read days before `today`; what they hold changes only when their ids move to a later day. */
  start(today: string): void {
    this.#work = this.#read([...this.#index.keys()].filter((day) => day < today));
    // A failure is reported by `complete`, which awaits the same promise.
    this.#work.catch(() => {});
  }

  /** Runs `work` while no truth is read. */
  async pausedDuring<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#gate = new Promise((resolve) => {
      this.#open = resolve;
    });
    try {
      return await work();
    } finally {
      this.#open();
    }
  }

  /** Stops reading in the background. */
  stop(): void {
    this.#isStopped = true;
    this.#open();
  }

  /** All records at the present time by id, given which ids stand under which day now. */
  async complete(index: ReadonlyMap<string, readonly string[]>): Promise<Map<string, ArxivRecord>> {
    await this.#work;
    const records = new Map<string, ArxivRecord>();
    for (const [day, ids] of index) {
      let known = this.#days.get(day);
      if (!known || !isSameSet(ids, known)) known = (await this.#upstream.arxiv(day)).items;
      if (!isSameSet(ids, known))
        throw new Error(`the truth of ${day} holds ${known.length} records, arXiv's own list ${ids.length}`);
      for (const record of known) records.set(record.id, record);
    }
    return records;
  }

  async #read(days: readonly string[]): Promise<void> {
    for (const day of days) {
      await this.#gate;
      if (this.#isStopped) return;
      this.#days.set(day, (await this.#upstream.arxiv(day)).items);
    }
  }
}

function isSameSet(ids: readonly string[], records: readonly ArxivRecord[]): boolean {
  const wanted = new Set(ids);
  return wanted.size === records.length && records.every(({ id }) => wanted.has(id));
}
