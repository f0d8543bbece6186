-- 2 statements

select asked.key as "askedId", p.id as "id", p.title as "title", p.arxiv_id as "arxivId", p.author_count as "authorCount" from unnest($1::text[]) as asked(key) join paper_identifier identifier on identifier.scheme = split_part(asked.key, ' ', 1) and identifier.value = substr(asked.key, strpos(asked.key, ' ') + 1) and identifier.is_identifying join paper p on p.id = identifier.paper_id;

select parent.id as "parentId", page.* from unnest($1::uuid[]) as parent(id) cross join lateral (select a.name_as_printed as "nameAsPrinted", a.position as "sortValue", a.author_id as "sortId" from authorship a where a.paper_id = parent.id and a.valid_to is null and a.author_id is not null order by a.position asc, a.author_id asc limit $2) as page order by "sortValue" asc nulls last, "sortId" asc;
