/** `papergraph sources`: how each source is doing. */
import { z } from "zod";
import { lockHolder } from "../db/embedded/data-folder.ts";
import { readSourceStates, type SourceReport } from "../ranking/source-state.ts";
import { CommandError, EXIT, type ExitCode } from "./failure.ts";
import { describeSources, settle, type World, withDatabase } from "./runtime.ts";
import { duration, table } from "./table.ts";

/** What the table shows of a source; the database and a running server tell the same. */
type SourceLine = Pick<SourceReport, "name" | "state" | "lagSeconds" | "quarantinedCount"> & {
  readonly lastSuccessAt: Date | null;
  readonly budget: { readonly limit: number; readonly remaining: number } | null;
  readonly lastError: { readonly code: string; readonly message: string } | null;
};

/** Prints the table. A data folder that a running server has is asked about over HTTP. */
export async function sources(world: World): Promise<ExitCode> {
  const settled = settle(world);
  const { config, clock } = settled;
  const address = config.databaseUrl === null ? (lockHolder(config.dataDir)?.address ?? null) : null;
  const reports: readonly SourceLine[] =
    address === null
      ? await withDatabase(settled, false, async ({ sql }) =>
          readSourceStates(sql, describeSources(world.adapters, config), await clock.now()),
        )
      : await askServer(address);
  world.print(
    table(
      ["source", "state", "last success", "lag", "budget", "rejected", "last error"],
      reports.map((one) => [
        ...[one.name, one.state, one.lastSuccessAt?.toISOString() ?? null, duration(one.lagSeconds)],
        ...[one.budget === null ? null : `${one.budget.remaining} of ${one.budget.limit}`, one.quarantinedCount],
        one.lastError === null ? null : `${one.lastError.code}: ${one.lastError.message.replace(/\s+/g, " ")}`,
      ]),
    ),
  );
  return EXIT.success;
}

const QUERY = `{ sources { name state lastSuccessAt lagSeconds quarantinedCount
  budget { limit remaining } lastError { code message } } }`;

const answerSchema = z.object({
  data: z.object({
    sources: z.array(
      z.object({
        name: z.string(),
        state: z.enum(["HEALTHY", "LATE", "FAILING", "BLOCKED", "UNREACHABLE", "DISABLED"]),
        lastSuccessAt: z.coerce.date().nullable(),
        lagSeconds: z.int().nullable(),
        quarantinedCount: z.int(),
        budget: z.object({ limit: z.int(), remaining: z.int() }).nullable(),
        lastError: z.object({ code: z.string(), message: z.string() }).nullable(),
      }),
    ),
  }),
});

async function askServer(address: string): Promise<readonly SourceLine[]> {
  try {
    const response = await fetch(address, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ query: QUERY }),
      signal: AbortSignal.timeout(10_000),
    });
    const parsed = answerSchema.safeParse(await response.json());
    if (!parsed.success) throw new Error(`it answered ${response.status} without the sources`);
    return parsed.data.data.sources;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CommandError(
      "ERR_SERVER_ANSWER",
      `the server at ${address}, which has the data folder, gave no answer: ${reason}`,
      { cause },
    );
  }
}
