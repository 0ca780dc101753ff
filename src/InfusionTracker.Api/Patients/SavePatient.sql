-- The first of the identifiers, so many as are named, say whose chart it is; the others are the body's.
-- :read
select p.id, p.version, p.status, p.identifiers, p.name, p.birth_date, p.sex, p.merged_into, p.recorded_at, p.recorded_by, p.reason
from patient p
where p.clinic_id = current_clinic_id() and p.id in (
  select i.patient_id
  from unnest(@systems::text[], @values::text[]) with ordinality g (system, value, position)
  join patient_identifier i on i.clinic_id = current_clinic_id() and i.system = g.system and i.value = g.value and i.active
  where g.position <= @named)
order by p.id
for update;

select g.position, i.patient_id
from unnest(@systems::text[], @values::text[]) with ordinality g (system, value, position)
join patient_identifier i on i.clinic_id = current_clinic_id() and i.system = g.system and i.value = g.value and i.active
order by g.position;

select coalesce(bool_or(recorded_before(i.patient_id, @birthDate::date)), false)
from unnest(@systems::text[], @values::text[]) g (system, value)
join patient_identifier i on i.clinic_id = current_clinic_id() and i.system = g.system and i.value = g.value and i.active;

-- :write
insert into patient (id, identifiers, name, birth_date, sex, reason)                                              --? new
values (@id, @identifiers, @name, @birthDate, @sex, @reason)                                                      --? new
returning id, version, status, identifiers, name, birth_date, sex, merged_into, recorded_at, recorded_by, reason; --? new

update patient                                                                                                    --? known
set identifiers = @identifiers, name = @name, birth_date = @birthDate, sex = @sex, status = 'corrected', reason = @reason   --? known
where clinic_id = current_clinic_id() and id = @id                                                                --? known
returning id, version, status, identifiers, name, birth_date, sex, merged_into, recorded_at, recorded_by, reason; --? known
