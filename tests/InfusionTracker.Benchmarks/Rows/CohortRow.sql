-- SQL alone for the figures of a cohort: the first infusion of each patient; points after the infusion before, up to the next; the
-- last score of the day before the dose as baseline (what the catalogue and the clinic have for this instrument).

-- :onset
-- n, mean and SD of the point that is nearest to each window's nominal time.
with win (w, nominal, tolerance) as (
  values (1, interval '40 minutes', interval '10 minutes'), (2, '2 hours', '30 minutes'), (3, '4 hours', '1 hour'), (4, '1 day', '6 hours'),
         (5, '2 days', '12 hours'), (6, '3 days', '12 hours'), (7, '7 days', '2 days'), (8, '14 days', '3 days'), (9, '28 days', '4 days')
), infused as (
  select s.patient_id, s.id, s.started_at as t0, lag(s.started_at) over w as previous, lead(s.started_at) over w as next, row_number() over w as ordinal
  from session s
  where s.clinic_id = current_clinic_id() and s.started_at is not null and s.status <> 'entered-in-error'
  window w as (partition by s.patient_id order by s.started_at)
), aligned as (
  select i.id, r.assessed_at - i.t0 as elapsed, r.total,
         bool_or(r.assessed_at <= i.t0) over (partition by i.id) as has_baseline
  from infused i
  join score r on r.clinic_id = current_clinic_id() and r.patient_id = i.patient_id and r.instrument = 'VASANX'
              and r.total is not null and r.status <> 'entered-in-error'
              and r.assessed_at >= i.t0 - interval '1 day'
              and (i.previous is null or r.assessed_at > i.previous) and (i.next is null or r.assessed_at <= i.next)
  where i.ordinal = 1
), chosen as (
  select distinct on (a.id, win.w) a.id, win.w, a.total
  from aligned a
  join win on a.elapsed between win.nominal - win.tolerance and win.nominal + win.tolerance
  where a.elapsed > interval '0' and a.has_baseline
  order by a.id, win.w, greatest(a.elapsed - win.nominal, win.nominal - a.elapsed), a.elapsed
)
select w, count(*), avg(total), stddev_samp(total) from chosen group by w order by w;

-- :time-to-event
-- When each first had half of the baseline or less; else when it was last seen. How many of either at each time, in minutes.
with infused as (
  select s.patient_id, s.id, s.started_at as t0, lag(s.started_at) over w as previous, lead(s.started_at) over w as next, row_number() over w as ordinal
  from session s
  where s.clinic_id = current_clinic_id() and s.started_at is not null and s.status <> 'entered-in-error'
  window w as (partition by s.patient_id order by s.started_at)
), aligned as (
  select i.id, r.assessed_at - i.t0 as elapsed, r.total,
         bool_or(r.assessed_at <= i.t0) over p as has_baseline,
         first_value(r.total) over (p order by (r.assessed_at <= i.t0) desc, r.assessed_at desc) as baseline
  from infused i
  join score r on r.clinic_id = current_clinic_id() and r.patient_id = i.patient_id and r.instrument = 'VASANX'
              and r.total is not null and r.status <> 'entered-in-error'
              and r.assessed_at >= i.t0 - interval '1 day'
              and (i.previous is null or r.assessed_at > i.previous) and (i.next is null or r.assessed_at <= i.next)
  where i.ordinal = 1
  window p as (partition by i.id)
), told as (
  select a.id, min(a.elapsed) filter (where a.elapsed > interval '0' and 2 * a.total <= a.baseline) as event,
         max(a.elapsed) filter (where a.elapsed > interval '0') as last_seen
  from aligned a
  where a.has_baseline
  group by a.id
)
select extract(epoch from coalesce(t.event, t.last_seen)) / 60, count(t.event), count(*) - count(t.event)
from told t
where coalesce(t.event, t.last_seen) is not null
group by 1
order by 1;
