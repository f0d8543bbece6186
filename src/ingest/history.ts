/** When the past became known, or was told otherwise: what the revision of a ranking by counters hangs on. */
import { randomUUID } from "node:crypto";
import type { TransactionSql } from "postgres";

/** Before anything that was ever observed. */
const ALWAYS = new Date("0001-01-01T00:00:00Z");

/** A page that changed something: what was observed when it was fetched, and later, may be told otherwise now. */
export async function notePage(tx: TransactionSql, pageId: string, observedAt: Date, isReread: boolean): Promise<void> {
  await tx`insert into history_event (id, observed_at) values (${isReread ? randomUUID() : pageId}, ${observedAt}) on conflict do nothing`;
}

/** A rebuild, or a decision: anything may be told otherwise now. */
export async function noteRewriting(tx: TransactionSql): Promise<void> {
  await tx`insert into history_event (id, observed_at) values (${randomUUID()}, ${ALWAYS})`;
}
