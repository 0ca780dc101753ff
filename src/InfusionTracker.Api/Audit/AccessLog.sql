insert into access_log (id, ordinal, operation, client_id, request_id, read_at, record_type, record_ids, patient_ids, session_ids, purpose, purpose_reason, filter)
select @batch, r.ordinal, r.operation, r.client_id, r.request_id, statement_timestamp() - r.waited * interval '1 microsecond', r.record_type,
       (@subjects::uuid[])[r.start + 1 : r.records_end], (@subjects::uuid[])[r.records_end + 1 : r.patients_end],
       (@subjects::uuid[])[r.patients_end + 1 : r.sessions_end], r.purpose, r.purpose_reason, r.filter
from unnest(@operations::text[], @clients::uuid[], @requests::text[], @waited::bigint[], @recordTypes::text[], @starts::integer[],
            @recordsEnds::integer[], @patientsEnds::integer[], @sessionsEnds::integer[], @purposes::text[], @reasons::text[], @filters::text[])
  with ordinality as r (operation, client_id, request_id, waited, record_type, start, records_end, patients_end, sessions_end, purpose,
                        purpose_reason, filter, ordinal)
-- A batch that was written before is there as a whole. Rows that each ask whether they are there cost half as much again.
where not exists (select from access_log a where a.clinic_id = current_clinic_id() and a.id = @batch);
