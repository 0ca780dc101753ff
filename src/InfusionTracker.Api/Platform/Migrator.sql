-- :lock
select pg_try_advisory_lock(@key);

-- :applied
select scriptname from schema_migration order by scriptname;

-- :journal
grant select on schema_migration to infusion_app;

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

-- :hazards
select 'The server is PostgreSQL ' || current_setting('server_version') || '; the service needs 15 or newer.'
  where current_setting('server_version_num')::integer < 150000
union all
select 'The role ' || current_user || ' is a superuser or may bypass row-level security.'
  from pg_roles where rolname = current_user and (rolsuper or rolbypassrls)
union all
select 'The role ' || current_user || ' owns the table ' || min(tablename) || '.'
  from pg_tables where schemaname = 'public' and pg_has_role(current_user, tableowner, 'member') having count(*) > 0
union all
select 'The server runs with ' || name || ' ' || setting || ': an acknowledged write could be lost.'
  from pg_settings where name in ('fsync', 'full_page_writes') and setting = 'off' or name = 'synchronous_commit' and setting in ('off', 'local');
