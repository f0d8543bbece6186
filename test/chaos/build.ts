/** A copy of the built program, outside the project: whoever builds meanwhile, and whoever sabotages it, touches no other's. */
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..", "..");

/** One sabotage: what stands in a file of the build, and what is to stand there. */
export interface Patch {
  /** Under `dist/src`. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/** A copied build. */
export interface Build {
  /** What Node runs. */
  readonly program: string;
  remove(): void;
}

/** @throws {Error} when a patch does not fit exactly one place */
export function copyBuild(patches: readonly Patch[] = []): Build {
  const folder = mkdtempSync(join(tmpdir(), "papergraph-build-"));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  process.once("exit", remove);
  for (const name of ["dist", "drizzle", "package.json"]) cpSync(join(ROOT, name), join(folder, name), { recursive: true });
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
  for (const { file, from, to } of patches) {
    const path = join(folder, "dist/src", file);
    const parts = readFileSync(path, "utf8").split(from);
    if (parts.length !== 2) throw new Error(`${file} has ${parts.length - 1} places for a sabotage, not one: ${from}`);
    writeFileSync(path, parts.join(to));
  }
  return {
    program: join(folder, "dist/src/cli.js"),
    remove: () => {
      process.off("exit", remove);
      remove();
    },
  };
}
