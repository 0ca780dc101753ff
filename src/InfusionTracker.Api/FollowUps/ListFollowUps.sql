-- The follow-ups of every protocol's version are few, and of each the sessions are read in the order of their start from an
-- index, so that a page ends early. The bounds are made before the sessions are looked at: an expression over columns of
-- both sides could not be an index condition under row-level security.
with asked as materialized (
  select f.code, f.version, f.instrument, f.at, f.tolerance,
         greatest(f.in_force_from,
                  @from::timestamptz - f.at,                                                          --? from
                  @afterValue::timestamptz - f.at,                                       --? after=dueAt
                  '-infinity') as started_from,
         least(f.in_force_until,
               @to::timestamptz - f.at,                                                               --? to
               'infinity') as started_until,
         least(f.in_force_until,
               @afterValue::timestamptz - f.at,                                          --? after=-dueAt
               'infinity') as started_last
  from follow_up_rule() f
  where true
    and f.instrument = any (@instrument)                                                 --? instrument
    and f.code = any (@protocol)                                                         --? protocol
), day as materialized (
  select c.time_zone,
         (@now::timestamptz at time zone c.time_zone)::date as today
  from clinic c
  where c.clinic_id = current_clinic_id()
)
select a.code as protocol, a.version as protocol_version, a.instrument, a.at, found.*, found.due_at::text || ' ' || a.instrument as sort_value
from asked a
cross join day
cross join lateral (
  select told.*
  from (
    select s.id as session_id, s.patient_id, s.started_at, s.started_at + a.at as due_at,
           s.started_at + a.at - a.tolerance as earliest, s.started_at + a.at + a.tolerance as latest,
           ((s.started_at + a.at) at time zone day.time_zone)::date as due_date,
           met.id as score_id, met.assessed_at,
           case when met.id is not null then 'done'
                when next_infusion.started_at <= s.started_at + a.at + a.tolerance then 'notReached'
                when s.started_at + a.at + a.tolerance < @now then 'missed'
                when s.started_at + a.at - a.tolerance <= @now then 'due'
                else 'upcoming' end as status
    from session s
    left join lateral (
      select n.started_at
      from session n
      where n.clinic_id = current_clinic_id() and n.patient_id = s.patient_id and n.started_at > s.started_at and n.status <> 'entered-in-error'
      order by n.started_at
      limit 1
    ) next_infusion on true
    left join lateral (
      select r.id, r.assessed_at
      from score r
      where r.clinic_id = current_clinic_id() and r.patient_id = s.patient_id and r.instrument = a.instrument
        and r.status <> 'entered-in-error' and (r.total is not null or r.instrument = any (@withoutTotal))
        and r.assessed_at between s.started_at + a.at - a.tolerance and s.started_at + a.at + a.tolerance
        and (next_infusion.started_at is null or r.assessed_at <= next_infusion.started_at)
      order by abs(extract(epoch from r.assessed_at - (s.started_at + a.at))), r.assessed_at, r.created_at desc, r.id desc
      limit 1
    ) met on true
    where s.clinic_id = current_clinic_id() and s.protocol = a.code and s.status <> 'entered-in-error'
      and s.started_at >= a.started_from and s.started_at < a.started_until and s.started_at <= a.started_last
      and s.patient_id = any (array(select chart_of(p) from unnest(@patient::uuid[]) p))   --? patient
  ) told
  where true
    and told.status = any (@status)                                                      --? status
    and case when told.status in ('done', 'notReached') then false                       --? due
             when told.due_date < day.today or told.status = 'missed' then 'overdue' = any (@due)   --? due
             when told.due_date = day.today then 'today' = any (@due)                    --? due
             else 'upcoming' = any (@due) end                                            --? due
    and (told.due_at, a.instrument, told.session_id) > (@afterValue::timestamptz, @afterInstrument, @afterId)   --? after=dueAt
    and (told.due_at, a.instrument, told.session_id) < (@afterValue::timestamptz, @afterInstrument, @afterId)   --? after=-dueAt
  order by told.started_at, told.session_id                                              --? sort=dueAt
  order by told.started_at desc, told.session_id desc                                    --? sort=-dueAt
  limit @limit
) found
order by found.due_at, a.instrument, found.session_id                                    --? sort=dueAt
order by found.due_at desc, a.instrument desc, found.session_id desc                     --? sort=-dueAt
limit @limit
