/** Repository rows: bound to the host's numeric id where the host has answered, else to the name as linked. */
import type { TransactionSql } from "postgres";
import type { Identifier, RepositoryRecord } from "../contract/index.ts";
import { identifierKey } from "../db/entity-key.ts";
import { groupBy } from "./group-by.ts";
import { insertRows, overwriting, type TableShape } from "./rows.ts";

const REPOSITORY: TableShape = {
  table: "repository",
  key: ["id"],
  columns: {
    ...{
      id: "uuid",
      host: "text",
      host_id: "text",
      name_with_owner: "text",
      state: "text",
      description: "text",
      homepage: "text",
    },
    ...{ license: "text", language: "text", topics: "text[]", created_at: "timestamptz", pushed_at: "timestamptz" },
    ...{ is_archived: "boolean", is_fork: "boolean", observed_at: "timestamptz" },
  },
};
const REPOSITORY_IDENTIFIER: TableShape = {
  table: "repository_identifier",
  key: ["id"],
  columns: { id: "uuid", scheme: "text", value: "text", repository_id: "uuid", state: "text", observed_at: "timestamptz" },
};

/** What the host answered, from `observedAt` on, for the name asked. */
interface Answer {
  readonly asked: string;
  readonly observedAt: Date;
  readonly record: RepositoryRecord;
}

/**
 * Brings the repositories that these identifiers name up to date, with every name and number that belongs to them.
 * @returns by identifier UUID the repository's UUID
 */
export async function deriveRepositories(tx: TransactionSql, asked: readonly Identifier[]): Promise<Map<string, string>> {
  if (asked.length === 0) return new Map();
  const { names, answers } = await readAnswers(tx, asked);
  const numberOf = ownersOf(answers);
  const identifiers = new Map<string, Record<string, unknown>>();
  const repositoryOf = new Map<string, string>();
  const namesOf = new Map<string, string[]>();
  const latestAsked = new Map([...groupBy(answers, (one) => one.asked)].map(([name, group]) => [name, newest(group)]));
  for (const name of names) {
    const number = numberOf.get(name);
    const nameId = identifierKey("repository", { scheme: "github-name", value: name });
    const repositoryId = number === undefined ? nameId : identifierKey("repository", { scheme: "github", value: number });
    const answer = latestAsked.get(name);
    const observed = { observed_at: answer?.observedAt ?? null };
    identifiers.set(nameId, {
      ...{
        id: nameId,
        scheme: "github-name",
        value: name,
        repository_id: repositoryId,
        state: answer?.record.state ?? "NOT_CHECKED",
      },
      ...observed,
    });
    if (number !== undefined) {
      identifiers.set(repositoryId, {
        id: repositoryId,
        scheme: "github",
        value: number,
        repository_id: repositoryId,
        state: "FOUND",
        observed_at: null,
      });
      repositoryOf.set(repositoryId, repositoryId);
    }
    repositoryOf.set(nameId, repositoryId);
    namesOf.set(repositoryId, [...(namesOf.get(repositoryId) ?? []), name]);
  }
  const byNumber = groupBy(
    answers.filter((one) => one.record.hostIdentifier !== undefined),
    (one) => one.record.hostIdentifier?.value as string,
  );
  for (const number of byNumber.keys()) {
    const id = identifierKey("repository", { scheme: "github", value: number });
    if (!identifiers.has(id))
      identifiers.set(id, { id, scheme: "github", value: number, repository_id: id, state: "FOUND", observed_at: null });
    repositoryOf.set(id, id);
    namesOf.set(id, namesOf.get(id) ?? []);
  }
  const rows = [...namesOf].map(([id, own]) => {
    const number = identifiers.get(id)?.["scheme"] === "github" ? (identifiers.get(id)?.["value"] as string) : null;
    // What was answered for the number, and refusals since, for the names that still lead to it.
    const found = number === null ? [] : (byNumber.get(number) ?? []);
    const refused = own.flatMap((name) => latestAsked.get(name) ?? []).filter((one) => one.record.hostIdentifier === undefined);
    return repositoryRow(id, number, own[0] ?? null, newest(found), newest([...found, ...refused]));
  });
  await insertRows(tx, REPOSITORY, rows, overwriting(REPOSITORY));
  await insertRows(tx, REPOSITORY_IDENTIFIER, [...identifiers.values()], overwriting(REPOSITORY_IDENTIFIER));
  const ids = [...identifiers.keys()];
  await tx`
    update paper_repository set repository_id = i.repository_id from repository_identifier i
    where i.id = paper_repository.repository_identifier_id and i.id = any(${ids}::uuid[]) and paper_repository.repository_id <> i.repository_id`;
  await tx`
    update paper set repository_id = null where repository_id = any(${ids}::uuid[])
      and not exists (select 1 from repository_identifier i where i.repository_id = paper.repository_id)`;
  await tx`
    delete from repository r where r.id = any(${ids}::uuid[]) and not exists (select 1 from repository_identifier i where i.repository_id = r.id)`;
  return repositoryOf;
}

/** All answers that concern the names and numbers asked for, and whatever names and numbers those lead to. */
async function readAnswers(tx: TransactionSql, asked: readonly Identifier[]): Promise<{ names: Set<string>; answers: Answer[] }> {
  const names = new Set(asked.filter((one) => one.scheme === "github-name").map((one) => one.value));
  const numbers = new Set(asked.filter((one) => one.scheme === "github").map((one) => one.value));
  const answers = new Map<string, Answer>();
  for (let size = -1; size !== names.size + numbers.size; ) {
    size = names.size + numbers.size;
    const subjects = [...names].map((value) => identifierKey("repository", { scheme: "github-name", value }));
    const rows = await tx<{ key: string; observed_at: Date; normalised: RepositoryRecord }[]>`
      select subject || '|' || stream || '|' || source || '|' || observed_at as key, observed_at, normalised from claim
      where facet = 'repository' and subject = any(${subjects}::uuid[])
      union
      select subject || '|' || stream || '|' || source || '|' || observed_at, observed_at, normalised from claim
      where facet = 'repository' and lower(normalised ->> 'nameWithOwner') = any(${[...names]}::text[])
      union
      select subject || '|' || stream || '|' || source || '|' || observed_at, observed_at, normalised from claim
      where facet = 'repository' and (normalised -> 'hostIdentifier' ->> 'value') = any(${[...numbers]}::text[])`;
    for (const row of rows) {
      const record = row.normalised;
      answers.set(row.key, { asked: record.subject.value, observedAt: row.observed_at, record });
      names.add(record.subject.value);
      if (record.nameWithOwner !== undefined) names.add(record.nameWithOwner.toLowerCase());
      if (record.hostIdentifier !== undefined) numbers.add(record.hostIdentifier.value);
    }
  }
  return { names, answers: [...answers.values()] };
}

/** By name the number it belongs to now: names can be reused, so the latest answer that showed it counts, a direct one first. */
function ownersOf(answers: readonly Answer[]): Map<string, string> {
  const sorted = [...answers].sort((a, b) => a.observedAt.getTime() - b.observedAt.getTime() || compare(a.record, b.record));
  const owners = new Map<string, { number: string; at: number; isDirect: boolean }>();
  for (const { record, observedAt } of sorted) {
    const number = record.hostIdentifier?.value;
    if (number === undefined) continue;
    for (const name of new Set([record.subject.value, record.nameWithOwner?.toLowerCase() ?? record.subject.value])) {
      const known = owners.get(name);
      const isDirect = name === record.subject.value;
      if (known && known.at === observedAt.getTime() && known.isDirect && !isDirect) continue;
      owners.set(name, { number, at: observedAt.getTime(), isDirect });
    }
  }
  return new Map([...owners].map(([name, { number }]) => [name, number]));
}

function compare(a: RepositoryRecord, b: RepositoryRecord): number {
  const [left, right] = [JSON.stringify(a), JSON.stringify(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

function newest(answers: readonly Answer[]): Answer | undefined {
  return [...answers].sort((a, b) => b.observedAt.getTime() - a.observedAt.getTime() || compare(b.record, a.record))[0];
}

function repositoryRow(
  id: string,
  hostId: string | null,
  linkedName: string | null,
  found: Answer | undefined,
  last: Answer | undefined,
) {
  const record = found?.record;
  const state = last === undefined ? "NOT_CHECKED" : last.record.state === "MOVED" ? "FOUND" : last.record.state;
  return {
    ...{ id, host: "github.com", host_id: hostId, name_with_owner: record?.nameWithOwner ?? linkedName ?? id, state },
    ...{ description: record?.description ?? null, homepage: record?.homepage ?? null, license: record?.license ?? null },
    ...{ language: record?.language ?? null, topics: record?.topics ?? [], created_at: record?.createdAt ?? null },
    ...{ pushed_at: record?.pushedAt ?? null, is_archived: record?.isArchived ?? null, is_fork: record?.isFork ?? null },
    observed_at: last?.observedAt ?? null,
  };
}
