-- :read
select id, version, status, identifiers, birth_date, sex, merged_into, recorded_at, recorded_by, reason
from patient
where clinic_id = current_clinic_id() and id = @id
for no key update;

-- Whether anything that stands is told of a time before this birth, as not_before_birth would refuse it.
select exists (
  select
  from (select s.scheduled_at
        from session s
        where s.clinic_id = current_clinic_id() and s.patient_id = @id and s.status <> 'entered-in-error'
        union all
        select e.occurred_at
        from session s
        join infusion_event e on e.clinic_id = s.clinic_id and e.session_id = s.id
        where s.clinic_id = current_clinic_id() and s.patient_id = @id and e.status <> 'entered-in-error'
        union all
        select o.observed_at
        from session s
        join observation o on o.clinic_id = s.clinic_id and o.session_id = s.id
        where s.clinic_id = current_clinic_id() and s.patient_id = @id and o.status <> 'entered-in-error'
        union all
        select a.started_at
        from session s
        join adverse_event a on a.clinic_id = s.clinic_id and a.session_id = s.id
        where s.clinic_id = current_clinic_id() and s.patient_id = @id and a.status <> 'entered-in-error'
        union all
        select w.occurred_at
        from session s
        join wastage w on w.clinic_id = s.clinic_id and w.session_id = s.id
        where s.clinic_id = current_clinic_id() and s.patient_id = @id and w.status <> 'entered-in-error'
        union all
        select r.assessed_at
        from score r
        where r.clinic_id = current_clinic_id() and r.patient_id = @id and r.status <> 'entered-in-error') told (happened_at)
  join clinic c on c.clinic_id = current_clinic_id()
  where told.happened_at < @birthDate::date::timestamp at time zone c.time_zone);

-- :write
update patient_identifier
set active = exists (select from jsonb_to_recordset(@identifiers) g (system text, value text)
                     where g.system = patient_identifier.system and g.value = patient_identifier.value)
where clinic_id = current_clinic_id() and patient_id = @id;

insert into patient_identifier (patient_id, system, value)
select @id, g.system, g.value
from jsonb_to_recordset(@identifiers) g (system text, value text)
on conflict on constraint patient_identifier_pkey do nothing;

update patient
set identifiers = @identifiers, birth_date = @birthDate, sex = @sex, status = 'corrected', reason = @reason
where clinic_id = current_clinic_id() and id = @id
returning id, version, status, identifiers, birth_date, sex, merged_into, recorded_at, recorded_by, reason;
