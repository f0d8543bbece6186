/** Faults that rules 4 and 17 find. */
import { InvalidPayloadError } from "../../../src/contract/index.ts";
import { days, readItems, recordsOf } from "../toy/days.ts";
import { withStream } from "../toy/index.ts";
import type { Broken } from "./broken.ts";

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
