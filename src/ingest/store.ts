/** One page into the tables, in one transaction: archive, sayings, claims, everything derived, change log, checkpoint. */
import type { Sql, TransactionSql } from "postgres";
import type { Normalized, SourceAdapter } from "../contract/index.ts";
import { derivedUuid, identifierKey } from "../db/entity-key.ts";
import { recordShapes } from "./answer-shape.ts";
import { type ArchivedPage, writePage } from "./archive.ts";
import { type Candidate, candidatesOf } from "./bulk/candidates.ts";
import { addNewPapers } from "./bulk/new-papers.ts";
import { deriveAuthors, settlePrintedNames } from "./derive-authors.ts";
import { derivePaperCounters, deriveRepositoryCounters } from "./derive-counters.ts";
import { deriveListing, storeReading } from "./derive-listings.ts";
import { deriveOrganizations } from "./derive-organizations.ts";
import { derivePapers } from "./derive-papers.ts";
import { deriveRepositories } from "./derive-repositories.ts";
import { notePage } from "./history.ts";
import { assertNormalizer } from "./normalizer-version.ts";
import { type Observation, observationsOf, storeObservations } from "./observe.ts";
import { storeRejections } from "./quarantine.ts";
import { dropUnreadContents, takeBackReadings, takeBackSayings } from "./restate.ts";
import { insertRows, type TableShape } from "./rows.ts";
import { sealList } from "./seal.ts";

/** A page that has been fetched and understood, on its way into the tables. */
export interface PageToStore {
  readonly adapter: SourceAdapter;
  readonly stream: string;
  readonly page: ArchivedPage;
  readonly normalized: Normalized;
  /** What {@link sayingsOf} makes of it, where somebody has done that already. */
  readonly sayings?: readonly Observation[];
  /** What {@link candidatesOf} makes of them, where somebody has done that already. */
  readonly candidates?: readonly Candidate[];
  /** Called when the database has the page's new papers to write and there is nothing to do here but wait. */
  readonly onWaiting?: () => void;
}

/** What a page says of whom. */
export function sayingsOf({ stream, page, normalized }: PageToStore): Observation[] {
  const last = page.exchanges.at(-1);
  if (!last) return [];
  const exchangeIds = page.exchanges.map((one) => one.id);
  const exchangeIdOf = (place: number) => exchangeIds[normalized.places?.[place] ?? -1] ?? last.id;
  return observationsOf(normalized.records, {
    ...{ stream, observedAt: last.stamp.fetchedAt, precedence: normalized.precedence ?? "", exchangeIdOf },
  });
}

/** One writer at a time over the whole database: derivations read what other pages wrote. */
const WRITER_LOCK = 7_215_990_411;

/** Runs `work` in a transaction that no other writer's overlaps. */
export async function asWriter<Result>(sql: Sql, work: (tx: TransactionSql) => Promise<Result>): Promise<Result> {
  return (await sql.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(${WRITER_LOCK})`;
    return await work(tx);
  })) as Result;
}

/** Stores a fetched page together with its stream's checkpoint. `fence` throws where the stream is no longer ours to store. */
export async function storePage(
  sql: Sql,
  toStore: PageToStore,
  recordedAt: Date,
  checkpoint: unknown,
  fence?: (tx: TransactionSql) => Promise<void>,
): Promise<void> {
  const { adapter, stream, page } = toStore;
  await asWriter(sql, async (tx) => {
    await recordShapes(tx, page, adapter.id, stream);
    await assertNormalizer(tx, adapter);
    await writePage(tx, page, { source: adapter.id, stream, normalizerVersion: adapter.normalizerVersion, recordedAt });
    await applyPage(tx, toStore, recordedAt);
    if (checkpoint !== undefined) {
      await tx`
        insert into checkpoint (source, stream, value, updated_at) values (${adapter.id}, ${stream}, ${tx.json(checkpoint as never)}, ${recordedAt})
        on conflict (source, stream) do update set value = excluded.value, updated_at = excluded.updated_at`;
    }
    await fence?.(tx);
  });
}

/** What a page's words changed: sayings that are news, and lists whose content differs from the reading before. */
interface StoredWords {
  readonly changed: readonly Observation[];
  readonly changedLists: readonly string[];
  /** Papers that are new altogether, with all their rows. */
  readonly added: readonly string[];
}

/**
 * The words of an archived page: what it says of whom, its lists, its announcements, what could not be read. Its exchanges
 * must be in the archive. `purpose`: for a rebuild nothing is derived from them, for a page papers that are new altogether
 * are; a page that is reread see {@link applyPage}.
 */
export async function applyWords(
  tx: TransactionSql,
  toStore: PageToStore,
  recordedAt: Date,
  purpose: "rebuild" | "page" | "reread",
): Promise<StoredWords> {
  const { adapter, stream, page, normalized } = toStore;
  const last = page.exchanges.at(-1);
  if (!last) return { changed: [], changedLists: [], added: [] };
  const isReread = purpose === "reread";
  const about = { observedAt: last.stamp.fetchedAt, exchangeId: last.id };
  const { records } = normalized;
  const { id: source, normalizerVersion } = adapter;
  await storeRejections(tx, { source, stream, normalizerVersion, recordedAt }, page, normalized.rejected);
  const exchangeIds = page.exchanges.map((one) => one.id);
  const incoming = toStore.sayings ?? sayingsOf(toStore);
  const restated = isReread ? await takeBackSayings(tx, { source, exchangeIds }, incoming) : undefined;
  if (isReread) await takeBackReadings(tx, { source, exchangeIds }, records);
  const candidates = purpose === "page" ? (toStore.candidates ?? candidatesOf(source, incoming)) : [];
  const { added, done } = await addNewPapers(tx, source, candidates, toStore.onWaiting);
  const others = done.size === 0 ? incoming : incoming.filter((one) => !done.has(one));
  const changed = await storeObservations(tx, source, others, restated);
  await storeAnnouncements(tx, source, records, about.observedAt);
  const changedLists: string[] = [];
  for (const record of records) {
    if (record.kind !== "listing") continue;
    if (await storeReading(tx, source, record, about)) changedLists.push(derivedUuid("listing", source, record.day));
  }
  return { changed, changedLists, added };
}

/**
 * What an archived page says, into the tables. Its exchanges must be in the archive. `isReread`: it has been applied before
 * and may say more, or other things of the same subjects, than it did then.
 * @throws {TakesBackError} when it says less
 */
export async function applyPage(tx: TransactionSql, toStore: PageToStore, recordedAt: Date, isReread = false): Promise<void> {
  const { adapter, normalized } = toStore;
  const { records } = normalized;
  const { changed, changedLists, added } = await applyWords(tx, toStore, recordedAt, isReread ? "reread" : "page");
  const touched = (facet: string) => changed.filter((one) => one.facet === facet);

  const authors = touched("author").flatMap(({ record }) =>
    record === null ? [] : [{ identifier: record.subject, printed: record.subject.value }],
  );
  if (authors.length > 0) await settlePrintedNames(tx, [...(await deriveAuthors(tx, authors)).values()]);
  await deriveOrganizations(tx, subjectsOf(touched("organization")));
  const repositories = await deriveRepositories(tx, [
    ...subjectsOf(touched("repository")),
    ...(await missingRepositories(tx, records)),
  ]);
  const papers = await derivePapers(
    tx,
    touched("paper").map((one) => one.subject),
  );

  const listed: string[] = [];
  for (const record of records) {
    if (record.kind !== "listing") continue;
    listed.push(...(await deriveListing(tx, adapter.id, record.day)));
    if (isReread) await dropUnreadContents(tx, adapter.id, record.day);
  }

  const metrics = changed.filter((one) => one.record === null);
  const countedRepositories = await repositoriesOf(tx, [...metrics.map((one) => one.subject), ...repositories.keys()]);
  await deriveRepositoryCounters(tx, countedRepositories);
  const recounted = await derivePaperCounters(tx, [
    ...new Set([
      ...[...papers.settled, ...listed],
      ...(await papersOf(
        tx,
        metrics.filter((one) => one.subjectType === "paper").map((one) => one.subject),
        countedRepositories,
      )),
    ]),
  ]);
  const last = toStore.page.exchanges.at(-1);
  const hasNews = changed.length > 0 || added.length > 0 || isReread;
  if (last && hasNews) await notePage(tx, toStore.page.id, last.stamp.fetchedAt, isReread);
  for (const record of records) if (record.kind === "listing") await sealList(tx, adapter.id, record.day, recordedAt);
  const allAdded = new Set([...added, ...papers.added]);
  await logChanges(tx, recordedAt, {
    PAPER_ADDED: [...allAdded],
    PAPER_CHANGED: [...papers.changed, ...recounted].filter((id) => !allAdded.has(id)),
    LISTING_CHANGED: changedLists,
    REPOSITORY_CHANGED: [...repositories.values()],
  });
}

function subjectsOf(observations: readonly Observation[]) {
  return observations.flatMap(({ record }) => (record === null ? [] : [record.subject]));
}

/** Repositories that this page's counters name before any link does. */
async function missingRepositories(tx: TransactionSql, records: Normalized["records"]) {
  const named = records.flatMap((record) =>
    record.kind === "metric" && record.subjectType === "repository" ? [record.subject] : [],
  );
  if (named.length === 0) return [];
  const ids = named.map((identifier) => identifierKey("repository", identifier));
  const known = new Set(
    (await tx<{ id: string }[]>`select id from repository_identifier where id = any(${ids}::uuid[])`).map((row) => row.id),
  );
  return named.filter((_, place) => !known.has(ids[place] as string));
}

async function repositoriesOf(tx: TransactionSql, identifierIds: readonly string[]): Promise<string[]> {
  if (identifierIds.length === 0) return [];
  const rows = await tx<{ repository_id: string }[]>`
    select distinct repository_id from repository_identifier where id = any(${identifierIds as string[]}::uuid[])`;
  return rows.map((row) => row.repository_id);
}

async function papersOf(tx: TransactionSql, subjects: readonly string[], repositoryIds: readonly string[]): Promise<string[]> {
  if (subjects.length === 0 && repositoryIds.length === 0) return [];
  const rows = await tx<{ paper_id: string }[]>`
    select paper_id from paper_identifier where id = any(${subjects as string[]}::uuid[]) and is_identifying
    union
    select paper_id from paper_repository where repository_id = any(${repositoryIds as string[]}::uuid[]) and valid_to is null`;
  return rows.map((row) => row.paper_id);
}

const ANNOUNCEMENT: TableShape = {
  table: "announcement",
  key: ["subject", "version", "category", "type", "source"],
  columns: {
    ...{
      subject: "uuid",
      version: "int",
      category: "text",
      type: "text",
      source: "text",
      day: "date",
      is_day_inferred: "boolean",
    },
    observed_at: "timestamptz",
  },
};

/** The earliest day counts: a feed that goes stale shows yesterday's batch under today's date. */
async function storeAnnouncements(
  tx: TransactionSql,
  source: string,
  records: Normalized["records"],
  observedAt: Date,
): Promise<void> {
  const rows = records.flatMap((record) => {
    if (record.kind !== "announcement") return [];
    const { version, category, type, day, isDayInferred } = record;
    return [
      {
        subject: identifierKey("paper", record.paper),
        version,
        category,
        type,
        source,
        day,
        is_day_inferred: isDayInferred,
        observed_at: observedAt,
      },
    ];
  });
  // Within one page, too: PostgreSQL cannot write one row twice in a statement.
  const earliest = new Map<string, (typeof rows)[number]>();
  for (const row of rows) {
    const key = JSON.stringify([row.subject, row.version, row.category, row.type]);
    const known = earliest.get(key);
    if (!known || row.day < known.day || (row.day === known.day && !row.is_day_inferred)) earliest.set(key, row);
  }
  await insertRows(
    tx,
    ANNOUNCEMENT,
    [...earliest.values()],
    `on conflict (subject, version, category, type, source) do update set day = least(announcement.day, excluded.day),
       is_day_inferred = case when excluded.day = announcement.day then announcement.is_day_inferred and excluded.is_day_inferred
         when excluded.day < announcement.day then excluded.is_day_inferred else announcement.is_day_inferred end,
       observed_at = least(announcement.observed_at, excluded.observed_at)
     where excluded.day < announcement.day or excluded.observed_at < announcement.observed_at
       or (excluded.day = announcement.day and announcement.is_day_inferred and not excluded.is_day_inferred)`,
  );
}

const CHANGE: TableShape = {
  table: "change",
  key: [],
  columns: { place: "int", kind: "text", entity_id: "uuid", recorded_at: "timestamptz" },
};

/** Writes what a transaction changed into the change log: by kind, the entities' UUIDs. */
export async function logChanges(
  tx: TransactionSql,
  recordedAt: Date,
  changes: Readonly<Record<string, readonly string[]>>,
): Promise<void> {
  const [last] = await tx<
    { place: number }[]
  >`select coalesce(max(place), -1)::int as place from change where transaction_id = pg_current_xact_id()`;
  const rows = Object.entries(changes).flatMap(([kind, ids]) =>
    [...new Set(ids)].map((id) => ({ kind, entity_id: id, recorded_at: recordedAt })),
  );
  await insertRows(
    tx,
    CHANGE,
    rows.map((row, index) => ({ place: (last?.place ?? -1) + 1 + index, ...row })),
    "",
  );
}
