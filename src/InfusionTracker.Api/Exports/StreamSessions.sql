-- A retracted record is a row of t alone: its content, o, is then null. Since a position, a record comes where the last of its
-- changes stands that are sealed: where e made the version that it has, or the next one waits to be sealed.
select t.id, t.version, t.status, o.patient_id as "patientId", o.indication, o.medication, o.route, o.protocol,
       o.weight_kg as "weightKg", o.planned_dose_mg_per_kg as "plannedDoseMgPerKg",
       o.planned_duration as "plannedDuration", o.scheduled_at as "scheduledAt", o.declared_end as "declaredEnd",
       o.started_at as "startedAt", o.ended_at as "endedAt", o.critical, t.recorded_at as "recordedAt",
       o.recorded_by as "recordedBy", o.reason
from session t                                                                                       --? sort=creation
from audit_entry e                                                                                   --? sort=change
cross join lateral (                                                                                 --? sort=change
  select t.* from session t where t.clinic_id = current_clinic_id() and t.id = e.record_id limit 1) t --? sort=change
left join lateral (select t.* where t.status <> 'entered-in-error') o on true
where t.clinic_id = current_clinic_id()
  and t.status <> 'entered-in-error'                                                                 --? sort=creation
  and t.patient_id = (select chart_of(@patient))                                                     --? patient
  and t.started_at >= @from                                                                          --? from
  and t.started_at < @to                                                                             --? to
  and e.clinic_id = current_clinic_id() and e.operation <> 'read'                                    --? sort=change
  and e.record_type = 'session' and e.position > @position                                           --? sort=change
  and (e.record_version = t.version                                                                  --? sort=change
       or (e.record_id, e.record_version + 1) in (                                                   --? sort=change
         select u.record_id, u.record_version from unsealed u                                        --? sort=change
         where u.clinic_id = current_clinic_id() and u.record_type = 'session'))                     --? sort=change
order by t.created_at, t.id                                                                          --? sort=creation
order by e.position                                                                                  --? sort=change
