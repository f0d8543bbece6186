/** What lines of lists score: papers by their newest line, authors and organisations by the lines of all their papers. Pure. */
import type { PlacedLine, ScoreComponent, Scored } from "./rank-entry.ts";
import type { RankableKind } from "./ranking-question.ts";

/** The lines of one paper that count: of several days the one read last, then the later day's. */
function newestLines(lines: readonly PlacedLine[]): PlacedLine[] {
  const newest = new Map<string, PlacedLine>();
  for (const one of lines) {
    const key = one.line.paperId ?? one.line.subject;
    const known = newest.get(key);
    if (known === undefined || isNewer(one, known)) newest.set(key, one);
  }
  return [...newest.values()];
}

function isNewer(one: PlacedLine, other: PlacedLine): boolean {
  const ahead = one.reading.observedAt.getTime() - other.reading.observedAt.getTime();
  return ahead > 0 || (ahead === 0 && one.list.day > other.list.day);
}

/** More votes first, lines without votes last; then the earlier day and the source's order. */
function byVotes(a: PlacedLine, b: PlacedLine): number {
  return (b.line.upvotes ?? -1) - (a.line.upvotes ?? -1) || compare(a.list.day, b.list.day) || a.line.position - b.line.position;
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** Papers in order of rank. */
export function scorePapers(lines: readonly PlacedLine[]): Scored[] {
  return newestLines(lines)
    .sort(byVotes)
    .map((placed): Scored => {
      const components = votesOf([placed]);
      const { paperId, subject } = placed.line;
      return {
        key: paperId ?? subject,
        subjectKind: "PAPER",
        subjectId: paperId,
        score: sumOf(components),
        components,
        position: placed.line.position,
        placed,
      };
    });
}

/**
 * Authors or organisations in order of rank: by the votes of their papers, then by key.
 * @param papersOf their papers, by their present id
 */
export function scoreOwners(
  kind: Exclude<RankableKind, "PAPER">,
  lines: readonly PlacedLine[],
  papersOf: ReadonlyMap<string, readonly string[]>,
): Scored[] {
  const lineOf = new Map(newestLines(lines).map((one) => [one.line.paperId, one]));
  return [...papersOf]
    .flatMap(([id, papers]): Scored[] => {
      const own = papers.flatMap((paper) => lineOf.get(paper) ?? []);
      const components = votesOf(own);
      if (own.length === 0) return [];
      return [{ key: id, subjectKind: kind, subjectId: id, score: sumOf(components), components, position: null, placed: null }];
    })
    .sort((a, b) => b.components.length - a.components.length || b.score - a.score || compare(a.key, b.key));
}

/** The votes printed on these lines together, as one component; none where none were printed. */
function votesOf(lines: readonly PlacedLine[]): ScoreComponent[] {
  const counted = lines.filter(({ line }) => line.upvotes !== null);
  const newest = counted.reduce<PlacedLine | null>((best, one) => (best === null || isNewer(one, best) ? one : best), null);
  if (newest === null) return [];
  const value = counted.reduce((sum, { line }) => sum + (line.upvotes ?? 0), 0);
  const { source } = newest.list;
  return [
    {
      ...{ name: "upvotes", value, source, observedAt: newest.reading.observedAt },
      ...{ normalized: value, weight: 1, contribution: value },
    },
  ];
}

function sumOf(components: readonly ScoreComponent[]): number {
  return components.reduce((sum, { contribution }) => sum + contribution, 0);
}
