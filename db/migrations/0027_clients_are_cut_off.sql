-- A person or program that the issuer signs in can be cut off before its token expires. Clients keep their states from here on, as
-- keys do.

alter table client
  add column revoked_at timestamptz,
  add column version integer not null default 1;
comment on column client.revoked_at is 'When the client was cut off; null if it may come. Its keys were revoked at the same time.';
comment on column client.version is 'Version of the client, from 1.';
grant update (revoked_at) on client to infusion_app;
select keep_times_of_the_calendar('client');

create function change_client() returns trigger
  language plpgsql
as $$
begin
  if old.revoked_at is null and new.revoked_at is not null then
    new.revoked_at := clock_timestamp();
  end if;
  new.version := old.version + 1;
  new.created_at := old.created_at;
  return new;
end
$$;
comment on function change_client() is 'A client that changes gets its next version, is cut off now or not, and was first seen when it was.';
create trigger next_version before update on client for each row when (old.* is distinct from new.*) execute function change_client();

create function record_client() returns trigger
  language plpgsql security definer set search_path = public, pg_temp
as $$
begin
  insert into change (clinic_id, record_type, record_id, version, operation, recorded_at, recorded_by, request_id, before, after)
  values (new.clinic_id, tg_table_name, new.id, new.version, lower(tg_op), clock_timestamp(), current_client_id(), current_request_id(),
          case when tg_op = 'UPDATE' then to_jsonb(old) end, to_jsonb(new));
  return null;
end
$$;
comment on function record_client() is 'Writes the change record of a client that came for the first time, was cut off or let in again.';
revoke execute on function record_client() from public;

-- The clients so far, as they stand now. The owner sees no row under forced row-level security.
alter table client no force row level security;
insert into change (clinic_id, record_type, record_id, version, operation, recorded_at, recorded_by, after)
select c.clinic_id, 'client', c.id, c.version, 'insert', clock_timestamp(), null, to_jsonb(c) from client c order by c.created_at, c.id;
alter table client force row level security;
create trigger record_inserts after insert on client for each row execute function record_client();
create trigger record_change after update on client for each row when (old.* is distinct from new.*) execute function record_client();
create trigger never_deleted before delete on client for each row execute function refuse();
create trigger never_truncated before truncate on client for each statement execute function refuse();

create or replace function authorize_token(client_id uuid, issuer text, subject text, scopes text[], scope text, request_id text) returns uuid
  language plpgsql volatile
as $$
declare
  known client;
begin
  if not exists (select from clinic c where c.clinic_id = current_clinic_id()) then
    raise exception using errcode = 'IT401', message = 'the token names no clinic of this service';
  end if;
  select * into known from client c where c.clinic_id = current_clinic_id() and c.id = authorize_token.client_id;
  if known.revoked_at is not null then
    raise exception using errcode = 'IT401', message = 'this client was cut off; an administrator of the clinic can let it in again';
  end if;
  perform admit(authorize_token.client_id, authorize_token.scopes, authorize_token.scope, authorize_token.request_id);
  if known.id is null then
    insert into client (id, issuer, subject)
      values (authorize_token.client_id, authorize_token.issuer, authorize_token.subject)
      on conflict do nothing;
  end if;
  return authorize_token.client_id;
end
$$;
comment on function authorize_token(uuid, text, text, text[], text, text) is
  'Lets the client of a request in by a token, whose signature the service has checked; it becomes known when it first comes. '
  'Raises IT401, for a client that was cut off too, or IT403.';

create function revoke_client(client_id uuid) returns boolean
  language plpgsql volatile
as $$
begin
  -- A rotation that is under way is waited for: the next statement sees the key that it makes.
  perform from api_key k where k.clinic_id = current_clinic_id() and k.client_id = revoke_client.client_id order by k.id for update;
  update api_key k set revoked_at = clock_timestamp()
    where k.clinic_id = current_clinic_id() and k.client_id = revoke_client.client_id and k.revoked_at is null;
  update client c set revoked_at = coalesce(c.revoked_at, clock_timestamp())
    where c.clinic_id = current_clinic_id() and c.id = revoke_client.client_id;
  return found;
end
$$;
comment on function revoke_client(uuid) is
  'Cuts a client off: its tokens are refused from now on and its keys are revoked. False if the clinic has no such client.';
