/** Answers that were none: what is kept of them, what never is, and for how long. */
import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import {
  dropOldExcerpts,
  EXCERPT_BYTES,
  type FailedAnswer,
  readExcerpt,
  readFailedAnswers,
  storeFailedAnswer,
} from "../../src/ingest/failed-answers.ts";
import { describeDatabases, emptyTables } from "../kit/database.ts";

const NOW = new Date("2026-08-01T00:00:00.000Z");
const daysAgo = (days: number) => new Date(NOW.getTime() - days * 86_400_000);

function failed(more: Partial<FailedAnswer> = {}): FailedAnswer {
  return {
    ...{ source: "arxiv", stream: "oai", status: 503, headers: {}, body: "<html>busy</html>", code: "ERR_SOURCE_UNAVAILABLE" },
    ...{ request: { method: "GET", url: "https://example.org/oai?verb=ListRecords", body: null }, reason: "busy" },
    failedAt: NOW,
    ...more,
  };
}

describeDatabases("failed answers", (open) => {
  test("are kept once, with what tells why, without secrets", async () => {
    const { sql } = await open();
    const secret = `s3cret${randomBytes(8).toString("hex")}`;
    const token = `hf_${"a".repeat(20)}`;
    const answer = failed({
      request: { method: "GET", url: `https://me:pw@example.org/works?api_key=${secret}&page=2`, body: null },
      headers: {
        "retry-after": "30",
        "x-ratelimit-remaining": "0",
        "set-cookie": "id=1",
        authorization: "x",
        server: `s ${secret}`,
      },
      body: `you sent ${secret} and Authorization: Bearer ${token} ${"x".repeat(100_000)}`,
      reason: `refused ${secret}`,
      secrets: [secret],
    });
    const id = await storeFailedAnswer(sql, answer);
    expect(await storeFailedAnswer(sql, answer)).toBe(id);
    const rows = await readFailedAnswers(sql, { limit: 10 });
    expect(rows).toMatchObject([
      {
        ...{ id, source: "arxiv", stream: "oai", method: "GET", status: 503, code: "ERR_SOURCE_UNAVAILABLE", failedAt: NOW },
        headers: { "retry-after": "30", "x-ratelimit-remaining": "0", server: "s (hidden)" },
        reason: "refused (hidden)",
        sizeBytes: Buffer.byteLength(answer.body),
      },
    ]);
    expect(rows[0]?.url).toMatch(/^https:\/\/example\.org\/works\?api_key=(?:%28|\()hidden(?:%29|\))&page=2$/);
    const excerpt = await readExcerpt(sql, id);
    expect(excerpt).toMatch(/^you sent \(hidden\) and Authorization: \(hidden\) x{1000}/);
    expect(Buffer.byteLength(excerpt ?? "")).toBe(EXCERPT_BYTES);
    const [whole] = await sql<{ text: string }[]>`select f::text as text from failed_exchange f`;
    for (const hidden of [secret, token, "id=1", "me:pw"]) expect(whole?.text).not.toContain(hidden);
  });

  test("without any answer have no status and an empty body", async () => {
    const { sql } = await open();
    const id = await storeFailedAnswer(sql, failed({ status: null, body: "", code: "ERR_SOURCE_UNREACHABLE", reason: "a \0 b" }));
    expect(await readFailedAnswers(sql, { source: "arxiv", idPrefix: id.slice(0, 8), limit: 2 })).toMatchObject([
      { status: null, sizeBytes: 0, reason: "a \uFFFD b" },
    ]);
    expect(await readExcerpt(sql, id)).toBe("");
    expect(await readFailedAnswers(sql, { source: "github", limit: 2 })).toEqual([]);
  });

  test("lose their excerpt after 30 days and go after 180; a source that fails all the time keeps the newest", async () => {
    const database = await open();
    const { sql } = database;
    const ids = [];
    for (const days of [0, 29, 31, 181]) ids.push(await storeFailedAnswer(sql, failed({ failedAt: daysAgo(days) })));
    expect(await dropOldExcerpts(sql, NOW)).toEqual({ excerpts: 1, rows: 1 });
    expect((await readFailedAnswers(sql, { limit: 10 })).map(({ id }) => id)).toEqual(ids.slice(0, 3));
    expect(await Promise.all(ids.map(async (id) => (await readExcerpt(sql, id)) !== null))).toEqual([true, true, false, false]);
    expect(await dropOldExcerpts(sql, NOW)).toEqual({ excerpts: 0, rows: 0 });

    await emptyTables(database);
    await sql`
      insert into failed_exchange (id, source, stream, method, url, headers, size_bytes, body_sha256, excerpt, code, reason, failed_at)
      select gen_random_uuid(), source, 'oai', 'GET', 'https://example.org', '{}', 0, '', '\\x00', 'ERR_SOURCE_UNAVAILABLE', '', ${NOW}::timestamptz - n * interval '1 second'
      from generate_series(1, 2100) n, unnest(array['arxiv', 'github']) source`;
    expect(await dropOldExcerpts(sql, NOW)).toEqual({ excerpts: 3600, rows: 200 });
  });
});
