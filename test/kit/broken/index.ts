/** All faults of the proof. */
import type { Broken } from "./broken.ts";
import * as declarations from "./declarations.ts";
import * as network from "./network.ts";
import * as payloads from "./payloads.ts";
import * as progress from "./progress.ts";
import * as records from "./records.ts";
import * as storing from "./storing.ts";

/** At least one per rule, sorted by rule. */
export const BROKEN: readonly Broken[] = [declarations, network, payloads, progress, records, storing]
  .flatMap((faults): Broken[] => Object.values(faults))
  .sort((a, b) => a.rule - b.rule);
