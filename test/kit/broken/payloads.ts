/** Faults that rules 4 and 17 find. */
import { type AnySourceStream, defineStream, type HttpClient, InvalidPayloadError } from "../../../src/contract/index.ts";
import { type DayCheckpoint, dayCheckpointSchema, days, discoverDays, readItems, recordsOf } from "../toy/days.ts";
import { withStream } from "../toy/index.ts";
import type { Broken } from "./broken.ts";

/** The toy's feed, asking through a client that changes its requests. */
function asking(through: (http: HttpClient) => HttpClient): Broken["adapter"] {
  const stream: AnySourceStream = defineStream<DayCheckpoint>({
    ...{ ...days, checkpoint: dayCheckpointSchema },
    discover: (context, since) => discoverDays({ ...context, http: through(context.http) }, since),
  });
  return withStream("days", stream);
}

/** Rule 4. */
export const swallowsBadBodies: Broken = {
  rule: 4,
  fault: "a body that is no answer counts as an empty page",
  adapter: withStream("days", {
    normalize: (page) => {
      try {
        return days.normalize(page);
      } catch {
        return { records: [], rejected: [] };
      }
    },
  }),
};

/** Rule 4. */
export const typeErrors: Broken = {
  rule: 4,
  fault: "a cut body is a SyntaxError",
  adapter: withStream("days", {
    normalize: (page) => {
      for (const { body } of page) JSON.parse(body);
      return days.normalize(page);
    },
  }),
};

/** Rule 4. */
export const trustsEmptyLists: Broken = {
  rule: 4,
  fault: "an empty list is believed against the answer's own count",
  adapter: withStream("days", {
    normalize: (page) => {
      const isSpurious = page.some(({ body }) => /"total":[1-9].*"items":\[\]/.test(body));
      return isSpurious ? { records: [], rejected: [] } : days.normalize(page);
    },
  }),
};

/** Rule 4. */
export const callsEverythingInvalid: Broken = {
  rule: 4,
  fault: "a web page is refused without saying that it is one",
  adapter: withStream("days", {
    normalize: (page) => {
      if (page.some(({ body }) => body.startsWith("<"))) throw new InvalidPayloadError("not a page", { source: "toy" });
      return days.normalize(page);
    },
  }),
};

/** Rule 4. */
export const checksNothing: Broken = {
  rule: 4,
  fault: "discover passes no check with its requests",
  adapter: asking((http) => ({
    request: ({ check: _check, ...request }) => http.request(request),
  })),
};

/** Rule 4. */
export const checksFirstCharacter: Broken = {
  rule: 4,
  fault: "a check that a cut answer passes",
  adapter: asking((http) => ({
    request: ({ check, ...request }) =>
      http.request({ ...request, check: (exchange) => (exchange.body.startsWith("{") ? undefined : check?.(exchange)) }),
  })),
};

/** Rule 17. */
export const allOrNothing: Broken = {
  rule: 17,
  fault: "one bad record spoils its page",
  adapter: withStream("days", {
    normalize: (page) => {
      const result = days.normalize(page);
      if (result.rejected.length > 0) throw new InvalidPayloadError("a bad record", { source: "toy" });
      return result;
    },
  }),
};

/** Rule 17. */
export const dropsSilently: Broken = {
  rule: 17,
  fault: "a bad record is left out without a word",
  adapter: withStream("days", {
    normalize: (page) => ({ records: page.flatMap((one) => recordsOf(readItems(one, () => undefined))), rejected: [] }),
  }),
};

/** Rule 17. */
export const losesNeighbour: Broken = {
  rule: 17,
  fault: "a bad record takes its neighbour with it",
  adapter: withStream("days", {
    normalize: (page) => {
      const { records, rejected } = days.normalize(page);
      return { records: rejected.length > 0 ? records.slice(1) : records, rejected };
    },
  }),
};

/** Rule 17. */
export const namesNoPath: Broken = {
  rule: 17,
  fault: "a rejection without its path",
  adapter: withStream("days", {
    normalize: (page) => {
      const { records, rejected } = days.normalize(page);
      return { records, rejected: rejected.map((one) => ({ ...one, path: "" })) };
    },
  }),
};
