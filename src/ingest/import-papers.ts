/** Papers that people ask for by identifier: a decision each, by which look-ups find them wanted and the merge lets them in. */
import type { Sql } from "postgres";
import type { Identifier } from "../contract/index.ts";
import { identifierKey } from "../db/entity-key.ts";
import { readImports, writeDecision } from "./decision.ts";
import { derivePaperCounters } from "./derive-counters.ts";
import { derivePapers } from "./derive-papers.ts";
import { asWriter, logChanges } from "./store.ts";

/** A paper that somebody asks for: its identifier, and the words it was named by. */
export interface AskedPaper {
  readonly identifier: Identifier;
  readonly asked: string;
}

/** What became of one of them. `title` null: nothing is known of it yet. */
export interface AddedPaper extends AskedPaper {
  readonly title: string | null;
  /** False: it had been asked for before. */
  readonly isNew: boolean;
}

/** Decides that these papers are held. What claims say of them already is shown at once. */
export async function importPapers(sql: Sql, papers: readonly AskedPaper[], decidedAt: Date): Promise<AddedPaper[]> {
  return await asWriter(sql, async (tx) => {
    const ids = papers.map((one) => identifierKey("paper", one.identifier));
    const known = new Set((await readImports(tx, ids)).map((one) => one.subject));
    for (const [place, { identifier, asked }] of papers.entries()) {
      const subject = ids[place] as string;
      if (known.has(subject)) continue;
      await writeDecision(tx, { kind: "IMPORT", parts: [subject], subject, detail: { identifier, asked }, decidedAt });
    }
    const derived = await derivePapers(tx, ids);
    const recounted = await derivePaperCounters(tx, derived.settled);
    await logChanges(tx, decidedAt, {
      PAPER_ADDED: derived.added,
      PAPER_CHANGED: [...derived.changed, ...recounted].filter((id) => !derived.added.includes(id)),
    });
    const titles = await tx<{ id: string; title: string }[]>`
      select i.id, p.title from paper_identifier i join paper p on p.id = i.paper_id where i.id = any(${ids}::uuid[]) and i.is_identifying`;
    const titleOf = new Map(titles.map((row) => [row.id, row.title]));
    return papers.map((one, place) => ({
      ...one,
      title: titleOf.get(ids[place] as string) ?? null,
      isNew: !known.has(ids[place] as string),
    }));
  });
}
