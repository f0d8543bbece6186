-- 19 statements

select asked.key as "askedId", p.id as "id", p.title as "title", p.abstract as "abstract", p.arxiv_id as "arxivId", p.doi as "doi", p.entered_by as "enteredBy", p.submitted_at as "submittedAt", p.updated_at as "updatedAt", p.is_withdrawn as "isWithdrawn", p.primary_category as "primaryCategory", p.license as "license", p.comment as "comment", p.journal_ref as "journalRef", p.report_number as "reportNumber", p.project_page as "projectPage", p.thumbnail as "thumbnail", case when exists (select from suppressed_identifier s where s.type = 'author' and s.scheme = 'huggingface-login' and s.value = lower(p.submitted_by)) then null else p.submitted_by end as "submittedBy", p.repository_id as "repositoryId", p.author_count as "authorCount", p.upvotes as "upvotes", p.comment_count as "commentCount", p.citation_count as "citationCount", p.listed_on as "listedOn" from unnest($1::text[]) as asked(key) join paper_identifier identifier on identifier.scheme = split_part(asked.key, ' ', 1) and identifier.value = substr(asked.key, strpos(asked.key, ' ') + 1) and identifier.is_identifying join paper p on p.id = identifier.paper_id;

select i.paper_id as "owner", i.scheme, i.value from paper_identifier i where i.paper_id = any($1::uuid[]) and i.is_identifying order by i.paper_id, i.position, i.scheme, i.value;

select i.paper_id as "paperId", a.day, a.category, coalesce(c.name, a.category) as "categoryName", a.type, a.version, a.is_day_inferred as "isDayInferred", a.source from paper_identifier i join announcement a on a.subject = i.id left join category c on c.code = a.category where i.paper_id = any($1::uuid[]) and i.is_identifying order by i.paper_id, a.day, a.version, a.category, a.type, a.source;

select l.paper_id as "paperId", l.source, l.day, l.position, l.upvotes, l.comment_count as "commentCount", case when exists (select from suppressed_identifier s where s.type = 'author' and s.scheme = 'huggingface-login' and s.value = lower(l.submitted_by)) then null else l.submitted_by end as "submittedBy", l.organization_identifier_id as "organizationIdentifierId", l.first_seen_at as "firstSeenAt", l.last_seen_at as "lastSeenAt", l.is_current as "isCurrent" from listing l where l.paper_id = any($1::uuid[]) order by l.paper_id, l.day, l.source;

select v.paper_id as "paperId", v.version, v.submitted_at as "submittedAt", v.size_bytes as "sizeBytes", v.version = max(v.version) over (partition by v.paper_id) as "isLatest", p.comment as "paperComment" from paper_version v join paper p on p.id = v.paper_id where v.paper_id = any($1::uuid[]) order by v.paper_id, v.version;

select c.code, c.name from category c where c.code = any($1::text[]);

select pc.paper_id as "paperId", c.code, c.name from paper_category pc join category c on c.code = pc.category_code where pc.paper_id = any($1::uuid[]) and pc.valid_to is null order by pc.paper_id, pc.position;

select k.paper_id as "paperId", k.keyword_name as "name", k.source from paper_keyword k where k.paper_id = any($1::uuid[]) and k.valid_to is null order by k.paper_id, array_position('{huggingface}'::text[], k.source), k.source, k.position;

select parent.id as "parentId", page.* from unnest($1::uuid[]) as parent(id) cross join lateral (select a.position as "position", a.name_as_printed as "nameAsPrinted", a.affiliations as "affiliations", a.status as "status", a.is_hidden as "isHidden", au.id as "id", au.name as "name", au.confidence as "confidence", a.position as "sortValue", a.author_id as "sortId" from authorship a join author au on au.id = a.author_id where a.paper_id = parent.id and a.valid_to is null and a.author_id is not null order by a.position asc, a.author_id asc limit $2) as page order by "sortValue" asc nulls last, "sortId" asc;

select c.paper_id as "paperId", c.source, c.confidence, c.valid_from as "observedAt", o.id as "id", o.name as "name", o.slug as "slug" from paper_organization c join organization o on o.id = c.organization_id where c.paper_id = any($1::uuid[]) and c.valid_to is null order by c.paper_id, array_position('{huggingface}'::text[], c.source), c.source, c.position;

select r.id as "id", r.host as "host", r.host_id as "hostId", r.name_with_owner as "nameWithOwner", r.state as "state", r.description as "description", r.homepage as "homepage", r.license as "license", r.language as "language", r.topics as "topics", r.created_at as "createdAt", r.pushed_at as "pushedAt", r.is_archived as "isArchived", r.is_fork as "isFork", r.stars as "stars", r.forks as "forks", r.observed_at as "observedAt" from repository r where r.id = any($1::uuid[]);

select l.paper_id as "paperId", l.repository_id as "repositoryId", l.as_written as "asWritten", l.source, l.asserted_by as "assertedBy", l.valid_from as "observedAt", coalesce(i.state, 'NOT_A_REPOSITORY') as "state" from paper_repository l left join repository_identifier i on i.id = l.repository_identifier_id where l.paper_id = any($1::uuid[]) and l.valid_to is null order by l.paper_id, array_position('{huggingface}'::text[], l.source), l.source, l.position;

select parent.id as "owner", point.observed_at as "at", point.value, point.source from unnest($1::uuid[]) as parent(id) cross join lateral (select m.observed_at, m.value, m.source from metric m where m.subject in (select i.id from paper_identifier i where i.paper_id = parent.id and i.is_identifying) and m.kind = $2 order by m.observed_at desc, m.source, m.value desc limit 1) as point;

select parent.id as "owner", point.observed_at as "at", point.value, point.source from unnest($1::uuid[]) as parent(id) cross join lateral (select * from (select distinct on (m.source, m.observed_at) m.observed_at, m.value, m.source from metric m where m.subject in (select i.id from paper p join repository_identifier i on i.repository_id = p.repository_id where p.id = parent.id) and m.kind = $2 and m.source = $3 order by m.source, m.observed_at, m.value desc) as every order by every.observed_at desc, every.source limit 10000) as point order by point.observed_at, point.source;

select g.paper_id as "paperId", g.text, g.model, g.source, g.observed_at as "observedAt" from generated_text g where g.paper_id = any($1::uuid[]) order by g.paper_id, array_position('{huggingface}'::text[], g.source), g.source;

select m.paper_id as "paperId", m.url, m.kind, m.source from media m where m.paper_id = any($1::uuid[]) and not exists (select from suppressed_identifier s where s.type = 'author' and s.scheme = 'huggingface' and strpos(m.url, s.value) > 0) order by m.paper_id, array_position('{huggingface}'::text[], m.source), m.source, m.position;

select i.organization_id as "owner", i.scheme, i.value from organization_identifier i where i.organization_id = any($1::uuid[]) order by i.organization_id, i.scheme, i.value;

select asked.id as "askedId", o.id as "id", o.name as "name", o.slug as "slug" from unnest($1::uuid[]) as asked(id) cross join lateral (select own.id, 0 as place from organization own where own.id = asked.id union all select identifier.organization_id, 1 from organization_identifier identifier where identifier.id = asked.id order by place limit 1) as found join organization o on o.id = found.id;

select i.author_id as "owner", i.scheme, i.value from author_identifier i where i.author_id = any($1::uuid[]) and i.scheme <> 'name' order by i.author_id, i.scheme, i.value;
