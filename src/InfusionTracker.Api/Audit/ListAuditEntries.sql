-- :page
-- An entry of reads holds a batch of them, and each has a position of its own: e.position is that of the last, and no batch is
-- longer than 1000 reads or a minute (see queue_reads). Hence the bounds of positions and times, which indexes know.
select e.position - e.span + coalesce(a.ordinal, 1) as position, e.operation, coalesce(a.read_at, e.recorded_at) as recorded_at,
       coalesce(a.client_id, e.recorded_by) as recorded_by, coalesce(a.request_id, e.request_id) as request_id,
       coalesce(a.record_type, e.record_type) as record_type,
       coalesce(a.record_ids, array_remove(array[e.record_id], null)) as record_ids,
       coalesce(a.patient_ids, array_remove(array[e.patient_id], null)) as patient_ids,
       -- Sessions that were read are told once, as the records.
       coalesce(case a.record_type when 'session' then a.record_ids else a.session_ids end, array_remove(array[e.session_id], null)) as session_ids,
       e.record_version as version,
       case when c.clinic_id is not null then
         array(select m.name from jsonb_each(c.after) m (name, value)
               where m.name <> all ('{clinic_id,id,version,recorded_at,recorded_by,created_at,request_hash,secret_digest,folded_name,reason}')
                 and nullif(m.value, 'null') is distinct from nullif(c.before -> m.name, 'null')
               order by m.name) end as changed_columns,
       case when s.sees_values then c.reason end as reason,
       case when s.sees_values then c.before::text end as before_row,
       case when s.sees_values then c.after::text end as after_row,
       a.operation as read_by, a.purpose, a.purpose_reason, a.filter, encode(e.digest, 'hex') as digest
from audit_entry e
left join change c on c.clinic_id = current_clinic_id() and c.record_type = e.record_type and c.record_id = e.record_id and c.version = e.record_version
left join access_log a on a.clinic_id = current_clinic_id() and a.id = e.access_id
cross join (select current_client_may('records:read') as sees_values) s
where e.clinic_id = current_clinic_id()
  and e.recorded_at >= @from and coalesce(a.read_at, e.recorded_at) >= @from     --? from
  and e.recorded_at < @to::timestamptz + interval '1 minute' and coalesce(a.read_at, e.recorded_at) < @to   --? to
  and (e.recorded_by = any (@clients) or a.client_id = any (@clients))           --? client
  and (e.record_type = any (@recordTypes) or a.record_type = any (@recordTypes)) --? recordType
  and e.operation = any (@operations)                                            --? operation
  and a.purpose = any (@purposes)                                                --? purpose
  and (e.request_id = any (@requestIds) or a.request_id = any (@requestIds))     --? requestId
  and (e.record_id = any (@recordIds) or a.record_ids && @recordIds)             --? recordId
  and (e.session_id = any (@sessions) or case a.record_type when 'session' then a.record_ids else a.session_ids end && @sessions)   --? session
  and (e.patient_id = any (@patients) or a.patient_ids && @patients              --? patient
       or e.session_id = any (array(select o.id from session o where o.clinic_id = current_clinic_id() and o.patient_id = any (@patients)))   --? patient
       or a.session_ids && array(select o.id from session o where o.clinic_id = current_clinic_id() and o.patient_id = any (@patients)))      --? patient
  and e.position > @afterValue::bigint and e.position - e.span + coalesce(a.ordinal, 1) > @afterValue::bigint   --? after=position
  and e.position < @afterValue::bigint + 1000 and e.position - e.span + coalesce(a.ordinal, 1) < @afterValue::bigint   --? after=-position
order by e.position, a.ordinal                                                   --? sort=position
order by e.position desc, a.ordinal desc                                         --? sort=-position
limit @limit;

-- :count
select count(*)
from audit_entry e
left join access_log a on a.clinic_id = current_clinic_id() and a.id = e.access_id
where e.clinic_id = current_clinic_id()
  and e.recorded_at >= @from and coalesce(a.read_at, e.recorded_at) >= @from     --? from
  and e.recorded_at < @to::timestamptz + interval '1 minute' and coalesce(a.read_at, e.recorded_at) < @to   --? to
  and (e.recorded_by = any (@clients) or a.client_id = any (@clients))           --? client
  and (e.record_type = any (@recordTypes) or a.record_type = any (@recordTypes)) --? recordType
  and e.operation = any (@operations)                                            --? operation
  and a.purpose = any (@purposes)                                                --? purpose
  and (e.request_id = any (@requestIds) or a.request_id = any (@requestIds))     --? requestId
  and (e.record_id = any (@recordIds) or a.record_ids && @recordIds)             --? recordId
  and (e.session_id = any (@sessions) or case a.record_type when 'session' then a.record_ids else a.session_ids end && @sessions)   --? session
  and (e.patient_id = any (@patients) or a.patient_ids && @patients              --? patient
       or e.session_id = any (array(select o.id from session o where o.clinic_id = current_clinic_id() and o.patient_id = any (@patients)))   --? patient
       or a.session_ids && array(select o.id from session o where o.clinic_id = current_clinic_id() and o.patient_id = any (@patients)));     --? patient
