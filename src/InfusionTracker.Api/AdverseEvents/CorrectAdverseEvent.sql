-- :read
select id, version, status, session_id, code_system, code as code_value, severity, grade, started_at, ended_at,
       action, outcome, performer, note, recorded_at, recorded_by, reason
from adverse_event
where clinic_id = current_clinic_id() and id = @id
for no key update;

-- :write
update adverse_event
set code_system = @codeSystem, code = @code, severity = @severity, grade = @grade,
    started_at = not_before_birth(
      @startedAt, (select s.patient_id from session s where s.clinic_id = current_clinic_id() and s.id = session_id), 'startedAt'),
    ended_at = @endedAt, action = @action, outcome = @outcome, performer = @performer, note = @note, status = 'corrected', reason = @reason
where clinic_id = current_clinic_id() and id = @id
returning id, version, status, session_id, code_system, code as code_value, severity, grade, started_at, ended_at,
          action, outcome, performer, note, recorded_at, recorded_by, reason;
