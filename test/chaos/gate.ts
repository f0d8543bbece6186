/** Four workers against an upstream that logs, refuses and asks for pauses: what they asked, and when, is judged from its log. */
import { setTimeout as delay } from "node:timers/promises";
import type { FaultRule, LogEntry } from "../accept/upstream.ts";
import { Crew } from "./crew.ts";
import type { Finding, Part } from "./part.ts";
import type { World } from "./world.ts";

const HOUR_MS = 3_600_000;
const BEGIN_MS = Date.parse("2026-06-10T12:00:00Z");
const WORKERS = 4;
/**
 * Without a token GitHub's budget is 60 requests an hour, less than what there is to ask. And of papers outside the few categories
 * arXiv is asked one by one, while other streams ask it too.
 */
const SETTINGS = { BACKFILL_DAYS: "10", GITHUB_TOKEN: "", ARXIV_CATEGORIES: "cs.CL,cs.RO" };
/** Slower than elsewhere: arXiv's pace is then longer than a page takes to store, so that processes meet at the gate. */
const LIMIT_TIMESCALE = 0.03;
/** So often arXiv is asked before it is judged, however busy the machine is. */
const REQUESTS = 300;
const SHORT_REQUESTS = 80;
const WITHIN_MS = 240_000;
/** So often the clock goes on by a day and an hour, and everything is due again. */
const MOVE_EVERY_MS = 5_000;
const MOVE_MS = 25 * HOUR_MS;

/** What the upstreams allow, in the time of the run. */
const ARXIV_GAP_MS = 3_000 * LIMIT_TIMESCALE;
const WINDOWS = [
  { source: "github", requests: 60, lengthMs: HOUR_MS * LIMIT_TIMESCALE },
  { source: "hf", requests: 500, lengthMs: 300_000 * LIMIT_TIMESCALE },
];

/** Refusals that say for how many seconds nobody is to ask. Such times are the upstream's own and not compressed. */
const REFUSALS: readonly (FaultRule & { readonly retryAfter: number })[] = [
  { match: "^/arxiv/", kind: "status", status: 429, retryAfter: 1, probability: 0.02 },
  { match: "^/arxiv/", kind: "status", status: 503, retryAfter: 1, probability: 0.01 },
  { match: "^/hf/", kind: "rate-limit", retryAfter: 2, probability: 0.05 },
  { match: "^/github/", kind: "rate-limit", variant: "secondary", retryAfter: 1, probability: 0.04 },
  { match: "^/github/", kind: "rate-limit", variant: "primary", retryAfter: 1, probability: 0.04 },
];
const SOURCES = ["arxiv", "hf", "github"];

export const gate: Part = {
  name: "gate",
  describe: "four workers keep an upstream's pace, its pauses and its budgets",
  run: async (world) => await gateWith(world, { requests: world.options.isShort ? SHORT_REQUESTS : REQUESTS }),
};

/** The judgement that notices a violation. */
export const NO_LIMIT_BROKEN = "limits broken, as the upstream counts";

/** `program`: another build than the project's. */
export async function gateWith(world: World, { program, requests }: { program?: string; requests: number }): Promise<Finding[]> {
  const replay = await world.replay(new Date(BEGIN_MS).toISOString(), world.options.seed, LIMIT_TIMESCALE);
  const { upstream } = replay;
  const product = world.product(replay, await world.newDatabase(), SETTINGS, program);
  // The tables are made before four make them at once, and the replay server has read its data.
  await product.run(["migrate"]);
  await upstream.status();
  await upstream.setFaults(REFUSALS);
  const crew = new Crew(product, WORKERS);
  crew.start();
  const started = performance.now();
  const isEnough = async () => (await upstream.requests("arxiv")).length >= requests || performance.now() - started > WITHIN_MS;
  for (let move = 1; !(await isEnough()); move += 1) {
    await delay(MOVE_EVERY_MS);
    await upstream.setClock(BEGIN_MS + move * MOVE_MS);
  }
  await crew.stop();
  const logs = new Map(await Promise.all(SOURCES.map(async (source) => [source, await upstream.requests(source)] as const)));
  await replay.stop();
  return judge(logs, requests, crew);
}

function judge(logs: ReadonlyMap<string, readonly LogEntry[]>, requests: number, crew: Crew): Finding[] {
  const arxiv = logs.get("arxiv") ?? [];
  const gaps = arxiv.slice(1).map((entry, place) => entry.ts - (arxiv[place] as LogEntry).ts);
  const overlaps = arxiv.slice(1).filter((entry, place) => entry.ts < endOf(arxiv[place] as LogEntry));
  const broken = [...logs.values()].flat().flatMap(({ violations }) => violations);
  const kinds = [...new Set(broken)].map((kind) => `${kind} ${broken.filter((one) => one === kind).length}`);
  const least = Math.min(...gaps);
  return [
    { what: NO_LIMIT_BROKEN, seen: kinds.join(", ") || "none", isGood: broken.length === 0 },
    {
      what: "arXiv: shortest time between requests",
      seen: `${least} ms of ${ARXIV_GAP_MS} in ${arxiv.length} requests`,
      isGood: arxiv.length >= requests && least >= ARXIV_GAP_MS,
    },
    { what: "arXiv: requests in flight together", seen: String(overlaps.length), isGood: overlaps.length === 0 },
    ...[...logs].map(([source, entries]) => judgePauses(source, entries)),
    ...WINDOWS.map((window) => judgeWindow(window, logs.get(window.source) ?? [])),
    {
      what: "workers that ended by themselves",
      seen: [`${crew.ownEnds.length}`, ...crew.ownEnds].join("; "),
      isGood: crew.ownEnds.length === 0,
    },
  ];
}

/** The log's times are whole milliseconds: an answer that took less counts as one. */
function endOf({ ts, ms }: LogEntry): number {
  return ts + ms - 1;
}

/** After a refusal that names a time nobody asks before it. */
function judgePauses(source: string, entries: readonly LogEntry[]): Finding {
  const asked = 1000 * Math.min(...REFUSALS.filter(({ match }) => match === `^/${source}/`).map(({ retryAfter }) => retryAfter));
  const waits = entries.slice(1).flatMap((entry, place) => {
    const before = entries[place] as LogEntry;
    return before.faults.length > 0 ? [entry.ts - before.ts] : [];
  });
  const early = waits.filter((wait) => wait < asked).length;
  return {
    what: `${source}: asked before the time that a refusal named`,
    seen: `${early} of ${waits.length} times; shortest pause ${waits.length > 0 ? Math.min(...waits) : "-"} ms of ${asked}`,
    isGood: waits.length > 0 && early === 0,
  };
}

/** The upstream's windows begin with the first request after the one before. */
function judgeWindow({ source, requests, lengthMs }: (typeof WINDOWS)[number], entries: readonly LogEntry[]): Finding {
  const counts: number[] = [];
  let until = 0;
  for (const { ts } of entries) {
    if (ts >= until) {
      until = ts + lengthMs;
      counts.push(0);
    }
    counts[counts.length - 1] = (counts.at(-1) ?? 0) + 1;
  }
  const most = Math.max(0, ...counts);
  return {
    what: `${source}: most requests in a window of the budget`,
    seen: `${most} of ${requests}, in ${counts.length} windows`,
    isGood: most > 0 && most <= requests,
  };
}
