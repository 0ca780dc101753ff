-- Each clinic is sealed by itself, in a transaction of its own: what is wrong with one is no other's trouble. What waits tells since
-- when, so that a sealer that stands still shows; and a pass that would leave out something that it took from the queue is undone.

-- The sealer rests meanwhile, so that neither waits for the other.
select pg_advisory_xact_lock(4951087364222);

alter table unsealed add column queued_at timestamptz not null default now();
comment on column unsealed.queued_at is 'When the transaction of the change or read began: since then it waits.';

create function clinics_to_seal() returns table (clinic_id uuid, waited interval)
  language plpgsql volatile security definer set search_path = public, pg_temp
  set enable_seqscan = off set enable_bitmapscan = off set plan_cache_mode = force_custom_plan
as $$
#variable_conflict use_column
declare
  queued timestamptz;
begin
  clinic_id := '00000000-0000-0000-0000-000000000000';
  loop
    -- The next clinic of which something waits: the queue may be long, and is not read through for its clinics.
    select u.clinic_id, u.queued_at into clinic_id, queued
    from unsealed u where u.clinic_id > clinics_to_seal.clinic_id order by u.clinic_id, u.ticket limit 1;
    exit when not found;
    waited := clock_timestamp() - queued;
    return next;
  end loop;
end
$$;
comment on function clinics_to_seal() is 'The clinics of which something waits to be sealed, and for how long the oldest of it has.';
revoke execute on function clinics_to_seal() from public;
grant execute on function clinics_to_seal() to infusion_app;

create function seal_clinic(chained uuid, most integer)
  returns table (first_position bigint, last_position bigint, hash bytea, sealed_at timestamptz)
  language plpgsql volatile security definer set search_path = public, pg_temp
  -- What waits is taken in its order, and looked up by its keys, however long the tables are; to compile the plan takes longer
  -- than all of it. The plan is made anew each time: one that a session made and kept while the tables were nearly empty reads
  -- all of the changes for each that was taken, once there are many.
  set enable_seqscan = off set enable_bitmapscan = off set enable_hashjoin = off set enable_mergejoin = off set jit = off
  set plan_cache_mode = force_custom_plan
  -- Nobody who holds what a clinic's seal needs holds up the others for long.
  set lock_timeout = '1s'
as $$
#variable_conflict use_column
declare
  head seal;
  took bigint;
  made bigint;
begin
  -- One at a time over all instances of the service; the others find nothing to do.
  if not pg_try_advisory_xact_lock(4951087364222) then
    return;
  end if;
  perform set_config('app.clinic_id', chained::text, true);
  select * into head from seal s where s.clinic_id = chained order by s.last_position desc limit 1;
  with taken as (
    delete from unsealed u
    using (select t.ticket, sum(t.span) over (order by t.ticket) - t.span as before
           from unsealed t where t.clinic_id = chained order by t.ticket limit most) f
    where u.clinic_id = chained and u.ticket = f.ticket and f.before < most
    returning u.ticket, u.record_type, u.record_id, u.record_version, u.span
  ), happened as (
    select t.ticket, 1::bigint as span, c.operation, c.recorded_at, c.recorded_by, c.request_id, c.record_type, c.record_id,
           c.version as record_version,
           case c.record_type when 'patient' then c.record_id else (c.after ->> 'patient_id')::uuid end as patient_id,
           case c.record_type when 'session' then c.record_id else (c.after ->> 'session_id')::uuid end as session_id,
           null::uuid as access_id, 1::smallint as form,
           convert_to(json_build_array('change', c.clinic_id, c.record_type, c.record_id, c.version, c.operation,
                                       (extract(epoch from c.recorded_at) * 1000000)::bigint, c.recorded_by, c.request_id,
                                       c.reason, c.before, c.after)::text, 'UTF8') as canonical
    from taken t
    join change c on c.clinic_id = chained and c.record_type = t.record_type and c.record_id = t.record_id and c.version = t.record_version
    union all
    select t.ticket, b.span, 'read', b.read_at, null, null, null, null, null, null, null, t.record_id, 2::smallint, b.canonical
    from taken t
    cross join lateral (
      select count(*) as span, max(a.read_at) as read_at,
             string_agg(record_send(row(a.clinic_id, a.id, a.ordinal, convert_to(a.operation, 'UTF8'), a.client_id,
                                        convert_to(a.request_id, 'UTF8'), a.read_at, convert_to(a.record_type, 'UTF8'),
                                        a.record_ids, a.patient_ids, a.session_ids, convert_to(a.purpose, 'UTF8'),
                                        convert_to(a.purpose_reason, 'UTF8'), convert_to(a.filter, 'UTF8'))),
                        ''::bytea order by a.ordinal) as canonical
      from access_log a where a.clinic_id = chained and a.id = t.record_id
    ) b
    where t.record_type is null and b.span = t.span
  ), entered as (
    insert into audit_entry (clinic_id, position, span, operation, recorded_at, recorded_by, request_id, record_type, record_id,
                             record_version, patient_id, session_id, access_id, form, digest)
    select chained, coalesce(head.last_position, 0) + sum(h.span) over (order by h.ticket), h.span, h.operation, h.recorded_at,
           h.recorded_by, h.request_id, h.record_type, h.record_id, h.record_version, h.patient_id, h.session_id,
           h.access_id, h.form, sha256(h.canonical)
    from happened h
    returning position, span, digest
  ), linked as (
    insert into seal (clinic_id, last_position, first_position, hash, sealed_at)
    select chained, max(e.position), min(e.position - e.span + 1),
           sha256(coalesce(head.hash, decode(repeat('00', 32), 'hex')) || string_agg(e.digest, ''::bytea order by e.position)),
           clock_timestamp()
    from entered e
    having count(*) > 0
    returning first_position, last_position, hash, sealed_at
  )
  select (select count(*) from taken), (select count(*) from entered), l.first_position, l.last_position, l.hash, l.sealed_at
  into took, made, first_position, last_position, hash, sealed_at
  from (select) one left join linked l on true;
  if made <> took then
    raise exception using errcode = 'IT910',
      message = format('%s of %s that wait to be sealed have no change or batch of reads that they name', took - made, took);
  end if;
  if took > 0 then
    return next;
  end if;
  perform set_config('app.clinic_id', '', true);
end
$$;
comment on function seal_clinic(uuid, integer) is
  'Seals what has committed of a clinic, about so many positions, and tells the new head; IT910 where the queue names what is not there. '
  'The digest of an entry is a SHA-256. Form 1 '
  '(every change, and reads that were sealed before there was a form 2) is of the UTF-8 text of a JSON array as PostgreSQL writes '
  'jsonb: of a change ["change", clinic_id, record_type, record_id, version, operation, recorded_at, recorded_by, request_id, '
  'reason, before, after], of a read ["read", clinic_id, id, operation, client_id, request_id, read_at, record_type, record_ids, '
  'patient_ids, session_ids, purpose, purpose_reason, filter], times in microseconds since 1970-01-01T00:00:00Z; of a batch of reads '
  'the texts of all, in the order of ordinal, joined by line feeds. Form 2 (reads) is of the rows of a batch in the order of ordinal, '
  'one after the other, each as PostgreSQL sends a record in binary: the number of its fields (14), then of each the oid of its type, '
  'its length in bytes (-1 for null) and its bytes, all numbers of 4 bytes, the highest first; the fields are clinic_id, id, ordinal, '
  'operation, client_id, request_id, read_at, record_type, record_ids, patient_ids, session_ids, purpose, purpose_reason, filter, '
  'texts as bytea in UTF-8, read_at in microseconds since 2000-01-01T00:00:00Z in 8 bytes, and ids as an array of uuid is sent. The hash '
  'of a seal is the SHA-256 of the hash before it (32 zero bytes before the first), then the digests of its entries in order.';
comment on column audit_entry.form is 'What the digest is of: 1 is the JSON text of the rows, 2 their binary form (see seal_clinic).';
revoke execute on function seal_clinic(uuid, integer) from public;
grant execute on function seal_clinic(uuid, integer) to infusion_app;

create or replace function seal_entries(most integer)
  returns table (clinic_id uuid, first_position bigint, last_position bigint, hash bytea, sealed_at timestamptz)
  language sql volatile security definer set search_path = public, pg_temp
as $$
  select w.clinic_id, s.* from clinics_to_seal() w cross join lateral seal_clinic(w.clinic_id, most) s
$$;
comment on function seal_entries(integer) is 'Seals all clinics in one transaction: what an instance of the release before calls. See seal_clinic.';
