-- A retracted record is a row of t alone: its content, o, is then null. Since a position, a record comes where the last of its
-- changes stands that are sealed: where e made the version that it has, or the next one waits to be sealed.
select t.id, t.version, t.status, o.session_id as "sessionId", o.code_system as "codeSystem", o.code, o.severity,
       o.grade, o.started_at as "startedAt", o.ended_at as "endedAt", o.action, o.outcome, o.performer, o.note,
       t.recorded_at as "recordedAt", o.recorded_by as "recordedBy", o.reason
from adverse_event t                                                                                 --? sort=creation
from audit_entry e                                                                                   --? sort=change
cross join lateral (                                                                                 --? sort=change
  select t.* from adverse_event t where t.clinic_id = current_clinic_id() and t.id = e.record_id limit 1) t --? sort=change
left join lateral (select t.* where t.status <> 'entered-in-error') o on true
where t.clinic_id = current_clinic_id()
  and t.status <> 'entered-in-error'                                                                 --? sort=creation
  and t.session_id in (select s.id from session s                                                    --? patient
                       where s.clinic_id = current_clinic_id() and s.patient_id = (select chart_of(@patient)))   --? patient
  and t.started_at >= @from                                                                          --? from
  and t.started_at < @to                                                                             --? to
  and e.clinic_id = current_clinic_id() and e.operation <> 'read'                                    --? sort=change
  and e.record_type = 'adverse_event' and e.position > @position                                     --? sort=change
  and (e.record_version = t.version                                                                  --? sort=change
       or (e.record_id, e.record_version + 1) in (                                                   --? sort=change
         select u.record_id, u.record_version from unsealed u                                        --? sort=change
         where u.clinic_id = current_clinic_id() and u.record_type = 'adverse_event'))               --? sort=change
order by t.created_at, t.id                                                                          --? sort=creation
order by e.position                                                                                  --? sort=change
