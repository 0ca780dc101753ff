-- :write
select reinstate_client(@id);

select id, issuer, subject, created_at, revoked_at
from client
where clinic_id = current_clinic_id() and id = @id;

-- As it was answered: let in, whatever has come of the client since.
-- :recall
select id, issuer, subject, created_at, null::timestamptz as revoked_at
from client
where clinic_id = current_clinic_id() and id = @id;
