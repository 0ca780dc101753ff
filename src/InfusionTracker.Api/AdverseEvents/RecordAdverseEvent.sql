insert into adverse_event (id, session_id, code_system, code, severity, grade, started_at, ended_at, action, outcome, performer, note, request_hash)
values (@id, live_session(@sessionId), @codeSystem, @code, @severity, @grade, @startedAt, @endedAt, @action, @outcome, @performer, @note, @requestHash)
returning id, version, status, session_id, code_system, code as code_value, severity, grade, started_at, ended_at,
          action, outcome, performer, note, recorded_at, recorded_by, reason, request_hash;
