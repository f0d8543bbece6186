/** Reads OAI lists set by set, each answer a page. */
import {
  type DiscoverContext,
  type Exchange,
  InvalidPayloadError,
  type Page,
  RefusedError,
  type SourceError,
} from "../../src/contract/index.ts";
import { listUrl, type MetadataPrefix, resumedListUrl } from "./client.ts";
import {
  type HarvestCheckpoint,
  type ListPlan,
  planOf,
  positionAfter,
  type SetPosition,
  setsToRead,
  withSets,
} from "./harvest-checkpoint.ts";
import { categoriesOf, oaiSetOf } from "./settings.ts";
import { readOai } from "./wire-oai.ts";
import { invalid } from "./xml.ts";

/** A list whose tokens die again and again is given up for this run. */
const MAX_RESTARTS = 3;

/**
 * Every configured set from where it stands. A set that arXiv refuses (a misspelt category) does not keep the others from
 * being read; it is reported at the end. @throws {SourceError}
 */
export async function* harvest(
  prefix: MetadataPrefix,
  context: DiscoverContext,
  since: HarvestCheckpoint | null,
): AsyncGenerator<Page<HarvestCheckpoint>> {
  const sets = [...new Set(categoriesOf(context.settings).map(oaiSetOf))];
  let checkpoint = withSets(since, sets, context);
  const refused: string[] = [];
  const toRead = setsToRead(since, sets, context);
  const isAside = since !== null && (context.range.since !== null || context.range.until !== null);
  for (const [place, set] of toRead.entries()) {
    const position = checkpoint.sets[set];
    const plan = position && planOf(position, context);
    if (!position || !plan) continue;
    const list = readList({ prefix, set, context, position, plan });
    for (;;) {
      const step = await list.next();
      if (step.done) {
        if (step.value !== null) refused.push(`${set}: ${step.value}`);
        break;
      }
      // Days that were asked for by themselves change nothing about what a run that was cut short has left.
      const left = isAside ? (since?.left ?? []) : toRead.slice(step.value.isLast ? place + 1 : place);
      checkpoint = { sets: { ...checkpoint.sets, [set]: step.value.position }, ...(left.length > 0 && { left }) };
      yield { exchanges: [step.value.exchange], checkpoint };
    }
  }
  if (refused.length > 0) throw new RefusedError(`arXiv refuses to list ${refused.join("; ")}`, { source: "arxiv" });
}

interface List {
  readonly prefix: MetadataPrefix;
  readonly set: string;
  readonly context: DiscoverContext;
  readonly position: SetPosition;
  readonly plan: ListPlan;
}

/** An answer. `isLast`: the set has been read to its end. */
interface Step {
  readonly exchange: Exchange;
  readonly position: SetPosition;
  readonly isLast: boolean;
}

/** One set's answers, each with the set's position after it. Returns why the set was refused, or null. */
async function* readList(list: List): AsyncGenerator<Step, string | null> {
  const { prefix, set, plan, position: start } = list;
  const { settings, http } = list.context;
  // A list that leaves a hole before it must not be gone on with as if it covered the hole.
  const isCovering = plan.from <= start.from;
  const { list: _, ...beginning } = start;
  let asked = plan.resume;
  let thenFrom = plan.resume?.thenFrom ?? null;
  let restarts = 0;
  for (;;) {
    const url = asked ? resumedListUrl(settings, asked.token) : listUrl(settings, prefix, set, plan.from, plan.until);
    const exchange = await ask(http, url, asked !== null);
    if (exchange === null) {
      if (restarts >= MAX_RESTARTS) return "its list ends in nothing, again and again";
      restarts += 1;
      asked = null;
      thenFrom = null;
      continue;
    }
    const answer = readOai(exchange, "ListRecords");
    if (answer.kind === "error") {
      if (answer.code === "badArgument" && !asked) return answer.message;
      if (answer.code === "badResumptionToken" && asked && restarts < MAX_RESTARTS) {
        restarts += 1;
        asked = null;
        thenFrom = null;
        yield { exchange, position: isCovering ? beginning : start, isLast: false };
        continue;
      }
      if (answer.code !== "noRecordsMatch") throw refusal(exchange, answer.code, answer.message);
      // An empty answer moves nothing: arXiv gives empty ones by mistake, and to ask for the same days again costs nothing.
      yield { exchange, position: isCovering ? beginning : start, isLast: true };
      return null;
    }
    thenFrom ??= positionAfter(start, plan, answer.responseDay);
    if (answer.next === null) {
      yield { exchange, position: isCovering ? { from: thenFrom } : start, isLast: true };
      return null;
    }
    if (answer.next.token === asked?.token) throw invalid(exchange, "leads back to itself");
    asked = { ...answer.next, thenFrom };
    yield { exchange, position: isCovering ? { ...beginning, list: asked } : start, isLast: false };
  }
}

/** Null: where the rest of a list was promised, there is nothing, however often it is asked for. The list is then read anew. */
async function ask(http: DiscoverContext["http"], url: string, isPromised: boolean): Promise<Exchange | null> {
  try {
    return await http.request({ url, check: isPromised ? checkRest : checkList });
  } catch (error) {
    if (isPromised && error instanceof InvalidPayloadError && error.code === "ERR_SOURCE_EMPTY_ANSWER") return null;
    throw error;
  }
}

function checkList(exchange: Exchange): void {
  readOai(exchange, "ListRecords");
}

function checkRest(exchange: Exchange): void {
  const answer = readOai(exchange, "ListRecords");
  if (answer.kind === "error" && answer.code === "noRecordsMatch")
    throw invalid(exchange, "is empty, where the rest of a list was promised", "ERR_SOURCE_EMPTY_ANSWER");
}

function refusal({ request, status }: Exchange, code: string, message: string): SourceError {
  return new RefusedError(`arXiv refuses the list: ${code}: ${message}`, { source: "arxiv", url: request.url, status });
}
