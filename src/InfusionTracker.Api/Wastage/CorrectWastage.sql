-- :read
select id, version, status, session_id, drawn_mg, wasted_mg, returned_mg, occurred_at, performer, witness, lot, note,
       recorded_at, recorded_by, reason
from wastage
where clinic_id = current_clinic_id() and id = @id
for no key update;

-- :write
update wastage w
set drawn_mg = @drawnMg, wasted_mg = @wastedMg, returned_mg = @returnedMg,
    occurred_at = not_before_birth(
      @occurredAt, (select s.patient_id from session s where s.clinic_id = current_clinic_id() and s.id = w.session_id), 'occurredAt'),
    performer = @performer, witness = @witness, lot = @lot, note = @note, status = 'corrected', reason = @reason
where w.clinic_id = current_clinic_id() and w.id = @id
returning id, version, status, session_id, drawn_mg, wasted_mg, returned_mg, occurred_at, performer, witness, lot, note,
          recorded_at, recorded_by, reason;
