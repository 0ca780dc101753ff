-- Whoever records of the patient holds the date of birth that the time was judged by, until it is written.
-- :read
select id, version, status, identifiers, birth_date, sex, merged_into, recorded_at, recorded_by, reason
from patient
where clinic_id = current_clinic_id() and id = @id
for update;

select recorded_before(@id, @birthDate::date);

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
