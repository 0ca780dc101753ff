-- :until
select clock_timestamp() - interval '1 minute';

-- :rows
-- A retracted record is a row of t alone: its content, o, is then null.
select t.id, t.version, t.status, o.patient_id as "patientId", o.indication, o.medication, o.route, o.protocol,
       o.weight_kg as "weightKg", o.planned_dose_mg_per_kg as "plannedDoseMgPerKg",
       o.planned_duration as "plannedDuration", o.scheduled_at as "scheduledAt", o.declared_end as "declaredEnd",
       o.started_at as "startedAt", o.ended_at as "endedAt", t.recorded_at as "recordedAt",
       o.recorded_by as "recordedBy", o.reason
from session t
left join lateral (select t.* where t.status <> 'entered-in-error') o on true
where t.clinic_id = current_clinic_id()
  and t.status <> 'entered-in-error'                                                                 --? sort=creation
  and t.patient_id = @patient                                                                        --? patient
  and t.started_at >= @from                                                                          --? from
  and t.started_at < @to                                                                             --? to
  and t.recorded_at >= @since                                                                        --? sort=change
order by t.created_at, t.id                                                                          --? sort=creation
order by t.recorded_at, t.id                                                                         --? sort=change
