select e.id, e.version, e.status, e.session_id, e.type, e.occurred_at, e.performer, e.rate_value, e.rate_unit,
       e.concentration_mg_per_ml, e.dose_value, e.dose_unit, e.note, e.completed, e.weight_kg, e.confirmed, e.critical,
       e.recorded_at, e.recorded_by, e.reason
from infusion_event e                                                     --? current
where e.clinic_id = current_clinic_id() and e.id = @id                    --? current
from change c, jsonb_populate_record(null::infusion_event, c.after) e     --? version|asOf
where c.clinic_id = current_clinic_id() and c.record_type = 'infusion_event' and c.record_id = @id   --? version|asOf
  and c.version = @version                                                --? version
  and c.recorded_at <= @asOf order by c.version desc limit 1              --? asOf
