-- :session
select exists (select from session s where s.clinic_id = current_clinic_id() and s.id = @sessionId);

-- :page
select w.id, w.version, w.status, w.session_id, w.drawn_mg, w.wasted_mg, w.returned_mg, w.occurred_at, w.performer, w.witness,
       w.lot, w.note, w.recorded_at, w.recorded_by, w.reason,
       w.created_at::text as sort_value                                         --? sort=recordedAt|sort=-recordedAt
       w.occurred_at::text as sort_value                                        --? sort=occurredAt|sort=-occurredAt
from wastage w                                                                  --? current
where w.clinic_id = current_clinic_id() and w.session_id = @sessionId           --? current
from wastage cur                                                                --? asOf
cross join lateral (select c.after from change c                                --? asOf
                    where c.clinic_id = cur.clinic_id and c.record_type = 'wastage' and c.record_id = cur.id   --? asOf
                      and c.recorded_at <= @asOf order by c.version desc limit 1) was,   --? asOf
     jsonb_populate_record(null::wastage, was.after) w                          --? asOf
where cur.clinic_id = current_clinic_id() and cur.session_id = @sessionId       --? asOf
  and w.status <> 'entered-in-error'
  and (w.created_at, w.id) > (@afterValue::timestamptz, @afterId)               --? after=recordedAt
  and (w.created_at, w.id) < (@afterValue::timestamptz, @afterId)               --? after=-recordedAt
  and (w.occurred_at, w.id) > (@afterValue::timestamptz, @afterId)              --? after=occurredAt
  and (w.occurred_at, w.id) < (@afterValue::timestamptz, @afterId)              --? after=-occurredAt
order by w.created_at, w.id                                                     --? sort=recordedAt
order by w.created_at desc, w.id desc                                           --? sort=-recordedAt
order by w.occurred_at, w.id                                                    --? sort=occurredAt
order by w.occurred_at desc, w.id desc                                          --? sort=-occurredAt
limit @limit;

-- :count
select count(*)
from wastage w                                                                  --? current
where w.clinic_id = current_clinic_id() and w.session_id = @sessionId           --? current
from wastage cur                                                                --? asOf
cross join lateral (select c.after from change c                                --? asOf
                    where c.clinic_id = cur.clinic_id and c.record_type = 'wastage' and c.record_id = cur.id   --? asOf
                      and c.recorded_at <= @asOf order by c.version desc limit 1) was,   --? asOf
     jsonb_populate_record(null::wastage, was.after) w                          --? asOf
where cur.clinic_id = current_clinic_id() and cur.session_id = @sessionId       --? asOf
  and w.status <> 'entered-in-error';
