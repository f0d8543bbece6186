-- 2 statements

select asked.id as "askedId", p.id as "id", p.title as "title", p.author_count as "authorCount" from unnest($1::uuid[]) as asked(id) cross join lateral (select own.id, 0 as place from paper own where own.id = asked.id union all select identifier.paper_id, 1 from paper_identifier identifier where identifier.id = asked.id and identifier.is_identifying order by place limit 1) as found join paper p on p.id = found.id;

select parent.id as "parentId", page.* from unnest($1::uuid[]) as parent(id) cross join lateral (select a.name_as_printed as "nameAsPrinted", a.position as "sortValue", a.author_id as "sortId" from authorship a where a.paper_id = parent.id and a.valid_to is null and a.author_id is not null order by a.position asc, a.author_id asc limit $2) as page order by "sortValue" asc nulls last, "sortId" asc;
