-- The record of changes and reads at a lower price. Reads that are logged in one statement are one batch, which is queued,
-- sealed and hashed as one, though each read keeps a position of its own; inserted rows get their change records a
-- statement at a time. What was sealed before is a batch of one, and verifies as it did.

-- The sealer rests meanwhile, so that neither waits for the other.
select pg_advisory_xact_lock(4951087364222);

-- An instance of the release before goes on writing: each of its reads is a batch of its own.
alter table access_log
  add column ordinal integer not null default 1,
  drop constraint access_log_pkey,
  add constraint access_log_pkey primary key (clinic_id, id, ordinal);
comment on column access_log.id is 'Id of the batch that the read was logged with.';
comment on column access_log.ordinal is 'Place of the read in its batch, from 1 without gaps.';

alter table unsealed add column span integer not null default 1;
comment on column unsealed.record_id is 'Id of the changed record, or of the batch in access_log.';
comment on column unsealed.span is 'How many positions it will take: one a read of the batch, 1 for a change.';

alter table audit_entry
  add column span integer not null default 1,
  add constraint audit_entry_spans_what_it_holds check (span between 1 and position and (span = 1 or operation = 'read'));
comment on table audit_entry is 'The one order of all changes and reads of a clinic; reads stand in it by the batch. Rows are written by the sealer and never changed.';
comment on column audit_entry.position is 'Last place of the entry in the clinic''s order, from 1, without gaps.';
comment on column audit_entry.span is 'How many places it takes: one a read of the batch, in the order of access_log.ordinal; 1 for a change.';
comment on column audit_entry.recorded_at is 'When it happened, by the clock of the database; of a batch, when the last read did.';
comment on column audit_entry.recorded_by is 'Client that changed it; null for the operator''s own hand, and for a batch of reads, which access_log tells one by one.';
comment on column audit_entry.request_id is 'HTTP request that changed it; null for a batch of reads.';
comment on column audit_entry.record_type is 'Table of the changed record; null for a batch of reads.';
comment on column audit_entry.access_id is 'The batch in access_log; null for a change.';
comment on column audit_entry.purpose is 'What was read for; null for a change and for a batch.';
comment on column audit_entry.digest is 'SHA-256 of the canonical text of the row in change, or of the rows in access_log (see seal_entries).';

create or replace function queue_reads() returns trigger
  language plpgsql security definer set search_path = public, pg_temp
as $$
begin
  -- A batch is sealed once: none is added to later. That it is short in time lets entries be found by time.
  if exists (select from logged l group by l.clinic_id, l.id
             having min(l.ordinal) <> 1 or max(l.ordinal) <> count(*) or count(*) > 1000
                 or max(l.read_at) - min(l.read_at) > interval '1 minute') then
    raise exception using errcode = 'IT900', message = 'reads are logged by the whole batch, of at most 1000 within a minute';
  end if;
  insert into unsealed (clinic_id, record_id, span)
    select l.clinic_id, l.id, count(*) from logged l group by l.clinic_id, l.id order by max(l.read_at), l.id;
  return null;
end
$$;
comment on function queue_reads() is 'Queues reads for the sealer, one ticket a batch.';

-- Many rows come by one insert, and their change records now by one insert each too. An update is of one row as a rule, or
-- of a patient's, and keeps its trigger of a row: rows before and after would have to be found together again.
create function record_inserts() returns trigger
  language plpgsql
as $$
begin
  insert into change (clinic_id, record_type, record_id, version, operation, recorded_at, recorded_by, request_id, reason, after)
  select n.clinic_id, tg_table_name, n.id, n.version, 'insert', n.recorded_at, n.recorded_by, current_request_id(), n.reason, to_jsonb(n)
  from made n;
  return null;
end
$$;
comment on function record_inserts() is 'Writes the change records of inserted rows.';

create or replace function record_change() returns trigger
  language plpgsql
as $$
begin
  insert into change (clinic_id, record_type, record_id, version, operation, recorded_at, recorded_by, request_id, reason, before, after)
  values (new.clinic_id, tg_table_name, new.id, new.version, 'update', new.recorded_at, new.recorded_by,
          current_request_id(), new.reason, to_jsonb(old), to_jsonb(new));
  return null;
end
$$;
comment on function record_change() is 'Writes the change record of an updated row.';

create function record_every_state(record_table regclass) returns void
  language plpgsql
as $$
begin
  execute format('create trigger record_inserts after insert on %s referencing new table as made for each statement execute function record_inserts()', record_table);
  execute format('create trigger record_change after update on %s for each row execute function record_change()', record_table);
end
$$;
comment on function record_every_state(regclass) is 'Has every inserted and updated row of a table kept in change. For migrations.';
revoke execute on function record_every_state(regclass) from public;

create or replace function keep_record(record_table regclass) returns void
  language plpgsql
as $$
begin
  execute format('alter table %s enable row level security', record_table);
  execute format('alter table %s force row level security', record_table);
  execute format('create policy own_clinic on %s using (clinic_id = current_clinic_id())', record_table);
  execute format('create trigger next_version before update on %s for each row execute function next_version()', record_table);
  perform record_every_state(record_table);
  execute format('create trigger never_deleted before delete on %s for each row execute function refuse()', record_table);
  execute format('create trigger never_truncated before truncate on %s for each statement execute function refuse()', record_table);
  execute format('grant select, insert, update on %s to infusion_app', record_table);
end
$$;

-- In the order in which a write comes by: the record first, then its change.
do $$
declare
  kept regclass;
begin
  for kept in select t.tgrelid::regclass from pg_trigger t where t.tgname = 'record_change' order by 1 loop
    execute format('drop trigger record_change on %s', kept);
    perform record_every_state(kept);
  end loop;
end
$$;

create or replace function queue_change() returns trigger
  language plpgsql security definer set search_path = public, pg_temp
as $$
begin
  insert into unsealed (clinic_id, record_type, record_id, record_version)
  select m.clinic_id, m.record_type, m.record_id, m.version from made m;
  return null;
end
$$;
comment on function queue_change() is 'Queues changes for the sealer, whoever made them.';
drop trigger queue_change on change;
create trigger queue_change after insert on change referencing new table as made for each statement execute function queue_change();

-- A record refers to its clinic, by itself or by its patient or session. That its change did so again cost a lookup a row, and
-- had all writers of a clinic lock the one row of the clinic.
alter table change drop constraint change_belongs_to_a_clinic;

create or replace function seal_entries(most integer)
  returns table (clinic_id uuid, first_position bigint, last_position bigint, hash bytea, sealed_at timestamptz)
  language plpgsql volatile security definer set search_path = public, pg_temp
  -- What was taken is looked up by its keys, however long the tables are; to compile the plan takes longer than all of it.
  set enable_hashjoin = off set enable_mergejoin = off set jit = off
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
                           from (select t.ticket, sum(t.span) over (order by t.ticket) - t.span as before
                                 from unsealed t where t.clinic_id = chained order by t.ticket limit most) f
                           where f.before < most)
        returning u.ticket, u.record_type, u.record_id, u.record_version
      ), happened as (
        select t.ticket, 1::bigint as span, c.operation, c.recorded_at, c.recorded_by, c.request_id, c.record_type, c.record_id,
               c.version as record_version,
               case c.record_type when 'patient' then c.record_id else (c.after ->> 'patient_id')::uuid end as patient_id,
               case c.record_type when 'session' then c.record_id else (c.after ->> 'session_id')::uuid end as session_id,
               null::uuid as access_id,
               json_build_array('change', c.clinic_id, c.record_type, c.record_id, c.version, c.operation,
                                (extract(epoch from c.recorded_at) * 1000000)::bigint, c.recorded_by, c.request_id, c.reason,
                                c.before, c.after)::text as canonical
        from taken t
        join change c on c.clinic_id = chained and c.record_type = t.record_type and c.record_id = t.record_id and c.version = t.record_version
        union all
        select t.ticket, b.span, 'read', b.read_at, null, null, null, null, null, null, null, t.record_id, b.canonical
        from taken t
        cross join lateral (
          select count(*) as span, max(a.read_at) as read_at,
                 string_agg(json_build_array('read', a.clinic_id, a.id, a.operation, a.client_id, a.request_id,
                                             (extract(epoch from a.read_at) * 1000000)::bigint, a.record_type, to_jsonb(a.record_ids),
                                             to_jsonb(a.patient_ids), to_jsonb(a.session_ids), a.purpose, a.purpose_reason, a.filter)::text,
                            e'\n' order by a.ordinal) as canonical
          from access_log a where a.clinic_id = chained and a.id = t.record_id
        ) b
        where t.record_type is null and b.span > 0
      ), entered as (
        insert into audit_entry (clinic_id, position, span, operation, recorded_at, recorded_by, request_id, record_type, record_id,
                                 record_version, patient_id, session_id, access_id, digest)
        select chained, coalesce(head.last_position, 0) + sum(h.span) over (order by h.ticket), h.span, h.operation, h.recorded_at,
               h.recorded_by, h.request_id, h.record_type, h.record_id, h.record_version, h.patient_id, h.session_id,
               h.access_id, sha256(convert_to(h.canonical, 'UTF8'))
        from happened h
        returning position, span, digest
      )
      insert into seal (clinic_id, last_position, first_position, hash, sealed_at)
      select chained, max(e.position), min(e.position - e.span + 1),
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
  'Seals what has committed, about so many positions a clinic, and tells the new heads. The digest of an entry is the SHA-256 of '
  'the UTF-8 text of a JSON array as PostgreSQL writes jsonb: of a change ["change", clinic_id, record_type, record_id, version, '
  'operation, recorded_at, recorded_by, request_id, reason, before, after], of a read ["read", clinic_id, id, operation, client_id, '
  'request_id, read_at, record_type, record_ids, patient_ids, session_ids, purpose, purpose_reason, filter], times in microseconds '
  'since 1970-01-01T00:00:00Z; of a batch of reads the texts of all, in the order of ordinal, joined by line feeds. The hash of a '
  'seal is the SHA-256 of the hash before it (32 zero bytes before the first), then the digests of its entries in order.';
