-- :read
select o.id, o.version, o.status, o.session_id, o.code, o.value, o.unit, o.canonical_value, o.canonical_unit, o.components, o.interpretation,
       o.observed_at, o.performer, o.reentered_as, o.recorded_at, o.recorded_by, o.reason, o.identifiers, o.device_system, o.device_value
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
    performer = @performer, identifiers = @identifiers, device_system = @deviceSystem, device_value = @deviceValue, status = 'corrected', reason = @reason
    , value = @value, unit = @unit, canonical_value = @canonicalValue, canonical_unit = @canonicalUnit   --? observed
    , components = @components, interpretation = @interpretation                                         --? observed
where clinic_id = current_clinic_id() and id = @id
returning id, version, status, session_id, code, value, unit, canonical_value, canonical_unit, components, interpretation,
          observed_at, performer, reentered_as, recorded_at, recorded_by, reason,
          identifiers, device_system, device_value;
