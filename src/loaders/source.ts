/** How sources are doing. */
import { isDown, readSourceStates, type SourceReport } from "../ranking/source-state.ts";
import type { LoaderScope } from "./scope.ts";

/** Reports of all sources at once, read when the first one is asked for; kept for the request by instant. */
export function createSourceLoaders({ sql, now, sources }: LoaderScope) {
  const known = new Map<number, Promise<ReadonlyMap<string, SourceReport>>>();
  const reports = (at: Date): Promise<ReadonlyMap<string, SourceReport>> => {
    let read = known.get(at.getTime());
    if (!read) {
      read = readSourceStates(sql, sources, at).then((all) => new Map(all.map((report) => [report.name, report])));
      known.set(at.getTime(), read);
    }
    return read;
  };
  return {
    /** A source's report at the request's instant; null: it is not registered (its data was kept, its adapter is gone). */
    report: async (name: string): Promise<SourceReport | null> => (await reports(now)).get(name) ?? null,
    /** Whether the source answered nothing at that instant. */
    isDownAt: async (name: string, at: Date): Promise<boolean> => isDown((await reports(at)).get(name)?.state ?? "DISABLED"),
  };
}
