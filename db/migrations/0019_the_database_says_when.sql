-- The database says when a record was written, by whom and in which version, and the service's role says none of it: it has no right to
-- these columns, so that their defaults fill them, and next_version() does from then on. A right costs a write nothing. Whoever loads
-- a dump is the owner or a superuser, and brings back the times as they were.

create function let_write(record_table regclass) returns void
  language plpgsql
as $$
declare
  content text;
begin
  select string_agg(quote_ident(a.attname), ', ' order by a.attnum) into content
  from pg_attribute a
  where a.attrelid = let_write.record_table and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
    and a.attname <> all ('{clinic_id,id,version,recorded_at,recorded_by,created_at}');
  execute format('revoke insert, update on %s from infusion_app', record_table);
  execute format('grant insert (clinic_id, id, %2$s), update (%2$s) on %1$s to infusion_app', record_table, content);
end
$$;
comment on function let_write(regclass) is
  'Lets the service write all of a record but its clinic, its id once it has one, and what the database says of it: version, '
  'recorded_at, recorded_by and created_at. For migrations: once more after a column was added.';
revoke execute on function let_write(regclass) from public;

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
  execute format('grant select on %s to infusion_app', record_table);
  perform let_write(record_table);
end
$$;

do $$
declare
  kept regclass;
begin
  for kept in select t.tgrelid::regclass from pg_trigger t join pg_proc p on p.oid = t.tgfoid where p.proname = 'next_version' order by 1 loop
    perform let_write(kept);
  end loop;
end
$$;

revoke insert on api_key, client from infusion_app;
grant insert (clinic_id, id, label, roles, scopes, secret_hash, expires_at, client_id) on api_key to infusion_app;
grant insert (clinic_id, id, issuer, subject) on client to infusion_app;

create or replace function change_key() returns trigger
  language plpgsql
as $$
begin
  if old.revoked_at <> new.revoked_at or (old.revoked_at is not null and new.revoked_at is null) then
    raise exception using errcode = 'IT900', message = 'a key that is revoked stays so';
  end if;
  if old.expires_at < coalesce(new.expires_at, 'infinity') then
    raise exception using errcode = 'IT900', message = 'a key ends no later than it was said to';
  end if;
  if old.revoked_at is null and new.revoked_at is not null then
    new.revoked_at := clock_timestamp();
  end if;
  new.version := old.version + 1;
  new.created_at := old.created_at;
  new.created_by := old.created_by;
  return new;
end
$$;
comment on function change_key() is 'A key that changes works for no longer than before, is revoked now or not, and was made when it was.';

-- When a read was made the service says, since reads are written a moment after they were answered; it says no time to come.
create or replace function queue_reads() returns trigger
  language plpgsql security definer set search_path = public, pg_temp
as $$
declare
  batch record;
begin
  for batch in select l.clinic_id, l.id, count(*) as span, min(l.ordinal) as first, max(l.ordinal) as last,
                      max(l.read_at) as ended_at, max(l.read_at) - min(l.read_at) as lasted
               from logged l group by l.clinic_id, l.id order by max(l.read_at), l.id loop
    -- A batch is sealed once: none is added to later. That it is short in time lets entries be found by time.
    if batch.first <> 1 or batch.last <> batch.span or batch.span > 1000 or batch.lasted > interval '1 minute' then
      raise exception using errcode = 'IT900', message = 'reads are logged by the whole batch, of at most 1000 within a minute';
    end if;
    if batch.ended_at > clock_timestamp() then
      raise exception using errcode = 'IT900', message = 'reads are logged once they were made';
    end if;
    insert into unsealed (clinic_id, record_id, span) values (batch.clinic_id, batch.id, batch.span);
  end loop;
  return null;
end
$$;
