-- Whoever records of the patient holds the date of birth that the time was judged by, until it is written.
-- :read
select id, version, status, identifiers, name, birth_date, sex, merged_into, recorded_at, recorded_by, reason
from patient
where clinic_id = current_clinic_id() and id = @id
for update;

select recorded_before(@id, @birthDate::date);

-- :write
update patient
set identifiers = @identifiers, name = @name, birth_date = @birthDate, sex = @sex, status = 'corrected', reason = @reason
where clinic_id = current_clinic_id() and id = @id
returning id, version, status, identifiers, name, birth_date, sex, merged_into, recorded_at, recorded_by, reason;
