/** Compares what a disturbed database holds at a moment with the undisturbed one: what is missing, where that shows, and what is wrong. */
import type { Moment } from "./fault-run.ts";
import type { Values, Word } from "./stored-words.ts";

/** Words of a moment that differ from the undisturbed run's. */
export interface Judged {
  /** Missing words (or older ones than the undisturbed run holds), by where the loss shows. */
  readonly shown: ReadonlyMap<string, number>;
  /** Missing words of which nothing tells. */
  readonly hidden: readonly string[];
  /** Words that the undisturbed run never held, of answers whose damage cannot be told by FAULTS.md. */
  readonly unseen: readonly string[];
  /** Other words that the undisturbed run never held. */
  readonly damaged: readonly string[];
}

const LOOK_UPS: ReadonlySet<string> = new Set(["atom", "records", "repositories"]);
/** Faults whose losses FAULTS.md calls `none` or `unseen` in some format, with the streams that read it; of faults of a field: every stream. */
const UNSEEN_LOSSES: Readonly<Record<string, readonly string[] | null>> = {
  "spurious-empty": ["oai", "oai-raw", "rss"],
  stale: ["rss"],
  status: ["repositories"],
  "drop-field": null,
  "retype-field": null,
};

/**
 * @param values everything that the undisturbed run ever held
 * @param isUnseen whether FAULTS.md says that some of what was done cannot be told from right answers
 */
export function judgeMoment(disturbed: Moment, undisturbed: Moment, values: Values, isUnseen: boolean): Judged {
  const shown = new Map<string, number>();
  const judged = { hidden: [] as string[], unseen: [] as string[], damaged: [] as string[] };
  for (const [key, word] of undisturbed.words) {
    const stored = disturbed.words.get(key);
    if (stored?.value === word.value) continue;
    // A word that was right before says less than the newest; one that never was is damage, counted below.
    if (stored && !values.get(key)?.has(stored.value)) continue;
    const place = whereShown(key, word, disturbed) ?? (isUnseen && isUnseenLoss(word, disturbed) ? "unseen, asked again" : null);
    if (place === null) judged.hidden.push(`${key} = ${word.value.slice(0, 60)} (${word.url.slice(0, 100)})`);
    else shown.set(place, (shown.get(place) ?? 0) + 1);
  }
  for (const [key, word] of disturbed.words) {
    const known = values.get(key);
    if (known?.has(word.value)) continue;
    const example = `${key} = ${word.value.slice(0, 80)}, not ${known ? [...known].join(" or ").slice(0, 80) : "stated"} (${word.url.slice(0, 100)})`;
    if (isUnseen && disturbed.hurtBy(word.url).size > 0) judged.unseen.push(example);
    else judged.damaged.push(example);
  }
  return { shown, ...judged };
}

/** Null: nowhere. */
function whereShown(key: string, { source, stream, url, day }: Word, disturbed: Moment): string | null {
  if (disturbed.quarantined.has(url)) return "quarantine";
  if (disturbed.unwell.has(`${source}/${stream}`)) return "sources";
  const listed = day ?? /[?&]date=(\d{4}-\d{2}-\d{2})/.exec(url)?.[1];
  if (listed !== undefined && isEmptyList(listed, disturbed)) return "list state";
  // What is looked up by name is not there when the name itself is among the losses.
  if (LOOK_UPS.has(stream) && !disturbed.named.has(key.split(" ")[1] as string)) return "not named yet";
  return null;
}

function isUnseenLoss({ stream, url }: Word, { hurtBy }: Moment): boolean {
  return [...hurtBy(url)].some((kind) => UNSEEN_LOSSES[kind] === null || UNSEEN_LOSSES[kind]?.includes(stream));
}

/** A day that was never read, or read as empty once or twice, says so (`NOT_FETCHED`, `UNCONFIRMED`). */
function isEmptyList(day: string, { words }: Moment): boolean {
  for (const key of words.keys()) if (key.startsWith(`list ${day} `)) return false;
  return true;
}
