-- The chart and those over it are held as a merge holds them, in the order of their ids.
-- :read
select p.id, p.version, p.status, p.identifiers, p.name, p.birth_date, p.sex, p.merged_into, p.confirmed, p.recorded_at, p.recorded_by, p.reason
from patient p
where p.clinic_id = current_clinic_id() and p.id = any (array(
  with recursive chart as (
    select m.id, m.merged_into
    from patient m
    where m.clinic_id = current_clinic_id() and m.id = @id
    union
    select m.id, m.merged_into
    from chart
    join patient m on m.clinic_id = current_clinic_id() and m.id = chart.merged_into
  )
  select chart.id from chart))
order by p.id
for update of p;

select exists (select from patient p where p.clinic_id = current_clinic_id() and p.id = @id and p.unmerged_from is not null);

-- :write
-- First, since two charts are never found by one identifier.
update patient p
set identifiers = (
      select coalesce(jsonb_agg(i.identifier order by i.position), '[]')
      from jsonb_array_elements(p.identifiers) with ordinality i (identifier, position)
      where i.identifier not in (select jsonb_array_elements(m.identifiers))),
    status = 'corrected', reason = @reason
from patient m
where p.clinic_id = current_clinic_id() and p.id = any (@over::uuid[]) and p.status <> 'entered-in-error'
  and m.clinic_id = current_clinic_id() and m.id = @id
  and exists (
    select from jsonb_array_elements(p.identifiers) i (identifier) where i.identifier in (select jsonb_array_elements(m.identifiers)));

update patient
set merged_into = null, unmerged_from = array_append(unmerged_from, merged_into), confirmed = null, status = 'corrected', reason = @reason
where clinic_id = current_clinic_id() and id = @id;

-- Why a record was retracted stays.
update session s
set patient_id = @id, reason = case when s.status = 'entered-in-error' then s.reason else @reason end
where s.clinic_id = current_clinic_id() and s.patient_id = @holder and came_with_merge('session', s.id, @id);

update score r
set patient_id = @id, reason = case when r.status = 'entered-in-error' then r.reason else @reason end
where r.clinic_id = current_clinic_id() and r.patient_id = @holder and came_with_merge('score', r.id, @id);

select p.id, p.version, p.status, p.identifiers, p.name, p.birth_date, p.sex, p.merged_into, p.confirmed, p.recorded_at, p.recorded_by, p.reason
from patient p
where p.clinic_id = current_clinic_id() and p.id = @id;

select held_to_birth(@id);
