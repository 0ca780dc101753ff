update client
set revoked_at = null
where clinic_id = current_clinic_id() and id = @id
returning id, issuer, subject, created_at, revoked_at;
