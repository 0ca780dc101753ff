-- :page
select s.id, s.version, s.status, s.patient_id, s.indication, s.medication, s.route, s.protocol, s.weight_kg,
       s.planned_dose_mg_per_kg, s.planned_duration, s.scheduled_at, s.declared_end, s.started_at, s.ended_at,
       s.critical, s.confirmed, s.reentered_as, s.recorded_at, s.recorded_by, s.reason,
       s.identifiers, s.encounter_system, s.encounter_value,
       array(select o.id
             from session o
             where o.clinic_id = s.clinic_id and o.patient_id = s.patient_id and o.id <> s.id
               and s.status <> 'cancelled' and o.status <> 'cancelled' and o.status <> 'entered-in-error'
               -- Of a session that has not started the index has nothing to find.
               and o.started_at <= greatest(s.started_at, s.ended_at)
               and infusions_overlap(s.started_at, s.ended_at, o.started_at, o.ended_at)
             order by o.started_at, o.id) as overlapping,
       s.created_at::text as sort_value   --? sort=recordedAt|sort=-recordedAt
       (case when s.started_at is null then 'infinity' else s.started_at end)::text as sort_value   --? sort=startedAt
       (case when s.started_at is null then '-infinity' else s.started_at end)::text as sort_value   --? sort=-startedAt
       (case when s.scheduled_at is null then 'infinity' else s.scheduled_at end)::text as sort_value   --? sort=scheduledAt
       (case when s.scheduled_at is null then '-infinity' else s.scheduled_at end)::text as sort_value   --? sort=-scheduledAt
from session s
where s.clinic_id = current_clinic_id() and s.status <> 'entered-in-error'
  and s.patient_id = any (array(select chart_of(p) from unnest(@patient::uuid[]) p))    --? patient
  and s.status = any (@status)                                                        --? status
  and s.indication = any (@indication)                                                --? indication
  and s.medication = any (@medication)                                                --? medication
  and s.protocol = any (@protocol)                                                    --? protocol
  and s.id in (select i.record_id                                                     --? identifier
               from unnest(@systems::text[], @values::text[]) g (system, value)       --? identifier
               join record_identifier i on i.clinic_id = current_clinic_id() and i.record_type = 'session'   --? identifier
                                       and i.system = g.system and i.value = g.value) --? identifier
  and (s.encounter_system, s.encounter_value) in (                                    --? encounter
    select g.system, g.value                                                          --? encounter
    from unnest(@encounterSystems::text[], @encounterValues::text[]) g (system, value))   --? encounter
  and (exists (select from infusion_event e                                           --? performer
               where e.clinic_id = current_clinic_id() and e.session_id = s.id        --? performer
                 and e.performer = any (@performer) and e.status <> 'entered-in-error')   --? performer
    or exists (select from observation o                                              --? performer
               where o.clinic_id = current_clinic_id() and o.session_id = s.id        --? performer
                 and o.performer = any (@performer) and o.status <> 'entered-in-error'))  --? performer
  and coalesce(s.started_at, s.scheduled_at) >= @from                                 --? from
  and coalesce(s.started_at, s.scheduled_at) < @to                                    --? to
  and (s.created_at, s.id) > (@afterValue::timestamptz, @afterId)   --? after=recordedAt
  and (s.created_at, s.id) < (@afterValue::timestamptz, @afterId)   --? after=-recordedAt
  and (case when s.started_at is null then 'infinity' else s.started_at end, s.id) > (@afterValue::timestamptz, @afterId)   --? after=startedAt
  and (case when s.started_at is null then '-infinity' else s.started_at end, s.id) < (@afterValue::timestamptz, @afterId)   --? after=-startedAt
  and (case when s.scheduled_at is null then 'infinity' else s.scheduled_at end, s.id) > (@afterValue::timestamptz, @afterId)   --? after=scheduledAt
  and (case when s.scheduled_at is null then '-infinity' else s.scheduled_at end, s.id) < (@afterValue::timestamptz, @afterId)   --? after=-scheduledAt
order by s.created_at, s.id   --? sort=recordedAt
order by s.created_at desc, s.id desc   --? sort=-recordedAt
order by case when s.started_at is null then 'infinity' else s.started_at end, s.id   --? sort=startedAt
order by case when s.started_at is null then '-infinity' else s.started_at end desc, s.id desc   --? sort=-startedAt
order by case when s.scheduled_at is null then 'infinity' else s.scheduled_at end, s.id   --? sort=scheduledAt
order by case when s.scheduled_at is null then '-infinity' else s.scheduled_at end desc, s.id desc   --? sort=-scheduledAt
limit @limit;

-- :count
select count(*)
from session s
where s.clinic_id = current_clinic_id() and s.status <> 'entered-in-error'
  and s.patient_id = any (array(select chart_of(p) from unnest(@patient::uuid[]) p))    --? patient
  and s.status = any (@status)                                                        --? status
  and s.indication = any (@indication)                                                --? indication
  and s.medication = any (@medication)                                                --? medication
  and s.protocol = any (@protocol)                                                    --? protocol
  and s.id in (select i.record_id                                                     --? identifier
               from unnest(@systems::text[], @values::text[]) g (system, value)       --? identifier
               join record_identifier i on i.clinic_id = current_clinic_id() and i.record_type = 'session'   --? identifier
                                       and i.system = g.system and i.value = g.value) --? identifier
  and (s.encounter_system, s.encounter_value) in (                                    --? encounter
    select g.system, g.value                                                          --? encounter
    from unnest(@encounterSystems::text[], @encounterValues::text[]) g (system, value))   --? encounter
  and (exists (select from infusion_event e                                           --? performer
               where e.clinic_id = current_clinic_id() and e.session_id = s.id        --? performer
                 and e.performer = any (@performer) and e.status <> 'entered-in-error')   --? performer
    or exists (select from observation o                                              --? performer
               where o.clinic_id = current_clinic_id() and o.session_id = s.id        --? performer
                 and o.performer = any (@performer) and o.status <> 'entered-in-error'))  --? performer
  and coalesce(s.started_at, s.scheduled_at) >= @from                                 --? from
  and coalesce(s.started_at, s.scheduled_at) < @to                                    --? to
