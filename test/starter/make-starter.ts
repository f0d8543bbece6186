/**
 * Makes src/starter/recorded from a folder of recorded Hugging Face lists (hf/<day>.json, hf-snapshots/<day>/<time>.json,
 * hf-provenance.jsonl): `npx tsx test/starter/make-starter.ts FOLDER`. Only what the adapter reads is kept; abstracts,
 * generated summaries, avatars and everything about accounts but their id, login and name are left out; an abstract, which is never absent, is empty.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { StarterPage } from "../../src/starter/load-starter.ts";
import { starterFile } from "../../src/starter/load-starter.ts";

const DAYS = 20;
/** What an answer without `limit` holds at most: a list this long may go on, so it is not a whole reading. */
const PAGE_CAP = 50;

const folder = process.argv[2];
if (folder === undefined || !existsSync(join(folder, "hf"))) throw new Error("usage: make-starter.ts FOLDER, one that has hf/");

interface Recording {
  readonly day: string;
  readonly snapshot: string;
  readonly primary: boolean;
  readonly items: number;
  readonly commit_time_utc: string;
}

const recordings = readFileSync(join(folder, "hf-provenance.jsonl"), "utf8")
  .split("\n")
  .filter((line) => line !== "")
  .map((line) => JSON.parse(line) as Recording);

const days = readdirSync(join(folder, "hf"))
  .map((name) => name.replace(/\.json$/, ""))
  .filter((day) => recordings.some((one) => one.day === day && one.primary && one.items < PAGE_CAP))
  .sort()
  .slice(-DAYS);

const pages = recordings
  .filter(({ day, items }) => days.includes(day) && items < PAGE_CAP)
  .flatMap(({ day, snapshot, primary, commit_time_utc }): StarterPage[] => {
    const path = join(folder, "hf-snapshots", day, snapshot);
    const file = existsSync(path) ? path : primary ? join(folder, "hf", `${day}.json`) : null;
    if (file === null) return [];
    const items = (JSON.parse(readFileSync(file, "utf8")) as Json[]).map(slimItem);
    return [
      {
        source: "huggingface",
        stream: "daily",
        fetchedAt: new Date(commit_time_utc).toISOString(),
        exchanges: [
          {
            request: { method: "GET", url: `https://huggingface.co/api/daily_papers?date=${day}`, body: null },
            status: 200,
            headers: { "content-type": "application/json; charset=utf-8" },
            body: JSON.stringify(items),
          },
        ],
      },
    ];
  })
  .sort((one, other) => one.fetchedAt.localeCompare(other.fetchedAt));

const bytes = gzipSync(JSON.stringify(pages), { level: 9 });
writeFileSync(starterFile, bytes);
console.log(`${days.length} days (${days[0]} to ${days.at(-1)}), ${pages.length} readings, ${bytes.length} bytes`);

type Json = Readonly<Record<string, unknown>>;

function slimItem(item: Json): Json {
  const paper = item["paper"] as Json;
  return {
    paper: {
      ...pick(paper, ["id", "title", "publishedAt", "upvotes", "discussionId", "submittedOnDailyAt", "mediaUrls", "projectPage"]),
      summary: "",
      ...pick(paper, ["githubRepo", "githubRepoAddedBy", "githubStars", "ai_keywords"]),
      ...mapped(paper, "authors", (authors) => (authors as Json[]).map(slimAuthor)),
      ...mapped(paper, "submittedOnDailyBy", (user) => pick(user as Json, ["user", "name"])),
      ...mapped(paper, "organization", slimOrganization),
    },
    ...pick(item, ["numComments", "mediaUrl", "mediaUrls", "thumbnail"]),
    ...mapped(item, "submittedBy", (user) => pick(user as Json, ["name"])),
    ...mapped(item, "organization", slimOrganization),
  };
}

function slimAuthor(author: Json): Json {
  return {
    ...pick(author, ["name", "status", "hidden"]),
    ...mapped(author, "user", (user) => pick(user as Json, ["_id", "id", "user", "fullname"])),
  };
}

function slimOrganization(organization: unknown): Json {
  return pick(organization as Json, ["_id", "name", "fullname"]);
}

/** What is absent stays absent. */
function pick(from: Json, names: readonly string[]): Json {
  return Object.fromEntries(names.filter((name) => name in from).map((name) => [name, from[name]]));
}

function mapped(from: Json, name: string, change: (value: unknown) => unknown): Json {
  return name in from ? { [name]: change(from[name]) } : {};
}
