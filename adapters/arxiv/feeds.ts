/** Reads the announcement feed of each category, each feed a page. */
import { type DiscoverContext, type Page, RefusedError, type StreamParts } from "../../src/contract/index.ts";
import { dueBatch } from "./announcement-calendar.ts";
import { feedUrl } from "./client.ts";
import { isAhead, type RunCheckpoint, runCheckpoint } from "./run-checkpoint.ts";
import { categoriesOf } from "./settings.ts";
import { readRss } from "./wire-rss.ts";

/** What a category is refused with: a feed that holds an error. */
const REFUSED_STATUS = 400;

/** Each configured category's feed as it is now. A category that arXiv does not know is reported at the end. @throws {SourceError} */
export async function* readFeeds(context: DiscoverContext, since: RunCheckpoint | null): AsyncGenerator<Page<RunCheckpoint>> {
  if (isAhead(since, context)) return;
  const refused: string[] = [];
  for (const category of categoriesOf(context.settings)) {
    const exchange = await context.http.request({
      ...{ url: feedUrl(context.settings, category), answers: [REFUSED_STATUS] },
      check: readRss,
    });
    const feed = readRss(exchange);
    if (feed.kind === "error") refused.push(`${category}: ${feed.message}`);
    else yield { exchanges: [exchange], checkpoint: runCheckpoint(context) };
  }
  if (refused.length > 0)
    throw new RefusedError(`arXiv has no feed of ${refused.join("; ")}`, { source: "arxiv", status: REFUSED_STATUS });
}

/** Each category's feed falls behind by itself; which batch it shows is told by what is announced in it. */
export const feedParts: StreamParts = {
  list: (settings) => categoriesOf(settings).map((category) => ({ name: category, url: feedUrl(settings, category) })),
  dueBatch,
  isEmpty: (body) => /<channel[\s>]/.test(body) && !/<item[\s>]/.test(body),
};
