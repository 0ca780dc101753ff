select a.id, a.version, a.status, a.session_id, a.code_system, a.code as code_value, a.severity, a.grade, a.started_at, a.ended_at,
       a.action, a.outcome, a.performer, a.note, a.recorded_at, a.recorded_by, a.reason
from adverse_event a                                                     --? current
where a.clinic_id = current_clinic_id() and a.id = @id                   --? current
from change c, jsonb_populate_record(null::adverse_event, c.after) a     --? version|asOf
where c.clinic_id = current_clinic_id() and c.record_type = 'adverse_event' and c.record_id = @id   --? version|asOf
  and c.version = @version                                               --? version
  and c.recorded_at <= @asOf order by c.version desc limit 1             --? asOf
