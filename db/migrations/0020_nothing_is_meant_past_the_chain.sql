-- What has a meaning for a record is in the chain, or follows from what is. The identifiers by which a patient is found are made of
-- the patient's own, by the owner and nobody else: with a row of its own there the service's role could have one patient found
-- in another's place, and no change told of it.

create policy deriver on patient_identifier to current_user using (true) with check (true);

create function derive_identifiers() returns trigger
  language plpgsql security definer set search_path = public, pg_temp
as $$
begin
  update patient_identifier i
  set active = false
  where i.clinic_id = new.clinic_id and i.patient_id = new.id and i.active
    and (new.status = 'entered-in-error' or new.merged_into is not null
         or not exists (select from jsonb_to_recordset(new.identifiers) g (system text, value text)
                        where g.system = i.system and g.value = i.value));
  if new.status <> 'entered-in-error' and new.merged_into is null then
    insert into patient_identifier (clinic_id, patient_id, system, value)
    select distinct new.clinic_id, new.id, g.system, g.value
    from jsonb_to_recordset(new.identifiers) g (system text, value text)
    on conflict on constraint patient_identifier_pkey do update set active = true where not patient_identifier.active;
  end if;
  return null;
end
$$;
comment on function derive_identifiers() is
  'Has a patient found by the identifiers that the chart has, and by none once it was retracted or merged. Every version does so again.';
revoke execute on function derive_identifiers() from public;
create trigger derive_identifiers after insert or update on patient for each row execute function derive_identifiers();
revoke insert, update on patient_identifier from infusion_app;
comment on table patient_identifier is 'Where a patient is found by an identifier: made of patient.identifiers, by the trigger derive_identifiers.';

-- What proves a key was in no change, so that another secret could be put in its place. Its digest is in each from now on; nobody
-- comes from the digest to what it was made of.
create or replace function record_key() returns trigger
  language plpgsql security definer set search_path = public, pg_temp
as $$
begin
  insert into change (clinic_id, record_type, record_id, version, operation, recorded_at, recorded_by, request_id, before, after)
  values (new.clinic_id, tg_table_name, new.id, new.version, lower(tg_op), clock_timestamp(), current_client_id(), current_request_id(),
          case when tg_op = 'UPDATE' then to_jsonb(old) - 'secret_hash' end,
          to_jsonb(new) - 'secret_hash' || jsonb_build_object('secret_digest', encode(sha256(new.secret_hash), 'hex')));
  return null;
end
$$;
comment on function record_key() is
  'Writes the change record of a key that was made, rotated or revoked: without what proves it, but with a digest of that.';

-- The keys so far get a version that has it. The owner sees no row under forced row-level security.
alter table api_key no force row level security;
update api_key set version = version + 1;
alter table api_key force row level security;
