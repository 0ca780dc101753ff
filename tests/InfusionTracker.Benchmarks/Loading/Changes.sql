-- The change records that the triggers would have written of the rows with these ids.

-- :patient
insert into change (clinic_id, record_type, record_id, version, operation, recorded_at, recorded_by, request_id, reason, before, after)
select t.clinic_id, 'patient', t.id, t.version, 'insert', t.recorded_at, t.recorded_by, 'loaded', t.reason, null, to_jsonb(t)
from patient t where t.clinic_id = @clinic and t.id between @first and @last order by t.id;

-- :session
-- Planned, then begun, then completed, as the infusion events move a session.
with told as (
  select t.clinic_id, t.id, t.created_at, e.begun, t.recorded_at, t.recorded_by, to_jsonb(t) as completed,
         to_jsonb(t) || jsonb_build_object('version', 1, 'status', 'planned', 'started_at', null, 'ended_at', null, 'recorded_at', t.created_at) as planned,
         to_jsonb(t) || jsonb_build_object('version', 2, 'status', 'in-progress', 'ended_at', null, 'recorded_at', e.begun) as in_progress
  from session t
  cross join lateral (select t.started_at + interval '30 seconds' as begun) e
  where t.clinic_id = @clinic and t.id between @first and @last
)
insert into change (clinic_id, record_type, record_id, version, operation, recorded_at, recorded_by, request_id, reason, before, after)
select t.clinic_id, 'session', t.id, v.version, v.operation, v.at, t.recorded_by, 'loaded', null, v.before, v.after
from told t
cross join lateral (values (1, 'insert', t.created_at, null::jsonb, t.planned),
                           (2, 'update', t.begun, t.planned, t.in_progress),
                           (3, 'update', t.recorded_at, t.in_progress, t.completed)) v (version, operation, at, before, after)
order by t.id;

-- :infusion_event
insert into change (clinic_id, record_type, record_id, version, operation, recorded_at, recorded_by, request_id, reason, before, after)
select t.clinic_id, 'infusion_event', t.id, t.version, 'insert', t.recorded_at, t.recorded_by, 'loaded', t.reason, null, to_jsonb(t)
from infusion_event t where t.clinic_id = @clinic and t.id between @first and @last order by t.id;

-- :observation
insert into change (clinic_id, record_type, record_id, version, operation, recorded_at, recorded_by, request_id, reason, before, after)
select t.clinic_id, 'observation', t.id, t.version, 'insert', t.recorded_at, t.recorded_by, 'loaded', t.reason, null, to_jsonb(t)
from observation t where t.clinic_id = @clinic and t.id between @first and @last order by t.id;

-- :score
insert into change (clinic_id, record_type, record_id, version, operation, recorded_at, recorded_by, request_id, reason, before, after)
select t.clinic_id, 'score', t.id, t.version, 'insert', t.recorded_at, t.recorded_by, 'loaded', t.reason, null, to_jsonb(t)
from score t where t.clinic_id = @clinic and t.id between @first and @last order by t.id;
