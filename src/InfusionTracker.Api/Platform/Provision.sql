-- :roles
select array_agg(statement order by position)
from (
  select 1 as position, format(
    case when exists (select from pg_roles where rolname = 'infusion_owner') then 'alter' else 'create' end
    || ' role infusion_owner login createrole nosuperuser nobypassrls password %L', @ownerPassword::text) as statement
  union all
  select 2, format(
    case when exists (select from pg_roles where rolname = 'infusion_service') then 'alter' else 'create' end
    || ' role infusion_service login nosuperuser nobypassrls password %L', @appPassword::text)
  union all
  select 3, 'create role infusion_app nologin' where not exists (select from pg_roles where rolname = 'infusion_app')
  union all
  select 4, 'grant infusion_app to infusion_owner with admin option'
  union all
  select 5, 'grant infusion_app to infusion_service'
) needed;

-- :databases
select array_agg(statement)
from (
  select format('create database %I owner infusion_owner', @database::text) as statement
    where not exists (select from pg_database where datname = @database)
) needed;
