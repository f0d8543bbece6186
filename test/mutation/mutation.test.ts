/** Recorded bodies, hurt in every way that is known: nothing falls over, bad records are rejected alone, nothing is made up. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Exchange } from "../../src/contract/index.ts";
import { CHALLENGE_PAGE, HTML_PAGE } from "../kit/damage.ts";
import { faultsOf, outcomeOf } from "./judge.ts";
import { FORMATS, fixturePages, isDataThere, normalizePage, type RecordedPage, recordedPages } from "./pages.ts";
import { HURTS, type Hurt, type Records, recordsIn } from "./places.ts";

const SEED = 20_260_820;
const TEN_MEGABYTES = 10 * 1024 * 1024;
if (!isDataThere)
  console.info("skipped: recorded data is not beside this checkout (../shared/data); the fixtures are hurt alone");

function withBody({ exchange }: RecordedPage, body: string): Exchange {
  return { ...exchange, body };
}

function recordsOf(page: RecordedPage): Records {
  const records = recordsIn(page.exchange.body, FORMATS[page.format].list);
  if (records === null) throw new Error(`${page.name} has no records`);
  return records;
}

/** What is wrong with the page when a record is hurt; the page's own refusal is an outcome like any other. */
function judge(page: RecordedPage, record: number, body: string): string[] {
  const records = recordsOf(page);
  const outcome = outcomeOf(() => normalizePage(page.format, withBody(page, body)));
  if (outcome.kind === "refused") return [];
  const rest = records.count > 1 ? outcomeOf(() => normalizePage(page.format, withBody(page, records.without(record)))) : null;
  const others = rest?.kind === "read" ? rest.normalized : { records: [], rejected: [] };
  return faultsOf({ body, sound: normalizePage(page.format, page.exchange), others, hurt: outcome.normalized });
}

const titlePlace = { "HF JSON": "/paper/title", "GitHub REST": "/description", "GitHub GraphQL": "/description" } as const;

function titleOf({ format }: RecordedPage): string {
  return format in titlePlace ? titlePlace[format as keyof typeof titlePlace] : "title#0";
}

describe.each([...new Set(fixturePages().map(({ format }) => format))])("%s, as the fixtures have it", (format) => {
  const pages = fixturePages().filter((page) => page.format === format);

  it("is there", () => {
    expect(pages.length).toBeGreaterThan(0);
  });

  it.each(HURTS)("with any key of any level hurt by %s", (how) => {
    let hurts = 0;
    for (const page of pages) {
      const records = recordsOf(page);
      for (let record = 0; record < Math.min(records.count, 3); record += 1) {
        for (const place of records.places(record)) {
          const body = records.hurt(record, place, how);
          const found = judge(page, record, body);
          expect(found, `${page.name}, record ${record}, ${how} ${place}`).toEqual([]);
          hurts += 1;
        }
      }
    }
    expect(hurts).toBeGreaterThan(10);
  });

  it("with a record that stands twice says it once", () => {
    for (const page of pages) {
      const records = recordsOf(page);
      const doubled = records.doubled(0);
      const outcome = outcomeOf(() => normalizePage(format, withBody(page, doubled)));
      const sound = normalizePage(format, page.exchange);
      if (outcome.kind === "read") expect(outcome.normalized.records, page.name).toEqual(sound.records);
      else expect(outcome.code, page.name).toBe("ERR_SOURCE_MISMATCH");
    }
  });

  it("with dates in the future, and with a text of ten megabytes", () => {
    let isLongTried = false;
    for (const page of pages) {
      const records = recordsOf(page);
      expect(judge(page, 0, records.inFuture(0)), `${page.name} in the future`).toEqual([]);
      if (isLongTried || !records.places(0).includes(titleOf(page))) continue;
      isLongTried = true;
      const long = withBody(page, records.withText(0, titleOf(page), "long ".repeat(TEN_MEGABYTES / 5)));
      const { rejected, records: rest } = normalizePage(format, long);
      expect(
        rejected.some(({ path }) => /title|description|data\.r0/.test(path)),
        page.name,
      ).toBe(true);
      expect(JSON.stringify(rest).length, page.name).toBeLessThan(TEN_MEGABYTES / 10);
      expect(Math.max(...rejected.map(({ reason }) => reason.length))).toBeLessThan(2_000);
    }
    expect(isLongTried).toBe(true);
  });

  it("that is a page, a challenge or nothing is refused, and so is whatever part of it comes", () => {
    for (const page of pages) {
      const codeOf = (body: string) => {
        const outcome = outcomeOf(() => normalizePage(format, withBody(page, body)));
        return outcome.kind === "read" ? "read" : outcome.code.replace("ERR_SOURCE_", "");
      };
      expect([HTML_PAGE, CHALLENGE_PAGE, "", " \n"].map(codeOf)).toEqual(["HTML", "CHALLENGE", "EMPTY_ANSWER", "EMPTY_ANSWER"]);
      const whole = page.exchange.body.trimEnd();
      const parts = fc.sample(fc.integer({ min: 1, max: whole.length - 1 }), { seed: SEED, numRuns: 60 });
      for (const length of parts) expect(codeOf(whole.slice(0, length)), `${page.name} cut at ${length}`).toBe("TRUNCATED");
    }
  });
});

describe.skipIf(!isDataThere)("recorded answers, as whole as they came", () => {
  const pages = recordedPages();
  const anyHurt = fc.record({
    page: fc.constantFrom(...(pages.length > 0 ? pages : fixturePages())),
    record: fc.nat(),
    place: fc.nat(),
    how: fc.constantFrom<Hurt | "twice" | "future" | "cut">(...HURTS, "twice", "future", "cut"),
    cut: fc.double({ min: 0, max: 0.999, noNaN: true }),
  });

  it("with any one record hurt anywhere lose nothing else", () => {
    const codes = new Map<string, number>();
    fc.assert(
      fc.property(anyHurt, ({ page, record: anyRecord, place: anyPlace, how, cut }) => {
        const records = recordsOf(page);
        const record = anyRecord % records.count;
        const places = records.places(record);
        const place = places[anyPlace % places.length] as string;
        const body =
          how === "twice"
            ? records.doubled(record)
            : how === "future"
              ? records.inFuture(record)
              : how === "cut"
                ? page.exchange.body.trimEnd().slice(0, Math.floor(page.exchange.body.trimEnd().length * cut))
                : records.hurt(record, place, how);
        const outcome = outcomeOf(() => normalizePage(page.format, withBody(page, body)));
        const code = outcome.kind === "refused" ? outcome.code : outcome.normalized.rejected.length > 0 ? "rejected" : "read";
        codes.set(code, (codes.get(code) ?? 0) + 1);
        if (how === "cut") expect(code).toMatch(/TRUNCATED|EMPTY_ANSWER/);
        else expect(judge(page, record, body), `${page.name}, record ${record}, ${how} ${place}`).toEqual([]);
      }),
      { seed: SEED, numRuns: 200 },
    );
    // All three ends of a hurt record must have been met.
    expect([...codes.keys()]).toEqual(expect.arrayContaining(["read", "rejected", "ERR_SOURCE_TRUNCATED"]));
  });
});
