-- 2 statements

select asked.key as "askedId", p.id as "id", p.title as "title", p.arxiv_id as "arxivId", p.doi as "doi" from unnest($1::text[]) as asked(key) join paper_identifier identifier on identifier.scheme = split_part(asked.key, ' ', 1) and identifier.value = substr(asked.key, strpos(asked.key, ' ') + 1) and identifier.is_identifying join paper p on p.id = identifier.paper_id;

select asked.id as "askedId", p.id as "id", p.title as "title", p.arxiv_id as "arxivId", p.doi as "doi" from unnest($1::uuid[]) as asked(id) cross join lateral (select own.id, 0 as place from paper own where own.id = asked.id union all select identifier.paper_id, 1 from paper_identifier identifier where identifier.id = asked.id and identifier.is_identifying order by place limit 1) as found join paper p on p.id = found.id;
