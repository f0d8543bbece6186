/** Which requests an upstream answered with a fault, by its own log. */
import { z } from "zod";
import type { Replay } from "./replay.ts";

const entrySchema = z.object({
  path: z.string(),
  query: z.string(),
  clock: z.string(),
  faults: z.array(z.string()),
  violations: z.array(z.string()),
});
type Entry = z.infer<typeof entrySchema>;

/** What happened to the requests of an address at an instant. */
interface Mark {
  readonly faults: Set<string>;
}

/** The log of one replay server from its last reset on. */
export class FaultLog {
  readonly requests: number;
  readonly faulted: number;
  readonly violations: readonly string[];
  readonly #marks = new Map<string, Mark>();
  readonly #hurt = new Map<string, Set<string>>();
  readonly #base: string;

  private constructor(entries: readonly Entry[], base: string) {
    this.#base = base;
    this.requests = entries.length;
    this.faulted = entries.filter(({ faults }) => faults.length > 0).length;
    this.violations = entries.flatMap(({ violations }) => violations);
    for (const { path, query, clock, faults } of entries) {
      const key = keyOf(query === "" ? path : `${path}?${query}`, Date.parse(clock));
      const mark = this.#marks.get(key) ?? { faults: new Set() };
      for (const fault of faults) mark.faults.add(fault);
      this.#marks.set(key, mark);
      if (faults.length > 0) {
        const address = withoutBatch(query === "" ? path : `${path}?${query}`);
        this.#hurt.set(address, new Set([...(this.#hurt.get(address) ?? []), ...faults]));
      }
    }
  }

  static async read({ upstream }: Replay): Promise<FaultLog> {
    const text = await (await fetch(`${upstream.base}/_control/log`)).text();
    const lines = text.split("\n").filter((line) => line !== "");
    return new FaultLog(
      lines.map((line) => entrySchema.parse(JSON.parse(line))),
      upstream.base,
    );
  }

  /** An address as the log names it: the path and query behind the server's own part. */
  pathOf(url: string): string {
    return url.startsWith(this.#base) ? url.slice(this.#base.length) : url;
  }

  /** Whether any request of this address (path and query) at this instant was answered with a fault. */
  isFaulted(path: string, at: Date): boolean {
    return (this.#marks.get(keyOf(path, at.getTime()))?.faults.size ?? 0) > 0;
  }

  /** Whether this address was asked for at this instant, and never answered with a fault. */
  isClean(path: string, at: Date): boolean {
    const mark = this.#marks.get(keyOf(path, at.getTime()));
    return mark !== undefined && mark.faults.size === 0;
  }

  /** By which kinds of fault any answer of this address was hurt so far; batches of look-ups count as one address. */
  hurtBy(path: string): ReadonlySet<string> {
    return this.#hurt.get(withoutBatch(path)) ?? new Set();
  }
}

function keyOf(path: string, at: number): string {
  return `${at} ${path}`;
}

function withoutBatch(path: string): string {
  return path.startsWith("/arxiv/api/query") ? "/arxiv/api/query" : path;
}
