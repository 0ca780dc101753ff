-- :page
select k.id, k.client_id, k.label, k.roles, k.scopes, k.created_at, k.created_by, k.expires_at, k.revoked_at, k.created_at::text as sort_value
from api_key k
where k.clinic_id = current_clinic_id()
  and (k.created_at, k.id) > (@afterValue::timestamptz, @afterId)   --? after=createdAt
  and (k.created_at, k.id) < (@afterValue::timestamptz, @afterId)   --? after=-createdAt
order by k.created_at, k.id                                         --? sort=createdAt
order by k.created_at desc, k.id desc                               --? sort=-createdAt
limit @limit;

-- :count
select count(*) from api_key k where k.clinic_id = current_clinic_id();
