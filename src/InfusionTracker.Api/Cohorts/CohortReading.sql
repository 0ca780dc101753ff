-- :basis
select * from onset_settings();

-- To whom every record is open anyway, nothing of a cohort is closed.
select c.dose_bands, c.age_bands, current_client_may('analytics:small-cells') or current_client_may('records:read') as sees_all
from clinic c
where c.clinic_id = current_clinic_id();

-- Every started infusion of each patient who has one that passes: the others place it in its course and end its points.
-- :infusions
with infused as (
  select s.patient_id, s.id, s.started_at, s.ended_at, s.medication, s.indication, s.protocol, p.sex,
         coalesce(null
           , lived.age --? age
         ) as age,
         coalesce(true
           and s.indication = any (@indication)   --? indication
           and s.medication = any (@medication)   --? medication
           and s.protocol = any (@protocol)       --? protocol
           and s.route = any (@route)             --? route
           and p.sex = any (@sex)                 --? sex
           and lived.age >= @ageFrom              --? ageFrom
           and lived.age < @ageTo                 --? ageTo
           and s.started_at >= @from              --? from
           and s.started_at < @to                 --? to
         , false) as passes
  from session s
  join patient p on p.clinic_id = s.clinic_id and p.id = s.patient_id
  join clinic c on c.clinic_id = s.clinic_id
  cross join lateral (
    select extract(year from age((s.started_at at time zone c.time_zone)::date::timestamp, p.birth_date::timestamp))::integer as age
  ) lived
  where s.clinic_id = current_clinic_id() and s.started_at is not null and s.status <> 'entered-in-error' and s.status <> 'cancelled'
), marked as (
  select i.patient_id, i.id, i.started_at, i.ended_at, i.medication, i.indication, i.protocol, i.sex, i.age::integer as age, i.passes,
         bool_or(i.passes) over (partition by i.patient_id) as of_patient
  from infused i
)
select m.patient_id, m.id as session_id, m.started_at, m.medication, m.indication, m.protocol, m.sex, m.age, m.passes,
       m.ended_at
from marked m
where m.of_patient
order by m.patient_id, m.started_at, m.id;

-- :events
select e.session_id, e.id, e.type, e.occurred_at, e.created_at, e.rate_value, e.rate_unit, e.concentration_mg_per_ml,
       e.dose_value, e.dose_unit, null::text as note, s.weight_kg as session_kg,
       null::boolean as completed, null::smallint as completion_rule, e.weight_kg, false as is_confirmed
from session s
join patient p on p.clinic_id = s.clinic_id and p.id = s.patient_id
join clinic c on c.clinic_id = s.clinic_id
cross join lateral (
  select extract(year from age((s.started_at at time zone c.time_zone)::date::timestamp, p.birth_date::timestamp))::integer as age
) lived
join infusion_event e on e.clinic_id = s.clinic_id and e.session_id = s.id
where s.clinic_id = current_clinic_id() and s.started_at is not null and s.status <> 'entered-in-error' and s.status <> 'cancelled'
  and e.status <> 'entered-in-error'
  and s.indication = any (@indication)   --? indication
  and s.medication = any (@medication)   --? medication
  and s.protocol = any (@protocol)       --? protocol
  and s.route = any (@route)             --? route
  and p.sex = any (@sex)                 --? sex
  and lived.age >= @ageFrom              --? ageFrom
  and lived.age < @ageTo                 --? ageTo
  and s.started_at >= @from              --? from
  and s.started_at < @to                 --? to
order by e.session_id;

-- The scores of the same patients in the same order, so that either result is read beside the other and neither is held.
-- :scores
select r.patient_id, r.id, r.version, r.assessed_at, r.created_at, r.total, r.recall_period, r.form
from score r
where r.clinic_id = current_clinic_id() and r.instrument = @instrument and r.total is not null and r.status <> 'entered-in-error'
  and r.patient_id in (
    select s.patient_id
    from session s
    join patient p on p.clinic_id = s.clinic_id and p.id = s.patient_id --? sex|ageFrom|ageTo
    join clinic c on c.clinic_id = s.clinic_id --? ageFrom|ageTo
    cross join lateral ( --? ageFrom|ageTo
      select extract(year from age((s.started_at at time zone c.time_zone)::date::timestamp, p.birth_date::timestamp))::integer as age --? ageFrom|ageTo
    ) lived --? ageFrom|ageTo
    where s.clinic_id = current_clinic_id() and s.started_at is not null and s.status <> 'entered-in-error' and s.status <> 'cancelled'
      and s.indication = any (@indication)   --? indication
      and s.medication = any (@medication)   --? medication
      and s.protocol = any (@protocol)       --? protocol
      and s.route = any (@route)             --? route
      and p.sex = any (@sex)                 --? sex
      and lived.age >= @ageFrom              --? ageFrom
      and lived.age < @ageTo                 --? ageTo
      and s.started_at >= @from              --? from
      and s.started_at < @to                 --? to
  )
order by r.patient_id, r.assessed_at;
