/** `papergraph worker`: the sync loop without HTTP. */
import { EXIT, type ExitCode } from "./failure.ts";
import { watchReach } from "./reach.ts";
import { ingestOver, settle, type World, withDatabase } from "./runtime.ts";

/** Keeps the sources in sync until it is asked to stop. */
export async function worker(world: World): Promise<ExitCode> {
  const settled = settle(world);
  const { log } = settled;
  await withDatabase(settled, true, async (database) => {
    log.info("keeping the sources in sync");
    await ingestOver(database, world, settled, watchReach(fetch, log)).watch({ signal: world.signal });
    log.info("stopping");
  });
  return EXIT.success;
}
