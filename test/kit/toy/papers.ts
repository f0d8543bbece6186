/** The toy's look-up: papers that others have named, one request each. */
import { z } from "zod";
import {
  checkJson,
  type DiscoverContext,
  defineStream,
  type Exchange,
  type Normalized,
  type Page,
} from "../../../src/contract/index.ts";

interface RunCheckpoint {
  readonly ranAt: string;
}

const DAY_MS = 86_400_000;
const paperSchema = z.object({ id: z.string(), title: z.string().min(1) });

/** Asks for what is wanted. */
export async function* discoverPapers({ http, settings, wanted, now }: DiscoverContext): AsyncGenerator<Page<RunCheckpoint>> {
  for await (const { value } of wanted("arxiv", { notSeenSince: new Date(now.getTime() - DAY_MS), limit: 100 })) {
    const exchange = await http.request({
      ...{ url: `${settings["TOY_URL"]}/papers/${value}`, answers: [404] },
      check: (answer) => void checkJson(answer, "toy"),
    });
    yield { exchanges: [exchange], checkpoint: { ranAt: now.toISOString() } };
  }
}

function normalizePapers(page: readonly Exchange[]): Normalized {
  const records: Normalized["records"][number][] = [];
  const rejected: Normalized["rejected"][number][] = [];
  for (const [at, exchange] of page.entries()) {
    const { request, status } = exchange;
    const subject = { scheme: "arxiv", value: request.url.slice(request.url.lastIndexOf("/") + 1) } as const;
    if (status === 404) {
      records.push({ kind: "paper", subject, entry: null, isKnown: false });
      continue;
    }
    const paper = paperSchema.safeParse(checkJson(exchange, "toy"));
    if (paper.success) records.push({ kind: "paper", subject, entry: null, isKnown: true, title: paper.data.title });
    else rejected.push({ exchange: at, path: "title", code: "ERR_RECORD_INVALID", reason: z.prettifyError(paper.error) });
  }
  return { records, rejected };
}

/** The look-up. */
export const papers = defineStream<RunCheckpoint>({
  description: "Papers by identifier",
  emits: ["paper"],
  intervalMs: 3_600_000,
  isLookup: true,
  checkpoint: z.strictObject({ ranAt: z.iso.datetime() }),
  lookbackMs: 0,
  discover: discoverPapers,
  normalize: normalizePapers,
  examples: [
    { name: "known", because: "the usual answer", exchanges: ["paper-known.http.json"], records: "paper-known.records.json" },
    {
      name: "unknown",
      because: "404 is an answer",
      exchanges: ["paper-unknown.http.json"],
      records: "paper-unknown.records.json",
    },
  ],
});
