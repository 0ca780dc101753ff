-- A client is let in again once under one Idempotency-Key: a late repeat does not undo that it was cut off since.

create function reinstate_client(client_id uuid) returns void
  language plpgsql
as $$
begin
  update client c set revoked_at = null where c.clinic_id = current_clinic_id() and c.id = reinstate_client.client_id;
  if not found then
    raise exception using errcode = 'IT404', message = 'there is no such client';
  end if;
end
$$;
comment on function reinstate_client(uuid) is 'Lets a client in again that was cut off; its keys stay revoked.';
