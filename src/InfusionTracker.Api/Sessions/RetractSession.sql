-- The right patient is held first, as a merge of charts does it, so that the two wait for each other instead of locking up.
-- :read
select p.status, chart_of(p.merged_into) as merged_into, p.birth_date::timestamp at time zone c.time_zone as born_on
from patient p
join clinic c on c.clinic_id = p.clinic_id
where p.clinic_id = current_clinic_id() and p.id = @reenterUnder
for key share of p;

select s.id, s.version, s.status, s.patient_id, s.indication, s.medication, s.route, s.protocol, s.weight_kg,
       s.planned_dose_mg_per_kg, s.planned_duration, s.scheduled_at, s.declared_end, s.started_at, s.ended_at,
       s.critical, s.confirmed, s.reentered_as, s.scores_left, s.recorded_at, s.recorded_by, s.reason,
       s.identifiers, s.encounter_system, s.encounter_value
from session s
where s.clinic_id = current_clinic_id() and s.id = @id
for update;

-- The patients that the new session was ever of: a chart may have been merged since.
select distinct (c.after ->> 'patient_id')::uuid
from session s
join change c on c.clinic_id = s.clinic_id and c.record_type = 'session' and c.record_id = s.reentered_as
where s.clinic_id = current_clinic_id() and s.id = @id;

select part.id, part.happened_at, part.is_critical, part.has_critical_dose
from (select * from (
        select e.id, e.created_at, e.occurred_at, false, e.critical is not null
        from infusion_event e
        where e.clinic_id = current_clinic_id() and e.session_id = @id
          and (e.status <> 'entered-in-error' or retracted_with_session('infusion_event', e.id, @id))
        for no key update) infusion_event
      union all
      select * from (
        select o.id, o.created_at, o.observed_at,
               o.interpretation is not null or jsonb_path_exists(coalesce(o.components, '[]'), '$[*].interpretation ? (@ != null)'),
               false
        from observation o
        where o.clinic_id = current_clinic_id() and o.session_id = @id and o.reentered_as is null
          and (o.status <> 'entered-in-error' or retracted_with_session('observation', o.id, @id))
        for no key update) observation
      union all
      select * from (
        select a.id, a.created_at, a.started_at, false, false
        from adverse_event a
        where a.clinic_id = current_clinic_id() and a.session_id = @id
          and (a.status <> 'entered-in-error' or retracted_with_session('adverse_event', a.id, @id))
        for no key update) adverse_event
      union all
      select * from (
        select w.id, w.created_at, w.occurred_at, false, false
        from wastage w
        where w.clinic_id = current_clinic_id() and w.session_id = @id
          and (w.status <> 'entered-in-error' or retracted_with_session('wastage', w.id, @id))
        for no key update) wastage) part (id, created_at, happened_at, is_critical, has_critical_dose)
order by part.created_at, part.id;

-- The scores that are to come along, and every patient that one was re-entered under.
select r.id, r.patient_id, r.assessed_at, r.reentered_as,
       array(select distinct (c.after ->> 'patient_id')::uuid
             from change c
             where c.clinic_id = r.clinic_id and c.record_type = 'score' and c.record_id = r.reentered_as) as reentered_under
from score r
where r.clinic_id = current_clinic_id() and r.id = any (@scores::uuid[])
order by r.id
for no key update of r;

-- :write
-- The status of a session that is retracted already is the one that it had before.
insert into session (id, patient_id, status, :Session.columns)                                                --? reenter
select @newId, @patientId, coalesce(c.before ->> 'status', s.status), s.:Session.columns                      --? reenter
from session s                                                                                                --? reenter
left join change c on c.clinic_id = s.clinic_id and c.record_type = 'session' and c.record_id = s.id          --? reenter
                  and c.before ->> 'status' <> 'entered-in-error' and c.after ->> 'status' = 'entered-in-error' --? reenter
where s.clinic_id = current_clinic_id() and s.id = @id;                                                       --? reenter

insert into infusion_event (id, session_id, :ChartedInfusionEvent.columns)                                    --? reenter
select part.new_id, @newId, e.:ChartedInfusionEvent.columns                                                   --? reenter
from unnest(@parts::uuid[], @newParts::uuid[]) part (id, new_id)                                              --? reenter
join infusion_event e on e.clinic_id = current_clinic_id() and e.id = part.id                                 --? reenter
order by part.new_id;                                                                                         --? reenter

update infusion_event
set status = 'entered-in-error', reason = @reason
where clinic_id = current_clinic_id() and id = any (@parts::uuid[]) and status <> 'entered-in-error';

insert into observation (id, session_id, :Observation.columns)                                                --? reenter
select part.new_id, @newId, o.:Observation.columns                                                            --? reenter
from unnest(@parts::uuid[], @newParts::uuid[]) part (id, new_id)                                              --? reenter
join observation o on o.clinic_id = current_clinic_id() and o.id = part.id                                    --? reenter
order by part.new_id;                                                                                         --? reenter

update observation o
set status = 'entered-in-error', reason = @reason
  , reentered_as = part.new_id                                                                                --? reenter
from unnest(@parts::uuid[], @newParts::uuid[]) part (id, new_id)                                              --? reenter
where o.clinic_id = current_clinic_id() and o.id = any (@parts::uuid[])
  and o.id = part.id                                                                                          --? reenter
;

insert into adverse_event (id, session_id, :AdverseEvent.columns)                                             --? reenter
select part.new_id, @newId, a.:AdverseEvent.columns                                                           --? reenter
from unnest(@parts::uuid[], @newParts::uuid[]) part (id, new_id)                                              --? reenter
join adverse_event a on a.clinic_id = current_clinic_id() and a.id = part.id                                  --? reenter
order by part.new_id;                                                                                         --? reenter

update adverse_event
set status = 'entered-in-error', reason = @reason
where clinic_id = current_clinic_id() and id = any (@parts::uuid[]) and status <> 'entered-in-error';

insert into wastage (id, session_id, :WastageRecord.columns)                                                  --? reenter
select part.new_id, @newId, w.:WastageRecord.columns                                                          --? reenter
from unnest(@parts::uuid[], @newParts::uuid[]) part (id, new_id)                                              --? reenter
join wastage w on w.clinic_id = current_clinic_id() and w.id = part.id                                        --? reenter
order by part.new_id;                                                                                         --? reenter

update wastage
set status = 'entered-in-error', reason = @reason
where clinic_id = current_clinic_id() and id = any (@parts::uuid[]) and status <> 'entered-in-error';

insert into score (id, patient_id, :Score.columns)                                                            --? scores
select moved.new_id, @patientId, r.:Score.columns                                                             --? scores
from unnest(@scores::uuid[], @newScores::uuid[]) moved (id, new_id)                                           --? scores
join score r on r.clinic_id = current_clinic_id() and r.id = moved.id                                         --? scores
order by moved.new_id;                                                                                        --? scores

update score r                                                                                                --? scores
set status = 'entered-in-error', reason = @reason, reentered_as = moved.new_id                                --? scores
from unnest(@scores::uuid[], @newScores::uuid[]) moved (id, new_id)                                           --? scores
where r.clinic_id = current_clinic_id() and r.id = moved.id;                                                  --? scores

update session s
set status = 'entered-in-error', reason = @reason, reentered_as = coalesce(@newId, s.reentered_as)
  -- What lies between the infusions around it may be of this one; all scores, where nobody knows when it was to be.
  , scores_left = array(                                                                                      --? reenter|scores
      select r.id                                                                                             --? reenter|scores
      from score r                                                                                            --? reenter|scores
      where r.clinic_id = current_clinic_id() and r.patient_id = s.patient_id and r.status <> 'entered-in-error' --? reenter|scores
        and not exists (                                                                                      --? reenter|scores
          select                                                                                              --? reenter|scores
          from session i                                                                                      --? reenter|scores
          where i.clinic_id = current_clinic_id() and i.patient_id = s.patient_id and i.id <> s.id            --? reenter|scores
            and i.status <> 'entered-in-error'                                                                --? reenter|scores
            and (i.started_at >= r.assessed_at and i.started_at < coalesce(s.started_at, s.scheduled_at)      --? reenter|scores
                 or i.started_at < r.assessed_at and i.started_at > coalesce(s.started_at, s.scheduled_at)))  --? reenter|scores
      order by r.assessed_at, r.id)                                                                           --? reenter|scores
where s.clinic_id = current_clinic_id() and s.id = @id
returning s.id, s.version, s.status, s.patient_id, s.indication, s.medication, s.route, s.protocol, s.weight_kg, s.planned_dose_mg_per_kg,
          s.planned_duration, s.scheduled_at, s.declared_end, s.started_at, s.ended_at, s.critical, s.confirmed, s.reentered_as, s.scores_left,
          s.recorded_at, s.recorded_by, s.reason, s.identifiers, s.encounter_system, s.encounter_value;
