-- 6 statements

select au.id as "id", au.name as "name", au.confidence as "confidence", au.name as "sortValue", au.id as "sortId" from author au where au.normalized_name = $1 order by au.name asc, au.id asc limit $2;

select au.id as "id", au.name as "name", au.confidence as "confidence", au.name as "sortValue", au.id as "sortId" from author au where au.confidence = any($1::text[]) order by au.name asc, au.id asc limit $2;

select au.id as "id", au.name as "name", au.confidence as "confidence", au.name as "sortValue", au.id as "sortId" from author au order by au.name asc, au.id asc limit $1;

select count(*)::integer as "count" from author au where au.normalized_name = $1;

select count(*)::integer as "count" from author au where au.confidence = any($1::text[]);

select count(*)::integer as "count" from author au;
