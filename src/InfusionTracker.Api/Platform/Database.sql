-- :authorize
select authorize(@keyId, @secretHash, @scope, @requestId)
from set_config('app.clinic_id', @clinicId::text, true);

-- :authorizeToken
select authorize_token(@clientId, @issuer, @subject, @scopes, @scope, @requestId)
from set_config('app.clinic_id', @clinicId::text, true);

-- :claim
select claim(@key, @requestHash, @status, @recordType, @recordIds);

-- :kept
update idempotency_key k
set record_versions = @versions
where k.clinic_id = current_clinic_id() and k.client_id = current_client_id() and k.key = @key;

-- :confirm
-- Writes a few bytes of log and no row: it commits only where a write of now would, and after all that came before it.
select pg_logical_emit_message(true, 'infusion-tracker', '');

