-- :read
select id, version, status, patient_id, instrument, form, assessed_at, performer, answers, total, recall_period,
       acknowledged_at, acknowledged_by, acknowledgement_note, reentered_as, recorded_at, recorded_by, reason, identifiers
from score
where clinic_id = current_clinic_id() and id = @id
for no key update;

-- :write
with written as (
  update score
  set form = @form, assessed_at = not_before_birth(@assessedAt, patient_id, 'assessedAt'), performer = @performer,
      answers = @answers, total = @total, recall_period = @recallPeriod, raises_flag = @raisesFlag,
      acknowledged_at = @acknowledgedAt, acknowledged_by = @acknowledgedBy, acknowledgement_note = @acknowledgementNote, identifiers = @identifiers,
      status = 'corrected', reason = @reason
  where clinic_id = current_clinic_id() and id = @id
  returning *
)
select s.id, s.version, s.status, s.patient_id, s.instrument, s.form, s.assessed_at, s.performer, s.answers, s.total, s.recall_period,
       s.acknowledged_at, s.acknowledged_by, s.acknowledgement_note, s.reentered_as, s.recorded_at, s.recorded_by, s.reason, s.identifiers, last_infusion.started_at as infused_at
from written s
left join lateral (
  select i.started_at
  from session i
  where i.clinic_id = current_clinic_id() and i.patient_id = s.patient_id and i.started_at < s.assessed_at and i.status <> 'entered-in-error'
  order by i.started_at desc
  limit 1
) last_infusion on true;
