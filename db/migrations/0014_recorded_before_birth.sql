-- What is recorded of a patient is held against a date of birth where the date is changed and where charts are merged, by one rule.

create function recorded_before(patient_id uuid, birth_date date) returns boolean
  language sql stable
as $$
  select exists (
    select
    from (select part.happened_at
          from session s
          cross join lateral (
            select s.scheduled_at where s.status <> 'entered-in-error'
            union all
            select e.occurred_at from infusion_event e
            where e.clinic_id = s.clinic_id and e.session_id = s.id and e.status <> 'entered-in-error'
            union all
            select o.observed_at from observation o
            where o.clinic_id = s.clinic_id and o.session_id = s.id and o.status <> 'entered-in-error'
            union all
            select a.started_at from adverse_event a
            where a.clinic_id = s.clinic_id and a.session_id = s.id and a.status <> 'entered-in-error'
            union all
            select w.occurred_at from wastage w
            where w.clinic_id = s.clinic_id and w.session_id = s.id and w.status <> 'entered-in-error') part (happened_at)
          where s.clinic_id = current_clinic_id() and s.patient_id = recorded_before.patient_id
          union all
          select r.assessed_at
          from score r
          where r.clinic_id = current_clinic_id() and r.patient_id = recorded_before.patient_id and r.status <> 'entered-in-error') told
    join clinic c on c.clinic_id = current_clinic_id()
    where told.happened_at < recorded_before.birth_date::timestamp at time zone c.time_zone)
$$;
comment on function recorded_before(uuid, date) is
  'Whether anything that stands is told of a time before this date in the clinic''s time zone, as not_before_birth would refuse it; '
  'false where there is no date.';
