select o.id, o.version, o.status, o.session_id, o.code, o.value, o.unit, o.canonical_value, o.canonical_unit, o.components, o.interpretation,
       o.observed_at, o.performer, o.reentered_as, o.recorded_at, o.recorded_by, o.reason, o.identifiers, o.device_system, o.device_value
from observation o                                                 --? current
where o.clinic_id = current_clinic_id() and o.id = @id             --? current
from change c, jsonb_populate_record(null::observation, c.after) o --? version|asOf
where c.clinic_id = current_clinic_id() and c.record_type = 'observation' and c.record_id = @id   --? version|asOf
  and c.version = @version                                         --? version
  and c.recorded_at <= @asOf order by c.version desc limit 1       --? asOf
