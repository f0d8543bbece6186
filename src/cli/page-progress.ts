/** How far a walk over archived pages is: a plain line every few seconds. */
import type { World } from "./runtime.ts";

const NOTE_EVERY_MS = 3000;

/** Takes the number of pages that are done. */
export interface PageProgress {
  show(done: number, total: number): void;
  done(): number;
}

/** Notes the pages done, how fast they go and how long the others will take. */
export function showPages({ note }: Pick<World, "note">): PageProgress {
  const startedAt = performance.now();
  let toldAt = startedAt;
  let pages = 0;
  return {
    show: (done, total) => {
      pages = done;
      const now = performance.now();
      if (now - toldAt < NOTE_EVERY_MS) return;
      toldAt = now;
      const perSecond = done / ((now - startedAt) / 1000);
      note(
        `${done} of ${total} archived pages, ${perSecond.toFixed(0)} a second, ${Math.ceil((total - done) / perSecond)} s left\n`,
      );
    },
    done: () => pages,
  };
}
