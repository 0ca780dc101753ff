-- :until
select clock_timestamp() - interval '1 minute';

-- :rows
-- A retracted record is a row of t alone: its content, o, is then null.
select t.id, t.version, t.status, o.session_id as "sessionId", o.drawn_mg as "drawnMg", o.wasted_mg as "wastedMg",
       o.returned_mg as "returnedMg", o.occurred_at as "occurredAt", o.performer, o.witness, o.lot, o.note,
       t.recorded_at as "recordedAt", o.recorded_by as "recordedBy", o.reason
from wastage t
left join lateral (select t.* where t.status <> 'entered-in-error') o on true
where t.clinic_id = current_clinic_id()
  and t.status <> 'entered-in-error'                                                                 --? sort=creation
  and t.session_id in (select s.id from session s                                                    --? patient
                       where s.clinic_id = current_clinic_id() and s.patient_id = @patient)          --? patient
  and t.occurred_at >= @from                                                                         --? from
  and t.occurred_at < @to                                                                            --? to
  and t.recorded_at >= @since                                                                        --? sort=change
order by t.created_at, t.id                                                                          --? sort=creation
order by t.recorded_at, t.id                                                                         --? sort=change
