/** Recorded answers, and why each is kept. */
import type { StreamExample } from "../../src/contract/index.ts";

/** An example of one look-up by REST: its exchanges and its golden records share a name. */
function lookup(name: string, because: string, exchanges: readonly string[] = [name]): StreamExample {
  return { name, because, exchanges: exchanges.map((file) => `${file}.http.json`), records: `${name}.records.json` };
}

/** Examples of the stream `repositories`. */
export const examples: readonly [StreamExample, ...StreamExample[]] = [
  lookup("found", "recorded 2026: topics, homepage, licence, and a spelling of the name"),
  lookup("archived", "recorded: archived, its homepage an empty text, no licence"),
  lookup("license-unclear", "recorded 2020: a licence that GitHub could not tell (NOASSERTION), and no topics in the answer"),
  lookup("license-none", "recorded: neither licence nor language"),
  lookup("renamed", "recorded 2020: 301 by name, then the answer by numeric id", ["renamed-from", "renamed-to"]),
  lookup("gone", "recorded 2024: 404, which also stands for private"),
  lookup("blocked-by-law", "451; answered by the replay server, never recorded"),
  lookup("blocked-by-github", "403 with `Repository access blocked`; made by hand after GitHub's documentation"),
  lookup(
    "batch",
    "answered by the replay server out of recorded repositories: found, renamed, two names of one repository, gone, blocked, other case, NOASSERTION",
  ),
];

/** Examples of the stream `star-history`. */
export const starHistoryExamples: readonly [StreamExample, ...StreamExample[]] = [
  lookup("stars-by-day", "answered by the replay server, cut to five weeks: the running week ends with days to come"),
  lookup("stars-renamed", "answered by the replay server: 301 by name, then the weeks by numeric id", [
    "stars-renamed-from",
    "stars-renamed-to",
  ]),
  lookup("stars-gone", "answered by the replay server: 404"),
];
