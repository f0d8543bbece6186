/** A `fetch` that answers from a list, takes a moment for it, and remembers when. */

import type { FakeClock } from "./fake-time.ts";
import type { Answer } from "./replay-http.ts";

/** How long each answer takes, in milliseconds of the fake clock. */
const ANSWER_MS = 20;

/** One request, in milliseconds of the fake clock. */
export interface Call {
  readonly startMs: number;
  endMs: number;
}

/** The function and its log. */
export interface FakeFetch {
  readonly fetch: typeof fetch;
  readonly calls: readonly Call[];
  /** Most requests that were under way at once. */
  mostAtOnce(): number;
}

/** @param answers in order; the last one answers all later requests, too */
export function createFakeFetch(clock: FakeClock, answers: readonly [Answer, ...Answer[]]): FakeFetch {
  const calls: Call[] = [];
  let active = 0;
  let most = 0;
  const answerTo = async () => {
    const { status, headers, body } = answers[Math.min(calls.length, answers.length - 1)] as Answer;
    const call: Call = { startMs: clock.elapsedMs(), endMs: Number.NaN };
    calls.push(call);
    active += 1;
    most = Math.max(most, active);
    await clock.sleep(ANSWER_MS);
    active -= 1;
    call.endMs = clock.elapsedMs();
    return new Response(body, { status, headers: { ...headers } });
  };
  return { fetch: answerTo, calls, mostAtOnce: () => most };
}
