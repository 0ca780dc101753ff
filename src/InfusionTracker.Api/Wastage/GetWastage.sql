select w.id, w.version, w.status, w.session_id, w.drawn_mg, w.wasted_mg, w.returned_mg, w.occurred_at, w.performer, w.witness,
       w.lot, w.note, w.recorded_at, w.recorded_by, w.reason
from wastage w                                                  --? current
where w.clinic_id = current_clinic_id() and w.id = @id          --? current
from change c, jsonb_populate_record(null::wastage, c.after) w   --? version|asOf
where c.clinic_id = current_clinic_id() and c.record_type = 'wastage' and c.record_id = @id   --? version|asOf
  and c.version = @version                                      --? version
  and c.recorded_at <= @asOf order by c.version desc limit 1    --? asOf
