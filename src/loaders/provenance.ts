/** What sources said about papers: newest claims, newest counters, and identifiers that several papers claim. */
import DataLoader from "dataloader";
import type { PaperClaim } from "../claims/candidate.ts";
import type { PaperField } from "../claims/field-rule.ts";
import { withoutSuppressed } from "../claims/suppressed-words.ts";
import type { MetricKind } from "../contract/index.ts";
import { manyByKey } from "./by-key.ts";
import { read, textArray, uuidArray } from "./read.ts";
import { manyLoader } from "./relation-loader.ts";
import type { LoaderScope } from "./scope.ts";

/** A newest claim, and all people who are not shown (null: there are none). */
interface ClaimRow extends PaperClaim {
  readonly paperId: string;
  readonly suppressed: readonly string[] | null;
}

/** A counter's newest value at one source. */
export interface CounterRow {
  readonly paperId: string;
  readonly kind: MetricKind;
  readonly source: string;
  readonly observedAt: Date;
  readonly exchangeId: string;
  readonly value: number;
}

/** A DOI that a paper claims and that identifies nothing, because `otherPaperId` claims it too. */
export interface SharedDoiRow {
  readonly paperId: string;
  readonly value: string;
  readonly otherPaperId: string;
}

/** Long parts of a record, left out of the answer unless their field is asked for. */
const LONG_PARTS: Partial<Record<PaperField, string>> = {
  ABSTRACT: "abstract",
  AUTHORS: "authors",
  VERSIONS: "versions",
  SUMMARY: "summary",
};

const CLAIMS = `
  select distinct on (p.paper_id, c.source, c.stream, c.subject) p.paper_id as "paperId", c.source, c.stream, c.observed_at as "observedAt",
    c.exchange_id as "exchangeId", c.normalised - $2::text[] as record,
    (select array_agg(s.scheme || ' ' || s.value) from suppressed_identifier s where s.type = 'author') as suppressed
  from paper_identifier p join claim c on c.subject = p.id and c.facet = 'paper'
  where p.paper_id = any($1::uuid[]) and p.is_identifying
  order by p.paper_id, c.source, c.stream, c.subject, c.observed_at desc`;

const COUNTERS = `
  select distinct on (p.paper_id, m.kind, m.source) p.paper_id as "paperId", m.kind, m.source, m.observed_at as "observedAt",
    m.exchange_id as "exchangeId", m.value
  from paper_identifier p join metric m on m.subject = p.id and m.kind in ('UPVOTES', 'COMMENTS', 'CITATIONS')
  where p.paper_id = any($1::uuid[]) and p.is_identifying
  order by p.paper_id, m.kind, m.source, p.position, m.observed_at desc`;

const SHARED_DOIS = `
  select mine.paper_id as "paperId", mine.value, other.paper_id as "otherPaperId"
  from paper_identifier mine join paper_identifier other on other.id = mine.id and other.paper_id <> mine.paper_id
  where mine.paper_id = any($1::uuid[]) and not mine.is_identifying
  order by mine.value, other.paper_id`;

/** Loaders of provenance: one statement each for all papers asked. */
export function createProvenanceLoaders(scope: LoaderScope) {
  const paperId = (row: { readonly paperId: string }) => row.paperId;
  const claimLoaders = new Map<string, DataLoader<string, PaperClaim[]>>();
  const claimLoader = (omitted: string) => {
    let loader = claimLoaders.get(omitted);
    if (!loader) {
      loader = new DataLoader(async (paperIds: readonly string[]) => {
        const rows = await read<ClaimRow>(scope.sql, CLAIMS, [uuidArray(paperIds), omitted]);
        return manyByKey(paperIds, rows, paperId).map((claims) => withoutSuppressed(claims, new Set(claims[0]?.suppressed)));
      });
      claimLoaders.set(omitted, loader);
    }
    return loader;
  };
  return {
    /** Of each stream of each source the newest claim about a paper; of their records only what the fields need is sure to be there. */
    claims: (paperId: string, fields: readonly PaperField[]): Promise<PaperClaim[]> => {
      const omitted = Object.entries(LONG_PARTS).flatMap(([field, part]) => (fields.includes(field as PaperField) ? [] : [part]));
      return claimLoader(textArray(omitted)).load(paperId);
    },
    /** A paper's counters: of each kind and source the newest. */
    counters: manyLoader<CounterRow>(scope, () => COUNTERS, paperId),
    /** DOIs that a paper shares with others. */
    sharedDois: manyLoader<SharedDoiRow>(scope, () => SHARED_DOIS, paperId),
  };
}
