-- No row holds a time or date that is infinite or beyond the calendar, which neither the sealer nor the service could read. What is
-- there already is looked through by migrate, without a lock that others wait for; it says which rows are to be mended.

create function is_of_the_calendar(at timestamptz) returns boolean
  language sql immutable parallel safe
  return at at time zone 'UTC' between timestamp '0001-01-01' and timestamp '9999-12-31 23:59:59.999999';
comment on function is_of_the_calendar(timestamptz) is 'True of a time of the years 1 to 9999, and so of none that is infinite.';

create function is_of_the_calendar(day date) returns boolean
  language sql immutable parallel safe
  return day between date '0001-01-01' and date '9999-12-31';
comment on function is_of_the_calendar(date) is 'True of a day of the years 1 to 9999, and so of none that is infinite.';

create function keep_times_of_the_calendar(clinic_table regclass) returns void
  language plpgsql
as $$
declare
  times text;
begin
  select string_agg(format('is_of_the_calendar(%I)', a.attname), ' and ' order by a.attnum) into times
  from pg_attribute a
  where a.attrelid = clinic_table and a.attnum > 0 and not a.attisdropped and a.atttypid in ('timestamptz'::regtype, 'date'::regtype);
  execute format('alter table %s drop constraint if exists times_are_of_the_calendar', clinic_table);
  if times is not null then
    execute format('alter table %s add constraint times_are_of_the_calendar check (%s) not valid', clinic_table, times);
  end if;
end
$$;
comment on function keep_times_of_the_calendar(regclass) is
  'Has every time and date of a table be one of the calendar; again where it has got another. For migrations; migrate validates it.';
revoke execute on function keep_times_of_the_calendar(regclass) from public;

create or replace function keep_record(record_table regclass) returns void
  language plpgsql
as $$
begin
  execute format('alter table %s enable row level security', record_table);
  execute format('alter table %s force row level security', record_table);
  execute format('create policy own_clinic on %s using (clinic_id = current_clinic_id())', record_table);
  execute format('create trigger next_version before update on %s for each row execute function next_version()', record_table);
  perform record_every_state(record_table);
  perform keep_times_of_the_calendar(record_table);
  execute format('create trigger never_deleted before delete on %s for each row execute function refuse()', record_table);
  execute format('create trigger never_truncated before truncate on %s for each statement execute function refuse()', record_table);
  execute format('grant select, insert, update on %s to infusion_app', record_table);
end
$$;

do $$
declare
  kept regclass;
begin
  for kept in select a.attrelid::regclass from pg_attribute a join pg_class t on t.oid = a.attrelid
              where a.attname = 'clinic_id' and t.relkind = 'r' and t.relnamespace = 'public'::regnamespace order by t.relname loop
    perform keep_times_of_the_calendar(kept);
  end loop;
end
$$;
