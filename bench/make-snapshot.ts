/** A snapshot file of any length, made from recorded lines: ids of their own, other authors, categories, versions and texts. */
import { once } from "node:events";
import { createReadStream, createWriteStream } from "node:fs";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { fileURLToPath } from "node:url";
import { createGzip } from "node:zlib";
import { z } from "zod";
import { randomFrom } from "../test/kit/random.ts";

const lineSchema = z.looseObject({
  id: z.string(),
  title: z.string(),
  comments: z.string().nullable(),
  doi: z.string().nullable(),
  categories: z.string(),
  versions: z.array(z.looseObject({ version: z.string(), created: z.string() })).min(1),
  authors_parsed: z.array(z.array(z.string())),
});
type Line = z.infer<typeof lineSchema>;

const SYLLABLES = "an ar be co da el en ex fi ga hy in io ka lo ma mu no ol or pa qu ra ro si ta te ti ul va ve xi yo ze".split(" ");
/** Two words in five carry no meaning and are in no index. */
const STOP_WORDS = "the of and a in to is we for that with on by this are as an be from which at it can or has".split(" ");
const INVENTED_WORDS = 60_000;
const MONTHS_PER_YEAR = 12;
const IDS_A_MONTH = 9_000;
const DAY_MS = 86_400_000;

/** Writes `count` lines to `path`, gzip-compressed where it ends in `.gz`. Equal arguments give equal files. */
export async function makeSnapshot(path: string, count: number, seed = 1): Promise<void> {
  const recorded = await readRecorded();
  const lines = Readable.from(inBlocks(generate(recorded, count, randomFrom(seed))));
  const out = createWriteStream(path);
  if (path.endsWith(".gz")) await pipeline(lines, createGzip(), out);
  else await pipeline(lines, out);
  if (!out.closed) await once(out, "close");
}

async function readRecorded(): Promise<Line[]> {
  const file = createReadStream(fileURLToPath(new URL("recorded-lines.jsonl", import.meta.url)));
  const lines: Line[] = [];
  for await (const line of createInterface({ input: file })) lines.push(lineSchema.parse(JSON.parse(line)));
  return lines;
}

function* inBlocks(lines: Iterable<string>): Generator<string> {
  let block = "";
  for (const line of lines) {
    block += line;
    if (block.length < 1_000_000) continue;
    yield block;
    block = "";
  }
  yield block;
}

function* generate(recorded: readonly Line[], count: number, random: () => number): Generator<string> {
  const pick = <Value>(values: readonly Value[]): Value => values[Math.floor(random() * values.length)] as Value;
  const people = recorded.flatMap((line) => line.authors_parsed);
  const families = people.map(([family = ""]) => family);
  const codes = [...new Set(recorded.flatMap((line) => line.categories.split(" ")))];
  const words = vocabulary(recorded, pick);
  /** Few words are in most texts, most words in few: rank by a power of the random number. */
  const word = () => (random() < 0.4 ? pick(STOP_WORDS) : (words[Math.floor(words.length * random() ** 6)] as string));
  const text = (length: number) => Array.from({ length }, word).join(" ");

  for (let made = 0; made < count; made += 1) {
    const line = pick(recorded);
    const month = 84 + Math.floor(made / IDS_A_MONTH);
    const [year, monthOfYear] = [Math.floor(month / MONTHS_PER_YEAR), (month % MONTHS_PER_YEAR) + 1];
    const digits = year >= 15 ? 5 : 4;
    const id = `${two(year % 100)}${two(monthOfYear)}.${String((made % IDS_A_MONTH) + 1).padStart(digits, "0")}`;
    const first = Date.UTC(2000 + year, monthOfYear - 1, 1 + Math.floor(random() * 28), 0, 0, Math.floor(random() * 86_400));
    const versions = line.versions.map(({ version }, place) => ({
      version,
      created: new Date(first + place * 90 * DAY_MS).toUTCString().replace(/^(\w+, )0/, "$1"),
    }));
    const authors = line.authors_parsed.map(([family = "", given = "", ...rest]) =>
      // Half of the places are filled by people whom other papers do not have.
      random() < 0.5 ? [pick(families), `${pick(SYLLABLES)}${pick(SYLLABLES)} ${given}`.trim(), ...rest] : [family, given, ...rest],
    );
    const categories = random() < 0.5 ? line.categories : [...new Set([...line.categories.split(" "), pick(codes)])].join(" ");
    yield `${JSON.stringify({
      ...line,
      id,
      title: `${line.title.slice(0, 40)} ${text(5)}`,
      authors: authors.map(([family, given]) => `${given} ${family}`).join(", "),
      comments: line.comments === null ? null : `${Math.ceil(random() * 40)} pages, ${text(3)}`,
      doi: line.doi === null ? null : `10.1000/${id}`,
      categories,
      abstract: `  ${wrapped(text(90 + Math.floor(random() * 80)))}\n`,
      versions,
      update_date: new Date(first + versions.length * 90 * DAY_MS).toISOString().slice(0, 10),
      authors_parsed: authors,
    })}\n`;
  }
}

function vocabulary(recorded: readonly Line[], pick: (values: readonly string[]) => string): string[] {
  const known = recorded.flatMap(({ title }) => title.toLowerCase().split(/[^a-z]+/)).filter((each) => each.length > 2);
  const invented = Array.from({ length: INVENTED_WORDS }, () => Array.from({ length: 4 }, () => pick(SYLLABLES)).join(""));
  return [...new Set([...known, ...invented])];
}

const two = (value: number) => String(value).padStart(2, "0");

function wrapped(text: string): string {
  return text.replace(/(.{60,75}) /g, "$1\n");
}
