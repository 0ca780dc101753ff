-- The first of some identifiers that another patient has.
select g.position, i.patient_id
from unnest(@systems::text[], @values::text[]) with ordinality g (system, value, position)
join patient_identifier i on i.clinic_id = current_clinic_id() and i.system = g.system and i.value = g.value and i.active
where i.patient_id is distinct from @patientId
order by g.position
limit 1;
