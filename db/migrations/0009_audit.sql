-- The record of changes as evidence: what changed and what was read stand in one order, in which nothing can be altered,
-- left out or cut off unnoticed. What has committed waits in a small queue; a sealer takes it from there, gives it a dense
-- position in its clinic and chains hashes over it in batches, so that no writer waits for the chain and no late commit
-- slips in behind.

-- A read must cost little. The log has no index but its key, since it is asked through audit_entry, and neither refers to
-- clinic: a key was let in to the clinic before anything could be read there, and row-level security holds the rows in it.

create table access_log (
  clinic_id uuid not null default current_clinic_id(),
  id uuid not null,
  operation text not null,
  client_id uuid not null,
  request_id text not null,
  read_at timestamptz not null,
  record_type text,
  record_ids uuid[] not null,
  patient_ids uuid[] not null,
  session_ids uuid[] not null,
  purpose text,
  purpose_reason text,
  filter text,
  constraint access_log_pkey primary key (clinic_id, id),
  constraint access_in_an_emergency_has_a_reason check (purpose not in ('ETREAT', 'BTG') or purpose_reason is not null)
);
comment on table access_log is 'Who read which records, when and what for. Rows are never changed.';
comment on column access_log.clinic_id is 'Clinic of the records.';
comment on column access_log.id is 'Id of the entry.';
comment on column access_log.operation is 'Operation of the HTTP interface, e.g. GetScore.';
comment on column access_log.client_id is 'Client that read.';
comment on column access_log.request_id is 'HTTP request.';
comment on column access_log.read_at is 'When, by the clock of the database.';
comment on column access_log.record_type is 'Table of the records; null where they are of several, or none.';
comment on column access_log.record_ids is 'Records that the answer held, or that its figures are of; empty for a whole dataset or cohort.';
comment on column access_log.patient_ids is 'Patients of the records, as far as the records or the request name them.';
comment on column access_log.session_ids is 'Sessions of the records, as far as the records or the request name them.';
comment on column access_log.purpose is 'What for: a code of HL7 v3 PurposeOfUse; null where the caller did not say.';
comment on column access_log.purpose_reason is 'Why, in the caller''s words.';
comment on column access_log.filter is 'What was asked for, where the answer is not a list of records: dataset, cohort, figures.';

create table unsealed (
  clinic_id uuid not null,
  ticket bigint not null generated always as identity,
  record_type text,
  record_id uuid not null,
  record_version integer,
  constraint unsealed_pkey primary key (clinic_id, ticket)
);
comment on table unsealed is 'What has happened and waits to be sealed. Triggers fill it, the sealer empties it, and the service may only look.';
comment on column unsealed.clinic_id is 'Clinic of the record.';
comment on column unsealed.ticket is 'Order in which changes and reads were written; rolled back ones leave gaps.';
comment on column unsealed.record_type is 'Table of the changed record; null for a read.';
comment on column unsealed.record_id is 'Id of the changed record, or of the entry in access_log.';
comment on column unsealed.record_version is 'Version that the change made; null for a read.';

create table audit_entry (
  clinic_id uuid not null,
  position bigint not null,
  operation text not null,
  recorded_at timestamptz not null,
  recorded_by uuid,
  request_id text,
  record_type text,
  record_id uuid,
  record_version integer,
  patient_id uuid,
  session_id uuid,
  access_id uuid,
  purpose text,
  digest bytea not null,
  constraint audit_entry_pkey primary key (clinic_id, position),
  constraint audit_entry_operation_is_known check (operation in ('insert', 'update', 'read')),
  constraint audit_entry_is_a_change_or_a_read check ((operation = 'read') = (access_id is not null)),
  constraint audit_entry_digest_is_a_sha256 check (length(digest) = 32)
);
create index audit_entry_by_time on audit_entry (clinic_id, recorded_at, position);
comment on table audit_entry is 'The one order of all changes and reads of a clinic. Rows are written by the sealer and never changed.';
comment on column audit_entry.clinic_id is 'Clinic of the record.';
comment on column audit_entry.position is 'Place in the clinic''s order, from 1, without gaps.';
comment on column audit_entry.operation is 'insert, update or read.';
comment on column audit_entry.recorded_at is 'When it happened, by the clock of the database.';
comment on column audit_entry.recorded_by is 'Client that did it; null for the operator''s own hand.';
comment on column audit_entry.request_id is 'HTTP request that did it.';
comment on column audit_entry.record_type is 'Table of the record.';
comment on column audit_entry.record_id is 'The changed record; null for a read, whose records are in access_log.';
comment on column audit_entry.record_version is 'Version that the change made.';
comment on column audit_entry.patient_id is 'Patient of the changed record, where the record names one.';
comment on column audit_entry.session_id is 'Session of the changed record, where the record names one.';
comment on column audit_entry.access_id is 'The entry in access_log; null for a change.';
comment on column audit_entry.purpose is 'What was read for.';
comment on column audit_entry.digest is 'SHA-256 of the canonical text of the row in change or access_log (see seal_entries).';

create table seal (
  clinic_id uuid not null,
  last_position bigint not null,
  first_position bigint not null,
  hash bytea not null,
  sealed_at timestamptz not null,
  constraint seal_pkey primary key (clinic_id, last_position),
  constraint seal_belongs_to_a_clinic foreign key (clinic_id) references clinic (clinic_id),
  constraint seal_is_of_something check (first_position between 1 and last_position),
  constraint seal_hash_is_a_sha256 check (length(hash) = 32)
);
comment on table seal is 'The hash chain over audit_entry, one link a batch. Rows are written by the sealer and never changed.';
comment on column seal.clinic_id is 'Clinic of the chain.';
comment on column seal.last_position is 'Last position under this seal.';
comment on column seal.first_position is 'First position under this seal: the one after the seal before.';
comment on column seal.hash is 'SHA-256 of the hash before (32 zero bytes before the first) and the digests of the positions, in order.';
comment on column seal.sealed_at is 'When, by the clock of the database.';

do $$
declare
  guarded text;
begin
  foreach guarded in array array['access_log', 'unsealed', 'audit_entry', 'seal'] loop
    execute format('alter table %I enable row level security', guarded);
    execute format('alter table %I force row level security', guarded);
    execute format('create policy own_clinic on %I using (clinic_id = current_clinic_id())', guarded);
    execute format('grant select on %I to infusion_app', guarded);
    continue when guarded = 'unsealed';
    execute format('create trigger %I before update or delete on %I for each row execute function refuse()', guarded || '_is_append_only', guarded);
    execute format('create trigger %I before truncate on %I for each statement execute function refuse()', guarded || '_is_never_truncated', guarded);
  end loop;
end
$$;
grant insert on access_log to infusion_app;

-- Which clinics have something to seal is known to the queue alone: ids, no value of a record. The owner of the tables, and
-- nobody else, sees the queue of all clinics, and the seals for their verification; the functions below run as the owner, and
-- are the only way there for the service. For the rows themselves they enter one clinic after another, as everybody does.
create policy sealer on unsealed to current_user using (true) with check (true);
create policy verifier on seal for select to current_user using (true);

create function queue_change() returns trigger
  language plpgsql security definer set search_path = public, pg_temp
as $$
begin
  insert into unsealed (clinic_id, record_type, record_id, record_version)
  values (new.clinic_id, new.record_type, new.record_id, new.version);
  return null;
end
$$;
comment on function queue_change() is 'Queues a change for the sealer, whoever made it.';
create trigger queue_change after insert on change for each row execute function queue_change();

create function queue_reads() returns trigger
  language plpgsql security definer set search_path = public, pg_temp
as $$
begin
  insert into unsealed (clinic_id, record_id) select l.clinic_id, l.id from logged l order by l.read_at, l.id;
  return null;
end
$$;
comment on function queue_reads() is 'Queues reads for the sealer.';
create trigger queue_reads after insert on access_log referencing new table as logged for each statement execute function queue_reads();

create function seal_entries(most integer)
  returns table (clinic_id uuid, first_position bigint, last_position bigint, hash bytea, sealed_at timestamptz)
  language plpgsql volatile security definer set search_path = public, pg_temp
  -- A batch is looked up row by row by its keys, however long the tables are.
  set enable_hashjoin = off set enable_mergejoin = off
as $$
#variable_conflict use_column
declare
  chained uuid;
  head seal;
begin
  -- One at a time over all instances of the service; the others find nothing to do.
  if not pg_try_advisory_xact_lock(4951087364222) then
    return;
  end if;
  for chained in select distinct u.clinic_id from unsealed u order by 1 loop
    perform set_config('app.clinic_id', chained::text, true);
    select * into head from seal s where s.clinic_id = chained order by s.last_position desc limit 1;
    return query
      with taken as (
        delete from unsealed u
        where u.clinic_id = chained
          and u.ticket <= (select max(f.ticket)
                           from (select t.ticket from unsealed t where t.clinic_id = chained order by t.ticket limit most) f)
        returning u.ticket, u.record_type, u.record_id, u.record_version
      ), happened as (
        select t.ticket, c.operation, c.recorded_at, c.recorded_by, c.request_id, c.record_type, c.record_id, c.version as record_version,
               case c.record_type when 'patient' then c.record_id else (c.after ->> 'patient_id')::uuid end as patient_id,
               case c.record_type when 'session' then c.record_id else (c.after ->> 'session_id')::uuid end as session_id,
               null::uuid as access_id, null::text as purpose,
               jsonb_build_array('change', c.clinic_id, c.record_type, c.record_id, c.version, c.operation,
                                 (extract(epoch from c.recorded_at) * 1000000)::bigint, c.recorded_by, c.request_id, c.reason,
                                 c.before, c.after)::text as canonical
        from taken t
        join change c on c.clinic_id = chained and c.record_type = t.record_type and c.record_id = t.record_id and c.version = t.record_version
        union all
        select t.ticket, 'read', a.read_at, a.client_id, a.request_id, a.record_type, null, null, null, null, a.id, a.purpose,
               jsonb_build_array('read', a.clinic_id, a.id, a.operation, a.client_id, a.request_id,
                                 (extract(epoch from a.read_at) * 1000000)::bigint, a.record_type, a.record_ids, a.patient_ids,
                                 a.session_ids, a.purpose, a.purpose_reason, a.filter)::text
        from taken t
        join access_log a on a.clinic_id = chained and a.id = t.record_id
        where t.record_type is null
      ), entered as (
        insert into audit_entry (clinic_id, position, operation, recorded_at, recorded_by, request_id, record_type, record_id,
                                 record_version, patient_id, session_id, access_id, purpose, digest)
        select chained, coalesce(head.last_position, 0) + row_number() over (order by h.ticket), h.operation, h.recorded_at,
               h.recorded_by, h.request_id, h.record_type, h.record_id, h.record_version, h.patient_id, h.session_id,
               h.access_id, h.purpose, sha256(convert_to(h.canonical, 'UTF8'))
        from happened h
        returning position, digest
      )
      insert into seal (clinic_id, last_position, first_position, hash, sealed_at)
      select chained, max(e.position), min(e.position),
             sha256(coalesce(head.hash, decode(repeat('00', 32), 'hex')) || string_agg(e.digest, ''::bytea order by e.position)),
             clock_timestamp()
      from entered e
      having count(*) > 0
      returning clinic_id, first_position, last_position, hash, sealed_at;
  end loop;
  perform set_config('app.clinic_id', '', true);
end
$$;
comment on function seal_entries(integer) is
  'Seals what has committed, at most so many entries a clinic, and tells the new heads. The digest of an entry is the SHA-256 of '
  'the UTF-8 text of a JSON array as PostgreSQL writes jsonb: of a change ["change", clinic_id, record_type, record_id, version, '
  'operation, recorded_at, recorded_by, request_id, reason, before, after], of a read ["read", clinic_id, id, operation, client_id, '
  'request_id, read_at, record_type, record_ids, patient_ids, session_ids, purpose, purpose_reason, filter], times in microseconds '
  'since 1970-01-01T00:00:00Z. The hash of a seal is the SHA-256 of the hash before it (32 zero bytes before the first), then the '
  'digests of its positions in order.';
revoke execute on function seal_entries(integer) from public;
grant execute on function seal_entries(integer) to infusion_app;

create function sealed_clinics() returns setof uuid
  language sql stable security definer set search_path = public, pg_temp
as $$
  select s.clinic_id from seal s union select u.clinic_id from unsealed u order by 1
$$;
comment on function sealed_clinics() is 'The clinics that have a chain, or something that waits for it: what there is to verify.';
revoke execute on function sealed_clinics() from public;
grant execute on function sealed_clinics() to infusion_app;

-- What was recorded before there were seals is sealed too. The owner sees no row under forced row-level security.
alter table change no force row level security;
insert into unsealed (clinic_id, record_type, record_id, record_version)
  select c.clinic_id, c.record_type, c.record_id, c.version from change c order by c.recorded_at, c.version, c.record_type, c.record_id;
alter table change force row level security;
