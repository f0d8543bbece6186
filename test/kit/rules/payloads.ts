/** Rules 4 and 17: what is not an answer is refused as a whole; one bad record is rejected alone. */
import { isDeepStrictEqual } from "node:util";
import { type Exchange, type Normalized, SourceError } from "../../../src/contract/index.ts";
import { withExchange } from "../drive.ts";
import { emptiedAgainstItsCounts } from "../emptied.ts";
import { type Spoilt, spoilByShape } from "../spoil.ts";
import type { AdapterOptions, Case } from "../subject.ts";
import { demand, type Rule, shown } from "./rule.ts";

const HTML = `<!DOCTYPE html>
<html lang="en"><head><title>Just a moment</title></head><body><h1>Checking your browser</h1><p>This takes a few seconds.</p></body></html>`;

/** Bodies that a recorded one becomes when something between us and the upstream goes wrong. */
function damaged({ body }: Exchange): [string, string][] {
  const whole = body.trimEnd();
  const cuts = [0.25, 0.5, 0.75].map((part): [string, string] => [
    `cut at ${part * 100} %`,
    whole.slice(0, Math.floor(whole.length * part)),
  ]);
  const emptied = emptiedAgainstItsCounts(body);
  return [
    ...cuts,
    ["cut before its last character", whole.slice(0, -1)],
    ["empty", ""],
    ["an HTML page", HTML],
    ...(emptied === null ? [] : [["without records, against its own counts", emptied] as [string, string]]),
  ];
}

function refusalOf({ normalize, where }: Case, page: readonly Exchange[], what: string): "refused" | "accepted" {
  try {
    normalize(page);
    return "accepted";
  } catch (error) {
    demand(error instanceof SourceError, `${where}: a body ${what} makes normalize throw ${String(error)}, not a SourceError`);
    return "refused";
  }
}

/** Rule 4. */
export const ruleWholeBodies: Rule = {
  number: 4,
  title: "normalize accepts recorded bodies; a body cut short, empty, of HTML or at odds with its own counts is a SourceError",
  run: async (subject) => {
    for (const each of subject.cases()) {
      const { exchanges, where } = each;
      demand(refusalOf(each, exchanges, "as recorded") === "accepted", `${where}: normalize refuses the recorded body`);
      for (const [at, exchange] of exchanges.entries()) {
        // What a refusal says beyond its status is the upstream's own affair: it must not break us, no more.
        const isSuccess = exchange.status >= 200 && exchange.status < 300;
        for (const [what, body] of damaged(exchange)) {
          const outcome = refusalOf(each, withExchange(exchanges, at, { ...exchange, body }), what);
          demand(
            !isSuccess || outcome === "refused",
            `${where}: normalize takes a body that is ${what} for an answer (exchange ${at})`,
          );
        }
      }
    }
  },
};

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
