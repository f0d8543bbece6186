-- 11 statements

select o.id as "id", o.name as "name", o.slug as "slug", o.name as "sortValue", o.id as "sortId" from organization o where strpos(lower(o.name), lower($1)) > 0 order by o.name asc, o.id asc limit $2;

select asked.key as "askedId", o.id as "id", o.name as "name", o.slug as "slug" from unnest($1::text[]) as asked(key) join organization_identifier identifier on identifier.scheme = split_part(asked.key, ' ', 1) and identifier.value = substr(asked.key, strpos(asked.key, ' ') + 1) join organization o on o.id = identifier.organization_id;

select count(*)::integer as "count" from organization o where strpos(lower(o.name), lower($1)) > 0;

select parent.id as "parentId", page.* from unnest($1::uuid[]) as parent(id) cross join lateral (select * from ((select p.id as "id", p.title as "title", p.upvotes as "upvotes", p.listed_on as "sortValue", p.id as "sortId" from (select distinct c.paper_id from paper_organization c where c.organization_id = parent.id and c.valid_to is null) as own join paper p on p.id = own.paper_id where p.listed_on is not null order by p.listed_on desc, p.id desc limit $2) union all (select p.id as "id", p.title as "title", p.upvotes as "upvotes", p.listed_on as "sortValue", p.id as "sortId" from (select distinct c.paper_id from paper_organization c where c.organization_id = parent.id and c.valid_to is null) as own join paper p on p.id = own.paper_id where p.listed_on is null order by p.listed_on desc, p.id desc limit $2)) as part order by "sortValue" desc nulls last, "sortId" desc limit $2) as page order by "sortValue" desc nulls last, "sortId" desc;

select i.organization_id as "owner", i.scheme, i.value from organization_identifier i where i.organization_id = any($1::uuid[]) order by i.organization_id, i.scheme, i.value;

select parent.id as "parentId", page.* from unnest($1::uuid[]) as parent(id) cross join lateral (select * from ((select p.id as "id", p.title as "title", p.upvotes as "upvotes", p.upvotes as "sortValue", p.id as "sortId" from (select distinct c.paper_id from paper_organization c where c.organization_id = parent.id and c.valid_to is null) as own join paper p on p.id = own.paper_id where p.upvotes is not null order by p.upvotes desc, p.id desc limit $2) union all (select p.id as "id", p.title as "title", p.upvotes as "upvotes", p.upvotes as "sortValue", p.id as "sortId" from (select distinct c.paper_id from paper_organization c where c.organization_id = parent.id and c.valid_to is null) as own join paper p on p.id = own.paper_id where p.upvotes is null order by p.upvotes desc, p.id desc limit $2)) as part order by "sortValue" desc nulls last, "sortId" desc limit $2) as page order by "sortValue" desc nulls last, "sortId" desc;

select parent.id as "parentId", page.* from unnest($1::uuid[]) as parent(id) cross join lateral (select au.id as "id", au.name as "sortValue", au.id as "sortId" from (select distinct a.author_id from paper_organization c join authorship a on a.paper_id = c.paper_id and a.valid_to is null where c.valid_to is null and c.organization_id = parent.id) as own join author au on au.id = own.author_id order by au.name asc, au.id asc limit $2) as page order by "sortValue" asc nulls last, "sortId" asc;

select parent.id as "parentId", page."count" from unnest($1::uuid[]) as parent(id) cross join lateral (select count(*)::integer as "count" from (select distinct c.paper_id from paper_organization c where c.organization_id = parent.id and c.valid_to is null) as own join paper p on p.id = own.paper_id) as page;

select parent.id as "parentId", page."count" from unnest($1::uuid[]) as parent(id) cross join lateral (select count(*)::integer as "count" from (select distinct c.paper_id from paper_organization c where c.organization_id = parent.id and c.valid_to is null) as own join paper p on p.id = own.paper_id) as page;

select c.paper_id as "paperId", c.source, c.confidence, c.valid_from as "observedAt", o.id as "id", o.name as "name", o.slug as "slug" from paper_organization c join organization o on o.id = c.organization_id where c.paper_id = any($1::uuid[]) and c.valid_to is null order by c.paper_id, array_position('{huggingface}'::text[], c.source), c.source, c.position;

select parent.id as "parentId", page."count" from unnest($1::uuid[]) as parent(id) cross join lateral (select count(*)::integer as "count" from (select distinct a.author_id from paper_organization c join authorship a on a.paper_id = c.paper_id and a.valid_to is null where c.valid_to is null and c.organization_id = parent.id) as own join author au on au.id = own.author_id) as page;
