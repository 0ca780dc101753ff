-- :read
select s.id, s.version, s.status, s.patient_id, s.instrument, s.form, s.assessed_at, s.performer, s.answers, s.total, s.recall_period,
       s.acknowledged_at, s.acknowledged_by, s.acknowledgement_note, s.reentered_as, s.recorded_at, s.recorded_by, s.reason, s.identifiers, last_infusion.started_at as infused_at
from score s
left join lateral (
  select i.started_at
  from session i
  where i.clinic_id = current_clinic_id() and i.patient_id = s.patient_id and i.started_at < s.assessed_at and i.status <> 'entered-in-error'
  order by i.started_at desc
  limit 1
) last_infusion on true
where s.clinic_id = current_clinic_id() and s.id = @id
for no key update of s;

-- The patients that the new score was ever of: a chart may have been merged since.
select distinct (c.after ->> 'patient_id')::uuid
from score s
join change c on c.clinic_id = s.clinic_id and c.record_type = 'score' and c.record_id = s.reentered_as
where s.clinic_id = current_clinic_id() and s.id = @id;

-- :write
insert into score (id, patient_id, :Score.columns)                                                                       --? reenter
select @reenteredAs, live_patient(@reenterUnder), s.:Score.columns                                                       --? reenter
from score s                                                                                                             --? reenter
cross join lateral not_before_birth(s.assessed_at, @reenterUnder, 'reenterUnder') judged                                 --? reenter
where s.clinic_id = current_clinic_id() and s.id = @id;                                                                  --? reenter

with written as (
  update score set status = 'entered-in-error', reason = @reason
    , reentered_as = @reenteredAs                                                                                        --? reenter
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
