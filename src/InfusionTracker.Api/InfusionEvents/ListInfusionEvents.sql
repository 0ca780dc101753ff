-- :session
select exists (select from session s where s.clinic_id = current_clinic_id() and s.id = @sessionId);

-- :page
select e.id, e.version, e.status, e.session_id, e.type, e.occurred_at, e.performer, e.rate_value, e.rate_unit,
       e.concentration_mg_per_ml, e.dose_value, e.dose_unit, e.note, e.completed, e.weight_kg, e.confirmed, e.critical,
       e.recorded_at, e.recorded_by, e.reason,
       e.created_at::text as sort_value                                     --? sort=recordedAt|sort=-recordedAt
       e.occurred_at::text as sort_value                                    --? sort=occurredAt|sort=-occurredAt
from infusion_event e                                                       --? current
where e.clinic_id = current_clinic_id() and e.session_id = @sessionId       --? current
from infusion_event cur                                                     --? asOf
cross join lateral (select c.after from change c                            --? asOf
                    where c.clinic_id = cur.clinic_id and c.record_type = 'infusion_event' and c.record_id = cur.id   --? asOf
                      and c.recorded_at <= @asOf order by c.version desc limit 1) was,   --? asOf
     jsonb_populate_record(null::infusion_event, was.after) e               --? asOf
where cur.clinic_id = current_clinic_id() and cur.session_id = @sessionId   --? asOf
  and e.status <> 'entered-in-error'
  and (e.created_at, e.id) > (@afterValue::timestamptz, @afterId)           --? after=recordedAt
  and (e.created_at, e.id) < (@afterValue::timestamptz, @afterId)           --? after=-recordedAt
  and (e.occurred_at, e.id) > (@afterValue::timestamptz, @afterId)          --? after=occurredAt
  and (e.occurred_at, e.id) < (@afterValue::timestamptz, @afterId)          --? after=-occurredAt
order by e.created_at, e.id                                                 --? sort=recordedAt
order by e.created_at desc, e.id desc                                       --? sort=-recordedAt
order by e.occurred_at, e.id                                                --? sort=occurredAt
order by e.occurred_at desc, e.id desc                                      --? sort=-occurredAt
limit @limit;

-- :count
select count(*)
from infusion_event e                                                       --? current
where e.clinic_id = current_clinic_id() and e.session_id = @sessionId       --? current
from infusion_event cur                                                     --? asOf
cross join lateral (select c.after from change c                            --? asOf
                    where c.clinic_id = cur.clinic_id and c.record_type = 'infusion_event' and c.record_id = cur.id   --? asOf
                      and c.recorded_at <= @asOf order by c.version desc limit 1) was,   --? asOf
     jsonb_populate_record(null::infusion_event, was.after) e               --? asOf
where cur.clinic_id = current_clinic_id() and cur.session_id = @sessionId   --? asOf
  and e.status <> 'entered-in-error';
