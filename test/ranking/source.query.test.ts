import { beforeAll, expect, test } from "vitest";
import type { Database } from "../../src/db/client.ts";
import { describeDatabases } from "../kit/database.ts";
import { ask } from "./asking.ts";
import { at, insertReading, insertRun } from "./known-readings.ts";

describeDatabases("asking how sources are doing", (open) => {
  let database: Database;
  beforeAll(async () => {
    database = await open();
    await insertRun(database.sql, "daily", at("2026-08-20T10:00"), "SUCCESS");
    await insertRun(database.sql, "daily", at("2026-08-20T11:00"), "FAILED", { code: "ERR_SOURCE_UNAVAILABLE", status: 503 });
    await insertReading(database.sql, "2026-08-20", at("2026-08-20T10:00"), [["2608.00001", 1]]);
  });
  const NOW = at("2026-08-20T12:00");

  test("state, times and the last error, in the registry's order", async () => {
    const { data, codes, statements } = await ask(
      database.sql,
      NOW,
      `{ sources { name title terms state lastAttemptAt lastSuccessAt lagSeconds lastError { code message upstreamStatus at }
        budget { limit remaining resetsAt } quarantinedCount streams { name state disabledReason lastSuccessAt lagSeconds isRunning } } }`,
    );
    expect(codes).toEqual([]);
    expect(statements).toBe(2);
    expect(data).toEqual({
      sources: [
        {
          ...{ name: "huggingface", title: "Hugging Face Daily Papers", terms: "https://huggingface.co/terms-of-service" },
          ...{
            state: "FAILING",
            lastAttemptAt: "2026-08-20T11:00:00.000Z",
            lastSuccessAt: "2026-08-20T10:01:00.000Z",
            lagSeconds: 7140,
          },
          lastError: {
            ...{ code: "ERR_SOURCE_UNAVAILABLE", message: "it went wrong: ERR_SOURCE_UNAVAILABLE" },
            ...{ upstreamStatus: 503, at: "2026-08-20T11:01:00.000Z" },
          },
          ...{ budget: null, quarantinedCount: 0 },
          streams: [
            {
              ...{ name: "daily", state: "FAILING", disabledReason: null, isRunning: false },
              ...{ lastSuccessAt: "2026-08-20T10:01:00.000Z", lagSeconds: 7140 },
            },
          ],
        },
        {
          ...{
            name: "arxiv",
            title: "arXiv",
            terms: "https://info.arxiv.org/help/api/tou.html",
            state: "DISABLED",
            lastAttemptAt: null,
          },
          ...{ lastSuccessAt: null, lagSeconds: null, lastError: null, budget: null, quarantinedCount: 0, streams: [] },
        },
      ],
    });
  });

  test("names and titles alone are answered without a statement", async () => {
    const { data, statements } = await ask(database.sql, NOW, "{ sources { name title terms } }");
    expect(data).toMatchObject({ sources: [{ name: "huggingface" }, { name: "arxiv" }] });
    expect(statements).toBe(0);
  });
});
