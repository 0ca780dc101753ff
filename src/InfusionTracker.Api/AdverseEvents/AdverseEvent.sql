-- What an adverse event says. Beside it there are its session and its status.
-- :columns
code_system, code, severity, grade, started_at, ended_at, action, outcome, performer, note
