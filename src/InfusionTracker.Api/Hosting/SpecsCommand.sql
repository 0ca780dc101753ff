select format(e'create table %s (\n%s\n);', t.oid::regclass,
  (select string_agg(line, e',\n' order by kind, position, name)
   from (
     select 1 as kind, a.attnum as position, '' as name,
            format('  %s %s%s%s', quote_ident(a.attname), format_type(a.atttypid, a.atttypmod),
                   case when a.attnotnull then ' not null' else '' end,
                   case when d.adbin is not null then ' default ' || pg_get_expr(d.adbin, d.adrelid) else '' end) as line
     from pg_attribute a
     left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
     where a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped
     union all
     select 2, 0, c.conname, format('  constraint %s %s', c.conname, pg_get_constraintdef(c.oid))
     from pg_constraint c where c.conrelid = t.oid and c.contype in ('p', 'f', 'u', 'c')
   ) lines))
from pg_class t
where t.relkind = 'r' and t.relnamespace = 'public'::regnamespace and t.relname <> 'schema_migration'
order by t.relname;

select pg_get_indexdef(i.indexrelid) || ';'
from pg_index i join pg_class t on t.oid = i.indrelid join pg_class x on x.oid = i.indexrelid
where t.relnamespace = 'public'::regnamespace and t.relname <> 'schema_migration'
  and not exists (select from pg_constraint c where c.conindid = i.indexrelid and c.contype in ('p', 'u'))
order by t.relname, x.relname;

select format('alter table %1$s enable row level security%2$s; create policy %3$s on %1$s%4$s%5$s using %6$s;', t.oid::regclass,
              case when t.relforcerowsecurity then format('; alter table %s force row level security', t.oid::regclass) else '' end,
              p.polname, case p.polcmd when 'r' then ' for select' when '*' then '' else ' for ' || p.polcmd::text end,
              case when p.polroles = array[0::oid] then ''
                   when p.polroles = array[t.relowner] then ' to the owner'
                   else ' to ' || (select string_agg(rolname, ', ' order by rolname) from pg_roles where oid = any (p.polroles)) end,
              pg_get_expr(p.polqual, p.polrelid))
from pg_policy p join pg_class t on t.oid = p.polrelid
where t.relnamespace = 'public'::regnamespace
order by t.relname, p.polname;

select pg_get_triggerdef(g.oid) || ';'
from pg_trigger g join pg_class t on t.oid = g.tgrelid
where not g.tgisinternal and t.relnamespace = 'public'::regnamespace
order by t.relname, g.tgname;

select pg_get_functiondef(p.oid) || ';'
from pg_proc p
where p.pronamespace = 'public'::regnamespace
order by p.proname;

select format('grant %s on %s to infusion_app;', string_agg(g.privilege, ', ' order by g.privilege), g.relname)
from (
  select t.relname, lower(a.privilege_type) as privilege
  from pg_class t, aclexplode(t.relacl) a
  where t.relkind = 'r' and t.relnamespace = 'public'::regnamespace and t.relname <> 'schema_migration' and a.grantee = 'infusion_app'::regrole
  union
  select t.relname, format('%s (%s)', lower(a.privilege_type), string_agg(c.attname, ', ' order by c.attnum))
  from pg_class t join pg_attribute c on c.attrelid = t.oid, aclexplode(c.attacl) a
  where t.relkind = 'r' and t.relnamespace = 'public'::regnamespace and a.grantee = 'infusion_app'::regrole
  group by t.relname, a.privilege_type
) g
group by g.relname
order by g.relname;

select format('comment on %s %s is %L;', case when d.objsubid = 0 then 'table' else 'column' end,
              t.relname || coalesce('.' || a.attname, ''), d.description)
from pg_description d
join pg_class t on t.oid = d.objoid and d.classoid = 'pg_class'::regclass
left join pg_attribute a on a.attrelid = t.oid and a.attnum = d.objsubid and d.objsubid > 0
where t.relkind = 'r' and t.relnamespace = 'public'::regnamespace
order by t.relname, d.objsubid;

select format('comment on function %s is %L;', p.oid::regprocedure, d.description)
from pg_description d join pg_proc p on p.oid = d.objoid and d.classoid = 'pg_proc'::regclass
where p.pronamespace = 'public'::regnamespace
order by p.proname;
