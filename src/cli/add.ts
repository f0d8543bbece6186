/** `papergraph add`: papers that are to be held, by arXiv identifier, DOI, or any address that a source recognises. */
import { type Identifier, identifierOfDoi } from "../contract/index.ts";
import { type AskedPaper, importPapers } from "../ingest/import-papers.ts";
import { PAPER_SCHEMES } from "../ingest/paper-cluster.ts";
import { EXIT, type ExitCode, UsageError } from "./failure.ts";
import { describeSources, identifyWith, settle, type World, withDatabase } from "./runtime.ts";
import { table } from "./table.ts";

/** Stores what was asked for, or nothing at all where one of the texts names no paper. @throws {UsageError} `ERR_UNKNOWN_ID` */
export async function add(world: World, texts: readonly string[]): Promise<ExitCode> {
  const identify = identifyWith(world.adapters);
  const read = texts.map((asked) => ({ asked, identifier: identify(asked) ?? identifierOfDoi(asked) }));
  const unread = read.filter(({ identifier }) => identifier === null || !PAPER_SCHEMES.includes(identifier.scheme));
  if (unread.length > 0) {
    const names = unread.map(({ asked }) => `"${asked.slice(0, 100)}"`).join(", ");
    throw new UsageError("ERR_UNKNOWN_ID", `no source knows a paper by ${names}; nothing was added`);
  }
  const distinct = new Map(
    read.flatMap(({ asked, identifier }) => (identifier === null ? [] : [[keyOf(identifier), { asked, identifier }] as const])),
  );
  const settled = settle(world);
  const added = await withDatabase(settled, true, async ({ sql }) =>
    importPapers(sql, [...distinct.values()], await settled.clock.now()),
  );
  const rows = added.map(({ identifier, title, isNew }) => [
    ...[`${identifier.scheme}:${identifier.value}`, isNew ? "added" : "asked for before"],
    title ?? "not known yet: the next sync asks for it",
  ]);
  world.print(table(["paper", "", "title"], rows));
  for (const { asked } of added.filter(namesVersion)) {
    world.print(`${asked}: the paper is held, with whatever versions it has; a version alone cannot be asked for\n`);
  }
  const isAnyUnknown = added.some(({ title }) => title === null);
  if (isAnyUnknown && added.some(({ identifier }) => identifier.scheme !== "arxiv")) {
    for (const { id, streams } of describeSources(world.adapters, settled.config)) {
      for (const { name, disabledReason } of streams) {
        if (disabledReason !== null) world.note(`${id}/${name} is not asked: ${disabledReason}\n`);
      }
    }
  }
  return EXIT.success;
}

/** Whether a version stands behind the arXiv identifier, as in an address, too. */
function namesVersion({ asked, identifier: { scheme, value } }: AskedPaper): boolean {
  const number = value.split("/").at(-1) ?? value;
  const behind = asked.slice(asked.indexOf(number) + number.length);
  return scheme === "arxiv" && asked.includes(number) && /^v\d+/i.test(behind);
}

function keyOf({ scheme, value }: Identifier): string {
  return `${scheme}:${value}`;
}
