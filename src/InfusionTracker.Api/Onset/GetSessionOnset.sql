-- :current
select * from onset_settings();

select s.status
from session s
where s.clinic_id = current_clinic_id() and s.id = @sessionId;

select i.id as session_id, i.started_at, i.medication, i.ended_at
from session x
join session i on i.clinic_id = x.clinic_id and i.patient_id = x.patient_id
where x.clinic_id = current_clinic_id() and x.id = @sessionId
  and i.started_at is not null and i.status <> 'entered-in-error' and i.status <> 'cancelled'
limit 2001 --? few
;

select s.id, s.version, s.assessed_at, s.created_at, s.recall_period, s.form, s.total
       , s.answers[@item]::int as answer --? item
       , s.answers --? prorated
from session x
join score s on s.clinic_id = x.clinic_id and s.patient_id = x.patient_id and s.instrument = @instrument
where x.clinic_id = current_clinic_id() and x.id = @sessionId
  and s.status <> 'entered-in-error'
  and s.total is not null --? complete
limit 2001 --? few
;

-- What belongs now to the session's patient, or to a chart that was ever one with the patient's, is looked at as it stood, and counts
-- where it was of the patient of then: charts may have been merged since, or a merge undone.
-- :asOf
select * from onset_settings(@asOf);

select s.status
from change c
cross join jsonb_populate_record(null::session, c.after) s
where c.clinic_id = current_clinic_id() and c.record_type = 'session' and c.record_id = @sessionId and c.recorded_at <= @asOf
order by c.version desc
limit 1;

select i.id as session_id, i.started_at, i.medication, i.ended_at
from session x
cross join lateral (
  select (c.after ->> 'patient_id')::uuid as patient_id
  from change c
  where c.clinic_id = x.clinic_id and c.record_type = 'session' and c.record_id = x.id and c.recorded_at <= @asOf
  order by c.version desc
  limit 1
) x_was
cross join lateral unnest(charts_ever_of(array[x.patient_id])) chart (id)
join session cur on cur.clinic_id = x.clinic_id and cur.patient_id = chart.id
cross join lateral (
  select c.after
  from change c
  where c.clinic_id = cur.clinic_id and c.record_type = 'session' and c.record_id = cur.id and c.recorded_at <= @asOf
  order by c.version desc
  limit 1
) was
cross join jsonb_populate_record(null::session, was.after) i
where x.clinic_id = current_clinic_id() and x.id = @sessionId
  and i.patient_id = x_was.patient_id and i.started_at is not null and i.status <> 'entered-in-error' and i.status <> 'cancelled'
limit 2001 --? few
;

select s.id, s.version, s.assessed_at, s.created_at, s.recall_period, s.form, s.total
       , s.answers[@item]::int as answer --? item
       , s.answers --? prorated
from session x
cross join lateral (
  select (c.after ->> 'patient_id')::uuid as patient_id
  from change c
  where c.clinic_id = x.clinic_id and c.record_type = 'session' and c.record_id = x.id and c.recorded_at <= @asOf
  order by c.version desc
  limit 1
) x_was
cross join lateral unnest(charts_ever_of(array[x.patient_id])) chart (id)
join score cur on cur.clinic_id = x.clinic_id and cur.patient_id = chart.id and cur.instrument = @instrument
cross join lateral (
  select c.after
  from change c
  where c.clinic_id = cur.clinic_id and c.record_type = 'score' and c.record_id = cur.id and c.recorded_at <= @asOf
  order by c.version desc
  limit 1
) was
cross join jsonb_populate_record(null::score, was.after) s
where x.clinic_id = current_clinic_id() and x.id = @sessionId
  and s.patient_id = x_was.patient_id and s.status <> 'entered-in-error'
  and s.total is not null --? complete
limit 2001 --? few
;
