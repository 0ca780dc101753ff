-- The id of a chart that was merged stands for the chart that holds its records, now or as of a recorded time.

alter table patient add column unmerged_from uuid[];
comment on column patient.unmerged_from is 'The charts that this one was merged into once and is not any more.';
select let_write('patient');
create index patient_by_merge on patient (clinic_id) where merged_into is not null or unmerged_from is not null;

create function chart_of(patient_id uuid) returns uuid
  language plpgsql stable
as $$
declare
  chart uuid := chart_of.patient_id;
  next_chart uuid;
begin
  loop
    select p.merged_into into next_chart from patient p where p.clinic_id = current_clinic_id() and p.id = chart;
    if not found then
      return null;
    end if;
    exit when next_chart is null;
    chart := next_chart;
  end loop;
  return chart;
end
$$;
comment on function chart_of(uuid) is
  'The chart that holds the records of a patient: the one at the end of the merges, or the chart itself; null for an unknown one.';

create function chart_of(patient_id uuid, as_of timestamptz) returns uuid
  language plpgsql stable
as $$
declare
  chart uuid := chart_of.patient_id;
  next_chart uuid;
begin
  loop
    select (c.after ->> 'merged_into')::uuid into next_chart
      from change c
      where c.clinic_id = current_clinic_id() and c.record_type = 'patient' and c.record_id = chart and c.recorded_at <= chart_of.as_of
      order by c.version desc
      limit 1;
    if not found then
      return null;
    end if;
    exit when next_chart is null;
    chart := next_chart;
  end loop;
  return chart;
end
$$;
comment on function chart_of(uuid, timestamptz) is
  'The chart that held the records of a patient as of a recorded time; null for one unknown by then.';

create function charts_ever_of(patient_ids uuid[]) returns uuid[]
  language plpgsql stable
as $$
begin
  return array(
    with recursive merge as materialized (
      select p.id, i.id as into_id
      from patient p
      cross join lateral unnest(p.unmerged_from || p.merged_into) i (id)
      where p.clinic_id = current_clinic_id() and (p.merged_into is not null or p.unmerged_from is not null) and i.id is not null
    ), chart as (
      select g.id from unnest(charts_ever_of.patient_ids) g (id)
      union
      select case m.id when chart.id then m.into_id else m.id end
      from chart
      join merge m on chart.id in (m.id, m.into_id)
    )
    select chart.id from chart);
end
$$;
comment on function charts_ever_of(uuid[]) is
  'These charts and all that were ever one with them by a merge, undone or not: records that were of one of them once are of one of them now.';

-- Whoever refuses names the member that the patient came by, and the chart that holds the records.
create function live_patient(patient_id uuid, member text) returns uuid
  language plpgsql volatile
as $$
declare
  found_patient record;
begin
  select p.status, p.merged_into into found_patient
    from patient p where p.clinic_id = current_clinic_id() and p.id = live_patient.patient_id for key share;
  if not found then
    raise exception using errcode = 'IT404', message = 'no such patient', constraint = 'patient_is_found', column = live_patient.member;
  elsif found_patient.merged_into is not null then
    raise exception using errcode = 'IT409', message = 'the chart is merged into another: name the one that mergedInto says',
      constraint = 'patient_is_not_merged', column = live_patient.member, hint = chart_of(found_patient.merged_into)::text;
  elsif found_patient.status = 'entered-in-error' then
    raise exception using errcode = 'IT409', message = 'the patient is entered in error', constraint = 'patient_is_not_retracted',
      column = live_patient.member;
  end if;
  return live_patient.patient_id;
end
$$;
comment on function live_patient(uuid, text) is
  'The patient that something is about to be recorded of, held against retraction and merging until the transaction ends. Raises IT404 and '
  'IT409 with the member of the request that it came from, and with the chart that holds the records as the hint.';
