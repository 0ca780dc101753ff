-- :until
select clock_timestamp() - interval '1 minute';

-- :rows
-- A retracted record is a row of t alone: its content, o, is then null.
select t.id, t.version, t.status, o.patient_id as "patientId", o.instrument, o.form, o.assessed_at as "assessedAt",
       o.performer, o.answers, o.total, o.recall_period as "recallPeriod", o.raises_flag as "raisesFlag",
       o.acknowledged_at as "acknowledgedAt", o.acknowledged_by as "acknowledgedBy", o.acknowledgement_note as "acknowledgementNote", t.recorded_at as "recordedAt",
       o.recorded_by as "recordedBy", o.reason
from score t
left join lateral (select t.* where t.status <> 'entered-in-error') o on true
where t.clinic_id = current_clinic_id()
  and t.status <> 'entered-in-error'                                                                 --? sort=creation
  and t.patient_id = @patient                                                                        --? patient
  and t.assessed_at >= @from                                                                         --? from
  and t.assessed_at < @to                                                                            --? to
  and t.recorded_at >= @since                                                                        --? sort=change
order by t.created_at, t.id                                                                          --? sort=creation
order by t.recorded_at, t.id                                                                         --? sort=change
