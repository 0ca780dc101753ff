-- The right patient is held first, as a merge of charts does it, so that the two wait for each other instead of locking up.
-- :read
select p.status, p.merged_into, p.birth_date::timestamp at time zone c.time_zone as born_on
from patient p
join clinic c on c.clinic_id = p.clinic_id
where p.clinic_id = current_clinic_id() and p.id = @reenterUnder
for key share of p;

select s.id, s.version, s.status, s.patient_id, s.indication, s.medication, s.route, s.protocol, s.weight_kg,
       s.planned_dose_mg_per_kg, s.planned_duration, s.scheduled_at, s.declared_end, s.started_at, s.ended_at, s.reentered_as,
       s.recorded_at, s.recorded_by, s.reason
from session s
where s.clinic_id = current_clinic_id() and s.id = @id
for update;

select part.id, part.happened_at, part.is_critical
from (select e.id, e.created_at, e.occurred_at, false
      from infusion_event e
      where e.clinic_id = current_clinic_id() and e.session_id = @id and e.status <> 'entered-in-error'
      union all
      select o.id, o.created_at, o.observed_at,
             o.interpretation is not null or jsonb_path_exists(coalesce(o.components, '[]'), '$[*].interpretation ? (@ != null)')
      from observation o
      where o.clinic_id = current_clinic_id() and o.session_id = @id and o.status <> 'entered-in-error'
      union all
      select a.id, a.created_at, a.started_at, false
      from adverse_event a
      where a.clinic_id = current_clinic_id() and a.session_id = @id and a.status <> 'entered-in-error'
      union all
      select w.id, w.created_at, w.occurred_at, false
      from wastage w
      where w.clinic_id = current_clinic_id() and w.session_id = @id and w.status <> 'entered-in-error') part (id, created_at, happened_at, is_critical)
order by part.created_at, part.id;

-- :write
insert into session                                                                                           --? reenter
  (id, patient_id, indication, medication, route, protocol, weight_kg, planned_dose_mg_per_kg, planned_duration,   --? reenter
   scheduled_at, declared_end, started_at, ended_at, status)                                                  --? reenter
select @newId, @patientId, s.indication, s.medication, s.route, s.protocol, s.weight_kg, s.planned_dose_mg_per_kg,   --? reenter
       s.planned_duration, s.scheduled_at, s.declared_end, s.started_at, s.ended_at, s.status                 --? reenter
from session s                                                                                                --? reenter
where s.clinic_id = current_clinic_id() and s.id = @id;                                                       --? reenter

with taken as (                                                                                               --? reenter
update infusion_event
set status = 'entered-in-error', reason = @reason
where clinic_id = current_clinic_id() and session_id = @id and status <> 'entered-in-error'
returning *)                                                                                                  --? reenter
insert into infusion_event                                                                                    --? reenter
  (id, session_id, type, occurred_at, performer, rate_value, rate_unit, concentration_mg_per_ml, dose_value, dose_unit, note)   --? reenter
select part.new_id, @newId, t.type, t.occurred_at, t.performer, t.rate_value, t.rate_unit, t.concentration_mg_per_ml,   --? reenter
       t.dose_value, t.dose_unit, t.note                                                                      --? reenter
from taken t                                                                                                  --? reenter
join unnest(@oldPartIds::uuid[], @newPartIds::uuid[]) part (old_id, new_id) on part.old_id = t.id             --? reenter
order by part.new_id                                                                                          --? reenter
;

with taken as (                                                                                               --? reenter
update observation
set status = 'entered-in-error', reason = @reason
where clinic_id = current_clinic_id() and session_id = @id and status <> 'entered-in-error'
returning *)                                                                                                  --? reenter
insert into observation                                                                                       --? reenter
  (id, session_id, code, value, unit, canonical_value, canonical_unit, components, interpretation, observed_at, performer)   --? reenter
select part.new_id, @newId, t.code, t.value, t.unit, t.canonical_value, t.canonical_unit, t.components, t.interpretation,   --? reenter
       t.observed_at, t.performer                                                                             --? reenter
from taken t                                                                                                  --? reenter
join unnest(@oldPartIds::uuid[], @newPartIds::uuid[]) part (old_id, new_id) on part.old_id = t.id             --? reenter
order by part.new_id                                                                                          --? reenter
;

with taken as (                                                                                               --? reenter
update adverse_event
set status = 'entered-in-error', reason = @reason
where clinic_id = current_clinic_id() and session_id = @id and status <> 'entered-in-error'
returning *)                                                                                                  --? reenter
insert into adverse_event                                                                                     --? reenter
  (id, session_id, code_system, code, severity, grade, started_at, ended_at, action, outcome, performer, note)   --? reenter
select part.new_id, @newId, t.code_system, t.code, t.severity, t.grade, t.started_at, t.ended_at, t.action, t.outcome,   --? reenter
       t.performer, t.note                                                                                    --? reenter
from taken t                                                                                                  --? reenter
join unnest(@oldPartIds::uuid[], @newPartIds::uuid[]) part (old_id, new_id) on part.old_id = t.id             --? reenter
order by part.new_id                                                                                          --? reenter
;

with taken as (                                                                                               --? reenter
update wastage
set status = 'entered-in-error', reason = @reason
where clinic_id = current_clinic_id() and session_id = @id and status <> 'entered-in-error'
returning *)                                                                                                  --? reenter
insert into wastage                                                                                           --? reenter
  (id, session_id, drawn_mg, wasted_mg, returned_mg, occurred_at, performer, witness, lot, note)              --? reenter
select part.new_id, @newId, t.drawn_mg, t.wasted_mg, t.returned_mg, t.occurred_at, t.performer, t.witness, t.lot, t.note   --? reenter
from taken t                                                                                                  --? reenter
join unnest(@oldPartIds::uuid[], @newPartIds::uuid[]) part (old_id, new_id) on part.old_id = t.id             --? reenter
order by part.new_id                                                                                          --? reenter
;

update session
set status = 'entered-in-error', reason = @reason, reentered_as = @newId
where clinic_id = current_clinic_id() and id = @id
returning id, version, status, patient_id, indication, medication, route, protocol, weight_kg, planned_dose_mg_per_kg,
          planned_duration, scheduled_at, declared_end, started_at, ended_at, reentered_as, recorded_at, recorded_by, reason;
