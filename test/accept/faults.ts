/** Faults that the self-test plants in the database, each with the kind of difference that must be reported for it. */
import type { Sql } from "postgres";

/** The day and the paper that a fault is planted in. */
export interface FaultTarget {
  readonly day: string;
  /** Two papers of the day, of which the first has versions and a repository that was found. */
  readonly arxivId: string;
  readonly otherArxivId: string;
}

/** One planted fault. `plant` answers how to take it back. */
export interface Fault {
  readonly name: string;
  /** `source/kind` that must be reported. */
  readonly reportedAs: string;
  plant(sql: Sql, target: FaultTarget): Promise<(sql: Sql) => Promise<void>>;
}

interface Line {
  readonly content_id: string;
  readonly position: number;
  readonly subject: string;
}

/** The line of a paper in the newest complete reading of a day. */
async function lineOf(sql: Sql, { day }: FaultTarget, arxivId: string): Promise<Line> {
  const [line] = await sql<Line[]>`
    select l.content_id, l.position, l.subject from listing_line l
    join paper_identifier i on i.id = l.subject and i.scheme = 'arxiv' and i.value = ${arxivId}
    where l.content_id = (select content_id from listing_reading
      where source = 'huggingface' and day = ${day} and content_id is not null order by observed_at desc limit 1)`;
  return only(line, `a line of ${arxivId} on ${day}`);
}

/** All faults, in the order in which they are planted. */
export const FAULTS: readonly Fault[] = [
  {
    name: "a row deleted",
    reportedAs: "huggingface/papers missing",
    plant: async (sql, target) => {
      const { content_id, subject } = await lineOf(sql, target, target.arxivId);
      const rows = await sql`delete from listing_line where content_id = ${content_id} and subject = ${subject} returning *`;
      return async (again) => void (await again`insert into listing_line ${again(rows)}`);
    },
  },
  {
    name: "two papers swapped",
    reportedAs: "huggingface/position",
    plant: async (sql, target) => {
      const [one, other] = [await lineOf(sql, target, target.arxivId), await lineOf(sql, target, target.otherArxivId)];
      await place(sql, one, other.position, other, one.position);
      return async (again) => await place(again, one, one.position, other, other.position);
    },
  },
  {
    name: "a vote changed",
    reportedAs: "huggingface/votes",
    plant: async (sql, target) => {
      const { content_id, subject } = await lineOf(sql, target, target.arxivId);
      const change = async (by: Sql, votes: number): Promise<void> => {
        await by`update listing_line set upvotes = upvotes + ${votes} where content_id = ${content_id} and subject = ${subject}`;
      };
      await change(sql, 1);
      return async (again) => await change(again, -1);
    },
  },
  {
    name: "a version dropped",
    reportedAs: "arxiv/versions",
    plant: async (sql, { arxivId }) => {
      const rows = await sql`
        delete from paper_version v using paper p where p.id = v.paper_id and p.arxiv_id = ${arxivId}
          and v.version = (select max(version) from paper_version where paper_id = p.id) returning v.*`;
      only(rows[0], `a version of ${arxivId}`);
      return async (again) => void (await again`insert into paper_version ${again(rows)}`);
    },
  },
  {
    name: "a repository renamed",
    reportedAs: "github/name",
    plant: async (sql, { arxivId }) => {
      const [row] = await sql<{ id: string; name_with_owner: string }[]>`
        select r.id, r.name_with_owner from repository r join paper_repository l on l.repository_id = r.id and l.valid_to is null
        join paper p on p.id = l.paper_id where p.arxiv_id = ${arxivId}`;
      const { id, name_with_owner: name } = only(row, `a repository of ${arxivId}`);
      const rename = async (by: Sql, to: string): Promise<void> =>
        void (await by`update repository set name_with_owner = ${to} where id = ${id}`);
      await rename(sql, `${name}-renamed`);
      return async (again) => await rename(again, name);
    },
  },
];

/** Sets two lines' positions; by way of places that no list reaches, since a place holds one line. */
async function place(sql: Sql, one: Line, onePosition: number, other: Line, otherPosition: number): Promise<void> {
  const set = async (line: Line, position: number): Promise<void> => {
    await sql`update listing_line set position = ${position} where content_id = ${line.content_id} and subject = ${line.subject}`;
  };
  await set(one, 1_000_000);
  await set(other, otherPosition);
  await set(one, onePosition);
}

function only<Row>(row: Row | undefined, what: string): Row {
  if (row === undefined) throw new Error(`the self-test found no ${what}`);
  return row;
}
