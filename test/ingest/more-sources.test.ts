/**
 * OpenAlex, Semantic Scholar and Crossref over the seed's listed papers. SYNTHETIC: the answers have the recorded shapes of
 * the adapters' fixtures, but what they say of these papers (counts, ORCIDs, RORs, retractions) is made up here.
 */
import { expect, test } from "vitest";
import { crossref } from "../../adapters/crossref/index.ts";
import { openalex } from "../../adapters/openalex/index.ts";
import { semanticScholar } from "../../adapters/semantic-scholar/index.ts";
import type { Clock } from "../../src/clock.ts";
import type { Database } from "../../src/db/client.ts";
import { checksum } from "../../src/ingest/checksum.ts";
import { createIngest, type Ingest } from "../../src/ingest/ingest.ts";
import { describeDatabases } from "../kit/database.ts";
import { createTestApi } from "../kit/execute.ts";
import { readExchange } from "../kit/fixture.ts";
import { silentLog } from "../kit/log.ts";
import { SEED_NOW, seedClock, seedDatabase } from "../kit/seed.ts";
import { spokenAdapter } from "./spoken-adapter.ts";

const PAPERS = 20;
const SETTINGS = {
  openalex: { OPENALEX_URL: "https://openalex.test", OPENALEX_KEY: "given" },
  "semantic-scholar": { SEMANTIC_SCHOLAR_URL: "https://s2.test/graph/v1", SEMANTIC_SCHOLAR: "1" },
  crossref: { CROSSREF_URL: "https://crossref.test", CROSSREF_MAILTO: "operator" },
};
const fixtureOf = (id: string, name: string) =>
  JSON.parse(readExchange(new URL(`../../adapters/${id}/`, import.meta.url).pathname, `${name}.http.json`).body);

interface Listed {
  readonly arxivId: string;
  readonly title: string;
  readonly authors: readonly string[];
}

async function listedPapers({ sql }: Database): Promise<Listed[]> {
  return await sql<Listed[]>`
    select p.arxiv_id as "arxivId", p.title, array_agg(s.name_as_printed order by s.position) as authors
    from paper p join authorship s on s.paper_id = p.id and s.valid_to is null
    where p.listed_on is not null and p.doi is null group by p.id order by p.arxiv_id limit ${PAPERS}`;
}

const doiOf = (place: number) => `10.5555/synthetic.${place}`;
const orcidOf = (place: number) => `0000-0001-0000-${String(1000 + place)}`;
const json = (body: unknown, status = 200, headers = {}) =>
  new Response(JSON.stringify(body), { status, headers: { "content-type": "application/json", ...headers } });

/** Paper 0 is retracted, 1 was merged into another work, 2 is known to nobody; Semantic Scholar is busy at first. */
function upstream(papers: readonly Listed[]): { fetch: typeof fetch; asked: string[] } {
  const work = fixtureOf("openalex", "journal-article");
  const place = (id: string) => papers.findIndex(({ arxivId }) => arxivId === id);
  const workOf = (at: number) => ({
    ...work,
    ...{
      id: `https://openalex.org/W${9000 + at}`,
      doi: `https://doi.org/${doiOf(at)}`,
      title: papers[at]?.title,
      cited_by_count: 100 + at,
    },
    is_retracted: at === 0,
    authorships: papers[at]?.authors.map((name, position) => ({
      ...work.authorships[0],
      raw_author_name: name,
      author: {
        ...work.authorships[0].author,
        display_name: name,
        orcid: position === 0 ? `https://orcid.org/${orcidOf(at)}` : null,
      },
    })),
  });
  const asked: string[] = [];
  let isBusy = true;
  const answer: typeof fetch = async (input, init) => {
    const url = decodeURIComponent(String(input));
    asked.push(url);
    const arxivId = /doi:10\.48550\/arXiv\.([^?]+)/.exec(url)?.[1];
    if (arxivId !== undefined) {
      const at = place(arxivId);
      if (at === 2 || at < 0) return json({ error: "Not Found", message: "The requested resource does not exist." }, 404);
      return at === 1 ? json({ error: "Moved" }, 301, { location: "https://api.openalex.org/works/W9001" }) : json(workOf(at));
    }
    if (url.startsWith("https://openalex.test/works/W9001")) return json(workOf(1));
    if (url.startsWith("https://openalex.test")) return json({ error: "Not Found" }, 404);
    if (url.startsWith("https://s2.test")) {
      if (isBusy) {
        isBusy = false;
        return json({ message: "Too Many Requests" }, 429, { "retry-after": "0" });
      }
      const { ids } = JSON.parse(String(init?.body)) as { ids: string[] };
      const recorded = fixtureOf("semantic-scholar", "batch")[1];
      return json(
        ids.map((id) => {
          const at = place(id.replace("ARXIV:", ""));
          if (at < 0 || at === 2) return null;
          const paperId = String(at).padStart(40, "a");
          return {
            ...recorded,
            paperId,
            externalIds: { ArXiv: papers[at]?.arxivId },
            title: papers[at]?.title,
            citationCount: 200 + at,
          };
        }),
      );
    }
    const recorded = fixtureOf("crossref", "retracted");
    if (!url.endsWith(doiOf(0)))
      return new Response("Resource not found.", { status: 404, headers: { "content-type": "text/plain" } });
    const author = papers[0]?.authors.map((name) => ({ name, affiliation: [{ name: "A university, as printed" }] }));
    return json({
      ...recorded,
      message: { ...recorded.message, DOI: doiOf(0), title: [papers[0]?.title], author, relation: {} },
    });
  };
  return { fetch: answer, asked };
}

/** From the seed's present on, a second at each look: no two answers come at one instant. */
function tickingClock(): Clock {
  let looks = 0;
  const now = async () => {
    looks += 1;
    return new Date(SEED_NOW.getTime() + 1_000 * looks);
  };
  return { ...seedClock, now };
}

function ingestOver(database: Database, get: typeof fetch): Ingest {
  const streams = { arxiv: ["oai-raw", "rss", "atom", "records"], huggingface: ["daily"], github: ["repositories"] };
  const spoken = Object.entries(streams).map(([id, names]) => spokenAdapter(id, names));
  return createIngest({
    ...{ database, adapters: [...spoken, crossref, openalex, semanticScholar], settings: SETTINGS, clock: tickingClock() },
    ...{ limitTimescale: 0.0001, contactEmail: null, backfillDays: 1, log: silentLog, fetch: get },
  });
}

const now = { isDueOnly: false, signal: new AbortController().signal };

describeDatabases("more sources over listed papers (synthetic answers in recorded shapes)", (open) => {
  test("citations, venue, retraction, ORCID and ROR reach the API; nobody is asked twice; a rebuild is equal", async () => {
    const database = await open();
    await seedDatabase(database);
    const papers = await listedPapers(database);
    expect(papers).toHaveLength(PAPERS);
    const { fetch: get, asked } = upstream(papers);
    const ingest = ingestOver(database, get);
    for (const source of ["openalex", "semantic-scholar", "crossref"]) {
      const [stream] = (await ingest.sync({ ...now, source })).streams;
      expect(stream).toMatchObject({ source, outcome: "SUCCESS", rejected: 0, error: null });
    }
    // Who does not know a paper by its best identifier is asked by its DOIs in the next run; after that by nothing.
    for (const source of ["openalex", "semantic-scholar", "crossref"]) await ingest.sync({ ...now, source });
    const before = asked.length;
    for (const source of ["openalex", "semantic-scholar", "crossref"]) await ingest.sync({ ...now, source });
    expect(asked.slice(before)).toEqual([]);
    expect(asked.filter((url) => url.startsWith("https://crossref.test")).every((url) => !url.includes("10.48550"))).toBe(true);

    const api = createTestApi(database.sql);
    const query = `query ($references: [PaperReference!]!) { papersBy(references: $references) {
      arxivId doi isRetracted publishedAt citationCount venue { name source { name } }
      notices { kind isAboutThis publishedAt url } metric(kind: CITATIONS, source: "openalex") { value }
      organizations { organization { name identifiers { scheme value } } confidence source { name } }
      authorships(first: 1) { nodes { nameAsPrinted affiliations author { confidence identifiers { scheme value } } } }
      provenance(fields: [CITATION_COUNT, TITLE]) { field source { name } isChosen } } }`;
    const references = papers.map(({ arxivId }) => ({ arxivId }));
    const { body } = await api.execute(query, { references });
    expect(body.errors).toBeUndefined();
    const found = body.data.papersBy;
    for (const [at, paper] of found.entries()) {
      const isKnown = at !== 2;
      expect(paper).toMatchObject({
        arxivId: papers[at]?.arxivId,
        ...{ doi: isKnown ? doiOf(at) : null, isRetracted: at === 0, citationCount: isKnown ? 200 + at : null },
        metric: isKnown ? { value: 100 + at } : null,
      });
      if (!isKnown) continue;
      expect(paper.authorships.nodes[0]).toMatchObject({
        nameAsPrinted: papers[at]?.authors[0],
        author: { confidence: "IDENTIFIER", identifiers: expect.arrayContaining([{ scheme: "orcid", value: orcidOf(at) }]) },
      });
      expect(paper.organizations).toContainEqual({
        ...{ organization: { name: "University of California, Berkeley", identifiers: [{ scheme: "ror", value: "01an7q238" }] } },
        ...{ confidence: "IDENTIFIER", source: { name: "openalex" } },
      });
      // arXiv, or the list, keeps its word on the title.
      expect(
        paper.provenance.find((word: { field: string; isChosen: boolean }) => word.field === "TITLE" && word.isChosen).source
          .name,
      ).not.toMatch(/openalex|semantic|crossref/);
    }
    expect(found[0]).toMatchObject({
      venue: { name: "PeerJ", source: { name: "crossref" } },
      notices: [
        { kind: "RETRACTION", isAboutThis: true, publishedAt: "2025-03", url: "https://doi.org/10.7717/peerj.3811/retraction" },
      ],
    });
    expect(found[3].venue).toMatchObject({ name: "The Quarterly Journal of Economics", source: { name: "openalex" } });
    expect(found[0].authorships.nodes[0].affiliations).toEqual(["A university, as printed"]);

    const held = await checksum(database);
    await ingest.renormalize();
    expect((await checksum(database)).tables).toEqual(held.tables);
  });
});
