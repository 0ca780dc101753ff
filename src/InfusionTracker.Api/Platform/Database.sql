-- :authorize
select authorize(@keyId, @secretHash, @scope, @requestId)
from set_config('app.clinic_id', @clinicId::text, true);

-- :authorizeToken
select authorize_token(@clientId, @issuer, @subject, @scopes, @scope, @requestId)
from set_config('app.clinic_id', @clinicId::text, true);

-- :claim
select claim(@key, @requestHash, @status, @recordType, @recordIds);

-- What was done under the key, and what was first recorded under the ids.
-- :before
select d.request_hash, d.record_ids, d.record_versions from done_under(@key) d;

select c.record_id, (c.after ->> 'request_hash')::bytea
from change c
where c.clinic_id = current_clinic_id() and c.record_type = @recordType and c.record_id = any (@ids::uuid[]) and c.version = 1;

-- :kept
update idempotency_key k
set record_versions = @versions
where k.clinic_id = current_clinic_id() and k.client_id = current_client_id() and k.key = @key;

-- :confirm
-- Writes a few bytes of log and no row: it commits only where a write of now would, and after all that came before it.
select pg_logical_emit_message(true, 'infusion-tracker', '');

