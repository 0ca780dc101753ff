-- :read
select id, version, status, session_id, drawn_mg, wasted_mg, returned_mg, occurred_at, performer, witness,
       lot, note, recorded_at, recorded_by, reason
from wastage
where clinic_id = current_clinic_id() and id = @id
for no key update;

-- :write
update wastage
set status = 'entered-in-error', reason = @reason
where clinic_id = current_clinic_id() and id = @id
returning id, version, status, session_id, drawn_mg, wasted_mg, returned_mg, occurred_at, performer, witness,
          lot, note, recorded_at, recorded_by, reason;
