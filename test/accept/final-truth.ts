/** Everything that must hold at the last instant, gathered from the upstream's truth. */
import type { ReadingLog } from "./reading-log.ts";
import type { ArxivRecord, LinkTruth, ListItem, Upstream } from "./upstream.ts";

/** A paper's own repository link: as the newest list that shows the paper prints it. */
export interface PaperLink {
  readonly asWritten: string;
  readonly link: LinkTruth;
}

/** What was announced: by paper, `day|category|TYPE|version`. */
export type Announcements = Map<string, Set<string>>;

/** See the parts. */
export interface FinalTruth {
  /** Epoch milliseconds. */
  readonly now: number;
  readonly readings: ReadingLog;
  /** The newest list line of every listed paper. */
  readonly listed: ReadonlyMap<string, ListItem>;
  readonly links: ReadonlyMap<string, PaperLink>;
  readonly records: ReadonlyMap<string, ArxivRecord>;
  readonly announcements: Announcements;
  /** Days and categories whose announcements are known completely. */
  readonly announcedDays: ReadonlySet<string>;
  readonly categories: readonly string[];
}

/** What Hugging Face says of each paper, and the repository links, of the given days (oldest first: a later list wins). */
export async function readListed(
  upstream: Upstream,
  days: readonly string[],
): Promise<{ listed: Map<string, ListItem>; links: Map<string, PaperLink> }> {
  const listed = new Map<string, ListItem>();
  const links = new Map<string, PaperLink>();
  for (const day of days) {
    const { items } = await upstream.list(day);
    if (items.length === 0) continue;
    const linkOf = new Map((await upstream.links(day)).flatMap((link) => link.papers.map((id) => [id, link] as const)));
    for (const item of items) {
      listed.set(item.id, item);
      const link = linkOf.get(item.id);
      if (item.githubRepo !== null && link) links.set(item.id, { asWritten: item.githubRepo, link });
      else links.delete(item.id);
    }
  }
  return { listed, links };
}

const TYPES: Readonly<Record<string, string>> = {
  new: "NEW",
  cross: "CROSS",
  replace: "REPLACE",
  "replace-cross": "REPLACE_CROSS",
};

/** Adds what a day's feeds announced in the categories that are followed. */
export function addAnnouncements(
  announcements: Announcements,
  day: string,
  feed: Readonly<Record<string, readonly { id: string; type: string }[]>>,
  categories: readonly string[],
): void {
  for (const category of categories) {
    for (const { id, type } of feed[category] ?? []) {
      const [, paper, version] = /^(.*)v(\d+)$/.exec(id) ?? [];
      if (paper === undefined) throw new Error(`the truth announces ${id}, which has no version`);
      const known = announcements.get(paper) ?? new Set();
      known.add(`${day}|${category}|${TYPES[type] ?? type}|${version}`);
      announcements.set(paper, known);
    }
  }
}
