-- :session
select s.id, s.status, s.weight_kg, s.declared_end, s.planned_dose_mg_per_kg, s.planned_duration
from session s                                                            --? current
where s.clinic_id = current_clinic_id() and s.id = @sessionId             --? current
from change c, jsonb_populate_record(null::session, c.after) s            --? asOf
where c.clinic_id = current_clinic_id() and c.record_type = 'session' and c.record_id = @sessionId   --? asOf
  and c.recorded_at <= @asOf order by c.version desc limit 1              --? asOf
;

-- :events
select e.id, e.type, e.occurred_at, e.created_at, e.rate_value, e.rate_unit, e.concentration_mg_per_ml, e.dose_value, e.dose_unit, e.note,
       e.completed, e.completion_rule, e.weight_kg, e.confirmed is not null as is_confirmed
from infusion_event e                                                     --? current
where e.clinic_id = current_clinic_id() and e.session_id = @sessionId     --? current
from infusion_event cur                                                   --? asOf
cross join lateral (select c.after from change c                          --? asOf
                    where c.clinic_id = cur.clinic_id and c.record_type = 'infusion_event' and c.record_id = cur.id   --? asOf
                      and c.recorded_at <= @asOf order by c.version desc limit 1) was,   --? asOf
     jsonb_populate_record(null::infusion_event, was.after) e             --? asOf
where cur.clinic_id = current_clinic_id() and cur.session_id = @sessionId   --? asOf
  and e.status <> 'entered-in-error'
limit 2001 --? few
;

-- :containers
select w.drawn_mg, w.wasted_mg, w.returned_mg, w.performer, w.witness
from wastage w                                                            --? current
where w.clinic_id = current_clinic_id() and w.session_id = @sessionId     --? current
from wastage cur                                                          --? asOf
cross join lateral (select c.after from change c                          --? asOf
                    where c.clinic_id = cur.clinic_id and c.record_type = 'wastage' and c.record_id = cur.id   --? asOf
                      and c.recorded_at <= @asOf order by c.version desc limit 1) was,   --? asOf
     jsonb_populate_record(null::wastage, was.after) w                    --? asOf
where cur.clinic_id = current_clinic_id() and cur.session_id = @sessionId   --? asOf
  and w.status <> 'entered-in-error';
