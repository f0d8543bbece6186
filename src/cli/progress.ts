/** How a sync is going: a bar on a terminal, otherwise a plain line every few seconds. */
import { Presets, SingleBar } from "cli-progress";
import type { SourceAdapter } from "../contract/index.ts";
import type { ProgressEvent } from "../ingest/ingest.ts";
import type { SourceDescription } from "../ranking/source-state.ts";
import type { Target } from "./arguments.ts";
import type { World } from "./runtime.ts";

/** Takes events while a sync runs. */
export interface Progress {
  show(event: ProgressEvent): void;
  end(): void;
}

const LINE_EVERY_MS = 3000;
const POSITION_WIDTH = 60;

/** The streams that a sync will run, by source, in the order in which each source runs them. */
export function plannedStreams(
  adapters: readonly SourceAdapter[],
  descriptions: readonly SourceDescription[],
  target: Target,
): ReadonlyMap<string, readonly string[]> {
  const plan = descriptions
    .filter(({ id }) => target.source === null || target.source === id)
    .map(({ id, streams }) => {
      const isLookup = (name: string) => adapters.find((one) => one.id === id)?.streams[name]?.isLookup ?? false;
      const names = streams
        .filter(({ name, disabledReason }) => disabledReason === null && (target.stream === null || target.stream === name))
        .map(({ name }) => name);
      return [id, [...names.filter((name) => !isLookup(name)), ...names.filter(isLookup)]] as const;
    });
  return new Map(plan);
}

/** `plan`: see {@link plannedStreams}; how long a stream is nobody knows beforehand, so the bar counts streams. */
export function showProgress(world: World, plan: ReadonlyMap<string, readonly string[]>): Progress {
  return world.isTerminal ? bar(plan) : lines(world);
}

function bar(plan: ReadonlyMap<string, readonly string[]>): Progress {
  const total = [...plan.values()].flat().length;
  const single = new SingleBar(
    {
      format: "{bar} {value}/{total} streams · {pages} pages · {records} records · {at}",
      barsize: 20,
      hideCursor: true,
      clearOnComplete: true,
    },
    Presets.shades_classic,
  );
  const counts = new Map<string, { pages: number; records: number }>();
  single.start(total, 0, { pages: 0, records: 0, at: "" });
  return {
    show: ({ source, stream, pages, records, position }) => {
      counts.set(`${source}/${stream}`, { pages, records });
      const started = [...plan].map(([id, names]) =>
        Math.max(0, ...names.map((name, index) => (counts.has(`${id}/${name}`) ? index : 0))),
      );
      const sum = (pick: (one: { pages: number; records: number }) => number) =>
        [...counts.values()].reduce((all, one) => all + pick(one), 0);
      const done = started.reduce((all, one) => all + one, 0);
      single.update(done, {
        pages: sum((one) => one.pages),
        records: sum((one) => one.records),
        at: place(source, stream, position),
      });
    },
    end: () => single.stop(),
  };
}

function lines({ note }: World): Progress {
  const toldAt = new Map<string, number>();
  return {
    show: ({ source, stream, pages, records, position }) => {
      const now = performance.now();
      if (now - (toldAt.get(source) ?? Number.NEGATIVE_INFINITY) < LINE_EVERY_MS) return;
      toldAt.set(source, now);
      note(`${place(source, stream, position)}: ${pages} pages, ${records} records\n`);
    },
    end: () => undefined,
  };
}

/** The end of an address says more than its beginning. */
function place(source: string, stream: string, position: string | null): string {
  const short = position !== null && position.length > POSITION_WIDTH ? `…${position.slice(1 - POSITION_WIDTH)}` : position;
  return short === null ? `${source}/${stream}` : `${source}/${stream} ${short}`;
}
