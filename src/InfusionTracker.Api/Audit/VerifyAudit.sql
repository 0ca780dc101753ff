-- :clinics
select c from sealed_clinics() c;

-- What was hashed is made again here from the rows themselves, by functions of PostgreSQL alone: a function of the schema
-- could have been replaced. See seal_entries for the form.
-- :entries
select e.position, e.span, e.digest,
       case when e.operation <> 'read' then format('the %s of %s %s, version %s', e.operation, e.record_type, e.record_id, e.record_version)
            when e.span = 1 then format('the read %s', e.access_id)
            else format('the batch %s of %s reads', e.access_id, e.span) end,
       case when c.clinic_id is not null then
              convert_to(jsonb_build_array('change', c.clinic_id, c.record_type, c.record_id, c.version, c.operation,
                                           (extract(epoch from c.recorded_at) * 1000000)::bigint, c.recorded_by, c.request_id,
                                           c.reason, c.before, c.after)::text, 'UTF8')
            else b.canonical end,
       case when c.clinic_id is not null then
              (e.operation, e.recorded_at, e.recorded_by, e.request_id) is distinct from (c.operation, c.recorded_at, c.recorded_by, c.request_id)
              or e.patient_id::text is distinct from case c.record_type when 'patient' then c.record_id::text else c.after ->> 'patient_id' end
              or e.session_id::text is distinct from case c.record_type when 'session' then c.record_id::text else c.after ->> 'session_id' end
              or num_nonnulls(e.access_id, e.purpose) > 0
            when b.canonical is not null then
              (e.operation, e.recorded_at) is distinct from ('read', b.read_at)
              or not b.is_dense or not b.is_as_said
              or num_nonnulls(e.record_id, e.record_version, e.patient_id, e.session_id) > 0
            else false end,
       s.first_position, s.hash, e.recorded_at, e.operation = 'read', s.sealed_at
from audit_entry e
left join change c on c.clinic_id = current_clinic_id() and c.record_type = e.record_type and c.record_id = e.record_id and c.version = e.record_version
-- Entries of single reads, from before there were batches, say whose each was.
left join lateral (
  select max(a.read_at) as read_at, max(a.ordinal) = e.span and min(a.ordinal) = 1 as is_dense,
         bool_and(num_nonnulls(e.recorded_by, e.request_id, e.record_type, e.purpose) = 0
                  or (e.recorded_by, e.request_id, e.record_type, e.purpose) is not distinct from (a.client_id, a.request_id, a.record_type, a.purpose))
           as is_as_said,
         case e.form when 2 then
           string_agg(record_send(row(a.clinic_id, a.id, a.ordinal, convert_to(a.operation, 'UTF8'), a.client_id,
                                      convert_to(a.request_id, 'UTF8'), a.read_at, convert_to(a.record_type, 'UTF8'), a.record_ids,
                                      a.patient_ids, a.session_ids, convert_to(a.purpose, 'UTF8'),
                                      convert_to(a.purpose_reason, 'UTF8'), convert_to(a.filter, 'UTF8'))), ''::bytea order by a.ordinal)
         else
           convert_to(string_agg(jsonb_build_array('read', a.clinic_id, a.id, a.operation, a.client_id, a.request_id,
                                                   (extract(epoch from a.read_at) * 1000000)::bigint, a.record_type, a.record_ids,
                                                   a.patient_ids, a.session_ids, a.purpose, a.purpose_reason, a.filter)::text,
                                 e'\n' order by a.ordinal), 'UTF8')
         end as canonical
  from access_log a
  where a.clinic_id = current_clinic_id() and a.id = e.access_id
) b on e.access_id is not null
left join seal s on s.clinic_id = current_clinic_id() and s.last_position = e.position
where e.clinic_id = current_clinic_id()
order by e.position;

-- :rest
select coalesce((select max(s.last_position) from seal s where s.clinic_id = current_clinic_id()), 0),
       (select coalesce(sum(u.span), 0) from unsealed u where u.clinic_id = current_clinic_id()),
       (select count(*) from change c
        where c.clinic_id = current_clinic_id()
          and not exists (select from audit_entry e
                          where e.clinic_id = current_clinic_id() and e.record_type = c.record_type and e.record_id = c.record_id and e.record_version = c.version)
          and not exists (select from unsealed u
                          where u.clinic_id = current_clinic_id() and u.record_type = c.record_type and u.record_id = c.record_id and u.record_version = c.version)),
       (select count(*) from access_log a
        where a.clinic_id = current_clinic_id()
          and not exists (select from audit_entry e where e.clinic_id = current_clinic_id() and e.access_id = a.id)
          and not exists (select from unsealed u where u.clinic_id = current_clinic_id() and u.record_id = a.id and u.record_type is null));

-- What is sealed once stands in the order once.
-- :twice
select format('Positions %s: %s is sealed more than once.', string_agg(e.position::text, ', ' order by e.position),
              case when e.access_id is null then format('the %s of %s %s, version %s,', min(e.operation), e.record_type, e.record_id, e.record_version)
                   when max(e.span) = 1 then format('the read %s', e.access_id)
                   else format('the batch %s of %s reads', e.access_id, max(e.span)) end)
from audit_entry e
where e.clinic_id = current_clinic_id()
group by e.record_type, e.record_id, e.record_version, e.access_id
having count(*) > 1
order by min(e.position);

-- Who signed in as a client makes its id; a client of keys has that of its first.
-- :clients
select c.id, c.issuer, c.subject,
       exists (select from api_key k where k.clinic_id = c.clinic_id and k.id = c.id and k.client_id = c.id)
from client c
where c.clinic_id = current_clinic_id()
order by c.id;

-- A change makes its client known in its own transaction; a read that was broken off may not have.
-- :strangers
select format('Client %s made changes, and nothing says who that is.', h.recorded_by), true
from (select distinct c.recorded_by from change c where c.clinic_id = current_clinic_id() and c.recorded_by is not null) h
where not exists (select from client c where c.clinic_id = current_clinic_id() and c.id = h.recorded_by)
union all
select format('Client %s read, and nothing says who that is.', r.client_id), false
from (select distinct a.client_id from access_log a where a.clinic_id = current_clinic_id()) r
where not exists (select from client c where c.clinic_id = current_clinic_id() and c.id = r.client_id)
order by 1;

-- What derive_identifiers() makes of a patient is made again, and what derive_record_identifiers() makes of other records.
-- :identifiers
select distinct format('Patient %s is not found by the identifiers that the chart has.', patient_id)
from (select distinct p.id as patient_id, g.identifier ->> 'system' as system, g.identifier ->> 'value' as value
      from patient p
      cross join lateral jsonb_array_elements(case jsonb_typeof(p.identifiers) when 'array' then p.identifiers else '[]' end) g (identifier)
      where p.clinic_id = current_clinic_id() and p.status <> 'entered-in-error' and p.merged_into is null
        and num_nulls(g.identifier ->> 'system', g.identifier ->> 'value') = 0) had
full join (select i.patient_id, i.system, i.value, true as is_found
           from patient_identifier i where i.clinic_id = current_clinic_id() and i.active) found using (patient_id, system, value)
where had.patient_id is null or not coalesce(is_found, false)
union
select format('%s %s is not found by the identifiers that it has.', initcap(record_type), record_id)
from (select distinct r.record_type, r.record_id, g.identifier ->> 'system' as system, g.identifier ->> 'value' as value, true as has_it
      from (select 'session' as record_type, s.id as record_id, s.identifiers
            from session s
            where s.clinic_id = current_clinic_id() and s.identifiers is not null and s.status <> 'entered-in-error'
            union all
            select 'observation', o.id, o.identifiers
            from observation o
            where o.clinic_id = current_clinic_id() and o.identifiers is not null and o.status <> 'entered-in-error'
            union all
            select 'score', s.id, s.identifiers
            from score s
            where s.clinic_id = current_clinic_id() and s.identifiers is not null and s.status <> 'entered-in-error') r
      cross join lateral jsonb_array_elements(case jsonb_typeof(r.identifiers) when 'array' then r.identifiers else '[]' end) g (identifier)
      where num_nulls(g.identifier ->> 'system', g.identifier ->> 'value') = 0) had
full join (select i.record_type, i.record_id, i.system, i.value, true as is_found
           from record_identifier i where i.clinic_id = current_clinic_id()) found using (record_type, record_id, system, value)
where not (coalesce(has_it, false) and coalesce(is_found, false))
order by 1;

-- :secrets
select format('What proves key %s is not what its last change left.', k.id)
from api_key k
cross join lateral (select c.after ->> 'secret_digest' as digest
                    from change c
                    where c.clinic_id = k.clinic_id and c.record_type = 'api_key' and c.record_id = k.id
                    order by c.version desc
                    limit 1) last_change
where k.clinic_id = current_clinic_id() and last_change.digest is distinct from encode(sha256(k.secret_hash), 'hex')
order by k.id;

-- For each table that keeps its states, as its triggers say, the statement that holds its rows against their changes; none for
-- a record type that has changes and no such table. Of an image only the members that it has are held against a row, since
-- columns came later, and as values of the columns, since a time can be written in many ways.
-- :states
select record_type,
       case when k.kept is not null then format($$
  select finding
  from (select h.record_id, h.version, h.before, h.after, lag(h.version) over changes as earlier, lag(h.after) over changes as left_behind,
               lead(h.version) over changes is null as is_last
        from change h
        where h.clinic_id = current_clinic_id() and h.record_type = %1$L
        window changes as (partition by h.record_id order by h.version)) c
  full join (select t.id, t.version, t as stands from %2$s t where t.clinic_id = current_clinic_id()) r
    on r.id = case when c.is_last then c.record_id end
  cross join lateral unnest(array[
    case when c.version <> coalesce(c.earlier, 0) + 1 then
           format('The changes of %%s %%s %%s version %%s.', %1$L, c.record_id, coalesce('go from version ' || c.earlier || ' to', 'begin at'), c.version)
         when jsonb_populate_record(jsonb_populate_record(null::%2$s, c.before), c.left_behind) is distinct from jsonb_populate_record(null::%2$s, c.before) then
           format('Version %%s of %%s %%s was made from another state than version %%s had left.', c.version, %1$L, c.record_id, c.earlier) end,
    case when c.record_id is null then
           format('The row of %%s %%s is of version %%s, and no change of it is kept.', %1$L, r.id, r.version)
         when c.is_last and r.id is null then
           format('The row of %%s %%s is missing, and its last change is of version %%s.', %1$L, c.record_id, c.version)
         when r.version <> c.version then
           format('The row of %%s %%s is of version %%s, and its last change of version %%s.', %1$L, r.id, r.version, c.version)
         when c.is_last and jsonb_populate_record(r.stands, c.after) is distinct from r.stands then
           format('The row of %%s %%s is not as its last change, of version %%s, left it.', %1$L, r.id, c.version) end]) finding
  where finding is not null
  order by coalesce(c.record_id, r.id), c.version$$, record_type, k.kept) end
from (select distinct t.relname::text as record_type, t.oid::regclass as kept
      from pg_trigger g join pg_class t on t.oid = g.tgrelid
      where g.tgname in ('record_inserts', 'record_change')) k
full join (select distinct h.record_type from change h where h.clinic_id = current_clinic_id()) c using (record_type)
order by record_type;
