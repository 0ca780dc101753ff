with written as (
  insert into patient (id, identifiers, birth_date, sex, request_hash)
  values (@id, @identifiers, @birthDate, @sex, @requestHash)
  returning *
), identified as (
  insert into patient_identifier (patient_id, system, value)
  select distinct w.id, i.system, i.value
  from written w, jsonb_to_recordset(w.identifiers) i (system text, value text)
)
select id, version, status, identifiers, birth_date, sex, merged_into, recorded_at, recorded_by, reason, request_hash
from written;
