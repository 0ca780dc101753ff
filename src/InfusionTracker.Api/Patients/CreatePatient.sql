insert into patient (id, identifiers, name, birth_date, sex, request_hash)
values (@id, @identifiers, @name, @birthDate, @sex, @requestHash)
returning id, version, status, identifiers, name, birth_date, sex, merged_into, recorded_at, recorded_by, reason;
