-- The hash of a request names the form that the request was hashed in, so that a request that is stored is known again by later builds.
-- Form 1, which has 32 bytes and no name, was of the request as it was read, with every member that it might have had.

alter table idempotency_key
  drop constraint idempotency_key_hash_is_a_sha256,
  add constraint idempotency_key_hash_is_a_sha256_in_a_form check (length(request_hash) in (32, 33));
comment on column idempotency_key.request_hash is
  'SHA-256 of the operation and its body, after a byte that names the form they are hashed in; without that byte, form 1.';

do $$
declare
  record_table text;
begin
  foreach record_table in array array['patient', 'session', 'infusion_event', 'observation', 'adverse_event', 'wastage', 'score', 'protocol'] loop
    execute format('comment on column %I.request_hash is %L', record_table,
      'SHA-256 of the request that created the record under an id of its own choosing, after a byte that names the form it is hashed in; '
      'without that byte, form 1.');
  end loop;
end
$$;

create function done_under(key text) returns table (request_hash bytea, record_ids uuid[], record_versions integer[])
  language sql stable
as $$
  select k.request_hash, k.record_ids, coalesce(k.record_versions, (
           select array_agg(coalesce(made.version, 0) order by r.position)
           from unnest(k.record_ids) with ordinality r (id, position)
           left join lateral (
             select max(c.version) as version
             from change c
             where c.clinic_id = k.clinic_id and c.record_type = k.record_type and c.record_id = r.id and c.request_id = k.request_id
           ) made on true))
  from idempotency_key k
  where k.clinic_id = current_clinic_id() and k.client_id = current_client_id() and k.key = done_under.key
    and k.created_at >= clock_timestamp() - interval '30 days'
$$;
comment on function done_under(text) is
  'What the client''s request under this Idempotency-Key has done: its hash, and the versions of records that it was answered with. No row '
  'where the key was not used in the last 30 days.';

-- Whether it was the same request is decided by who has both, in whichever form. An instance of the release before reads the hint.
create or replace function claim(key text, request_hash bytea, status smallint, record_type text, record_ids uuid[]) returns void
  language plpgsql volatile
as $$
declare
  held record;
begin
  insert into idempotency_key (key, request_hash, status, record_type, record_ids)
    values (claim.key, claim.request_hash, claim.status, claim.record_type, claim.record_ids)
    on conflict on constraint idempotency_key_pkey do update
      set request_hash = excluded.request_hash, request_id = excluded.request_id, created_at = excluded.created_at,
          status = excluded.status, record_type = excluded.record_type, record_ids = excluded.record_ids, record_versions = null
      where idempotency_key.created_at < clock_timestamp() - interval '30 days';
  if found then
    return;
  end if;
  select * into held from done_under(claim.key);
  if held.request_hash <> claim.request_hash then
    raise exception using errcode = 'IT422', message = 'the key was used for another request';
  end if;
  raise exception using errcode = 'IT200', message = 'the request was done before',
    hint = json_build_object('ids', held.record_ids, 'versions', held.record_versions);
end
$$;
comment on function claim(text, bytea, smallint, text, uuid[]) is
  'Claims an Idempotency-Key in the transaction of its work. A twin in flight is waited for (lock_timeout bounds the wait). Where the key '
  'was used before, raises IT200 for the same hash and IT422 for another, which may be of the same request in another form.';
