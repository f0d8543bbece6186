/** Commands that do one thing to the database: `migrate`, `renormalize`, `checksum`. */
import { checksum } from "../ingest/checksum.ts";
import { EXIT, type ExitCode } from "./failure.ts";
import { ingestOver, settle, type World, withDatabase } from "./runtime.ts";
import { table } from "./table.ts";

/** Brings the tables up to date. */
export async function migrateCommand(world: World): Promise<ExitCode> {
  await withDatabase(settle(world), true, async () => world.print("the tables are up to date\n"));
  return EXIT.success;
}

const NOTE_EVERY_MS = 3000;

/** Rebuilds the tables from the archive; asks nobody. */
export async function renormalizeCommand(world: World): Promise<ExitCode> {
  const settled = settle(world);
  const { pages } = await withDatabase(settled, true, async (database) => {
    let toldAt = performance.now();
    return await ingestOver(database, world, settled).renormalize({
      signal: world.signal,
      onProgress: (done, total) => {
        if (performance.now() - toldAt < NOTE_EVERY_MS) return;
        toldAt = performance.now();
        world.note(`${done} of ${total} archived pages\n`);
      },
    });
  });
  world.print(`rebuilt from ${pages} archived pages\n`);
  return EXIT.success;
}

/** Prints one sum per table: two databases that hold the same print the same. */
export async function checksumCommand(world: World): Promise<ExitCode> {
  const { tables, leftOut } = await withDatabase(settle(world), false, checksum);
  world.print(
    table(
      ["table", "rows", "sum"],
      tables.map(({ table: name, rows, sum }) => [name, rows, sum]),
    ),
  );
  world.print(`left out, since equal databases may differ in them: ${leftOut.join(", ")}\n`);
  return EXIT.success;
}
