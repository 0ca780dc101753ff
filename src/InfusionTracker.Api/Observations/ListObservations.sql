-- :session
select exists (select from session s where s.clinic_id = current_clinic_id() and s.id = @sessionId);

-- :page
select o.id, o.version, o.status, o.session_id, o.code, o.value, o.unit, o.canonical_value, o.canonical_unit, o.components, o.interpretation,
       o.observed_at, o.performer, o.reentered_as, o.recorded_at, o.recorded_by, o.reason, o.identifiers, o.device_system, o.device_value,
       o.created_at::text as sort_value                                     --? sort=recordedAt|sort=-recordedAt
       o.observed_at::text as sort_value                                    --? sort=observedAt|sort=-observedAt
from observation o                                                          --? current
where o.clinic_id = current_clinic_id() and o.session_id = @sessionId       --? current
from observation cur                                                        --? asOf
cross join lateral (                                                        --? asOf
  select c.after from change c                                              --? asOf
  where c.clinic_id = cur.clinic_id and c.record_type = 'observation' and c.record_id = cur.id and c.recorded_at <= @asOf   --? asOf
  order by c.version desc limit 1) was                                      --? asOf
cross join lateral jsonb_populate_record(null::observation, was.after) o    --? asOf
where cur.clinic_id = current_clinic_id() and cur.session_id = @sessionId   --? asOf
  and o.status <> 'entered-in-error'
  and o.code = any (@codes)                                                 --? code
  and o.performer = any (@performers)                                       --? performer
  and o.identifiers @> any (@identifiers::jsonb[])                          --? identifier
  and (o.device_system, o.device_value) in (                                --? device
    select g.system, g.value from unnest(@deviceSystems::text[], @deviceValues::text[]) g (system, value))   --? device
  and o.observed_at >= @from                                                --? from
  and o.observed_at < @to                                                   --? to
  and (o.created_at, o.id) > (@afterValue::timestamptz, @afterId)           --? after=recordedAt
  and (o.created_at, o.id) < (@afterValue::timestamptz, @afterId)           --? after=-recordedAt
  and (o.observed_at, o.id) > (@afterValue::timestamptz, @afterId)          --? after=observedAt
  and (o.observed_at, o.id) < (@afterValue::timestamptz, @afterId)          --? after=-observedAt
order by o.created_at, o.id                                                 --? sort=recordedAt
order by o.created_at desc, o.id desc                                       --? sort=-recordedAt
order by o.observed_at, o.id                                                --? sort=observedAt
order by o.observed_at desc, o.id desc                                      --? sort=-observedAt
limit @limit;

-- :count
select count(*)
from observation o                                                          --? current
where o.clinic_id = current_clinic_id() and o.session_id = @sessionId       --? current
from observation cur                                                        --? asOf
cross join lateral (                                                        --? asOf
  select c.after from change c                                              --? asOf
  where c.clinic_id = cur.clinic_id and c.record_type = 'observation' and c.record_id = cur.id and c.recorded_at <= @asOf   --? asOf
  order by c.version desc limit 1) was                                      --? asOf
cross join lateral jsonb_populate_record(null::observation, was.after) o    --? asOf
where cur.clinic_id = current_clinic_id() and cur.session_id = @sessionId   --? asOf
  and o.status <> 'entered-in-error'
  and o.code = any (@codes)                                                 --? code
  and o.performer = any (@performers)                                       --? performer
  and o.identifiers @> any (@identifiers::jsonb[])                          --? identifier
  and (o.device_system, o.device_value) in (                                --? device
    select g.system, g.value from unnest(@deviceSystems::text[], @deviceValues::text[]) g (system, value))   --? device
  and o.observed_at >= @from                                                --? from
  and o.observed_at < @to                                                   --? to
