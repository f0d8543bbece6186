/** The same pages in other orders of arrival give the same tables. */
import { createReadStream } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { createGunzip, gzip } from "node:zlib";
import {
  ARCHIVE_FORMAT,
  ARCHIVE_VERSION,
  type ArchiveLine,
  readArchiveLines,
  writeArchiveLines,
} from "../../src/ingest/archive-file.ts";
import { type Finished, tail } from "../accept/product.ts";
import { randomFrom } from "../kit/random.ts";
import { compareSums, sumsOf } from "./compare.ts";
import type { Finding, Part } from "./part.ts";
import type { Replay } from "./replay.ts";
import type { World } from "./world.ts";

const compress = promisify(gzip);
const HOUR_MS = 3_600_000;
const BEGIN_MS = Date.parse("2026-06-10T12:00:00Z");
const ROUND_MS = 27 * HOUR_MS;
const ROUNDS = 3;
const ORDERS = 5;
const SHORT_ORDERS = 2;

type PageLine = Extract<ArchiveLine, { kind: "page" }>;

/** An archive file's content. */
interface Archive {
  readonly pages: readonly PageLine[];
  /** By SHA-256. */
  readonly bodies: ReadonlyMap<string, string>;
}

export const orders: Part = {
  name: "orders",
  describe: "the same pages in other orders of arrival",
  run: async (world) => {
    const folder = await mkdtemp(join(tmpdir(), "papergraph-orders-"));
    const replay = await world.replay(new Date(BEGIN_MS).toISOString());
    try {
      return await tryOrders(world, replay, folder);
    } finally {
      await replay.stop();
      await rm(folder, { recursive: true, force: true });
    }
  },
};

async function tryOrders(world: World, replay: Replay, folder: string): Promise<Finding[]> {
  const first = world.product(replay, await world.newDatabase(), { BACKFILL_DAYS: "6" });
  for (let round = 0; round < ROUNDS; round += 1) {
    await replay.upstream.setClock(BEGIN_MS + round * ROUND_MS);
    succeeded("sync", await first.run(["sync"]));
  }
  const file = join(folder, "first.jsonl.gz");
  succeeded("export", await first.run(["export", "--archive", file]));
  const wanted = await sumsOf(first);
  const archive = await read(file);
  const random = randomFrom(world.options.seed);
  const findings: Finding[] = [];
  const count = world.options.isShort ? SHORT_ORDERS : ORDERS;
  for (let order = 1; order <= count; order += 1) {
    const pages = order === 1 ? [...archive.pages].reverse() : shuffled(archive.pages, random);
    const path = join(folder, `${order}.jsonl.gz`);
    await writeFile(path, await inOrder(archive, pages));
    const product = world.product(replay, await world.newDatabase());
    succeeded("import", await product.run(["import", "--archive", path]));
    const what = order === 1 ? "last page first" : `order ${order} by chance`;
    findings.push(compareSums(`${pages.length} pages, ${what}`, wanted, await sumsOf(product)));
  }
  return findings;
}

/** Some records may be rejected: exit code 3. @throws {Error} */
function succeeded(what: string, { exitCode, output, errors }: Finished): void {
  if (exitCode !== 0 && exitCode !== 3) throw new Error(`${what} ended with ${exitCode}: ${tail(output + errors)}`);
}

async function read(file: string): Promise<Archive> {
  const pages: PageLine[] = [];
  const bodies = new Map<string, string>();
  for await (const line of readArchiveLines(createReadStream(file).pipe(createGunzip()), () => undefined)) {
    if (line.kind === "page") pages.push(line);
    if (line.kind === "body") bodies.set(line.sha256, line.content);
  }
  return { pages, bodies };
}

function shuffled<Item>(items: readonly Item[], random: () => number): Item[] {
  const keyed = items.map((item) => ({ item, key: random() }));
  return keyed.sort((a, b) => a.key - b.key).map(({ item }) => item);
}

/** The file whose pages come in this order, each body before the page that first has it. */
async function inOrder({ bodies }: Archive, pages: readonly PageLine[]): Promise<Buffer> {
  async function* lines(): AsyncGenerator<ArchiveLine> {
    const out = new Set<string>();
    for (const page of pages) {
      for (const { bodySha256 } of page.exchanges) {
        if (out.has(bodySha256)) continue;
        out.add(bodySha256);
        yield { kind: "body", sha256: bodySha256, content: bodies.get(bodySha256) as string };
      }
      yield page;
    }
  }
  const texts: string[] = [];
  const header = { format: ARCHIVE_FORMAT, version: ARCHIVE_VERSION, pages: pages.length } as const;
  for await (const text of writeArchiveLines(header, lines())) texts.push(text);
  return await compress(texts.join(""));
}
