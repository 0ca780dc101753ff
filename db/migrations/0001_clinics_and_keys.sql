-- Clinics, the keys of their clients, and the settings of a transaction that every policy and trigger reads.
--
-- A request sets app.clinic_id with SET LOCAL and is then let in by authorize(), which sets app.client_id and
-- app.request_id. After a transaction a setting is '' and not NULL, hence the nullif.

create function current_clinic_id() returns uuid
  language sql stable parallel safe
  return nullif(current_setting('app.clinic_id', true), '')::uuid;
comment on function current_clinic_id() is 'The clinic of this transaction; null outside of one, so that every policy then hides every row.';

create function current_client_id() returns uuid
  language sql stable parallel safe
  return nullif(current_setting('app.client_id', true), '')::uuid;
comment on function current_client_id() is 'The authenticated client of this transaction.';

create function current_request_id() returns text
  language sql stable parallel safe
  return nullif(current_setting('app.request_id', true), '');
comment on function current_request_id() is 'The HTTP request of this transaction.';

create table clinic (
  clinic_id uuid not null default current_clinic_id(),
  name text not null,
  time_zone text not null default 'Etc/UTC',
  created_at timestamptz not null default clock_timestamp(),
  constraint clinic_pkey primary key (clinic_id),
  constraint clinic_name_is_present check (name <> '' and length(name) <= 200)
);
comment on table clinic is 'A clinic: the tenant that every record belongs to.';
comment on column clinic.clinic_id is 'Id of the clinic.';
comment on column clinic.name is 'Name of the clinic, for people.';
comment on column clinic.time_zone is 'IANA time zone; calendar days are days of this zone.';
comment on column clinic.created_at is 'When the clinic was set up.';

create table api_key (
  clinic_id uuid not null default current_clinic_id(),
  id uuid not null,
  label text not null,
  roles text[] not null,
  scopes text[] not null,
  secret_hash bytea not null,
  created_at timestamptz not null default clock_timestamp(),
  created_by uuid default current_client_id(),
  expires_at timestamptz,
  revoked_at timestamptz,
  constraint api_key_pkey primary key (clinic_id, id),
  constraint api_key_belongs_to_a_clinic foreign key (clinic_id) references clinic (clinic_id),
  constraint api_key_label_is_present check (label <> '' and length(label) <= 200),
  constraint api_key_secret_is_a_sha256 check (length(secret_hash) = 32)
);
comment on table api_key is 'A key of a client (an integration, a dashboard, an operator''s script). The secret itself is never stored.';
comment on column api_key.clinic_id is 'Clinic that the client belongs to; it sees nothing of another.';
comment on column api_key.id is 'Id of the client, shown as recordedBy in what it writes.';
comment on column api_key.label is 'What the key is for, for people.';
comment on column api_key.roles is 'Roles that the key was made with.';
comment on column api_key.scopes is 'What the client may do: the scopes of its roles, and those given one by one.';
comment on column api_key.secret_hash is 'SHA-256 of the 256 random bits of the key.';
comment on column api_key.created_at is 'When the key was made.';
comment on column api_key.created_by is 'Client that made the key over HTTP; null for one made by the executable.';
comment on column api_key.expires_at is 'When the key stops working; null for never.';
comment on column api_key.revoked_at is 'When the key was revoked; it stopped working then.';

alter table clinic enable row level security;
alter table clinic force row level security;
create policy own_clinic on clinic using (clinic_id = current_clinic_id());
alter table api_key enable row level security;
alter table api_key force row level security;
create policy own_clinic on api_key using (clinic_id = current_clinic_id());

grant select, insert on clinic to infusion_app;
grant update (name, time_zone) on clinic to infusion_app;
grant select, insert on api_key to infusion_app;
grant update (revoked_at) on api_key to infusion_app;

create function authorize(client_id uuid, secret_hash bytea, scope text, request_id text) returns void
  language plpgsql volatile
as $$
declare
  held api_key;
begin
  select * into held from api_key k where k.clinic_id = current_clinic_id() and k.id = authorize.client_id;
  if not found or held.secret_hash <> authorize.secret_hash
     or held.revoked_at is not null or held.expires_at <= clock_timestamp() then
    raise exception using errcode = 'IT401', message = 'the key is unknown, expired or revoked';
  end if;
  if authorize.scope <> all (held.scopes) then
    raise exception using errcode = 'IT403', message = 'the key lacks the scope', hint = authorize.scope;
  end if;
  perform set_config('app.client_id', authorize.client_id::text, true),
          set_config('app.request_id', authorize.request_id, true);
end
$$;
comment on function authorize(uuid, bytea, text, text) is
  'Lets the client of a request in, in the transaction of its work: a key revoked by now is refused now. Raises IT401 or IT403.';

create table cursor_key (
  id integer not null,
  secret bytea not null,
  created_at timestamptz not null default clock_timestamp(),
  constraint cursor_key_pkey primary key (id),
  constraint cursor_key_secret_is_of_aes256 check (length(secret) = 32)
);
comment on table cursor_key is 'The key that list cursors are sealed with, one for all instances of the service.';
comment on column cursor_key.id is 'Number of the key.';
comment on column cursor_key.secret is 'Key of AES-256-GCM.';
comment on column cursor_key.created_at is 'When the key was made.';
insert into cursor_key (id, secret)
  values (1, sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())));
grant select on cursor_key to infusion_app;
