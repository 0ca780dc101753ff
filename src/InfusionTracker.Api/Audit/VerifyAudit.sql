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
            when b.canonical is not null then
              (e.operation, e.recorded_at) is distinct from ('read', b.read_at)
              or not b.is_dense or not b.is_as_said
            else false end,
       s.first_position, s.hash
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
