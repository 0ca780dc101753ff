insert into adverse_event (id, session_id, code_system, code, severity, grade, started_at, ended_at, action, outcome, performer, note, request_hash)
values (@id, live_session(@sessionId), @codeSystem, @code, @severity, @grade,
        not_before_birth(@startedAt, (select s.patient_id from session s where s.clinic_id = current_clinic_id() and s.id = @sessionId), 'startedAt'),
        @endedAt, @action, @outcome, @performer, @note, @requestHash)
returning id, version, status, session_id, code_system, code as code_value, severity, grade, started_at, ended_at,
          action, outcome, performer, note, recorded_at, recorded_by, reason;
