update api_key
set revoked_at = coalesce(revoked_at, clock_timestamp())
where clinic_id = current_clinic_id() and id = @id
returning id, client_id, label, roles, scopes, created_at, created_by, expires_at, revoked_at;
