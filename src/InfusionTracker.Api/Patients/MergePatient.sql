-- :read
select id, version, status, identifiers, birth_date, sex, merged_into, recorded_at, recorded_by, reason
from patient
where clinic_id = current_clinic_id() and id in (@id, @into)
order by id
for update;

-- Whether anything that would come along is told of a time before the birth that the other chart has.
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
  join patient p on p.clinic_id = current_clinic_id() and p.id = @into
  join clinic c on c.clinic_id = p.clinic_id
  where told.happened_at < p.birth_date::timestamp at time zone c.time_zone);

-- :write
update patient_identifier set active = false
where clinic_id = current_clinic_id() and patient_id = @id;

insert into patient_identifier (patient_id, system, value)
select @into, i.system, i.value
from patient m, jsonb_to_recordset(m.identifiers) i (system text, value text)
where m.clinic_id = current_clinic_id() and m.id = @id
on conflict on constraint patient_identifier_pkey do update set active = true;

update session set patient_id = @into, reason = @reason
where clinic_id = current_clinic_id() and patient_id = @id;

update score set patient_id = @into, reason = @reason
where clinic_id = current_clinic_id() and patient_id = @id;

update patient
set identifiers = (
      select jsonb_agg(distinct i.identifier)
      from patient m, jsonb_array_elements(m.identifiers || patient.identifiers) i (identifier)
      where m.clinic_id = current_clinic_id() and m.id = @id),
    status = 'corrected', reason = @reason
where clinic_id = current_clinic_id() and id = @into
  and exists (select from patient m where m.clinic_id = current_clinic_id() and m.id = @id and m.identifiers <> '[]');

update patient
set merged_into = @into, status = 'corrected', reason = @reason
where clinic_id = current_clinic_id() and id = @id
returning id, version, status, identifiers, birth_date, sex, merged_into, recorded_at, recorded_by, reason;
