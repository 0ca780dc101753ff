select s.id, s.version, s.status, s.patient_id, s.instrument, s.form, s.assessed_at, s.performer, s.answers, s.total, s.recall_period,
       s.acknowledged_at, s.acknowledged_by, s.acknowledgement_note, s.reentered_as, s.recorded_at, s.recorded_by, s.reason, s.identifiers, last_infusion.started_at as infused_at
from score s                                                                             --? current
from score cur                                                                           --? version|asOf
join change c on c.clinic_id = cur.clinic_id and c.record_type = 'score' and c.record_id = cur.id   --? version|asOf
cross join jsonb_populate_record(null::score, c.after) s                                 --? version|asOf
left join lateral (
  select i.started_at
  from session i                                                                         --? current
  from session held                                                                      --? version|asOf
  cross join lateral (select was.after from change was                                   --? version|asOf
                      where was.clinic_id = held.clinic_id and was.record_type = 'session' and was.record_id = held.id   --? version|asOf
                        and was.recorded_at <= c.recorded_at                             --? version
                        and was.recorded_at <= @asOf                                     --? asOf
                      order by was.version desc limit 1) was                             --? version|asOf
  cross join lateral jsonb_populate_record(null::session, was.after) i                   --? version|asOf
  where i.clinic_id = current_clinic_id() and i.patient_id = s.patient_id and i.started_at < s.assessed_at and i.status <> 'entered-in-error'
    and held.clinic_id = current_clinic_id() and held.patient_id = cur.patient_id        --? version|asOf
  order by i.started_at desc
  limit 1
) last_infusion on true
where s.clinic_id = current_clinic_id() and s.id = @id                                   --? current
where cur.clinic_id = current_clinic_id() and cur.id = @id                               --? version|asOf
  and c.version = @version                                                               --? version
  and c.recorded_at <= @asOf order by c.version desc limit 1                             --? asOf
