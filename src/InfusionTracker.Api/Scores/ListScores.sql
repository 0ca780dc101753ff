-- :page
select s.id, s.version, s.status, s.patient_id, s.instrument, s.form, s.assessed_at, s.performer, s.answers, s.total, s.recall_period,
       s.acknowledged_at, s.acknowledged_by, s.acknowledgement_note, s.reentered_as, s.recorded_at, s.recorded_by, s.reason, s.identifiers, last_infusion.started_at as infused_at,
       s.created_at::text as sort_value                                         --? sort=recordedAt|sort=-recordedAt
       s.assessed_at::text as sort_value                                        --? sort=assessedAt|sort=-assessedAt
from score s
left join lateral (
  select i.started_at
  from session i
  where i.clinic_id = current_clinic_id() and i.patient_id = s.patient_id and i.started_at < s.assessed_at and i.status <> 'entered-in-error'
  order by i.started_at desc
  limit 1
) last_infusion on true
where s.clinic_id = current_clinic_id() and s.status <> 'entered-in-error'
  and s.patient_id = any(@patients)                                             --? patient
  and s.instrument = any(@instruments)                                          --? instrument
  and s.id in (select i.record_id                                               --? identifier
               from unnest(@systems::text[], @values::text[]) g (system, value) --? identifier
               join record_identifier i on i.clinic_id = current_clinic_id() and i.record_type = 'score'   --? identifier
                                       and i.system = g.system and i.value = g.value)   --? identifier
  and s.performer = any(@performers)                                            --? performer
  and s.assessed_at >= @from                                                    --? from
  and s.assessed_at < @to                                                       --? to
  and s.raises_flag and s.acknowledged_at is null                               --? unacknowledged
  and s.acknowledged_at is not null                                             --? acknowledged
  and (s.created_at, s.id) > (@afterValue::timestamptz, @afterId)               --? after=recordedAt
  and (s.created_at, s.id) < (@afterValue::timestamptz, @afterId)               --? after=-recordedAt
  and (s.assessed_at, s.id) > (@afterValue::timestamptz, @afterId)              --? after=assessedAt
  and (s.assessed_at, s.id) < (@afterValue::timestamptz, @afterId)              --? after=-assessedAt
order by s.created_at, s.id                                                     --? sort=recordedAt
order by s.created_at desc, s.id desc                                           --? sort=-recordedAt
order by s.assessed_at, s.id                                                    --? sort=assessedAt
order by s.assessed_at desc, s.id desc                                          --? sort=-assessedAt
limit @limit;

-- :count
select count(*)
from score s
where s.clinic_id = current_clinic_id() and s.status <> 'entered-in-error'
  and s.patient_id = any(@patients)                                             --? patient
  and s.instrument = any(@instruments)                                          --? instrument
  and s.id in (select i.record_id                                               --? identifier
               from unnest(@systems::text[], @values::text[]) g (system, value) --? identifier
               join record_identifier i on i.clinic_id = current_clinic_id() and i.record_type = 'score'   --? identifier
                                       and i.system = g.system and i.value = g.value)   --? identifier
  and s.performer = any(@performers)                                            --? performer
  and s.assessed_at >= @from                                                    --? from
  and s.assessed_at < @to                                                       --? to
  and s.raises_flag and s.acknowledged_at is null                               --? unacknowledged
  and s.acknowledged_at is not null                                             --? acknowledged
