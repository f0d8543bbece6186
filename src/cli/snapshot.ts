/** `papergraph snapshot`: seals a ranking as it stands, so that it can be cited. */
import type { Sql } from "postgres";
import { metricSources } from "../claims/metric-rule.ts";
import { readerOver, seal } from "../ingest/seal.ts";
import { asWriter } from "../ingest/store.ts";
import { parseInstant } from "../loaders/time-text.ts";
import { dayOf, listQuestion, metricQuestion } from "../ranking/ask.ts";
import { isListQuestion, readListRanking } from "../ranking/list-ranking.ts";
import { openMetricRanking } from "../ranking/metric-ranking.ts";
import {
  EVERYTHING,
  LIST_KINDS,
  NO_FILTER,
  RANKABLE_KINDS,
  RANKING_KINDS,
  type RankingQuestion,
} from "../ranking/ranking-question.ts";
import { MOST_SEALED } from "../ranking/snapshot.ts";
import { EXIT, type ExitCode, UsageError } from "./failure.ts";
import { settle, type World, withDatabase } from "./runtime.ts";

const DEFAULT_SOURCE = "huggingface";

/** As given by flags. */
export interface SnapshotFlags {
  readonly kind: string;
  readonly subject: string;
  /** Any day of the period; left out: the running one. */
  readonly containing?: Date;
  /** Whose lists; left out: Hugging Face's. */
  readonly source?: string;
  /** Left out: now. */
  readonly asOf?: string;
}

/** Seals it and prints id, checksum and number of places. @throws {UsageError} for what is no ranking */
export async function snapshot(world: World, flags: SnapshotFlags): Promise<ExitCode> {
  const settled = settle(world);
  const now = await settled.clock.now();
  const question = questionOf(
    flags,
    now,
    world.adapters.map(({ id }) => id),
  );
  const taken = await withDatabase(settled, true, async ({ sql }) => {
    const { revision, entries } = await rank(
      sql,
      question,
      world.adapters.map(({ id }) => id),
    );
    return { of: entries.length, snapshot: await asWriter(sql, (tx) => seal(tx, question, revision, entries, now)) };
  });
  const { id, checksum, asOf, replaces } = taken.snapshot;
  const globalId = Buffer.from(`RankingSnapshot:${id}`).toString("base64");
  world.print(
    `${globalId}\n${taken.of} places as of ${asOf.toISOString()}, checksum ${checksum}${replaces === null ? "" : `, corrects ${replaces}`}\n`,
  );
  return EXIT.success;
}

async function rank(sql: Sql, question: RankingQuestion, installed: readonly string[]) {
  if (isListQuestion(question)) return await readListRanking(readerOver(sql), question, true);
  const ranking = openMetricRanking(sql, question, metricSources(installed), true);
  return { revision: await ranking.revision(), entries: await ranking.entries({ after: 0, count: MOST_SEALED }) };
}

function questionOf(flags: SnapshotFlags, now: Date, sources: readonly string[]): RankingQuestion {
  const kind = RANKING_KINDS.find((one) => one === flags.kind.toUpperCase());
  const subject = RANKABLE_KINDS.find((one) => one === flags.subject.toUpperCase());
  if (kind === undefined) throw new UsageError("ERR_USAGE", `--kind is one of ${RANKING_KINDS.join(", ")}`);
  if (subject === undefined) throw new UsageError("ERR_USAGE", `--subject is one of ${RANKABLE_KINDS.join(", ")}`);
  const asOf = flags.asOf === undefined ? now : parseInstant(flags.asOf);
  if (asOf === null || asOf > now)
    throw new UsageError("ERR_USAGE", "--as-of is an instant that has come, such as 2026-07-01T18:00:00Z");
  const about = { subject, scope: EVERYTHING, asOf };
  const listKind = LIST_KINDS.find((one) => one === kind);
  if (listKind !== undefined) {
    const { source = DEFAULT_SOURCE, containing } = flags;
    if (!sources.includes(source)) throw new UsageError("ERR_UNKNOWN_SOURCE", `--source is one of ${sources.join(", ")}`);
    return listQuestion(listKind, { ...about, source, day: dayOf(containing ?? asOf) });
  }
  if (flags.containing !== undefined || flags.source !== undefined)
    throw new UsageError("ERR_USAGE", "--containing and --source are for DAILY, WEEKLY and MONTHLY");
  return metricQuestion(kind as "TRENDING" | "RISING", { ...about, formula: null, filter: NO_FILTER });
}
