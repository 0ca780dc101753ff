-- :page
select c.id, c.issuer, c.subject, c.created_at, c.revoked_at, c.created_at::text as sort_value
from client c
where c.clinic_id = current_clinic_id()
  and (c.created_at, c.id) > (@afterValue::timestamptz, @afterId)   --? after=createdAt
  and (c.created_at, c.id) < (@afterValue::timestamptz, @afterId)   --? after=-createdAt
order by c.created_at, c.id                                         --? sort=createdAt
order by c.created_at desc, c.id desc                               --? sort=-createdAt
limit @limit;

-- :count
select count(*) from client c where c.clinic_id = current_clinic_id();
