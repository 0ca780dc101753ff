with written as (
  insert into score (id, patient_id, instrument, form, assessed_at, performer, answers, total, recall_period, raises_flag, identifiers, request_hash)
  values (@id, live_patient(@patientId), @instrument, @form, not_before_birth(@assessedAt, @patientId, 'assessedAt'), @performer,
          @answers, @total, @recallPeriod, @raisesFlag, @identifiers, @requestHash)
  returning *
)
select s.id, s.version, s.status, s.patient_id, s.instrument, s.form, s.assessed_at, s.performer, s.answers, s.total, s.recall_period,
       s.reentered_as, s.recorded_at, s.recorded_by, s.reason, s.identifiers, last_infusion.started_at as infused_at
from written s
left join lateral (
  select i.started_at
  from session i
  where i.clinic_id = current_clinic_id() and i.patient_id = s.patient_id and i.started_at < s.assessed_at and i.status <> 'entered-in-error'
  order by i.started_at desc
  limit 1
) last_infusion on true;
