-- 2 statements

select au.id as "id", au.name as "sortValue", au.id as "sortId" from author au order by au.name asc, au.id asc limit $1;

select count(*)::integer as "count" from author au;
