insert into access_log (id, operation, client_id, request_id, read_at, record_type, record_ids, patient_ids, session_ids, purpose, purpose_reason, filter)
select r.id, r.operation, r.client_id, r.request_id, statement_timestamp() - r.waited * interval '1 microsecond', r.record_type,
       r.record_ids::uuid[], r.patient_ids::uuid[], r.session_ids::uuid[], r.purpose, r.purpose_reason, r.filter
from unnest(@ids::uuid[], @operations::text[], @clients::uuid[], @requests::text[], @waited::bigint[], @recordTypes::text[],
            @recordIds::text[], @patientIds::text[], @sessionIds::text[], @purposes::text[], @reasons::text[], @filters::text[])
  as r (id, operation, client_id, request_id, waited, record_type, record_ids, patient_ids, session_ids, purpose, purpose_reason, filter)
on conflict do nothing;
