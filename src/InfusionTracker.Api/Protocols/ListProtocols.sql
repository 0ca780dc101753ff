-- :page
select p.id, p.version, p.status, p.code, p.name, p.definition, p.recorded_at, p.recorded_by, p.reason
from protocol p
where p.clinic_id = current_clinic_id() and p.status <> 'entered-in-error'
  and p.code > @afterValue       --? after=code
  and p.code < @afterValue       --? after=-code
order by p.code                  --? sort=code
order by p.code desc             --? sort=-code
limit @limit;

-- :count
select count(*)
from protocol p
where p.clinic_id = current_clinic_id() and p.status <> 'entered-in-error'
