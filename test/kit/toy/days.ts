/** The toy's feed: papers by day, oldest first, at most two days a page. */
import { z } from "zod";
import {
  checkJson,
  type DiscoverContext,
  defineStream,
  type Exchange,
  InvalidPayloadError,
  type NormalizedRecord,
  type Page,
  type Rejection,
} from "../../../src/contract/index.ts";

/** Where a run goes on: after this day. */
export interface DayCheckpoint {
  readonly day: string;
}

/** Schema of {@link DayCheckpoint}. */
export const dayCheckpointSchema = z.strictObject({ day: z.iso.date() });

const pageSchema = z.object({ total: z.int(), more: z.boolean(), items: z.array(z.unknown()) });
const itemSchema = z.object({
  id: z.string().regex(/^\d{4}\.\d{5}$/),
  title: z.string(),
  day: z.iso.date(),
  votes: z.int().min(0),
});

/** One item of a page, as the wire has it. */
export type Item = z.infer<typeof itemSchema>;

/** Reads the body of one page. @throws {InvalidPayloadError} */
export function readPage(exchange: Exchange): z.infer<typeof pageSchema> {
  const page = pageSchema.safeParse(checkJson(exchange, "toy"));
  if (!page.success) throw new InvalidPayloadError("not a page", { source: "toy", cause: page.error });
  if (page.data.total > 0 && page.data.items.length === 0)
    throw new InvalidPayloadError("counts items and has none", { source: "toy", code: "ERR_SOURCE_EMPTY_ANSWER" });
  return page.data;
}

/** The items that can be read; the others are told to `reject`. */
export function readItems(exchange: Exchange, reject: (path: string, reason: string) => void): Item[] {
  return readPage(exchange).items.flatMap((raw, at) => {
    const item = itemSchema.safeParse(raw);
    if (item.success) return [item.data];
    reject(`items[${at}]`, z.prettifyError(item.error));
    return [];
  });
}

/** What a page says. */
export function recordsOf(items: readonly Item[]): NormalizedRecord[] {
  return items.flatMap(({ id, title, votes }): NormalizedRecord[] => [
    { kind: "paper", subject: { scheme: "arxiv", value: id }, entry: "LISTED", isKnown: true, title },
    { kind: "metric", subjectType: "paper", subject: { scheme: "arxiv", value: id }, metric: "UPVOTES", value: votes },
  ]);
}

/** Asks from `since` on; `checkpointOf` says what a page's checkpoint is, so that a broken toy can say something else. */
export async function* discoverDays(
  { http, settings, now }: DiscoverContext,
  since: DayCheckpoint | null,
  checkpointOf = (items: readonly Item[]) => items.at(-1)?.day,
): AsyncGenerator<Page<DayCheckpoint>> {
  const today = now.toISOString().slice(0, 10);
  for (let after = since?.day ?? "2024-01-01"; after < today; ) {
    const exchange = await http.request({ url: `${settings["TOY_URL"]}/days?after=${after}`, check: readPage });
    const items = readItems(exchange, () => undefined);
    const newest = items.at(-1)?.day;
    if (newest === undefined) return;
    yield { exchanges: [exchange], checkpoint: { day: checkpointOf(items) ?? after } };
    if (!readPage(exchange).more) return;
    after = newest;
  }
}

/** The feed. */
export const days = defineStream<DayCheckpoint>({
  description: "Papers by day",
  emits: ["paper", "metric"],
  intervalMs: 3_600_000,
  isLookup: false,
  checkpoint: dayCheckpointSchema,
  lookbackMs: 0,
  discover: discoverDays,
  normalize: (page) => {
    const rejected: Rejection[] = [];
    const records = page.flatMap((exchange, at) =>
      recordsOf(readItems(exchange, (path, reason) => rejected.push({ exchange: at, path, code: "ERR_RECORD_INVALID", reason }))),
    );
    return { records, rejected };
  },
  examples: [
    {
      name: "first page",
      because: "two days on one page, more to come",
      exchanges: ["days-first.http.json"],
      records: "days-first.records.json",
    },
    { name: "last page", because: "nothing more to come", exchanges: ["days-last.http.json"], records: "days-last.records.json" },
    {
      name: "nothing new",
      because: "an empty page is an answer",
      exchanges: ["days-none.http.json"],
      records: "days-none.records.json",
    },
  ],
});
