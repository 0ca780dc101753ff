insert into patient (id, identifiers, birth_date, sex, request_hash)
values (@id, @identifiers, @birthDate, @sex, @requestHash)
returning id, version, status, identifiers, birth_date, sex, merged_into, recorded_at, recorded_by, reason;
