-- What a session says. Beside it there are its patient, its status and the session that it became.
-- :columns
indication, medication, route, protocol, weight_kg, planned_dose_mg_per_kg, planned_duration, scheduled_at, declared_end,
started_at, ended_at, identifiers, encounter_system, encounter_value
