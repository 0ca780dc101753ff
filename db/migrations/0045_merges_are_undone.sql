-- A merge is undone with what came by it, and nothing else.

create function came_with_merge(record_type text, record_id uuid, patient_id uuid) returns boolean
  language plpgsql stable
as $$
declare
  move record;
begin
  for move in
    select (c.before ->> 'patient_id')::uuid as left_chart, c.request_id
    from change c
    where c.clinic_id = current_clinic_id() and c.record_type = came_with_merge.record_type and c.record_id = came_with_merge.record_id
      and c.before ->> 'patient_id' <> c.after ->> 'patient_id'
    order by c.version desc
  loop
    if not exists (
      select
      from (select c.request_id
            from change c
            where c.clinic_id = current_clinic_id() and c.record_type = 'patient' and c.record_id = move.left_chart
              and c.before ->> 'merged_into' is null and c.after ->> 'merged_into' is not null
            order by c.version desc
            limit 1) last_merge
      where last_merge.request_id is not distinct from move.request_id) then
      return false;
    end if;
    if move.left_chart = came_with_merge.patient_id then
      return true;
    end if;
  end loop;
  return false;
end
$$;
comment on function came_with_merge(text, uuid, uuid) is
  'Whether the record came from this chart by its last merge, and went no other way since than by later merges. False of what was recorded '
  'elsewhere.';

create function held_to_birth(patient_id uuid) returns uuid
  language plpgsql volatile
as $$
begin
  if exists (select from patient p where p.clinic_id = current_clinic_id() and p.id = held_to_birth.patient_id
             and recorded_before(p.id, p.birth_date)) then
    raise exception using errcode = 'IT409', constraint = 'recorded_since_birth', message =
      'something that belongs to this chart was moved to a time before its birth date since the merge: correct or retract that first';
  end if;
  return held_to_birth.patient_id;
end
$$;
comment on function held_to_birth(uuid) is
  'The patient, once records have come to the chart. Raises IT409 where one is told of a time before its birth.';
