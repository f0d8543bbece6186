/** Rules 4 and 17: what is not an answer is refused as a whole; one bad record is rejected alone. */
import { isDeepStrictEqual } from "node:util";
import { type Exchange, type Normalized, SourceError } from "../../../src/contract/index.ts";
import { damagedBodies } from "../damage.ts";
import { driveToEnd, withExchange } from "../drive.ts";
import { type Spoilt, spoilByShape } from "../spoil.ts";
import type { AdapterOptions, Case, StreamRun, Subject } from "../subject.ts";
import { demand, type Rule, shown } from "./rule.ts";

/** Answers of one run whose `check` is tried; more of them look alike. */
const MOST_CHECKED = 40;

/** The code of the error that reading a body ends with, or "accepted". */
function outcomeOf(read: () => unknown, whose: string): string {
  try {
    read();
    return "accepted";
  } catch (error) {
    demand(error instanceof SourceError, `${whose} throw ${String(error)}, not a SourceError`);
    return error.code;
  }
}

/** Rule 4. */
export const ruleWholeBodies: Rule = {
  number: 4,
  title:
    "a body cut short, empty, of HTML, of a challenge or at odds with its own counts is refused with its code, by normalize and by each request's check",
  run: async (subject) => {
    for (const each of subject.cases()) checkNormalize(each);
    for (const run of subject.runs()) await checkChecks(subject, run);
  },
};

function checkNormalize({ exchanges, normalize, stream, where }: Case): void {
  const recorded = outcomeOf(() => normalize(exchanges), `${where}: the recorded body makes normalize`);
  demand(recorded === "accepted", `${where}: normalize refuses the recorded body (${recorded})`);
  for (const [at, exchange] of exchanges.entries()) {
    // What a refusal says beyond its status is the upstream's own affair: it must not break us, no more.
    const isSuccess = exchange.status >= 200 && exchange.status < 300;
    for (const { what, body, code } of damagedBodies(exchange.body)) {
      const page = withExchange(exchanges, at, { ...exchange, body });
      const outcome = outcomeOf(() => normalize(page), `${where}: a body that is ${what} makes normalize`);
      if (!isSuccess) continue;
      demand(outcome !== "accepted", `${where}: normalize takes a body that is ${what} for an answer (exchange ${at})`);
      // A file of lines comes from no upstream: nobody puts a web page in its place.
      if (!stream.file)
        demand(outcome === code, `${where}: a body that is ${what} comes to ${outcome}, not ${code} (exchange ${at})`);
    }
  }
}

/** The runner asks again for what a check refuses, so nothing damaged gets as far as `normalize`. */
async function checkChecks(subject: Subject, run: StreamRun): Promise<void> {
  const where = `${subject.adapter.id}/${run.stream}`;
  const { replay } = await driveToEnd(subject, run);
  const whole = replay.answers.filter(({ exchange }) => exchange.status >= 200 && exchange.status < 300);
  for (const { request, exchange } of whole.slice(0, MOST_CHECKED)) {
    demand(request.check !== undefined, `${where}: nobody checks the answer to ${request.url}`);
    for (const { what, body, code } of damagedBodies(exchange.body)) {
      const outcome = outcomeOf(
        () => request.check?.({ ...exchange, body }),
        `${where}: an answer that is ${what} makes its check`,
      );
      demand(
        outcome === code,
        `${where}: the check of ${request.url} finds "${outcome}" in an answer that is ${what}, not ${code}`,
      );
    }
  }
}

/** Rule 17. */
export const ruleBadRecord: Rule = {
  number: 17,
  title: "one bad record among good ones is rejected with its path, and its neighbours come out unchanged",
  run: async (subject) => {
    const { adapter, options } = subject;
    const tried = new Set<string>();
    for (const each of subject.cases()) {
      const sound = each.normalize(each.exchanges);
      for (const [at, exchange] of each.exchanges.entries()) {
        for (const { exchange: bad, isAlone } of spoiltBy(options, exchange, each.streamName)) {
          tried.add(each.streamName);
          checkSpoilt(each, sound, withExchange(each.exchanges, at, bad), at, isAlone);
        }
      }
    }
    for (const [name] of subject.streams.filter(([, stream]) => stream.examples.length > 0)) {
      demand(tried.has(name), `${adapter.id}/${name}: no example has a place for a bad record; give describeAdapter a \`spoil\``);
    }
  },
};

function spoiltBy({ spoil }: AdapterOptions, exchange: Exchange, stream: string): Spoilt[] {
  if (!spoil) return spoilByShape(exchange);
  const bad = spoil(exchange, stream);
  return bad === null ? [] : [{ exchange: bad, isAlone: false }];
}

function checkSpoilt(
  { normalize, where }: Case,
  sound: Normalized,
  page: readonly Exchange[],
  at: number,
  isAlone: boolean,
): void {
  let result: Normalized;
  try {
    result = normalize(page);
  } catch (error) {
    throw new Error(`${where}: one bad record makes normalize throw ${String(error)}`, { cause: error });
  }
  const isFromSound = result.records.every((record) => sound.records.some((one) => isDeepStrictEqual(one, record)));
  const isUnchanged = isAlone ? isFromSound : isDeepStrictEqual(result.records, sound.records);
  demand(isUnchanged, `${where}: a bad record changes its neighbours (exchange ${at})`);
  const fresh = result.rejected.filter((one) => !sound.rejected.some((old) => isDeepStrictEqual(old, one)));
  demand(fresh.length === 1, `${where}: one bad record gives ${fresh.length} new rejections: ${shown(fresh)}`);
  const [rejection] = fresh;
  demand(
    rejection?.exchange === at,
    `${where}: the rejection names exchange ${rejection?.exchange}, the bad record is in exchange ${at}`,
  );
  demand(rejection.path !== "", `${where}: the rejection has no path`);
  demand(/^ERR_RECORD_[A-Z_]+$/.test(rejection.code), `${where}: the rejection's code is "${rejection.code}", not ERR_RECORD_…`);
  demand(rejection.reason !== "", `${where}: the rejection has no reason`);
}
