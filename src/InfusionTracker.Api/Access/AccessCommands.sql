-- :createClinic
insert into clinic (name, time_zone) values (@name, @timeZone) on conflict do nothing;

-- :isSetUp
select exists (select from clinic where clinic_id = current_clinic_id());

-- :createKey
insert into api_key (id, label, roles, scopes, secret_hash, expires_at)
values (@id, @label, @roles, @scopes, @secretHash, clock_timestamp() + @days * interval '1 day');

-- :rotateKey
select rotate_key(@keyId, @id, null, @secretHash, clock_timestamp() + @days * interval '1 day', @overlap);

-- :listKeys
select format('%s  %s  %s  %smade %s%s%s', id, label, array_to_string(roles, '+'),
              case when client_id <> id then format('of client %s  ', client_id) end, created_at,
              ', expires ' || expires_at, case when revoked_at is not null then ', revoked ' || revoked_at end)
from api_key where clinic_id = current_clinic_id() order by created_at, id;

-- :revokeKey
update api_key set revoked_at = coalesce(revoked_at, clock_timestamp()) where clinic_id = current_clinic_id() and id = @id;

-- :listClients
select format('%s  %s  first seen %s%s', id, coalesce(subject || ' of ' || issuer, 'with keys'), created_at, ', cut off ' || revoked_at)
from client where clinic_id = current_clinic_id() order by created_at, id;

-- :isClient
select exists (select from client where clinic_id = current_clinic_id() and id = @id);

-- :revokeClient
select revoke_client(@id);

-- :reinstateClient
update client set revoked_at = null where clinic_id = current_clinic_id() and id = @id;
