/** `papergraph snapshot`: seals a ranking as it stands, so that it can be cited. */
import type { Sql } from "postgres";
import { metricSources } from "../claims/metric-rule.ts";
import type { Identifier } from "../contract/index.ts";
import { findNamed } from "../ingest/find-identifier.ts";
import { readerOver, seal } from "../ingest/seal.ts";
import { asWriter } from "../ingest/store.ts";
import { parseInstant } from "../loaders/time-text.ts";
import { dayOf, listQuestion, metricQuestion } from "../ranking/ask.ts";
import { isListQuestion, readListRanking } from "../ranking/list-ranking.ts";
import { openMetricRanking } from "../ranking/metric-ranking.ts";
import {
  isScopeText,
  LIST_KINDS,
  MAX_SCOPE_TEXT,
  NO_FILTER,
  RANKABLE_KINDS,
  RANKING_KINDS,
  type RankingQuestion,
  type RankingScope,
} from "../ranking/ranking-question.ts";
import { MOST_SEALED } from "../ranking/snapshot.ts";
import { EXIT, type ExitCode, UsageError } from "./failure.ts";
import { readFormulaFile } from "./formula-file.ts";
import { describeSources, identifyWith, settle, type World, withDatabase } from "./runtime.ts";

const DEFAULT_SOURCE = "huggingface";
const DEFAULT_KIND = "daily";

/** As given by flags. */
export interface SnapshotFlags {
  /** Left out, without `formula`: daily. */
  readonly kind?: string;
  /** A file that holds a formula of one's own. */
  readonly formula?: string;
  readonly subject: string;
  /** Any day of the period; left out: the running one. */
  readonly containing?: Date;
  /** Whose lists; left out: Hugging Face's. */
  readonly source?: string;
  readonly category?: string;
  readonly keyword?: string;
  /** Any identifier of it. */
  readonly organization?: string;
  /** Left out: now. */
  readonly asOf?: string;
}

/**
 * Seals it and prints id, checksum and number of places.
 * @throws {UsageError} for what is no ranking @throws {CommandError} for the formula's file @throws {IdentifierError}
 */
export async function snapshot(world: World, flags: SnapshotFlags): Promise<ExitCode> {
  const settled = settle(world);
  const now = await settled.clock.now();
  const installed = world.adapters.map(({ id }) => id);
  const listing = describeSources(world.adapters, settled.config).flatMap(({ id, streams }) =>
    streams.some(({ isListing }) => isListing) ? [id] : [],
  );
  const questionIn = readQuestion(flags, now, listing);
  const taken = await withDatabase(settled, true, async ({ sql }) => {
    const { category = null, keyword = null } = flags;
    const organizationId = await organizationOf(sql, flags.organization, identifyWith(world.adapters));
    const question = questionIn({ category, keyword, organizationId });
    const { revision, entries } = await rank(sql, question, installed);
    return { of: entries.length, snapshot: await asWriter(sql, (tx) => seal(tx, question, revision, entries, now)) };
  });
  const { id, checksum, asOf, replaces } = taken.snapshot;
  const globalId = (of: string) => Buffer.from(`RankingSnapshot:${of}`).toString("base64");
  world.print(
    `${globalId(id)}\n${taken.of} places as of ${asOf.toISOString()}, checksum ${checksum}${replaces === null ? "" : `, corrects ${globalId(replaces)}`}\n`,
  );
  return EXIT.success;
}

async function organizationOf(
  sql: Sql,
  text: string | undefined,
  identify: (text: string) => Identifier | null,
): Promise<string | null> {
  if (text === undefined) return null;
  const { type, entityId } = await findNamed(sql, text, { identify, mayBeUnknown: false });
  if (type !== "organization") throw new UsageError("ERR_USAGE", `--organization: "${text}" is no organisation`);
  return entityId;
}

async function rank(sql: Sql, question: RankingQuestion, installed: readonly string[]) {
  if (isListQuestion(question)) return await readListRanking(readerOver(sql), question, true);
  const ranking = openMetricRanking(sql, question, metricSources(installed), true);
  return { revision: await ranking.revision(), entries: await ranking.entries({ after: 0, count: MOST_SEALED }) };
}

/** Everything but the scope is checked before the database is opened. @throws {UsageError} */
function readQuestion(flags: SnapshotFlags, now: Date, sources: readonly string[]): (scope: RankingScope) => RankingQuestion {
  if (flags.formula !== undefined && flags.kind !== undefined) throw new UsageError("ERR_USAGE", "give --kind or --formula");
  const own = flags.formula === undefined ? null : readFormulaFile(flags.formula);
  const kind = own === null ? RANKING_KINDS.find((one) => one === (flags.kind ?? DEFAULT_KIND).toUpperCase()) : null;
  const subject = RANKABLE_KINDS.find((one) => one === flags.subject.toUpperCase());
  if (kind === undefined) throw new UsageError("ERR_USAGE", `--kind is one of ${RANKING_KINDS.join(", ")}`);
  if (subject === undefined) throw new UsageError("ERR_USAGE", `--subject is one of ${RANKABLE_KINDS.join(", ")}`);
  for (const name of ["category", "keyword"] as const) {
    const text = flags[name];
    if (text !== undefined && !isScopeText(text))
      throw new UsageError("ERR_USAGE", `--${name} takes 1 to ${MAX_SCOPE_TEXT} characters, and no control characters`);
  }
  const asOf = flags.asOf === undefined ? now : parseInstant(flags.asOf);
  if (asOf === null || asOf > now)
    throw new UsageError("ERR_USAGE", "--as-of is an instant that has come, such as 2026-07-01T18:00:00Z");
  const listKind = LIST_KINDS.find((one) => one === kind);
  if (listKind !== undefined) {
    const { source = DEFAULT_SOURCE, containing } = flags;
    if (!sources.includes(source)) throw new UsageError("ERR_UNKNOWN_SOURCE", `--source is one of ${sources.join(", ")}`);
    return (scope) => listQuestion(listKind, { subject, scope, asOf, source, day: dayOf(containing ?? asOf) });
  }
  if (flags.containing !== undefined || flags.source !== undefined)
    throw new UsageError("ERR_USAGE", "--containing and --source are for DAILY, WEEKLY and MONTHLY");
  const by = own ?? { formula: null, filter: NO_FILTER };
  return (scope) => metricQuestion(kind as "TRENDING" | "RISING" | null, { subject, scope, asOf, ...by });
}
