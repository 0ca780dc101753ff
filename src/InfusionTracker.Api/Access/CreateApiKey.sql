-- :write
insert into api_key (id, label, roles, scopes, secret_hash, expires_at)
values (@id, @label, @roles, @scopes, @secretHash, @expiresAt)
returning id, client_id, label, roles, scopes, created_at, created_by, expires_at, revoked_at;

-- :rotate
select rotate_key(@keyId, @id, @label, @secretHash, @expiresAt, @overlap);

select id, client_id, label, roles, scopes, created_at, created_by, expires_at, revoked_at
from api_key
where clinic_id = current_clinic_id() and id = @id;

-- :recall
select id, client_id, label, roles, scopes, created_at, created_by, expires_at, revoked_at
from api_key
where clinic_id = current_clinic_id() and id = @id;
