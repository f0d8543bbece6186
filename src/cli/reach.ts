/** Notices whether the sources can be reached at all, and says so in one line, not once per request. */
import type { Logger } from "../log.ts";

/** First failures come at the same moment; they are told together. */
const GATHER_MS = 1500;

/**
 * A `fetch` that logs one line when hosts stop answering and one when all of them answer again. An answer with an error
 * status is an answer.
 */
export function watchReach(get: typeof fetch, log: Logger): typeof fetch {
  const silent = new Set<string>();
  let hasTold = false;
  let timer: NodeJS.Timeout | null = null;

  function tell(): void {
    timer = null;
    if (silent.size === 0) return;
    hasTold = true;
    log.warn(`cannot reach ${[...silent].join(", ")}: serving what is stored, and trying again (see \`papergraph sources\`)`);
  }
  function fell(host: string): void {
    silent.add(host);
    if (hasTold || timer) return;
    timer = setTimeout(tell, GATHER_MS);
    timer.unref();
  }
  function answered(host: string): void {
    if (!silent.delete(host) || silent.size > 0 || !hasTold) return;
    hasTold = false;
    log.info("all sources can be reached again");
  }

  return async (input, init) => {
    const host = new URL(input instanceof Request ? input.url : input).host;
    try {
      const response = await get(input, init);
      answered(host);
      return response;
    } catch (error) {
      if (!init?.signal?.aborted) fell(host);
      throw error;
    }
  };
}
