/** What an archived page says by today's adapter. */
import { InvalidPayloadError, type Normalized, type SourceAdapter } from "../contract/index.ts";
import type { ArchivedPage } from "./archive.ts";
import { rejectImplausible } from "./plausible.ts";

/** Why a page that was stored once is no answer any more: kept, said, and nothing derived from it. */
const UNREADABLE = "ERR_RECORD_PAGE";

/**
 * Normalises a page. One that today's adapter takes for no answer at all says nothing but that: a rejection of the whole
 * page, so that its neighbours are kept.
 * @throws whatever else an adapter throws, which is a mistake in it
 */
export function readNormalized(
  adapter: SourceAdapter,
  stream: string,
  page: ArchivedPage,
): { readonly normalized: Normalized; readonly isUnreadable: boolean } {
  const declared = adapter.streams[stream];
  if (!declared) throw new RangeError(`there is no stream ${adapter.id}/${stream}`);
  try {
    const normalized = declared.normalize(page.exchanges.map((one) => one.exchange));
    const fetchedAt = page.exchanges.at(-1)?.stamp.fetchedAt;
    return { normalized: fetchedAt ? rejectImplausible(normalized, fetchedAt) : normalized, isUnreadable: false };
  } catch (error) {
    if (!(error instanceof InvalidPayloadError)) throw error;
    return {
      normalized: { records: [], rejected: [{ exchange: 0, path: "", code: UNREADABLE, reason: error.message }] },
      isUnreadable: true,
    };
  }
}
