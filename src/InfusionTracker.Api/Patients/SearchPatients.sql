-- All that fit are found by one index, and then put in order: few begin so, or were born on that day.
-- :page
with found as materialized (
  select p.id
  from patient p
  join patient_identifier i on i.clinic_id = p.clinic_id and i.patient_id = p.id and i.active   --? identifier
  where p.clinic_id = current_clinic_id() and p.status <> 'entered-in-error' and p.merged_into is null
    and i.system = @system and i.value = @value                                                 --? identifier
    and p.folded_name >= fold_name(@name) and p.folded_name < fold_name(@name) || chr(1114111)  --? name
    and p.birth_date = @birthDate                                                               --? birthDate
)
select p.id, p.version, p.status, p.identifiers, p.name, p.birth_date, p.sex, p.merged_into, p.recorded_at, p.recorded_by, p.reason,
       p.created_at::text as sort_value
from found f
join patient p on p.clinic_id = current_clinic_id() and p.id = f.id
where true
  and (p.created_at, p.id) > (@afterValue::timestamptz, @afterId)           --? after=recordedAt
  and (p.created_at, p.id) < (@afterValue::timestamptz, @afterId)           --? after=-recordedAt
order by p.created_at, p.id                                                 --? sort=recordedAt
order by p.created_at desc, p.id desc                                       --? sort=-recordedAt
limit @limit;

-- :count
select count(*)
from patient p
join patient_identifier i on i.clinic_id = p.clinic_id and i.patient_id = p.id and i.active   --? identifier
where p.clinic_id = current_clinic_id() and p.status <> 'entered-in-error' and p.merged_into is null
  and i.system = @system and i.value = @value                                                 --? identifier
  and p.folded_name >= fold_name(@name) and p.folded_name < fold_name(@name) || chr(1114111)  --? name
  and p.birth_date = @birthDate                                                               --? birthDate
