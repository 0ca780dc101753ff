-- What a session says. Beside it there are its patient, its status, the session that it became, and the scores that stayed behind then.
-- :columns
indication, medication, route, protocol, weight_kg, planned_dose_mg_per_kg, planned_duration, scheduled_at, declared_end,
started_at, ended_at, critical, confirmed, identifiers, encounter_system, encounter_value
