/** Faults that rules 11, 12, 13 and 14 find. */
import { type AnySourceStream, defineStream, type HttpClient, SourceError } from "../../../src/contract/index.ts";
import { type DayCheckpoint, dayCheckpointSchema, days, discoverDays } from "../toy/days.ts";
import { toy } from "../toy/index.ts";
import type { Broken } from "./broken.ts";

function feed(discover: typeof discoverDays): { adapter: typeof toy } {
  const stream: AnySourceStream = defineStream<DayCheckpoint>({ ...days, checkpoint: dayCheckpointSchema, discover });
  return { adapter: { ...toy, streams: { ...toy.streams, days: stream } } };
}

/** Rule 11. */
export const fragileBackOff: Broken = {
  rule: 11,
  fault: "backOff gives NaN for a header it does not expect",
  adapter: {
    ...toy,
    rate: {
      ...toy.rate,
      backOff: ({ headers }) => (headers["retry-after"] === undefined ? null : Number(headers["retry-after"]) * 1_000),
    },
  },
};

/** Rule 11. */
export const negativeInterval: Broken = {
  rule: 11,
  fault: "a negative interval",
  adapter: { ...toy, rate: { ...toy.rate, minIntervalMs: -1 } },
};

/** Rule 12. */
export const forgivesRefusals: Broken = {
  rule: 12,
  fault: "backOff takes every 403 for throttling",
  adapter: { ...toy, rate: { ...toy.rate, backOff: ({ status }) => (status === 403 ? 1_000 : null) } },
};

/** Rule 13. */
export const ignoresAbort: Broken = {
  rule: 13,
  fault: "discover takes an abort for a fault of the upstream and asks again",
  ...feed((context, since) => discoverDays({ ...context, http: stubborn(context.http) }, since)),
};

function stubborn(http: HttpClient): HttpClient {
  return {
    request: async (request) => {
      for (;;) {
        try {
          return await http.request(request);
        } catch (error) {
          if (!(error instanceof SourceError)) throw error;
        }
      }
    },
  };
}

/** Rule 14. */
export const fixedAddress: Broken = {
  rule: 14,
  fault: "an address that the settings do not know",
  ...feed((context, since) => discoverDays({ ...context, settings: { TOY_URL: "https://toy.example/api" } }, since)),
};

/** Rule 14. */
export const readsEnvironment: Broken = {
  rule: 14,
  fault: "discover reads the environment",
  ...feed((context, since) => {
    try {
      void process.env["TOY_URL"];
    } catch {}
    return discoverDays(context, since);
  }),
};

/** Rule 14. */
export const needsToken: Broken = {
  rule: 14,
  fault: "an optional setting without which discover does not work",
  ...feed((context, since) => {
    if (context.settings["TOY_TOKEN"] === undefined) throw new TypeError("no token");
    return discoverDays(context, since);
  }),
  options: { runs: [{ stream: "days", settings: { TOY_TOKEN: "given" } }] },
};
