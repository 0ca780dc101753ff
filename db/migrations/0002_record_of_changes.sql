-- One append-only table is the audit trail, the history of every row and the change feed at once. It is filled by a
-- trigger on every clinical table, so that no path, psql included, can write without it.

create table change (
  clinic_id uuid not null,
  record_type text not null,
  record_id uuid not null,
  version integer not null,
  operation text not null,
  recorded_at timestamptz not null,
  recorded_by uuid,
  request_id text,
  reason text,
  before jsonb,
  after jsonb not null,
  constraint change_pkey primary key (clinic_id, record_type, record_id, version),
  constraint change_belongs_to_a_clinic foreign key (clinic_id) references clinic (clinic_id),
  constraint change_operation_is_known check (operation in ('insert', 'update'))
);
comment on table change is 'Every state that every record ever had, who made it, when and why. Rows are never changed.';
comment on column change.clinic_id is 'Clinic of the record.';
comment on column change.record_type is 'Table of the record.';
comment on column change.record_id is 'Id of the record.';
comment on column change.version is 'Version of the record that this change made, from 1.';
comment on column change.operation is 'insert or update.';
comment on column change.recorded_at is 'When the change was made, by the clock of the database, never earlier than the version before.';
comment on column change.recorded_by is 'Client that made the change; null for the operator''s own hand.';
comment on column change.request_id is 'HTTP request that made the change.';
comment on column change.reason is 'Why, as given with a correction or retraction.';
comment on column change.before is 'The row before; null for the first version.';
comment on column change.after is 'The row after.';

alter table change enable row level security;
alter table change force row level security;
create policy own_clinic on change using (clinic_id = current_clinic_id());
grant select, insert on change to infusion_app;

create function refuse() returns trigger
  language plpgsql
as $$
begin
  raise exception using errcode = 'IT900', message = format('%s on %s is refused: nothing is ever deleted', tg_op, tg_table_name);
end
$$;
comment on function refuse() is 'Refuses what may never happen to a table, whoever asks.';
create trigger change_is_append_only before update or delete on change for each row execute function refuse();
create trigger change_is_never_truncated before truncate on change for each statement execute function refuse();

create function next_version() returns trigger
  language plpgsql
as $$
begin
  new.version := old.version + 1;
  new.recorded_at := greatest(clock_timestamp(), old.recorded_at + interval '1 microsecond');
  new.recorded_by := current_client_id();
  new.created_at := old.created_at;
  return new;
end
$$;
comment on function next_version() is 'Gives a changed row its next version, time and client, whatever the statement said.';

create function record_change() returns trigger
  language plpgsql
as $$
begin
  insert into change (clinic_id, record_type, record_id, version, operation, recorded_at, recorded_by, request_id, reason, before, after)
  values (new.clinic_id, tg_table_name, new.id, new.version, lower(tg_op), new.recorded_at, new.recorded_by,
          current_request_id(), new.reason, case when tg_op = 'UPDATE' then to_jsonb(old) end, to_jsonb(new));
  return null;
end
$$;
comment on function record_change() is 'Writes the change record of an inserted or updated row.';

create function keep_record(record_table regclass) returns void
  language plpgsql
as $$
begin
  execute format('alter table %s enable row level security', record_table);
  execute format('alter table %s force row level security', record_table);
  execute format('create policy own_clinic on %s using (clinic_id = current_clinic_id())', record_table);
  execute format('create trigger next_version before update on %s for each row execute function next_version()', record_table);
  execute format('create trigger record_change after insert or update on %s for each row execute function record_change()', record_table);
  execute format('create trigger never_deleted before delete on %s for each row execute function refuse()', record_table);
  execute format('create trigger never_truncated before truncate on %s for each statement execute function refuse()', record_table);
  execute format('grant select, insert, update on %s to infusion_app', record_table);
end
$$;
comment on function keep_record(regclass) is
  'Makes a table a clinical one: its clinic''s alone, versioned, with every state kept, and nothing ever deleted. For migrations.';
revoke execute on function keep_record(regclass) from public;

create table idempotency_key (
  clinic_id uuid not null default current_clinic_id(),
  client_id uuid not null default current_client_id(),
  key text not null,
  request_hash bytea not null,
  request_id text not null default current_request_id(),
  created_at timestamptz not null default clock_timestamp(),
  status smallint not null,
  record_type text not null,
  record_ids uuid[] not null,
  constraint idempotency_key_pkey primary key (clinic_id, client_id, key),
  constraint idempotency_key_belongs_to_a_client foreign key (clinic_id, client_id) references api_key (clinic_id, id),
  constraint idempotency_key_length check (length(key) between 1 and 255),
  constraint idempotency_key_hash_is_a_sha256 check (length(request_hash) = 32)
);
comment on table idempotency_key is 'Which keyed request made which versions: a request sent twice is answered twice and done once.';
comment on column idempotency_key.clinic_id is 'Clinic of the client.';
comment on column idempotency_key.client_id is 'Client that chose the key.';
comment on column idempotency_key.key is 'The Idempotency-Key header.';
comment on column idempotency_key.request_hash is 'SHA-256 of method, path and body.';
comment on column idempotency_key.request_id is 'The request that did the work; its versions are found in change by it.';
comment on column idempotency_key.created_at is 'When the key was claimed; it is kept for 30 days.';
comment on column idempotency_key.status is 'HTTP status of the answer.';
comment on column idempotency_key.record_type is 'Table of the records that the request made or changed.';
comment on column idempotency_key.record_ids is 'Their ids, in the order of the answer.';
alter table idempotency_key enable row level security;
alter table idempotency_key force row level security;
create policy own_clinic on idempotency_key using (clinic_id = current_clinic_id());
grant select, insert, update on idempotency_key to infusion_app;

create function claim(key text, request_hash bytea, status smallint, record_type text, record_ids uuid[]) returns void
  language plpgsql volatile
as $$
declare
  held idempotency_key;
begin
  insert into idempotency_key (key, request_hash, status, record_type, record_ids)
    values (claim.key, claim.request_hash, claim.status, claim.record_type, claim.record_ids)
    on conflict on constraint idempotency_key_pkey do update
      set request_hash = excluded.request_hash, request_id = excluded.request_id, created_at = excluded.created_at,
          status = excluded.status, record_type = excluded.record_type, record_ids = excluded.record_ids
      where idempotency_key.created_at < clock_timestamp() - interval '30 days';
  if found then
    return;
  end if;
  select * into held from idempotency_key k
    where k.clinic_id = current_clinic_id() and k.client_id = current_client_id() and k.key = claim.key;
  if held.request_hash <> claim.request_hash then
    raise exception using errcode = 'IT422', message = 'the key was used for another request';
  end if;
  raise exception using errcode = 'IT200', message = 'the request was done before', hint = json_build_object(
    'status', held.status,
    'ids', held.record_ids,
    'versions', (select array_agg(coalesce(c.version, 0) order by r.position)
                 from unnest(held.record_ids) with ordinality r (id, position)
                 left join change c on c.clinic_id = held.clinic_id and c.record_type = held.record_type
                                   and c.record_id = r.id and c.request_id = held.request_id));
end
$$;
comment on function claim(text, bytea, smallint, text, uuid[]) is
  'Claims an Idempotency-Key in the transaction of its work. A twin in flight is waited for (lock_timeout bounds the wait); '
  'raises IT200 with what was done where the same request was done before, IT422 where another one was.';
