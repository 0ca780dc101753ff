-- :current
select * from onset_settings();

select p.status, chart_of(p.merged_into) as merged_into
from patient p
where p.clinic_id = current_clinic_id() and p.id = @patientId;

select i.id as session_id, i.started_at, i.medication, i.ended_at
from session i
where i.clinic_id = current_clinic_id() and i.patient_id = (select chart_of(@patientId))
  and i.started_at is not null and i.status <> 'entered-in-error' and i.status <> 'cancelled'
limit 2001 --? few
;

select s.id, s.version, s.assessed_at, s.created_at, s.recall_period, s.form, s.total
       , s.answers[@item]::int as answer --? item
       , s.answers --? prorated
from score s
where s.clinic_id = current_clinic_id() and s.patient_id = (select chart_of(@patientId)) and s.instrument = @instrument
  and s.status <> 'entered-in-error'
limit 2001 --? few
;

-- What belongs now to the patient, or to a chart that was ever one with the patient's, is looked at as it stood, and counts where it was
-- of the chart that held the patient's records then.
-- :asOf
select * from onset_settings(@asOf);

select p.status, chart_of(p.merged_into, @asOf) as merged_into
from change c
cross join jsonb_populate_record(null::patient, c.after) p
where c.clinic_id = current_clinic_id() and c.record_type = 'patient' and c.record_id = @patientId and c.recorded_at <= @asOf
order by c.version desc
limit 1;

select i.id as session_id, i.started_at, i.medication, i.ended_at
from unnest(charts_ever_of(array[@patientId::uuid])) chart (id)
join session cur on cur.clinic_id = current_clinic_id() and cur.patient_id = chart.id
cross join lateral (
  select c.after
  from change c
  where c.clinic_id = current_clinic_id() and c.record_type = 'session' and c.record_id = cur.id and c.recorded_at <= @asOf
  order by c.version desc
  limit 1
) was
cross join jsonb_populate_record(null::session, was.after) i
where i.patient_id = (select chart_of(@patientId, @asOf))
  and i.started_at is not null and i.status <> 'entered-in-error' and i.status <> 'cancelled'
limit 2001 --? few
;

select s.id, s.version, s.assessed_at, s.created_at, s.recall_period, s.form, s.total
       , s.answers[@item]::int as answer --? item
       , s.answers --? prorated
from unnest(charts_ever_of(array[@patientId::uuid])) chart (id)
join score cur on cur.clinic_id = current_clinic_id() and cur.patient_id = chart.id and cur.instrument = @instrument
cross join lateral (
  select c.after
  from change c
  where c.clinic_id = current_clinic_id() and c.record_type = 'score' and c.record_id = cur.id and c.recorded_at <= @asOf
  order by c.version desc
  limit 1
) was
cross join jsonb_populate_record(null::score, was.after) s
where s.patient_id = (select chart_of(@patientId, @asOf)) and s.status <> 'entered-in-error'
limit 2001 --? few
;
