-- 5 statements

select p.id as "id", p.title as "title", p.abstract as "abstract", p.author_count as "authorCount", p.upvotes as "upvotes", p.comment_count as "commentCount", p.listed_on as "sortValue", p.id as "sortId" from paper p join paper_search s on s.paper_id = p.id where s.document @@ websearch_to_tsquery('english', $1) and p.listed_on >= $4::date and p.first_listed_on <= $5::date and exists (select 1 from listing l where l.paper_id = p.id and l.is_current and l.day >= $2::date and l.day <= $3::date) order by p.listed_on desc, p.id desc limit $6;

select count(*)::integer as "count" from paper p join paper_search s on s.paper_id = p.id where s.document @@ websearch_to_tsquery('english', $1) and p.listed_on >= $4::date and p.first_listed_on <= $5::date and exists (select 1 from listing l where l.paper_id = p.id and l.is_current and l.day >= $2::date and l.day <= $3::date);

select parent.id as "parentId", page.* from unnest($1::uuid[]) as parent(id) cross join lateral (select a.name_as_printed as "nameAsPrinted", a.position as "sortValue", a.author_id as "sortId" from authorship a where a.paper_id = parent.id and a.valid_to is null and a.author_id is not null order by a.position asc, a.author_id asc limit $2) as page order by "sortValue" asc nulls last, "sortId" asc;

select c.paper_id as "paperId", c.source, c.confidence, c.valid_from as "observedAt", o.id as "id", o.name as "name" from paper_organization c join organization o on o.id = c.organization_id where c.paper_id = any($1::uuid[]) and c.valid_to is null order by c.paper_id, array_position('{huggingface}'::text[], c.source), c.source, c.position;

select l.paper_id as "paperId", l.source, l.day, l.position, l.upvotes, l.comment_count as "commentCount", case when exists (select from suppressed_identifier s where s.type = 'author' and s.scheme = 'huggingface-login' and s.value = lower(l.submitted_by)) then null else l.submitted_by end as "submittedBy", l.organization_identifier_id as "organizationIdentifierId", l.first_seen_at as "firstSeenAt", l.last_seen_at as "lastSeenAt", l.is_current as "isCurrent" from listing l where l.paper_id = any($1::uuid[]) order by l.paper_id, l.day, l.source;
