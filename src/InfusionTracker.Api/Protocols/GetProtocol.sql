select p.id, p.version, p.status, p.code, p.name, p.definition, p.recorded_at, p.recorded_by, p.reason, p.request_hash
from protocol p                                                     --? current
where p.clinic_id = current_clinic_id() and p.id = @id              --? current
from change c, jsonb_populate_record(null::protocol, c.after) p     --? version|asOf
where c.clinic_id = current_clinic_id() and c.record_type = 'protocol' and c.record_id = @id   --? version|asOf
  and c.version = @version                                          --? version
  and c.recorded_at <= @asOf order by c.version desc limit 1        --? asOf
