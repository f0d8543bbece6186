-- 2 statements

select asked.name as "askedId", au.id as "id", au.name as "name", au.confidence as "confidence" from unnest($1::text[]) as asked(name) cross join lateral (select one.id, one.confidence, count(*) over () as count from author one where one.normalized_name = asked.name order by one.confidence = 'NAME_ONLY' desc, one.id limit 1) as found join author au on au.id = found.id where found.confidence = 'NAME_ONLY' or found.count = 1;

select asked.key as "askedId", au.id as "id", au.name as "name", au.confidence as "confidence" from unnest($1::text[]) as asked(key) join author_identifier identifier on identifier.scheme = split_part(asked.key, ' ', 1) and identifier.value = substr(asked.key, strpos(asked.key, ' ') + 1) join author au on au.id = identifier.author_id;
