-- :page
select p.id, p.version, p.status, p.identifiers, p.name, p.birth_date, p.sex, p.merged_into, p.recorded_at, p.recorded_by, p.reason,
       p.created_at::text as sort_value
from patient p
where p.clinic_id = current_clinic_id() and p.status <> 'entered-in-error' and p.merged_into is null
  and p.id in (select i.patient_id                                          --? identifier
               from unnest(@systems::text[], @values::text[]) g (system, value)   --? identifier
               join patient_identifier i on i.clinic_id = current_clinic_id() and i.system = g.system and i.value = g.value and i.active)   --? identifier
  and (p.created_at, p.id) > (@afterValue::timestamptz, @afterId)           --? after=recordedAt
  and (p.created_at, p.id) < (@afterValue::timestamptz, @afterId)           --? after=-recordedAt
order by p.created_at, p.id                                                 --? sort=recordedAt
order by p.created_at desc, p.id desc                                       --? sort=-recordedAt
limit @limit;

-- :count
select count(*)
from patient p
where p.clinic_id = current_clinic_id() and p.status <> 'entered-in-error' and p.merged_into is null
  and p.id in (select i.patient_id                                          --? identifier
               from unnest(@systems::text[], @values::text[]) g (system, value)   --? identifier
               join patient_identifier i on i.clinic_id = current_clinic_id() and i.system = g.system and i.value = g.value and i.active)   --? identifier
