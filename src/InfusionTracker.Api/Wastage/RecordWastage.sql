insert into wastage (id, session_id, drawn_mg, wasted_mg, returned_mg, occurred_at, performer, witness, lot, note, request_hash)
values (@id, live_session(@sessionId), @drawnMg, @wastedMg, @returnedMg,
        not_before_birth(@occurredAt, (select s.patient_id from session s where s.clinic_id = current_clinic_id() and s.id = @sessionId), 'occurredAt'),
        @performer, @witness, @lot, @note, @requestHash)
returning id, version, status, session_id, drawn_mg, wasted_mg, returned_mg, occurred_at, performer, witness, lot, note,
          recorded_at, recorded_by, reason;
