/** Hurt pages through the real store, on both databases: the right rows in quarantine, the neighbours in the tables, nothing falls over. */
import { beforeAll, expect, it } from "vitest";
import type { Exchange, Normalized } from "../../src/contract/index.ts";
import type { Database } from "../../src/db/client.ts";
import { identifierKey } from "../../src/db/entity-key.ts";
import { archivedPage } from "../../src/ingest/archive.ts";
import { rejectImplausible } from "../../src/ingest/plausible.ts";
import { storePage } from "../../src/ingest/store.ts";
import { describeDatabases, emptyTables } from "../kit/database.ts";
import { outcomeOf } from "./judge.ts";
import { adapterOf, FORMAT_NAMES, FORMATS, type Format, fixturePages, normalizePage, type RecordedPage } from "./pages.ts";
import { HURTS, recordsIn } from "./places.ts";

const FETCHED = new Date("2026-11-25T12:00:00Z");
/** Of each page and each way of hurting so many places, spread over the record. */
const PLACES = 2;

interface HurtPage {
  readonly what: string;
  readonly exchange: Exchange;
  readonly normalized: Normalized;
}

/** Pages of a format, hurt; those that are refused as a whole never reach the store. */
function hurtPages(format: Format): HurtPage[] {
  const pages = fixturePages().filter((page) => page.format === format);
  return pages.slice(0, 4).flatMap((page, nth) =>
    bodiesOf(page, nth).flatMap(([what, body]) => {
      const exchange = { ...page.exchange, body };
      const outcome = outcomeOf(() => rejectImplausible(normalizePage(format, exchange), FETCHED));
      return outcome.kind === "refused" ? [] : [{ what: `${page.name}: ${what}`, exchange, normalized: outcome.normalized }];
    }),
  );
}

function bodiesOf({ exchange, format }: RecordedPage, nth: number): [string, string][] {
  const records = recordsIn(exchange.body, FORMATS[format].list);
  if (records === null) return [];
  const places = records.places(0);
  const hurts = HURTS.flatMap((how) =>
    Array.from({ length: PLACES }, (_, at): [string, string] => {
      const place = places[(nth * 7 + at * 11 + HURTS.indexOf(how) * 5) % places.length] as string;
      return [`${how} ${place}`, records.hurt(0, place, how)];
    }),
  );
  const title = places.find((place) => /(?:^|\/)title(?:#0)?$|\/description$/.test(place));
  const long = title === undefined ? [] : [["long", records.withText(0, title, "long ".repeat(2_000_000))] as [string, string]];
  return [
    ["as recorded", exchange.body],
    ...hurts,
    ["twice", records.doubled(0)],
    ["future", records.inFuture(0)],
    ...(nth === 0 ? long : []),
  ];
}

describeDatabases("hurt pages", (open) => {
  let database: Database;
  beforeAll(async () => {
    database = await open();
  });

  it.each(FORMAT_NAMES)("of %s leave their bad records in quarantine and all others in the tables", async (format) => {
    const { sql } = database;
    const adapter = adapterOf(format);
    const { stream } = FORMATS[format];
    const found = { pages: 0, rejected: 0 };
    for (const { what, exchange, normalized } of hurtPages(format)) {
      await emptyTables(database);
      const page = archivedPage(adapter.id, stream, [{ exchange, stamp: { fetchedAt: FETCHED, isNotModified: false } }]);
      await storePage(sql, { adapter, stream, page, normalized }, FETCHED, undefined);

      const rows = await sql<{ place: string }[]>`select code || ' ' || path as place from quarantine`;
      const wanted = new Set(normalized.rejected.map(({ code, path }) => `${code} ${path}`));
      expect(new Set(rows.map(({ place }) => place)), what).toEqual(wanted);

      const subjects = normalized.records.flatMap((one) =>
        one.kind === "paper" || one.kind === "repository" ? [identifierKey(one.kind, one.subject)] : [],
      );
      const [claims] = await sql<{ count: number }[]>`
        select count(distinct subject)::int as count from claim where subject = any(${subjects}::uuid[])`;
      expect(claims?.count, what).toBe(new Set(subjects).size);

      const entering = normalized.records.filter((one) => one.kind === "paper").filter((one) => one.entry !== null);
      const papers = await sql<{ arxiv_id: string; title: string }[]>`select arxiv_id, title from paper`;
      const titles = Object.fromEntries(papers.map(({ arxiv_id: id, title }) => [id, title]));
      expect(titles, what).toMatchObject(Object.fromEntries(entering.map(({ subject, title }) => [subject.value, title])));
      found.pages += 1;
      found.rejected += wanted.size;
    }
    expect(found.pages).toBeGreaterThan(8);
    expect(found.rejected).toBeGreaterThan(0);
  });
});
