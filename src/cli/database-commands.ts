/** Commands that do one thing to the database: `migrate`, `renormalize`, `checksum`. */
import type { Database } from "../db/client.ts";
import { checksum } from "../ingest/checksum.ts";
import { renormalize } from "../ingest/renormalize.ts";
import { parseTarget } from "./arguments.ts";
import { EXIT, type ExitCode, UsageError } from "./failure.ts";
import { settle, type World, withDatabase } from "./runtime.ts";
import { table } from "./table.ts";

/** Brings the tables up to date. */
export async function migrateCommand(world: World): Promise<ExitCode> {
  await withDatabase(settle(world), true, async () => world.print("the tables are up to date\n"));
  return EXIT.success;
}

const NOTE_EVERY_MS = 3000;

/** Rebuilds the tables from the archive, or one source's words; asks nobody. */
export async function renormalizeCommand(world: World, target: string | undefined): Promise<ExitCode> {
  const { source, stream } = parseTarget(target, world.adapters);
  if (stream !== null) throw new UsageError("ERR_USAGE", "a source is read again as a whole; name it without a stream");
  const { adapters, signal } = world;
  const rebuild = async ({ sql }: Database) => {
    let toldAt = performance.now();
    return await renormalize({
      ...{ sql, adapters, signal, ...(source === null ? {} : { source }) },
      onProgress: (done, total) => {
        if (performance.now() - toldAt < NOTE_EVERY_MS) return;
        toldAt = performance.now();
        world.note(`${done} of ${total} archived pages\n`);
      },
    });
  };
  const { pages, unreadable } = await withDatabase(settle(world), true, rebuild, { rereads: true });
  world.print(`rebuilt from ${pages} archived pages\n`);
  if (unreadable === 0) return EXIT.success;
  world.print(`${unreadable} of them are no answers to today's adapters: \`papergraph quarantine list\` shows why\n`);
  return EXIT.partial;
}

/** Prints one sum per table, and one of all: two databases that hold the same print the same. */
export async function checksumCommand(world: World, { json }: { readonly json?: boolean }): Promise<ExitCode> {
  const sums = await withDatabase(settle(world), false, checksum);
  if (json) {
    world.print(`${JSON.stringify(sums)}\n`);
    return EXIT.success;
  }
  const { tables, total, leftOut } = sums;
  const rows = [...tables, { table: "total", ...total }];
  world.print(
    table(
      ["table", "rows", "sum"],
      rows.map(({ table: name, rows: count, sum }) => [name, count, sum]),
    ),
  );
  world.print(`left out, since equal databases may differ in them: ${leftOut.join(", ")}\n`);
  return EXIT.success;
}
