-- :lock
select pg_try_advisory_lock(@key);

-- :applied
select scriptname from schema_migration order by scriptname;

-- :journal
grant select on schema_migration to infusion_app;

-- Large objects stand beside the tables, past every policy and record of changes; they come with the database, and everybody may make
-- them until who owns the functions, a superuser, takes that back.
-- :largeObjects
select 'revoke execute on function ' || string_agg(p.oid::regprocedure::text, ', ' order by p.oid::regprocedure::text) || ' from public',
       bool_and(pg_has_role(current_user, p.proowner, 'usage'))
from pg_proc p
where p.pronamespace = 'pg_catalog'::regnamespace and p.proname ~ '^lo(_|read$|write$)' and has_function_privilege('public', p.oid, 'execute')
having count(*) > 0;

-- :roles
select coalesce(array_agg(statement order by position), '{}')
from (
  select 1 as position, 'create role infusion_app nologin' as statement
    where not exists (select from pg_roles where rolname = 'infusion_app')
  union all
  select 2, format('create role %I login in role infusion_app password %L', @appRole::text, @password::text)
    where not exists (select from pg_roles where rolname = @appRole)
  union all
  select 3, format('grant infusion_app to %I', @appRole::text)
    where exists (select from pg_roles where rolname = @appRole)
      and not pg_has_role(@appRole, (select oid from pg_roles where rolname = 'infusion_app'), 'member')
) needed;

-- A constraint that was added without a look at the rows that were there.
-- :unvalidated
select format('alter table %s validate constraint %I', c.conrelid::regclass, c.conname), c.conrelid::regclass::text, c.conname
from pg_constraint c join pg_class t on t.oid = c.conrelid
where not c.convalidated and t.relnamespace = 'public'::regnamespace
order by 2, 3;

-- :hazards
select 'The server is PostgreSQL ' || current_setting('server_version') || '; the service needs 15 or newer.'
  where current_setting('server_version_num')::integer < 150000
union all
select 'The role ' || current_user || ' is a superuser or may bypass row-level security.'
  from pg_roles where rolname = current_user and (rolsuper or rolbypassrls)
union all
-- What a role is a member of it can be or become, whether it inherits or not.
select 'The role ' || current_user || ' is a member of ' || rolname || ', which is a superuser or may bypass row-level security.'
  from pg_roles where rolname <> current_user and (rolsuper or rolbypassrls) and pg_has_role(current_user, oid, 'member')
union all
select 'The role ' || current_user || case when rolname <> current_user then ' is a member of ' || rolname || ', which' else '' end
       || ' may make roles, and so members of others, or copy the whole server.'
  from pg_roles where (rolcreaterole or rolreplication) and not rolsuper and pg_has_role(current_user, oid, 'member')
union all
select 'The role ' || current_user || ' is a member of ' || string_agg(rolname, ', ' order by rolname) || ', past which no right on a table holds.'
  from pg_roles
  where rolname in ('pg_read_all_data', 'pg_write_all_data', 'pg_read_server_files', 'pg_write_server_files', 'pg_execute_server_program')
    and pg_has_role(current_user, oid, 'member')
  having count(*) > 0
union all
select 'The role ' || current_user || ' owns the table ' || min(tablename) || '.'
  from pg_tables where schemaname = 'public' and pg_has_role(current_user, tableowner, 'member') having count(*) > 0
union all
-- What the triggers of a table refuse to everybody, nobody needs a right to.
select 'The role ' || current_user || ' has rights that nobody may use: ' || string_agg(distinct privilege || ' on ' || relname, ', ') || '.'
  from pg_trigger g
  join pg_proc p on p.oid = g.tgfoid and p.proname = 'refuse'
  join pg_class t on t.oid = g.tgrelid and not pg_has_role(current_user, t.relowner, 'member')
  join (values (8, 'DELETE'), (16, 'UPDATE'), (32, 'TRUNCATE')) refused (event, privilege) on g.tgtype & event <> 0
  join pg_roles r on not r.rolsuper and pg_has_role(current_user, r.oid, 'member')
  where case privilege when 'UPDATE' then has_any_column_privilege(r.oid, t.oid, privilege) else has_table_privilege(r.oid, t.oid, privilege) end
  having count(*) > 0;
