/** Statements that are sent without waiting for those before them: the database works through them while we make the next. */
import { setImmediate } from "node:timers/promises";

/** Statements of one transaction under way. */
export interface WriteAhead {
  /** Starts `work`, whose statements come after those of all work before. */
  send(work: () => Promise<void>): Promise<void>;
  /** Waits for all of them. @throws what the first of them that failed threw */
  end(): Promise<void>;
}

/** Lets what was started reach the database. */
export async function turn(): Promise<void> {
  await setImmediate();
}

/** Begins. */
export function writeAhead(): WriteAhead {
  const sent: Promise<void>[] = [];
  return {
    send: async (work) => {
      const one = work();
      // Whoever waits for the end is told.
      one.catch(() => undefined);
      sent.push(one);
      await turn();
    },
    end: async () => void (await Promise.all(sent)),
  };
}
