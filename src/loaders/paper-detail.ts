/** What belongs to papers: each relation of all asked papers in one statement. */
import { sourceOrder } from "../claims/field-rule.ts";
import { selectList } from "./asked-columns.ts";
import { ORGANIZATION_COLUMNS } from "./organization.ts";
import { manyLoader, oneLoader } from "./relation-loader.ts";
import type {
  AnnouncementRow,
  CategoryRow,
  GeneratedTextRow,
  IdentifierRow,
  KeywordRow,
  MediaRow,
  OrganizationClaimRow,
  PaperNoticeRow,
  PaperVersionRow,
  RepositoryLinkRow,
  VenueRow,
} from "./row.ts";
import type { LoaderScope } from "./scope.ts";

const IDENTIFIERS =
  'select i.paper_id as "owner", i.scheme, i.value from paper_identifier i ' +
  "where i.paper_id = any($1::uuid[]) and i.is_identifying order by i.paper_id, i.position, i.scheme, i.value";

const VERSIONS =
  'select v.paper_id as "paperId", v.version, v.submitted_at as "submittedAt", v.size_bytes as "sizeBytes", ' +
  'v.version = max(v.version) over (partition by v.paper_id) as "isLatest", p.comment as "paperComment" ' +
  "from paper_version v join paper p on p.id = v.paper_id where v.paper_id = any($1::uuid[]) order by v.paper_id, v.version";

const CATEGORIES =
  'select pc.paper_id as "paperId", c.code, c.name from paper_category pc join category c on c.code = pc.category_code ' +
  "where pc.paper_id = any($1::uuid[]) and pc.valid_to is null order by pc.paper_id, pc.position";

const CATEGORY = "select c.code, c.name from category c where c.code = any($1::text[])";

const ANNOUNCEMENTS =
  'select i.paper_id as "paperId", a.day, a.category, coalesce(c.name, a.category) as "categoryName", a.type, a.version, ' +
  'a.is_day_inferred as "isDayInferred", a.source from paper_identifier i join announcement a on a.subject = i.id ' +
  "left join category c on c.code = a.category where i.paper_id = any($1::uuid[]) and i.is_identifying " +
  "order by i.paper_id, a.day, a.version, a.category, a.type, a.source";

const KEYWORDS =
  'select k.paper_id as "paperId", k.keyword_name as "name", k.source from paper_keyword k ' +
  "where k.paper_id = any($1::uuid[]) and k.valid_to is null order by k.paper_id, " +
  `${sourceOrder("KEYWORDS", "k.source")}, k.position`;

const VENUE =
  'select v.paper_id as "paperId", v.source, v.name, v.kind, v.publisher, v.volume, v.issue, v.pages from venue v ' +
  "where v.paper_id = any($1::uuid[])";

const NOTICES =
  'select n.paper_id as "paperId", n.source, n.is_of_this as "isOfThis", n.kind, n.published_at as "publishedAt", n.scheme, n.value ' +
  "from paper_notice n where n.paper_id = any($1::uuid[]) order by n.paper_id, n.source, n.position";

const MEDIA =
  'select m.paper_id as "paperId", m.url, m.kind, m.source from media m ' +
  // Hugging Face's addresses of uploads hold the uploader's id.
  "where m.paper_id = any($1::uuid[]) and not exists (select from suppressed_identifier s where s.type = 'author' " +
  "and s.scheme = 'huggingface' and strpos(m.url, s.value) > 0) order by m.paper_id, " +
  `${sourceOrder("MEDIA", "m.source")}, m.position`;

const SUMMARY =
  'select g.paper_id as "paperId", g.text, g.model, g.source, g.observed_at as "observedAt" from generated_text g ' +
  "where g.paper_id = any($1::uuid[]) order by g.paper_id, " +
  sourceOrder("SUMMARY", "g.source");

const REPOSITORY_LINKS =
  'select l.paper_id as "paperId", l.repository_id as "repositoryId", l.as_written as "asWritten", l.source, ' +
  'l.asserted_by as "assertedBy", l.valid_from as "observedAt", coalesce(i.state, \'NOT_A_REPOSITORY\') as "state" ' +
  "from paper_repository l left join repository_identifier i on i.id = l.repository_identifier_id " +
  "where l.paper_id = any($1::uuid[]) and l.valid_to is null order by l.paper_id, " +
  `${sourceOrder("REPOSITORIES", "l.source")}, l.position`;

/** Keys are paper ids; `category` takes codes. What a source no longer states is left out, but for announcements, which happened. */
export function createPaperDetailLoaders(scope: LoaderScope) {
  const paperId = (row: { readonly paperId: string }) => row.paperId;
  return {
    identifiers: manyLoader<IdentifierRow>(
      scope,
      () => IDENTIFIERS,
      (row) => row.owner,
    ),
    versions: manyLoader<PaperVersionRow>(scope, () => VERSIONS, paperId),
    categories: manyLoader<CategoryRow & { paperId: string }>(scope, () => CATEGORIES, paperId),
    category: oneLoader<CategoryRow>(
      scope,
      () => CATEGORY,
      (row) => row.code,
    ),
    announcements: manyLoader<AnnouncementRow>(scope, () => ANNOUNCEMENTS, paperId),
    keywords: manyLoader<KeywordRow>(scope, () => KEYWORDS, paperId),
    venue: oneLoader<VenueRow>(scope, () => VENUE, paperId),
    notices: manyLoader<PaperNoticeRow>(scope, () => NOTICES, paperId),
    media: manyLoader<MediaRow>(scope, () => MEDIA, paperId),
    summary: oneLoader<GeneratedTextRow>(scope, () => SUMMARY, paperId),
    repositoryLinks: manyLoader<RepositoryLinkRow>(scope, () => REPOSITORY_LINKS, paperId),
    organizations: manyLoader<OrganizationClaimRow>(
      scope,
      () =>
        'select c.paper_id as "paperId", c.source, c.confidence, c.valid_from as "observedAt", ' +
        `${selectList(scope.asked, ORGANIZATION_COLUMNS)} from paper_organization c join organization o on o.id = c.organization_id ` +
        "where c.paper_id = any($1::uuid[]) and c.valid_to is null order by c.paper_id, " +
        `${sourceOrder("ORGANIZATIONS", "c.source")}, c.position`,
      paperId,
    ),
  };
}
