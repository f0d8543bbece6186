/** Rules 8, 9 and 10: checkpoints. */
import { isDeepStrictEqual } from "node:util";
import type { NormalizedRecord } from "../../../src/contract/index.ts";
import { type Driven, type DrivenPage, driveToEnd, stored, textsOf } from "../drive.ts";
import { type StreamRun, type Subject, streamOf } from "../subject.ts";
import { demand, type Rule, shown } from "./rule.ts";

const DAY_MS = 86_400_000;

async function forEachRun(
  subject: Subject,
  check: (run: StreamRun, full: Driven, where: string) => Promise<void>,
): Promise<void> {
  for (const run of subject.runs()) {
    const full = await driveToEnd(subject, run);
    const given = Object.keys(run.settings ?? {});
    await check(run, full, `${subject.adapter.id}/${run.stream}${given.length > 0 ? ` with ${given.join(", ")}` : ""}`);
  }
}

/** Rule 8. */
export const ruleResume: Rule = {
  number: 8,
  title: "a checkpoint survives JSON, and resuming from every page's checkpoint loses nothing",
  run: (subject) =>
    forEachRun(subject, async (run, full, where) => {
      const wanted = textsOf(full.pages);
      demand(
        wanted.size > 0,
        `${where}: a run over the examples says nothing; give describeAdapter an upstream, a range or wanted identifiers`,
      );
      const { checkpoint: schema } = streamOf(subject.adapter, run);
      for (const [at, { page }] of full.pages.entries()) {
        const known = stored(page.checkpoint);
        demand(
          isDeepStrictEqual(known, page.checkpoint),
          `${where}: the checkpoint of page ${at} ${shown(page.checkpoint)} changes in JSON`,
        );
        const parsed = schema.safeParse(known);
        demand(parsed.success, `${where}: the stream's own schema rejects the checkpoint of page ${at}: ${shown(known)}`);
        demand(
          isDeepStrictEqual(parsed.data, known),
          `${where}: the schema changes the checkpoint of page ${at} ${shown(known)}`,
        );
        await checkResumed(subject, run, full, at, where);
      }
    }),
};

/** Stops after page `at`, resumes, with a range asked for in between where the run names one, and looks for what is missing. */
async function checkResumed(subject: Subject, run: StreamRun, full: Driven, at: number, where: string): Promise<void> {
  const earlier = full.pages.slice(0, at + 1);
  const since = stored(full.pages[at]?.page.checkpoint);
  const resumed = await driveToEnd(subject, run, { since, earlier });
  demandAll(full, [...earlier, ...resumed.pages], `${where}: resuming from page ${at}'s checkpoint ${shown(since)}`);
  if (!run.backfill) return;
  const range = await driveToEnd(subject, run, { since, earlier, range: run.backfill });
  const last = range.pages.at(-1);
  const after = [...earlier, ...range.pages];
  const rest = await driveToEnd(subject, run, { since: last ? stored(last.page.checkpoint) : since, earlier: after });
  demandAll(full, [...after, ...rest.pages], `${where}: resuming after a range that was asked for at page ${at}`);
}

function demandAll(full: Driven, found: readonly DrivenPage[], what: string): void {
  const present = textsOf(found);
  const lost = [...textsOf(full.pages)].filter((text) => !present.has(text));
  demand(lost.length === 0, `${what} loses ${lost.length} records, such as ${lost[0]?.slice(0, 300)}`);
}

/** Rule 9. */
export const ruleNothingTwice: Rule = {
  number: 9,
  title: "resuming from the last checkpoint says nothing beyond `lookbackMs`; a checkpoint in the far future says nothing",
  run: (subject) =>
    forEachRun(subject, async (run, full, where) => {
      const last = full.pages.at(-1);
      if (!last) return;
      const stream = streamOf(subject.adapter, run);
      const since = stored(last.page.checkpoint);
      const resumed = await driveToEnd(subject, run, { since, earlier: full.pages });
      const known = textsOf(full.pages);
      const again = resumed.pages.flatMap(({ records }) => records);
      const fresh = again.find((record) => !known.has(JSON.stringify(record)));
      demand(!fresh, `${where}: resuming from the last checkpoint says what the whole run did not: ${shown(fresh)}`);
      demand(
        stream.lookbackMs > 0 || again.length === 0,
        `${where} has no lookback, but resuming from the last checkpoint says ${again.length} records again`,
      );
      checkLookback(full, again, stream.lookbackMs, where);

      const future = inTheFarFuture(since);
      if (future === null || !stream.checkpoint.safeParse(future).success) return;
      const ahead = await driveToEnd(subject, run, { since: future, isNothingWanted: true });
      const said = ahead.pages.flatMap(({ records }) => records);
      demand(
        said.length === 0,
        `${where}: a checkpoint in the far future ${shown(future)} says ${said.length} records, such as ${shown(said[0])}`,
      );
    }),
};

/** Records that carry a day of their own must lie within the lookback, counted from the newest such day; a day's length is allowed for. */
function checkLookback(full: Driven, again: readonly NormalizedRecord[], lookbackMs: number, where: string): void {
  const newest = Math.max(...full.pages.flatMap(({ records }) => records.flatMap(dayMsOf)));
  for (const record of again) {
    for (const day of dayMsOf(record)) {
      const isWithin = day >= newest - lookbackMs - DAY_MS;
      demand(isWithin, `${where}: resuming from the last checkpoint goes back further than lookbackMs: ${shown(record)}`);
    }
  }
}

function dayMsOf(record: NormalizedRecord): number[] {
  return record.kind === "listing" || record.kind === "announcement" ? [Date.parse(record.day)] : [];
}

/** The checkpoint with every date in it moved to the year 2999; null: it holds none. */
function inTheFarFuture(checkpoint: unknown): unknown {
  const text = JSON.stringify(checkpoint);
  const moved = text.replace(/"\d{4}(-\d{2}-\d{2})/g, '"2999$1').replace('"2999-02-29', '"2999-02-28');
  return moved === text ? null : (JSON.parse(moved) as unknown);
}

const NEVER_A_CHECKPOINT: readonly unknown[] = [undefined, null, 0, -1, true, "", "yesterday", [], [1], {}, { unknown: 1 }];

/** Rule 10. */
export const ruleInvalidCheckpoint: Rule = {
  number: 10,
  title: "an invalid stored checkpoint is rejected by the stream's schema",
  run: async (subject) => {
    for (const [name, { checkpoint }] of subject.streams) {
      for (const value of NEVER_A_CHECKPOINT) {
        demand(!checkpoint.safeParse(value).success, `${subject.adapter.id}/${name} accepts ${shown(value)} as a checkpoint`);
      }
    }
    await forEachRun(subject, async (run, full, where) => {
      const { checkpoint: schema } = streamOf(subject.adapter, run);
      for (const { page } of full.pages) {
        for (const wrong of spoiltCheckpoints(stored(page.checkpoint))) {
          demand(!schema.safeParse(wrong).success, `${where} accepts a spoilt checkpoint: ${shown(wrong)}`);
        }
      }
    });
  },
};

/** Each field in turn of another type, and each date in turn no date. */
function spoiltCheckpoints(checkpoint: unknown): unknown[] {
  if (typeof checkpoint !== "object" || checkpoint === null || Array.isArray(checkpoint)) return [{ wrong: checkpoint }];
  return Object.entries(checkpoint).flatMap(([name, value]) => {
    const wrong: unknown[] = [{ wrong: { wrong: true } }];
    if (typeof value === "string" && /^\d{4}-\d{2}-\d{2}/.test(value)) wrong.push("2026-13-45");
    return wrong.map((bad) => ({ ...checkpoint, [name]: bad }));
  });
}
