-- :session
select exists (select from session s where s.clinic_id = current_clinic_id() and s.id = @sessionId);

-- :page
select a.id, a.version, a.status, a.session_id, a.code_system, a.code as code_value, a.severity, a.grade, a.started_at, a.ended_at,
       a.action, a.outcome, a.performer, a.note, a.recorded_at, a.recorded_by, a.reason,
       a.created_at::text as sort_value                                         --? sort=recordedAt|sort=-recordedAt
       a.started_at::text as sort_value                                         --? sort=startedAt|sort=-startedAt
from adverse_event a                                                            --? current
where a.clinic_id = current_clinic_id() and a.session_id = @sessionId           --? current
from adverse_event cur                                                          --? asOf
cross join lateral (select c.after from change c                                --? asOf
                    where c.clinic_id = cur.clinic_id and c.record_type = 'adverse_event' and c.record_id = cur.id   --? asOf
                      and c.recorded_at <= @asOf order by c.version desc limit 1) was,   --? asOf
     jsonb_populate_record(null::adverse_event, was.after) a                    --? asOf
where cur.clinic_id = current_clinic_id() and cur.session_id = @sessionId       --? asOf
  and a.status <> 'entered-in-error'
  and (a.created_at, a.id) > (@afterValue::timestamptz, @afterId)               --? after=recordedAt
  and (a.created_at, a.id) < (@afterValue::timestamptz, @afterId)               --? after=-recordedAt
  and (a.started_at, a.id) > (@afterValue::timestamptz, @afterId)               --? after=startedAt
  and (a.started_at, a.id) < (@afterValue::timestamptz, @afterId)               --? after=-startedAt
order by a.created_at, a.id                                                     --? sort=recordedAt
order by a.created_at desc, a.id desc                                           --? sort=-recordedAt
order by a.started_at, a.id                                                     --? sort=startedAt
order by a.started_at desc, a.id desc                                           --? sort=-startedAt
limit @limit;

-- :count
select count(*)
from adverse_event a                                                            --? current
where a.clinic_id = current_clinic_id() and a.session_id = @sessionId           --? current
from adverse_event cur                                                          --? asOf
cross join lateral (select c.after from change c                                --? asOf
                    where c.clinic_id = cur.clinic_id and c.record_type = 'adverse_event' and c.record_id = cur.id   --? asOf
                      and c.recorded_at <= @asOf order by c.version desc limit 1) was,   --? asOf
     jsonb_populate_record(null::adverse_event, was.after) a                    --? asOf
where cur.clinic_id = current_clinic_id() and cur.session_id = @sessionId       --? asOf
  and a.status <> 'entered-in-error';
