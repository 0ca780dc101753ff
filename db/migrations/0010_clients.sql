-- Who asks, apart from what proves it. A client keeps its id while its keys are rotated, and so its history and its
-- idempotency keys; a person signed in at the configured issuer is a client without a key.

create table client (
  clinic_id uuid not null default current_clinic_id(),
  id uuid not null,
  issuer text,
  subject text,
  created_at timestamptz not null default clock_timestamp(),
  constraint client_pkey primary key (clinic_id, id),
  constraint client_belongs_to_a_clinic foreign key (clinic_id) references clinic (clinic_id),
  constraint client_of_an_issuer_has_a_subject check ((issuer is null) = (subject is null))
);
comment on table client is 'Who writes and reads: what recordedBy names. One that holds keys, or one that the configured issuer has signed in.';
comment on column client.clinic_id is 'Clinic that the client belongs to; it sees nothing of another.';
comment on column client.id is 'Id of the client: that of its first key, or one made from issuer and subject.';
comment on column client.issuer is 'The iss of the tokens that the client comes with; null for one that holds keys.';
comment on column client.subject is 'The subject of these tokens.';
comment on column client.created_at is 'When the client was first seen.';
alter table client enable row level security;
alter table client force row level security;
create policy own_clinic on client using (clinic_id = current_clinic_id());
grant select, insert on client to infusion_app;

-- Each key so far is a client of its own. The owner sees no row under forced row-level security.
alter table api_key no force row level security;
alter table client no force row level security;
alter table idempotency_key no force row level security;
insert into client (clinic_id, id, created_at) select clinic_id, id, created_at from api_key;
alter table api_key add column client_id uuid;
update api_key set client_id = id;
alter table api_key
  alter column client_id set not null,
  add constraint api_key_belongs_to_a_client foreign key (clinic_id, client_id) references client (clinic_id, id);
comment on column api_key.id is 'Id of the key.';
comment on column api_key.client_id is 'Client that holds the key, shown as recordedBy in what it writes.';
create index api_key_by_client on api_key (clinic_id, client_id);
alter table idempotency_key
  drop constraint idempotency_key_belongs_to_a_client,
  add constraint idempotency_key_belongs_to_a_client foreign key (clinic_id, client_id) references client (clinic_id, id);
alter table api_key force row level security;
alter table client force row level security;
alter table idempotency_key force row level security;
grant update (expires_at) on api_key to infusion_app;

create function register_client() returns trigger
  language plpgsql
as $$
begin
  if new.client_id is null then
    new.client_id := new.id;
    insert into client (clinic_id, id) values (new.clinic_id, new.id);
  end if;
  return new;
end
$$;
comment on function register_client() is 'A key that is made for no client is the first of a new one.';
create trigger register_client before insert on api_key for each row execute function register_client();

create function current_client_may(scope text) returns boolean
  language sql stable parallel safe
  return scope = any (string_to_array(nullif(current_setting('app.scopes', true), ''), ' '));
comment on function current_client_may(text) is 'True where the authenticated client of this transaction has the scope.';

-- It now answers with the client of the key. An instance of the release before calls it the same way, and reads no answer.
drop function authorize(uuid, bytea, text, text);
create function authorize(key_id uuid, secret_hash bytea, scope text, request_id text) returns uuid
  language plpgsql volatile
as $$
declare
  held api_key;
begin
  select * into held from api_key k where k.clinic_id = current_clinic_id() and k.id = authorize.key_id;
  if not found or held.secret_hash <> authorize.secret_hash
     or held.revoked_at is not null or held.expires_at <= clock_timestamp() then
    raise exception using errcode = 'IT401', message = 'the key is unknown, expired or revoked';
  end if;
  perform admit(held.client_id, held.scopes, authorize.scope, authorize.request_id);
  return held.client_id;
end
$$;
comment on function authorize(uuid, bytea, text, text) is
  'Lets the client of a request in by its key, in the transaction of its work: a key revoked by now is refused now. '
  'Raises IT401 or IT403.';

create function authorize_token(client_id uuid, issuer text, subject text, scopes text[], scope text, request_id text) returns uuid
  language plpgsql volatile
as $$
begin
  if not exists (select from clinic c where c.clinic_id = current_clinic_id()) then
    raise exception using errcode = 'IT401', message = 'the token names no clinic of this service';
  end if;
  perform admit(authorize_token.client_id, authorize_token.scopes, authorize_token.scope, authorize_token.request_id);
  if not exists (select from client c where c.clinic_id = current_clinic_id() and c.id = authorize_token.client_id) then
    insert into client (id, issuer, subject)
      values (authorize_token.client_id, authorize_token.issuer, authorize_token.subject)
      on conflict do nothing;
  end if;
  return authorize_token.client_id;
end
$$;
comment on function authorize_token(uuid, text, text, text[], text, text) is
  'Lets the client of a request in by a token, whose signature the service has checked; it becomes known when it first comes. '
  'Raises IT401 or IT403.';

create function admit(client_id uuid, scopes text[], scope text, request_id text) returns void
  language plpgsql volatile
as $$
begin
  if admit.scope <> all (admit.scopes) then
    raise exception using errcode = 'IT403', message = 'the client lacks the scope', hint = admit.scope;
  end if;
  perform set_config('app.client_id', admit.client_id::text, true),
          set_config('app.scopes', array_to_string(admit.scopes, ' '), true),
          set_config('app.request_id', admit.request_id, true);
end
$$;
comment on function admit(uuid, text[], text, text) is
  'Holds a client that has proven who it is to its scopes, and names it for the rest of the transaction. Raises IT403.';

create function rotate_key(key_id uuid, new_id uuid, label text, secret_hash bytea, expires_at timestamptz, overlap interval) returns uuid
  language plpgsql volatile
as $$
declare
  held api_key;
begin
  select * into held from api_key k where k.clinic_id = current_clinic_id() and k.id = rotate_key.key_id for update;
  if not found then
    raise exception using errcode = 'IT404', message = 'there is no such key';
  end if;
  if held.revoked_at is not null or held.expires_at <= clock_timestamp() then
    raise exception using errcode = 'IT409', message = 'the key works no longer; make a new one';
  end if;
  if exists (select from api_key k
             where k.clinic_id = held.clinic_id and k.client_id = held.client_id and k.id <> held.id
               and k.revoked_at is null and (k.expires_at is null or k.expires_at > clock_timestamp())) then
    raise exception using errcode = 'IT409', message = 'the client holds two keys that work; revoke one of them first';
  end if;
  insert into api_key (id, client_id, label, roles, scopes, secret_hash, expires_at)
    values (rotate_key.new_id, held.client_id, coalesce(rotate_key.label, held.label), held.roles, held.scopes,
            rotate_key.secret_hash, rotate_key.expires_at);
  update api_key k set expires_at = least(k.expires_at, clock_timestamp() + rotate_key.overlap)
    where k.clinic_id = held.clinic_id and k.id = held.id;
  return rotate_key.new_id;
end
$$;
comment on function rotate_key(uuid, uuid, text, bytea, timestamptz, interval) is
  'Makes the next key of a client, with the same roles and scopes; the one before works on for the overlap. '
  'Raises IT404, or IT409 where the key works no longer or the client holds two.';
