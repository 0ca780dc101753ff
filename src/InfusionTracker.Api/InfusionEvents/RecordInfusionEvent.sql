-- :read
select s.id, s.status, s.weight_kg, s.planned_dose_mg_per_kg, s.planned_duration, s.declared_end, s.started_at, s.ended_at,
       s.medication, s.route, s.critical, c.dose_limits,
       is_far_off_weight(@weightKg, coalesce(
         s.weight_kg, weight_before(s.patient_id, coalesce(s.started_at, s.scheduled_at, s.created_at), s.id))) as weight_is_off,
       p.birth_date::timestamp at time zone c.time_zone as born_on
from session s
join patient p on p.clinic_id = s.clinic_id and p.id = s.patient_id
join clinic c on c.clinic_id = s.clinic_id
where s.clinic_id = current_clinic_id() and s.id = @sessionId
for no key update of s for key share of p;

select id, type, occurred_at, created_at, rate_value, rate_unit, concentration_mg_per_ml, dose_value, dose_unit, note,
       completed, completion_rule, weight_kg, confirmed is not null as is_confirmed
from infusion_event
where clinic_id = current_clinic_id() and session_id = @sessionId and status <> 'entered-in-error';

-- :write
insert into infusion_event (id, session_id, type, occurred_at, performer, rate_value, rate_unit, concentration_mg_per_ml,
                            dose_value, dose_unit, note, completed, completion_rule, weight_kg, confirmed, critical,
                            request_hash)
values (@id, @sessionId, @type, @occurredAt, @performer, @rateValue, @rateUnit, @concentrationMgPerMl,
        @doseValue, @doseUnit, @note, @completed, case when @type = 'stop' then 2 end, @countedKg, @confirmed, @critical,
        @requestHash)
returning id, version, status, session_id, type, occurred_at, performer, rate_value, rate_unit, concentration_mg_per_ml,
          dose_value, dose_unit, note, completed, weight_kg, confirmed, critical, recorded_at, recorded_by, reason;

update session                                                                                            --? session
set status = @sessionStatus, declared_end = @declaredEnd, started_at = @startedAt, ended_at = @endedAt,   --? session
    critical = @sessionCritical, reason = null                                                            --? session
where clinic_id = current_clinic_id() and id = @sessionId;                                                --? session
