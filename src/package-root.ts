/** Where this package lies, whether it runs from its sources or from `dist`. */
import { existsSync } from "node:fs";

/** Folder of `package.json`, with a slash at the end; migrations and the starter data are found from here. */
export const packageRoot: URL = findRoot(new URL(".", import.meta.url));

function findRoot(folder: URL): URL {
  if (existsSync(new URL("package.json", folder))) return folder;
  const parent = new URL("..", folder);
  if (parent.href === folder.href) throw new Error("papergraph is not installed completely: its package.json is missing");
  return findRoot(parent);
}
