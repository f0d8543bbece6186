/** Faults that rules 8, 9 and 10 find. */
import { z } from "zod";
import { type AnySourceStream, defineStream } from "../../../src/contract/index.ts";
import { type DayCheckpoint, dayCheckpointSchema, days, discoverDays } from "../toy/days.ts";
import { toy, withStream } from "../toy/index.ts";
import type { Broken } from "./broken.ts";

/** The toy's feed with another `discover`. */
function feed(discover: typeof discoverDays, lookbackMs = 0): { adapter: typeof toy } {
  const stream: AnySourceStream = defineStream<DayCheckpoint>({ ...days, checkpoint: dayCheckpointSchema, lookbackMs, discover });
  return { adapter: { ...toy, streams: { ...toy.streams, days: stream } } };
}

/** Rule 8. */
export const checkpointAhead: Broken = {
  rule: 8,
  fault: "a checkpoint one day ahead of its page",
  ...feed((context, since) =>
    discoverDays(context, since, (items) => {
      const day = items.at(-1)?.day;
      return day === "2024-01-03" ? "2024-01-04" : day;
    }),
  ),
  options: {
    upstream: ({ url }) =>
      url.endsWith("after=2024-01-04")
        ? { status: 200, body: JSON.stringify({ total: 1, more: false, items: [item(5)] }) }
        : null,
  },
};

function item(day: number): object {
  return { id: `2401.0000${day}`, title: `Paper ${day}`, day: `2024-01-0${day}`, votes: 2 };
}

/** Rule 8. */
export const checkpointNotJson: Broken = {
  rule: 8,
  fault: "a checkpoint that JSON changes",
  ...feed(async function* (context, since) {
    for await (const { exchanges, checkpoint } of discoverDays(context, since)) {
      yield { exchanges, checkpoint: Object.assign({ ...checkpoint }, { hint: undefined }) };
    }
  }),
};

/** Rule 9. */
export const startsOver: Broken = {
  rule: 9,
  fault: "a run that has nothing new starts over",
  ...feed(async function* (context, since) {
    let isAnythingNew = false;
    for await (const page of discoverDays(context, since)) {
      isAnythingNew = true;
      yield page;
    }
    if (!isAnythingNew && since?.day === "2024-01-05") {
      for await (const { exchanges } of discoverDays(context, null)) yield { exchanges, checkpoint: since };
    }
  }),
};

/** Rule 9. */
export const ignoresFuture: Broken = {
  rule: 9,
  fault: "a checkpoint in the far future counts as none",
  ...feed((context, since) => discoverDays(context, since && since.day > "2900-01-01" ? null : since)),
};

/** Rule 10. */
export const takesAnyCheckpoint: Broken = {
  rule: 10,
  fault: "its schema takes anything for a checkpoint",
  adapter: withStream("papers", { checkpoint: z.unknown() }),
};

/** Rule 10. */
export const takesAnyText: Broken = {
  rule: 10,
  fault: "its schema takes any text for a day",
  adapter: withStream("days", { checkpoint: z.strictObject({ day: z.string() }) }),
};
