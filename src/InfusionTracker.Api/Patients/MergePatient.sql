-- :read
select id, version, status, identifiers, name, birth_date, sex, merged_into, recorded_at, recorded_by, reason
from patient
where clinic_id = current_clinic_id() and id in (@id, @into)
order by id
for update;

-- What would come along, against the birth that the other chart has.
select recorded_before(@id, (select p.birth_date from patient p where p.clinic_id = current_clinic_id() and p.id = @into));

-- :write
-- First, since two charts are never found by one identifier.
update patient
set merged_into = @into, status = 'corrected', reason = @reason
where clinic_id = current_clinic_id() and id = @id;

update patient
set identifiers = (
      select jsonb_agg(distinct i.identifier)
      from patient m, jsonb_array_elements(m.identifiers || patient.identifiers) i (identifier)
      where m.clinic_id = current_clinic_id() and m.id = @id),
    status = 'corrected', reason = @reason
where clinic_id = current_clinic_id() and id = @into
  and exists (select from patient m where m.clinic_id = current_clinic_id() and m.id = @id and m.identifiers <> '[]');

-- Why a record was retracted stays.
update session
set patient_id = @into, reason = case when status = 'entered-in-error' then reason else @reason end
where clinic_id = current_clinic_id() and patient_id = @id;

update score
set patient_id = @into, reason = case when status = 'entered-in-error' then reason else @reason end
where clinic_id = current_clinic_id() and patient_id = @id;

select id, version, status, identifiers, name, birth_date, sex, merged_into, recorded_at, recorded_by, reason
from patient
where clinic_id = current_clinic_id() and id = @id;
