select p.id, p.version, p.status, p.identifiers, p.name, p.birth_date, p.sex, p.merged_into, p.recorded_at, p.recorded_by, p.reason
from patient p                                                     --? current
where p.clinic_id = current_clinic_id() and p.id = @id             --? current
from change c, jsonb_populate_record(null::patient, c.after) p     --? version|asOf
where c.clinic_id = current_clinic_id() and c.record_type = 'patient' and c.record_id = @id   --? version|asOf
  and c.version = @version                                         --? version
  and c.recorded_at <= @asOf order by c.version desc limit 1       --? asOf
