select s.id, s.version, s.status, s.patient_id, s.indication, s.medication, s.route, s.protocol, s.weight_kg,
       s.planned_dose_mg_per_kg, s.planned_duration, s.scheduled_at, s.declared_end, s.started_at, s.ended_at, s.reentered_as,
       s.recorded_at, s.recorded_by, s.reason, s.request_hash
from session s                                                     --? current
where s.clinic_id = current_clinic_id() and s.id = @id             --? current
from change c, jsonb_populate_record(null::session, c.after) s     --? version|asOf
where c.clinic_id = current_clinic_id() and c.record_type = 'session' and c.record_id = @id   --? version|asOf
  and c.version = @version                                         --? version
  and c.recorded_at <= @asOf order by c.version desc limit 1       --? asOf
