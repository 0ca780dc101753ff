select s.id, s.patient_id, s.status, s.protocol, v.version as protocol_version, s.started_at, next_infusion.started_at as next_started_at
from session s
left join protocol_version() v
  on v.code = s.protocol and v.in_force_from <= coalesce(s.started_at, now()) and v.in_force_until > coalesce(s.started_at, now())
left join lateral (
  select n.started_at
  from session n
  where n.clinic_id = current_clinic_id() and n.patient_id = s.patient_id and n.started_at > s.started_at and n.status <> 'entered-in-error'
  order by n.started_at
  limit 1
) next_infusion on true
where s.clinic_id = current_clinic_id() and s.id = @sessionId;

select f.instrument, f.at, f.tolerance, ((s.started_at + f.at) at time zone c.time_zone)::date as due_date
from session s
join clinic c on c.clinic_id = s.clinic_id
join follow_up_rule() f on f.code = s.protocol and f.in_force_from <= s.started_at and f.in_force_until > s.started_at
where s.clinic_id = current_clinic_id() and s.id = @sessionId
order by f.at, f.instrument;

select r.id, r.version, r.instrument, r.assessed_at, r.created_at
from session s
join score r on r.clinic_id = s.clinic_id and r.patient_id = s.patient_id
where s.clinic_id = current_clinic_id() and s.id = @sessionId
  and r.assessed_at > s.started_at and r.status <> 'entered-in-error'
  and (r.total is not null or r.instrument = any (@withoutTotal))
limit 2001 --? few
;
