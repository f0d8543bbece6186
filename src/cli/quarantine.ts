/** `papergraph quarantine`: records that could not be read, and answers that were none. */
import type { Database } from "../db/client.ts";
import { type FailedAnswerRow, readExcerpt, readFailedAnswers } from "../ingest/failed-answers.ts";
import { type QuarantinedRecord, readQuarantine } from "../ingest/quarantine.ts";
import { redrive } from "../ingest/redrive.ts";
import { parseTarget } from "./arguments.ts";
import { EXIT, type ExitCode, UsageError } from "./failure.ts";
import { settle, type World, withDatabase } from "./runtime.ts";
import { table } from "./table.ts";

/** Digits of an id that tables print, and the fewest that may be typed. */
const SHORT_ID = 8;
const FEWEST_DIGITS = 4;
const ID = /^[0-9a-f-]{4,36}$/i;

const shortId = ({ id }: { readonly id: string }) => id.slice(0, SHORT_ID);
const oneLine = (text: string) => text.replace(/\s+/g, " ").slice(0, 100);

/** Prints a table of quarantined records, newest first. */
export async function quarantineList(world: World, targetText: string | undefined, flags: { limit: number }): Promise<ExitCode> {
  const target = parseTarget(targetText, world.adapters);
  const rows = await withDatabase(settle(world), false, ({ sql }) => readQuarantine(sql, { ...target, limit: flags.limit }));
  const lines = rows.map((row) => [
    ...[
      shortId(row),
      row.recordedAt.toISOString(),
      `${row.source}/${row.stream}`,
      row.path,
      row.code,
      oneLine(row.reason),
      row.url,
    ],
  ]);
  world.print(
    rows.length === 0 ? "nothing is in quarantine\n" : table(["id", "when", "stream", "path", "code", "reason", "url"], lines),
  );
  return EXIT.success;
}

/** Prints a table of answers that were none, newest first. */
export async function quarantineFailures(
  world: World,
  targetText: string | undefined,
  flags: { limit: number },
): Promise<ExitCode> {
  const target = parseTarget(targetText, world.adapters);
  const rows = await withDatabase(settle(world), false, ({ sql }) => readFailedAnswers(sql, { ...target, limit: flags.limit }));
  const lines = rows.map((row) => [
    ...[
      shortId(row),
      row.failedAt.toISOString(),
      `${row.source}/${row.stream}`,
      row.status,
      row.code,
      oneLine(row.reason),
      row.url,
    ],
  ]);
  world.print(
    rows.length === 0 ? "no failed answer is kept\n" : table(["id", "when", "stream", "status", "code", "reason", "url"], lines),
  );
  return EXIT.success;
}

/** Prints all that is known of one record or one failed answer. */
export async function quarantineShow(world: World, idText: string): Promise<ExitCode> {
  world.print(
    await withDatabase(settle(world), false, async (database) => {
      const found = await findOne(database, idText, true);
      return "failed" in found
        ? describeFailed(found.failed, await readExcerpt(database.sql, found.failed.id))
        : describeRecord(found.record);
    }),
  );
  return EXIT.success;
}

/** Reads archived pages again: of one record, of a source, or of all. Partial while some are kept. */
export async function quarantineRedrive(
  world: World,
  targetText: string | undefined,
  flags: { all?: boolean },
): Promise<ExitCode> {
  if ((targetText === undefined) === (flags.all !== true)) {
    throw new UsageError("ERR_USAGE", "name a record's id, a source or source/stream, or say --all");
  }
  const settled = settle(world);
  const redriven = await withDatabase(settled, true, async (database) => {
    const named = await recordsOf(database, world, targetText);
    return await redrive({ sql: database.sql, adapters: world.adapters, recordedAt: await settled.clock.now() }, named);
  });
  const kept = redriven.filter(({ outcome }) => outcome === "KEPT");
  if (redriven.length > 0) {
    const lines = redriven.map(({ record, outcome, reason }) => [
      ...[shortId(record), `${record.source}/${record.stream}`, record.path, outcome, oneLine(reason)],
    ]);
    world.print(table(["id", "stream", "path", "outcome", "reason"], lines));
  }
  world.print(`${redriven.length - kept.length} resolved, ${kept.length} kept\n`);
  return kept.length === 0 ? EXIT.success : EXIT.partial;
}

async function recordsOf(database: Database, world: World, text: string | undefined): Promise<QuarantinedRecord[]> {
  const isSource = text === undefined || world.adapters.some(({ id }) => id === text.split("/")[0]);
  if (isSource || !ID.test(text)) return await readQuarantine(database.sql, parseTarget(text, world.adapters));
  const found = await findOne(database, text, false);
  return "record" in found ? [found.record] : [];
}

/** What the id, or the beginning of one, names. @throws {UsageError} `ERR_UNKNOWN_ID`, `ERR_AMBIGUOUS_ID` */
async function findOne(
  { sql }: Database,
  idPrefix: string,
  orFailed: boolean,
): Promise<{ readonly record: QuarantinedRecord } | { readonly failed: FailedAnswerRow }> {
  if (!ID.test(idPrefix))
    throw new UsageError("ERR_UNKNOWN_ID", `"${idPrefix}" is no id: type at least ${FEWEST_DIGITS} of its digits`);
  const records = (await readQuarantine(sql, { idPrefix, limit: 2 })).map((record) => ({ record }));
  const failed = orFailed ? (await readFailedAnswers(sql, { idPrefix, limit: 2 })).map((one) => ({ failed: one })) : [];
  const [found, another] = [...records, ...failed];
  if (!found) throw new UsageError("ERR_UNKNOWN_ID", `nothing in quarantine has an id that begins with "${idPrefix}"`);
  if (another) throw new UsageError("ERR_AMBIGUOUS_ID", `several ids begin with "${idPrefix}": type more digits`);
  return found;
}

function describeRecord(record: QuarantinedRecord): string {
  const facts: [string, string | number][] = [
    ["id", record.id],
    ["stream", `${record.source}/${record.stream}`],
    ["path", record.path],
    ["code", record.code],
    ["reason", record.reason],
    ["recorded", record.recordedAt.toISOString()],
    ["normalizer", record.normalizerVersion],
    ["request", `${record.method} ${record.url}`],
    ["status", record.status],
    ["fetched", record.fetchedAt.toISOString()],
    ["body sha256", record.bodySha256],
    ["exchange", record.exchangeId],
  ];
  return `${factsText(facts)}\n${record.payload === null ? "nothing can be shown of it" : pretty(record.payload)}\n`;
}

function describeFailed(failed: FailedAnswerRow, excerpt: string | null): string {
  const facts: [string, string | number][] = [
    ["id", failed.id],
    ["stream", `${failed.source}/${failed.stream}`],
    ["code", failed.code],
    ["reason", failed.reason],
    ["failed", failed.failedAt.toISOString()],
    ["request", `${failed.method} ${failed.url}`],
    ["status", failed.status ?? "no answer"],
    ...Object.entries(failed.headers).map(([name, value]): [string, string] => [name, value]),
    ["body sha256", failed.bodySha256],
    ["body bytes", failed.sizeBytes],
  ];
  return `${factsText(facts)}\n${excerpt ?? "its beginning is no longer kept"}\n`;
}

function factsText(facts: readonly (readonly [string, string | number])[]): string {
  const width = Math.max(...facts.map(([name]) => name.length));
  return facts.map(([name, value]) => `${name.padEnd(width)}  ${value}\n`).join("");
}

function pretty(payload: string): string {
  try {
    return JSON.stringify(JSON.parse(payload), null, 2);
  } catch {
    return payload;
  }
}
