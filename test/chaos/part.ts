/** What a part of the chaos run is given, and what it answers. */
import type { World } from "./world.ts";

/** One thing that was judged: a line of the printed table. */
export interface Finding {
  readonly what: string;
  /** What was seen, in figures and words. */
  readonly seen: string;
  readonly isGood: boolean;
}

/** A part of the run. Each begins with servers and databases of its own, so that parts depend on nothing but the seed. */
export interface Part {
  readonly name: string;
  readonly describe: string;
  run(world: World): Promise<readonly Finding[]>;
}
