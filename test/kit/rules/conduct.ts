/** Rules 13 and 14: how `discover` behaves towards the network and the process. */
import { SourceError } from "../../../src/contract/index.ts";
import { createHttpClient } from "../../../src/ingest/http.ts";
import { drive, driveToEnd } from "../drive.ts";
import { createFakeFetch } from "../fake-fetch.ts";
import { createFakeClock } from "../fake-time.ts";
import { OUTWARD, withoutAmbient } from "../no-ambient.ts";
import { type StreamRun, type Subject, settingsOf, streamOf } from "../subject.ts";
import { demand, type Rule } from "./rule.ts";

/** Aborts after each of the first so many answers are tried. */
const MOST_ABORTS = 5;
const SECRET = "kit-secret-value";

/** Rule 13. */
export const ruleAbort: Rule = {
  number: 13,
  title: "after an abort no further request is made, and discover ends",
  run: async (subject) => {
    for (const run of subject.runs()) {
      const { replay } = await driveToEnd(subject, run);
      for (let after = 0; after <= Math.min(replay.requests.length, MOST_ABORTS); after += 1)
        await checkAbort(subject, run, after);
    }
    await checkClientAborts(subject);
  },
};

async function checkAbort(subject: Subject, run: StreamRun, after: number): Promise<void> {
  const where = `${subject.adapter.id}/${run.stream}, aborted after ${after} answers`;
  const controller = new AbortController();
  if (after === 0) controller.abort();
  const running = drive(subject, run, { signal: controller.signal, onAnswer: (count) => count === after && controller.abort() });
  // A stream that swallows the abort and asks again hangs in its second refused call.
  const ended = await Promise.race([running, new Promise<null>((resolve) => setTimeout(resolve, 250, null))]);
  demand(ended !== null, `${where}: discover goes on asking`);
  demand(ended.replay.callsAfterAbort() <= 1, `${where}: discover asks ${ended.replay.callsAfterAbort()} times more`);
  const { error } = ended;
  demand(error === undefined || error instanceof SourceError, `${where}: discover throws ${String(error)}, not a SourceError`);
}

/** The runner's client makes no request after an abort either, also not one that was waiting for its turn. */
async function checkClientAborts({ adapter }: Subject): Promise<void> {
  const clock = createFakeClock();
  const upstream = createFakeFetch(clock, [{ status: 429, headers: { "retry-after": "60" }, body: "" }]);
  const controller = new AbortController();
  const client = createHttpClient({
    ...{ source: adapter, clock, signal: controller.signal, userAgent: "papergraph-kit" },
    ...{ fetch: upstream.fetch, limitTimescale: 1 },
  });
  const waiting = client.request({ url: "https://upstream.test/thing" }).catch((error: unknown) => error);
  await clock.sleep(1_000);
  controller.abort();
  const error = await waiting;
  demand(upstream.calls.length === 1, `${adapter.id}: the client made ${upstream.calls.length} requests around an abort, not 1`);
  demand(error instanceof SourceError, `${adapter.id}: an aborted request throws ${String(error)}`);
}

/** Rule 14. */
export const ruleDeclaredOnly: Rule = {
  number: 14,
  title: "no global fetch, timers or environment; every URL is under a base URL of the settings; optional settings are optional",
  run: async (subject) => {
    const { adapter, streams } = subject;
    const optional = adapter.settings.filter(({ default: value }) => value === undefined);
    const secrets = Object.fromEntries(optional.filter(({ kind }) => kind === "secret").map(({ name }) => [name, SECRET]));
    for (const run of subject.runs()) await checkConduct(subject, run, settingsOf(adapter, run));
    for (const [stream, { isDisabled }] of streams) {
      const own = subject.runs().find((run) => run.stream === stream);
      if (!own) continue;
      for (const settings of [{}, secrets]) {
        const { settings: _settings, ...rest } = own;
        const values = { ...settingsOf(adapter, rest), ...settings };
        if ((isDisabled?.(values) ?? null) === null) await checkConduct(subject, rest, values);
      }
    }
  },
};

async function checkConduct(subject: Subject, run: StreamRun, settings: Record<string, string>): Promise<void> {
  const { adapter } = subject;
  const given = Object.keys(settings).join(", ");
  const where = `${adapter.id}/${run.stream} with ${given || "no settings"}`;
  const bases = adapter.settings.filter(({ kind }) => kind === "url").map(({ name }) => [name, settings[name] ?? ""] as const);
  const moved = Object.fromEntries(
    bases.map(([name]) => [name, `https://${name.toLowerCase().replaceAll("_", "-")}.test/moved`]),
  );
  const translate = (url: string): string => {
    const [name, base] = bases.find(([one]) => isUnder(url, moved[one] ?? "")) ?? [];
    demand(name !== undefined && base !== undefined, `${where}: ${url} is under no base URL of the settings`);
    return base + url.slice((moved[name] ?? "").length);
  };
  streamOf(adapter, run);
  const { touched, outcome } = await withoutAmbient(OUTWARD, () =>
    drive(subject, run, { settings: { ...settings, ...moved }, translate }),
  );
  demand(touched.length === 0, `${where}: discover reaches for ${touched.join(", ")}`);
  if ("error" in outcome) throw outcome.error;
  const { error, replay } = outcome.value;
  if (error !== undefined) throw new Error(`${where}: discover ended with ${String(error)}`, { cause: error });
  for (const { url } of replay.requests) {
    const isSecretShown = Object.values(settings).includes(SECRET) && url.includes(SECRET);
    demand(!isSecretShown, `${where}: a secret is written into a URL`);
  }
}

function isUnder(url: string, base: string): boolean {
  return base !== "" && url.startsWith(base) && (url.length === base.length || "/?".includes(url.charAt(base.length)));
}
