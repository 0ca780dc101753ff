-- :read
select id, version, status, identifiers, name, birth_date, sex, merged_into, recorded_at, recorded_by, reason
from patient
where clinic_id = current_clinic_id() and id = @id
for update;

select exists (select from session s where s.clinic_id = current_clinic_id() and s.patient_id = @id and s.status <> 'entered-in-error')
    or exists (select from score s where s.clinic_id = current_clinic_id() and s.patient_id = @id and s.status <> 'entered-in-error');

-- :write
update patient set status = 'entered-in-error', reason = @reason
where clinic_id = current_clinic_id() and id = @id
returning id, version, status, identifiers, name, birth_date, sex, merged_into, recorded_at, recorded_by, reason;
