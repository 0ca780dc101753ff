-- A keyed request that found nothing to change made no version by which its answer could be found again. It notes those that
-- it answered with.

alter table idempotency_key add column record_versions integer[];
comment on column idempotency_key.record_versions is
  'Versions that the request answered with where it changed nothing; null where it wrote, which change then tells.';

create or replace function claim(key text, request_hash bytea, status smallint, record_type text, record_ids uuid[]) returns void
  language plpgsql volatile
as $$
declare
  held idempotency_key;
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
  select * into held from idempotency_key k
    where k.clinic_id = current_clinic_id() and k.client_id = current_client_id() and k.key = claim.key;
  if held.request_hash <> claim.request_hash then
    raise exception using errcode = 'IT422', message = 'the key was used for another request';
  end if;
  raise exception using errcode = 'IT200', message = 'the request was done before', hint = json_build_object(
    'ids', held.record_ids,
    'versions', coalesce(held.record_versions, (
      select array_agg(coalesce(made.version, 0) order by r.position)
      from unnest(held.record_ids) with ordinality r (id, position)
      left join lateral (
        select max(c.version) as version
        from change c
        where c.clinic_id = held.clinic_id and c.record_type = held.record_type and c.record_id = r.id and c.request_id = held.request_id
      ) made on true)));
end
$$;
