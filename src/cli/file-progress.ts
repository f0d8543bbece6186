/** How far the reading of a file is: a bar on a terminal, otherwise a plain line every few seconds. */
import { Presets, SingleBar } from "cli-progress";
import type { ImportedLines } from "../ingest/import-lines.ts";
import type { World } from "./runtime.ts";

/** Takes what is done. */
export interface FileProgress {
  show(done: ImportedLines): void;
  end(): void;
}

const NOTE_EVERY_MS = 3000;
/** Rates are those of the last half minute: pages that are known already go by much faster than others. */
const WINDOW_MS = 30_000;

const INDEXING = "building the full-text index";

interface Sample {
  readonly at: number;
  readonly lines: number;
  readonly bytes: number;
}

/** @param size bytes of the file; null: nobody knows */
export function showFileProgress(world: Pick<World, "isTerminal" | "note">, size: number | null): FileProgress {
  const samples: Sample[] = [{ at: performance.now(), lines: 0, bytes: 0 }];
  const measure = (lines: number, bytes: number) => {
    const at = performance.now();
    while (samples.length > 2 && at - (samples[0] as Sample).at > WINDOW_MS) samples.shift();
    const from = samples[0] as Sample;
    samples.push({ at, lines, bytes });
    const seconds = Math.max(0.001, (at - from.at) / 1000);
    const left = size === null || bytes <= from.bytes ? null : ((size - bytes) * seconds) / (bytes - from.bytes);
    return {
      rate: `${Math.round((lines - from.lines) / seconds)} a second`,
      left: left === null ? "" : `, ${timeText(left)} left`,
    };
  };
  return world.isTerminal && size !== null ? bar(size, measure) : plain(world, size, measure);
}

type Measure = (lines: number, bytes: number) => { readonly rate: string; readonly left: string };

function bar(size: number, measure: Measure): FileProgress {
  const single = new SingleBar(
    { format: "{bar} {percentage} % · {lines} lines, {rate}{left}", barsize: 20, hideCursor: true, clearOnComplete: true },
    Presets.shades_classic,
  );
  single.start(size, 0, { lines: 0, rate: "", left: "" });
  return {
    show: ({ lines, bytes, isIndexing }) => {
      const { rate, left } = measure(lines, bytes);
      single.update(bytes, { lines, rate: isIndexing ? INDEXING : rate, left: isIndexing ? "" : left });
    },
    end: () => single.stop(),
  };
}

function plain({ note }: Pick<World, "note">, size: number | null, measure: Measure): FileProgress {
  let toldAt = performance.now();
  return {
    show: ({ lines, bytes, known, isIndexing }) => {
      const { rate, left } = measure(lines, bytes);
      if (performance.now() - toldAt < NOTE_EVERY_MS) return;
      toldAt = performance.now();
      const share = size === null ? "" : ` (${Math.floor((bytes / size) * 100)} %)`;
      note(
        `${lines} lines${share}, ${isIndexing ? INDEXING : rate}${isIndexing ? "" : left}${known > 0 ? `; ${known} pages were there already` : ""}\n`,
      );
    },
    end: () => undefined,
  };
}

/** `45 s`, `12 min`, `3 h 20 min`. */
function timeText(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 90 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
