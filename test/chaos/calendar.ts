/**
 * The instants at which the crash part lets workers work. Which identifiers a look-up asks for follows from what others
 * named before, so where two databases are to become equal it runs at an instant of its own, when nobody else is due.
 */

const MINUTE_MS = 60_000;

/** One stream, as `source/stream`. */
export type StreamName = string;

/** An instant, and the streams that are due then. */
export interface Instant {
  readonly atMs: number;
  readonly due: readonly StreamName[];
}

/** One round: streams that somebody runs by hand before it, one after the other, and then the instants for workers. */
export interface Round {
  readonly byHand: readonly { readonly atMs: number; readonly stream: StreamName }[];
  readonly instants: readonly Instant[];
}

const NAMING = ["huggingface/daily", "arxiv/oai", "arxiv/oai-raw", "arxiv/rss"];
/** Look-ups, with their interval and when they run, in minutes after those that name. */
const LOOKING = [
  { stream: "arxiv/atom", interval: 10, at: 4 },
  { stream: "arxiv/records", interval: 10, at: 6 },
  { stream: "github/repositories", interval: 60, at: 8 },
];

/**
 * The round around an instant that lies six hours or more after the round before: then every stream that names is due. A
 * look-up that ran by hand its interval before its own instant is due then and not earlier.
 */
export function roundAt(atMs: number): Round {
  return {
    byHand: LOOKING.map(({ stream, interval, at }) => ({ stream, atMs: atMs + (at - interval) * MINUTE_MS })).sort(
      (a, b) => a.atMs - b.atMs,
    ),
    instants: [{ atMs, due: NAMING }, ...LOOKING.map(({ stream, at }) => ({ atMs: atMs + at * MINUTE_MS, due: [stream] }))],
  };
}
