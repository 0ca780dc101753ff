-- :read
select o.id, o.version, o.status, o.session_id, o.code, o.value, o.unit, o.canonical_value, o.canonical_unit, o.components, o.interpretation,
       o.observed_at, o.performer, o.confirmed, o.time_confirmed, o.reentered_as, o.recorded_at, o.recorded_by, o.reason,
       o.identifiers, o.device_system, o.device_value
from observation o
where o.clinic_id = current_clinic_id() and o.id = @id
for no key update;

select c.version, c.observation_ranges
from clinic c
where c.clinic_id = current_clinic_id();

-- :write
update observation
set observed_at = not_before_birth(
      @observedAt, (select s.patient_id from session s where s.clinic_id = current_clinic_id() and s.id = session_id), 'observedAt'),
    performer = @performer, confirmed = @confirmed, identifiers = @identifiers, device_system = @deviceSystem,
    device_value = @deviceValue, status = 'corrected', reason = @reason
    , time_confirmed = (                                                                                 --? moved
        select case when far_from_infusion(@observedAt, s.started_at, s.ended_at)                        --? moved
                    then confirmed_time(@isTimeConfirmed, 'observedAt') end                              --? moved
        from session s where s.clinic_id = current_clinic_id() and s.id = session_id)                    --? moved
    , value = @value, unit = @unit, canonical_value = @canonicalValue, canonical_unit = @canonicalUnit   --? observed
    , components = @components, interpretation = @interpretation                                         --? observed
where clinic_id = current_clinic_id() and id = @id
returning id, version, status, session_id, code, value, unit, canonical_value, canonical_unit, components, interpretation,
          observed_at, performer, confirmed, time_confirmed, reentered_as, recorded_at, recorded_by, reason,
          identifiers, device_system, device_value;
