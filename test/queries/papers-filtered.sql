-- 26 statements

select * from ((select p.id as "id", p.title as "title", p.arxiv_id as "arxivId", p.submitted_at as "submittedAt", p.repository_id as "repositoryId", p.upvotes as "upvotes", p.listed_on as "sortValue", p.id as "sortId" from paper p where p.id in (select c.paper_id from paper_category c where c.category_code = any($1::text[]) and c.valid_to is null) and p.listed_on is not null order by p.listed_on desc, p.id desc limit $2) union all (select p.id as "id", p.title as "title", p.arxiv_id as "arxivId", p.submitted_at as "submittedAt", p.repository_id as "repositoryId", p.upvotes as "upvotes", p.listed_on as "sortValue", p.id as "sortId" from paper p where p.id in (select c.paper_id from paper_category c where c.category_code = any($1::text[]) and c.valid_to is null) and p.listed_on is null order by p.listed_on desc, p.id desc limit $2)) as part order by "sortValue" desc nulls last, "sortId" desc limit $2;

select p.id as "id", p.title as "title", p.arxiv_id as "arxivId", p.submitted_at as "submittedAt", p.repository_id as "repositoryId", p.upvotes as "upvotes", p.listed_on as "sortValue", p.id as "sortId" from paper p where p.listed_on >= $2::date and exists (select 1 from listing l where l.paper_id = p.id and l.is_current and l.day >= $1::date) order by p.listed_on desc, p.id desc limit $3;

select p.id as "id", p.title as "title", p.arxiv_id as "arxivId", p.submitted_at as "submittedAt", p.repository_id as "repositoryId", p.upvotes as "upvotes", p.submitted_at as "sortValue", p.id as "sortId" from paper p where p.submitted_at <= $1::timestamptz order by p.submitted_at asc, p.id asc limit $2;

select * from ((select p.id as "id", p.title as "title", p.arxiv_id as "arxivId", p.submitted_at as "submittedAt", p.repository_id as "repositoryId", p.upvotes as "upvotes", p.listed_on as "sortValue", p.id as "sortId" from paper p where p.updated_at >= $1::timestamptz and p.listed_on is not null order by p.listed_on desc, p.id desc limit $2) union all (select p.id as "id", p.title as "title", p.arxiv_id as "arxivId", p.submitted_at as "submittedAt", p.repository_id as "repositoryId", p.upvotes as "upvotes", p.listed_on as "sortValue", p.id as "sortId" from paper p where p.updated_at >= $1::timestamptz and p.listed_on is null order by p.listed_on desc, p.id desc limit $2)) as part order by "sortValue" desc nulls last, "sortId" desc limit $2;

select * from ((select p.id as "id", p.title as "title", p.arxiv_id as "arxivId", p.submitted_at as "submittedAt", p.repository_id as "repositoryId", p.upvotes as "upvotes", p.listed_on as "sortValue", p.id as "sortId" from paper p where p.id in (select i.paper_id from announcement a join paper_identifier i on i.id = a.subject and i.is_identifying where a.day >= $1::date and a.day <= $2::date) and p.listed_on is not null order by p.listed_on desc, p.id desc limit $3) union all (select p.id as "id", p.title as "title", p.arxiv_id as "arxivId", p.submitted_at as "submittedAt", p.repository_id as "repositoryId", p.upvotes as "upvotes", p.listed_on as "sortValue", p.id as "sortId" from paper p where p.id in (select i.paper_id from announcement a join paper_identifier i on i.id = a.subject and i.is_identifying where a.day >= $1::date and a.day <= $2::date) and p.listed_on is null order by p.listed_on desc, p.id desc limit $3)) as part order by "sortValue" desc nulls last, "sortId" desc limit $3;

select * from ((select p.id as "id", p.title as "title", p.arxiv_id as "arxivId", p.submitted_at as "submittedAt", p.repository_id as "repositoryId", p.upvotes as "upvotes", p.listed_on as "sortValue", p.id as "sortId" from paper p where p.repository_id is not null and p.listed_on is not null order by p.listed_on desc, p.id desc limit $1) union all (select p.id as "id", p.title as "title", p.arxiv_id as "arxivId", p.submitted_at as "submittedAt", p.repository_id as "repositoryId", p.upvotes as "upvotes", p.listed_on as "sortValue", p.id as "sortId" from paper p where p.repository_id is not null and p.listed_on is null order by p.listed_on desc, p.id desc limit $1)) as part order by "sortValue" desc nulls last, "sortId" desc limit $1;

select * from ((select p.id as "id", p.title as "title", p.arxiv_id as "arxivId", p.submitted_at as "submittedAt", p.repository_id as "repositoryId", p.upvotes as "upvotes", p.listed_on as "sortValue", p.id as "sortId" from paper p where p.repository_id is null and p.listed_on is not null order by p.listed_on desc, p.id desc limit $1) union all (select p.id as "id", p.title as "title", p.arxiv_id as "arxivId", p.submitted_at as "submittedAt", p.repository_id as "repositoryId", p.upvotes as "upvotes", p.listed_on as "sortValue", p.id as "sortId" from paper p where p.repository_id is null and p.listed_on is null order by p.listed_on desc, p.id desc limit $1)) as part order by "sortValue" desc nulls last, "sortId" desc limit $1;

select p.id as "id", p.title as "title", p.arxiv_id as "arxivId", p.submitted_at as "submittedAt", p.repository_id as "repositoryId", p.upvotes as "upvotes", p.upvotes as "sortValue", p.id as "sortId" from paper p where p.upvotes >= $1::integer order by p.upvotes desc, p.id desc limit $2;

select p.id as "id", p.title as "title", p.arxiv_id as "arxivId", p.submitted_at as "submittedAt", p.repository_id as "repositoryId", p.upvotes as "upvotes", p.stars as "sortValue", p.id as "sortId" from paper p where p.stars >= $1::integer order by p.stars desc, p.id desc limit $2;

select * from ((select p.id as "id", p.title as "title", p.arxiv_id as "arxivId", p.submitted_at as "submittedAt", p.repository_id as "repositoryId", p.upvotes as "upvotes", p.listed_on as "sortValue", p.id as "sortId" from paper p where exists (select 1 from paper_identifier i join claim c on c.subject = i.id and c.facet = 'paper' and c.source = $1 where i.paper_id = p.id and i.is_identifying and (c.normalised ->> 'isKnown')::boolean) and p.listed_on is not null order by p.listed_on desc, p.id desc limit $2) union all (select p.id as "id", p.title as "title", p.arxiv_id as "arxivId", p.submitted_at as "submittedAt", p.repository_id as "repositoryId", p.upvotes as "upvotes", p.listed_on as "sortValue", p.id as "sortId" from paper p where exists (select 1 from paper_identifier i join claim c on c.subject = i.id and c.facet = 'paper' and c.source = $1 where i.paper_id = p.id and i.is_identifying and (c.normalised ->> 'isKnown')::boolean) and p.listed_on is null order by p.listed_on desc, p.id desc limit $2)) as part order by "sortValue" desc nulls last, "sortId" desc limit $2;

select p.id as "id", p.title as "title", p.arxiv_id as "arxivId", p.submitted_at as "submittedAt", p.repository_id as "repositoryId", p.upvotes as "upvotes", p.listed_on as "sortValue", p.id as "sortId" from paper p where p.listed_on >= $3::date and exists (select 1 from listing l where l.paper_id = p.id and l.is_current and l.day >= $1::date and l.source = $2) and exists (select 1 from paper_identifier i join claim c on c.subject = i.id and c.facet = 'paper' and c.source = $4 where i.paper_id = p.id and i.is_identifying and (c.normalised ->> 'isKnown')::boolean) order by p.listed_on desc, p.id desc limit $5;

select * from ((select p.id as "id", p.title as "title", p.arxiv_id as "arxivId", p.submitted_at as "submittedAt", p.repository_id as "repositoryId", p.upvotes as "upvotes", p.listed_on as "sortValue", p.id as "sortId" from paper p join paper_search s on s.paper_id = p.id where s.document @@ websearch_to_tsquery('english', $1) and p.listed_on is not null order by p.listed_on desc, p.id desc limit $2) union all (select p.id as "id", p.title as "title", p.arxiv_id as "arxivId", p.submitted_at as "submittedAt", p.repository_id as "repositoryId", p.upvotes as "upvotes", p.listed_on as "sortValue", p.id as "sortId" from paper p join paper_search s on s.paper_id = p.id where s.document @@ websearch_to_tsquery('english', $1) and p.listed_on is null order by p.listed_on desc, p.id desc limit $2)) as part order by "sortValue" desc nulls last, "sortId" desc limit $2;

select p.id as "id", p.title as "title", p.arxiv_id as "arxivId", p.submitted_at as "submittedAt", p.repository_id as "repositoryId", p.upvotes as "upvotes", p.listed_on as "sortValue", p.id as "sortId" from paper p where p.listed_on is not null and p.first_listed_on <= $2::date and exists (select 1 from listing l where l.paper_id = p.id and l.is_current and l.day <= $1::date) and p.upvotes >= $3::integer and p.repository_id is not null order by p.listed_on desc, p.id desc limit $4;

select count(*)::integer as "count" from paper p where p.id in (select c.paper_id from paper_category c where c.category_code = any($1::text[]) and c.valid_to is null);

select count(*)::integer as "count" from paper p where p.listed_on >= $2::date and exists (select 1 from listing l where l.paper_id = p.id and l.is_current and l.day >= $1::date);

select count(*)::integer as "count" from paper p where p.submitted_at <= $1::timestamptz;

select count(*)::integer as "count" from paper p where p.updated_at >= $1::timestamptz;

select count(*)::integer as "count" from paper p where p.id in (select i.paper_id from announcement a join paper_identifier i on i.id = a.subject and i.is_identifying where a.day >= $1::date and a.day <= $2::date);

select count(*)::integer as "count" from paper p where p.repository_id is not null;

select count(*)::integer as "count" from paper p where p.repository_id is null;

select count(*)::integer as "count" from paper p where p.upvotes >= $1::integer;

select count(*)::integer as "count" from paper p where p.stars >= $1::integer;

select r.id as "id", r.stars as "stars" from repository r where r.id = any($1::uuid[]);

select count(*)::integer as "count" from paper p where exists (select 1 from paper_identifier i join claim c on c.subject = i.id and c.facet = 'paper' and c.source = $1 where i.paper_id = p.id and i.is_identifying and (c.normalised ->> 'isKnown')::boolean);

select count(*)::integer as "count" from paper p where p.listed_on >= $3::date and exists (select 1 from listing l where l.paper_id = p.id and l.is_current and l.day >= $1::date and l.source = $2) and exists (select 1 from paper_identifier i join claim c on c.subject = i.id and c.facet = 'paper' and c.source = $4 where i.paper_id = p.id and i.is_identifying and (c.normalised ->> 'isKnown')::boolean);

select count(*)::integer as "count" from paper p join paper_search s on s.paper_id = p.id where s.document @@ websearch_to_tsquery('english', $1);
