-- :read
select s.id, s.version, s.status, s.patient_id, s.indication, s.medication, s.route, s.protocol, s.weight_kg,
       s.planned_dose_mg_per_kg, s.planned_duration, s.scheduled_at, s.declared_end, s.started_at, s.ended_at,
       s.critical, s.confirmed, s.reentered_as, s.recorded_at, s.recorded_by, s.reason,
       s.identifiers, s.encounter_system, s.encounter_value
from session s
where s.clinic_id = current_clinic_id() and s.id = @id
for no key update;

select e.id, e.type, e.occurred_at, e.created_at, e.rate_value, e.rate_unit, e.concentration_mg_per_ml, e.dose_value, e.dose_unit, e.note,
       e.completed, e.completion_rule, e.weight_kg, e.confirmed is not null as is_confirmed
from infusion_event e
where e.clinic_id = current_clinic_id() and e.session_id = @id and e.status <> 'entered-in-error';

select c.dose_limits,
       is_far_off_weight(@weightKg, weight_before(s.patient_id, coalesce(s.started_at, s.scheduled_at, s.created_at), s.id)) as weight_is_off
from session s
join clinic c on c.clinic_id = s.clinic_id
where s.clinic_id = current_clinic_id() and s.id = @id;

-- :write
update session
set status = @status, declared_end = @declaredEnd, indication = @indication, medication = @medication, route = @route,
    protocol = @protocol, weight_kg = @weightKg, planned_dose_mg_per_kg = @plannedDoseMgPerKg,
    planned_duration = @plannedDuration, scheduled_at = not_before_birth(@scheduledAt, patient_id, 'scheduledAt'),
    identifiers = @identifiers, encounter_system = @encounterSystem, encounter_value = @encounterValue,
    critical = @critical, confirmed = @confirmed, reason = @reason
where clinic_id = current_clinic_id() and id = @id
returning id, version, status, patient_id, indication, medication, route, protocol, weight_kg, planned_dose_mg_per_kg,
          planned_duration, scheduled_at, declared_end, started_at, ended_at, critical, confirmed, reentered_as, recorded_at, recorded_by, reason,
          identifiers, encounter_system, encounter_value;
