-- A merge is undone with what came by it, and nothing else.

create function came_with_merge(record_type text, record_id uuid, patient_id uuid) returns boolean
  language plpgsql stable
as $$
declare
  move record;
  left_by_merge uuid[] := '{}';
begin
  for move in
    select (c.before ->> 'patient_id')::uuid as from_chart, (c.after ->> 'patient_id')::uuid as to_chart
    from change c
    where c.clinic_id = current_clinic_id() and c.record_type = came_with_merge.record_type and c.record_id = came_with_merge.record_id
      and c.before ->> 'patient_id' <> c.after ->> 'patient_id'
    order by c.version
  loop
    -- Only an unmerge brings a record to a chart that was merged: for the record that merge is undone, and those after it.
    if move.to_chart = any (left_by_merge) then
      left_by_merge := left_by_merge[:array_position(left_by_merge, move.to_chart) - 1];
    else
      left_by_merge := left_by_merge || move.from_chart;
    end if;
  end loop;
  return came_with_merge.patient_id = any (left_by_merge);
end
$$;
comment on function came_with_merge(text, uuid, uuid) is
  'Whether the record left this chart by a merge that was not undone for it since. False of what was recorded elsewhere.';

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
