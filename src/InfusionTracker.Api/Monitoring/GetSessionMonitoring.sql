select s.id, s.status, s.protocol, v.version as protocol_version, v.name as protocol_name, v.definition, s.started_at, s.ended_at,
       s.scheduled_at, s.planned_duration, s.declared_end
from session s
left join protocol_version() v
  on v.code = s.protocol and v.in_force_from <= coalesce(s.started_at, now()) and v.in_force_until > coalesce(s.started_at, now())
where s.clinic_id = current_clinic_id() and s.id = @sessionId;

select o.id, o.code, o.canonical_value, o.components, o.observed_at, o.created_at
from observation o
where o.clinic_id = current_clinic_id() and o.session_id = @sessionId and o.observed_at <= @at and o.status <> 'entered-in-error'
limit 2001 --? few
;

-- No phase reaches further than a day from the infusion, and a score of a later session is no reading of this one.
select r.id, r.instrument, r.total, r.assessed_at, r.created_at
from session s
join score r on r.clinic_id = s.clinic_id and r.patient_id = s.patient_id
where s.clinic_id = current_clinic_id() and s.id = @sessionId
  and r.assessed_at >= coalesce(s.started_at, s.scheduled_at, @at) - interval '24 hours'
  and r.assessed_at <= coalesce(s.ended_at, s.started_at + interval '24 hours', s.scheduled_at, @at) + interval '24 hours'
  and r.assessed_at <= @at and r.status <> 'entered-in-error'
  and (r.total is not null or r.instrument = any (@withoutTotal))
limit 2001 --? few
;
