-- :read
select s.id, s.status, s.weight_kg, s.planned_dose_mg_per_kg, s.planned_duration, s.declared_end, s.started_at, s.ended_at,
       s.medication, s.route, s.critical, c.dose_limits,
       is_far_off_weight(@weightKg, coalesce(
         s.weight_kg, weight_before(s.patient_id, coalesce(s.started_at, s.scheduled_at, s.created_at), s.id))) as weight_is_off,
       p.birth_date::timestamp at time zone c.time_zone as born_on
from session s
join patient p on p.clinic_id = s.clinic_id and p.id = s.patient_id
join clinic c on c.clinic_id = s.clinic_id
where s.clinic_id = current_clinic_id()
  and s.id = (select e.session_id from infusion_event e where e.clinic_id = current_clinic_id() and e.id = @id)
for no key update of s for key share of p;

select o.id, o.type, o.occurred_at, o.created_at, o.rate_value, o.rate_unit, o.concentration_mg_per_ml, o.dose_value, o.dose_unit, o.note,
       o.completed, o.completion_rule, o.weight_kg, o.confirmed is not null as is_confirmed
from infusion_event e
join infusion_event o on o.clinic_id = e.clinic_id and o.session_id = e.session_id
where e.clinic_id = current_clinic_id() and e.id = @id and o.status <> 'entered-in-error';

select id, version, status, session_id, type, occurred_at, performer, rate_value, rate_unit, concentration_mg_per_ml,
       dose_value, dose_unit, note, completed, weight_kg, confirmed, critical, recorded_at, recorded_by, reason
from infusion_event
where clinic_id = current_clinic_id() and id = @id;

-- :write
update infusion_event
set occurred_at = @occurredAt, performer = @performer, rate_value = @rateValue, rate_unit = @rateUnit,
    concentration_mg_per_ml = @concentrationMgPerMl, dose_value = @doseValue, dose_unit = @doseUnit, note = @note,
    completed = @completed, weight_kg = @countedKg, confirmed = @confirmed, critical = @critical,
    status = 'corrected', reason = @reason
where clinic_id = current_clinic_id() and id = @id
returning id, version, status, session_id, type, occurred_at, performer, rate_value, rate_unit, concentration_mg_per_ml,
          dose_value, dose_unit, note, completed, weight_kg, confirmed, critical, recorded_at, recorded_by, reason;

update session                                                                                            --? session
set status = @sessionStatus, declared_end = @declaredEnd, started_at = @startedAt, ended_at = @endedAt,   --? session
    critical = @sessionCritical, reason = null                                                            --? session
where clinic_id = current_clinic_id() and id = @sessionId;                                                --? session
