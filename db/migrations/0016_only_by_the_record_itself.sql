-- What is kept of a change is written by the change itself. The functions of the triggers write it as the owner of the tables, whatever
-- tables their caller has made, and nobody else may: with a table of its own by the name of change the service's role could have
-- changed a record unseen, and with rows of its own told of changes that never were. Keys are kept too now, without their secrets.

alter function record_inserts() security definer set search_path = public, pg_temp;
alter function record_change() security definer set search_path = public, pg_temp;
create policy recorder on change for insert to current_user with check (true);
revoke insert on change from infusion_app;
revoke execute on function record_inserts(), record_change(), queue_change(), queue_reads() from public;
do $$
begin
  execute format('revoke temporary on database %I from public', current_database());
end
$$;

alter table api_key add column version integer not null default 1;
comment on column api_key.version is 'Version of the key, from 1.';

create function change_key() returns trigger
  language plpgsql
as $$
begin
  if old.revoked_at <> new.revoked_at or (old.revoked_at is not null and new.revoked_at is null) then
    raise exception using errcode = 'IT900', message = 'a key that is revoked stays so';
  end if;
  if old.expires_at < coalesce(new.expires_at, 'infinity') then
    raise exception using errcode = 'IT900', message = 'a key ends no later than it was said to';
  end if;
  new.version := old.version + 1;
  return new;
end
$$;
comment on function change_key() is 'A key that changes works for no longer than before.';
create trigger next_version before update on api_key for each row when (old.* is distinct from new.*) execute function change_key();

create function record_key() returns trigger
  language plpgsql security definer set search_path = public, pg_temp
as $$
begin
  insert into change (clinic_id, record_type, record_id, version, operation, recorded_at, recorded_by, request_id, before, after)
  values (new.clinic_id, tg_table_name, new.id, new.version, lower(tg_op), clock_timestamp(), current_client_id(), current_request_id(),
          case when tg_op = 'UPDATE' then to_jsonb(old) - 'secret_hash' end, to_jsonb(new) - 'secret_hash');
  return null;
end
$$;
comment on function record_key() is 'Writes the change record of a key that was made, rotated or revoked, without what proves it.';
revoke execute on function record_key() from public;

-- The keys so far. The owner sees no row under forced row-level security.
alter table api_key no force row level security;
insert into change (clinic_id, record_type, record_id, version, operation, recorded_at, recorded_by, after)
select k.clinic_id, 'api_key', k.id, k.version, 'insert', k.created_at, k.created_by, to_jsonb(k) - 'secret_hash' from api_key k order by k.created_at, k.id;
alter table api_key force row level security;
create trigger record_inserts after insert on api_key for each row execute function record_key();
create trigger record_change after update on api_key for each row when (old.* is distinct from new.*) execute function record_key();
create trigger never_deleted before delete on api_key for each row execute function refuse();
create trigger never_truncated before truncate on api_key for each statement execute function refuse();
