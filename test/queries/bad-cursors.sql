-- 1 statements

select asked.key as "askedId", p.id as "id", p.author_count as "authorCount" from unnest($1::text[]) as asked(key) join paper_identifier identifier on identifier.scheme = split_part(asked.key, ' ', 1) and identifier.value = substr(asked.key, strpos(asked.key, ' ') + 1) and identifier.is_identifying join paper p on p.id = identifier.paper_id;
