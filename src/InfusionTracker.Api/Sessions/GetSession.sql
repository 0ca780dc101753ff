-- :session
select s.id, s.version, s.status, s.patient_id, s.indication, s.medication, s.route, s.protocol, s.weight_kg,
       s.planned_dose_mg_per_kg, s.planned_duration, s.scheduled_at, s.declared_end, s.started_at, s.ended_at,
       s.critical, s.confirmed, s.reentered_as, s.scores_left, s.recorded_at, s.recorded_by, s.reason,
       s.identifiers, s.encounter_system, s.encounter_value
       , array(select o.id                                         --? current|asOf
       from session o                                              --? current
       where o.clinic_id = s.clinic_id and o.patient_id = s.patient_id   --? current
       -- Charts may have been merged since, and merges undone.
       from session x                                              --? asOf
       cross join unnest(charts_ever_of(array[x.patient_id])) chart (id)   --? asOf
       join session cur on cur.clinic_id = x.clinic_id and cur.patient_id = chart.id   --? asOf
       cross join lateral (select c.after from change c            --? asOf
                           where c.clinic_id = cur.clinic_id and c.record_type = 'session' and c.record_id = cur.id   --? asOf
                             and c.recorded_at <= @asOf order by c.version desc limit 1) was   --? asOf
       cross join lateral jsonb_populate_record(null::session, was.after) o   --? asOf
       where x.clinic_id = current_clinic_id() and x.id = @id and o.patient_id = s.patient_id   --? asOf
         and o.id <> s.id                                          --? current|asOf
         and s.status <> 'cancelled' and o.status <> 'cancelled'   --? current|asOf
         and s.status <> 'entered-in-error' and o.status <> 'entered-in-error'   --? current|asOf
         and o.started_at <= greatest(s.started_at, s.ended_at)    --? current|asOf
         and infusions_overlap(s.started_at, s.ended_at, o.started_at, o.ended_at)   --? current|asOf
       order by o.started_at, o.id) as overlapping                 --? current|asOf
from session s                                                     --? current
where s.clinic_id = current_clinic_id() and s.id = @id             --? current
from change c, jsonb_populate_record(null::session, c.after) s     --? version|asOf
where c.clinic_id = current_clinic_id() and c.record_type = 'session' and c.record_id = @id   --? version|asOf
  and c.version = @version                                         --? version
  and c.recorded_at <= @asOf order by c.version desc limit 1       --? asOf

-- :infusion_events
select e.id, e.version, e.status, e.session_id, e.type, e.occurred_at, e.performer, e.rate_value, e.rate_unit,
       e.concentration_mg_per_ml, e.dose_value, e.dose_unit, e.note, e.completed, e.weight_kg, e.confirmed, e.critical,
       e.recorded_at, e.recorded_by, e.reason
from infusion_event e                                                                                          --? current
where e.clinic_id = current_clinic_id() and e.session_id = @id                                                 --? current
from infusion_event cur                                                                                        --? asOf
cross join lateral (select c.after from change c                                                               --? asOf
                    where c.clinic_id = cur.clinic_id and c.record_type = 'infusion_event' and c.record_id = cur.id   --? asOf
                      and c.recorded_at <= @asOf order by c.version desc limit 1) was                          --? asOf
cross join lateral jsonb_populate_record(null::infusion_event, was.after) e                                    --? asOf
where cur.clinic_id = current_clinic_id() and cur.session_id = @id                                             --? asOf
  and e.status <> 'entered-in-error'
order by e.occurred_at, e.type = 'stop', e.type <> 'start', e.created_at, e.id

-- :observations
select o.id, o.version, o.status, o.session_id, o.code, o.value, o.unit, o.canonical_value, o.canonical_unit, o.components,
       o.interpretation, o.observed_at, o.performer, o.confirmed, o.time_confirmed, o.reentered_as, o.recorded_at, o.recorded_by, o.reason,
       o.identifiers, o.device_system, o.device_value
from observation o                                                                                             --? current
where o.clinic_id = current_clinic_id() and o.session_id = @id                                                 --? current
from observation cur                                                                                           --? asOf
cross join lateral (select c.after from change c                                                               --? asOf
                    where c.clinic_id = cur.clinic_id and c.record_type = 'observation' and c.record_id = cur.id   --? asOf
                      and c.recorded_at <= @asOf order by c.version desc limit 1) was                          --? asOf
cross join lateral jsonb_populate_record(null::observation, was.after) o                                       --? asOf
where cur.clinic_id = current_clinic_id() and cur.session_id = @id                                             --? asOf
  and o.status <> 'entered-in-error'
order by o.observed_at, o.created_at, o.id

-- :adverse_events
select a.id, a.version, a.status, a.session_id, a.code_system, a.code as code_value, a.severity, a.grade, a.started_at,
       a.ended_at, a.action, a.outcome, a.performer, a.note, a.recorded_at, a.recorded_by, a.reason
from adverse_event a                                                                                           --? current
where a.clinic_id = current_clinic_id() and a.session_id = @id                                                 --? current
from adverse_event cur                                                                                         --? asOf
cross join lateral (select c.after from change c                                                               --? asOf
                    where c.clinic_id = cur.clinic_id and c.record_type = 'adverse_event' and c.record_id = cur.id   --? asOf
                      and c.recorded_at <= @asOf order by c.version desc limit 1) was                          --? asOf
cross join lateral jsonb_populate_record(null::adverse_event, was.after) a                                     --? asOf
where cur.clinic_id = current_clinic_id() and cur.session_id = @id                                             --? asOf
  and a.status <> 'entered-in-error'
order by a.started_at, a.created_at, a.id

-- :wastage
select w.id, w.version, w.status, w.session_id, w.drawn_mg, w.wasted_mg, w.returned_mg, w.occurred_at, w.performer, w.witness,
       w.lot, w.note, w.recorded_at, w.recorded_by, w.reason
from wastage w                                                                                                 --? current
where w.clinic_id = current_clinic_id() and w.session_id = @id                                                 --? current
from wastage cur                                                                                               --? asOf
cross join lateral (select c.after from change c                                                               --? asOf
                    where c.clinic_id = cur.clinic_id and c.record_type = 'wastage' and c.record_id = cur.id   --? asOf
                      and c.recorded_at <= @asOf order by c.version desc limit 1) was                          --? asOf
cross join lateral jsonb_populate_record(null::wastage, was.after) w                                           --? asOf
where cur.clinic_id = current_clinic_id() and cur.session_id = @id                                             --? asOf
  and w.status <> 'entered-in-error'
order by w.occurred_at, w.created_at, w.id
