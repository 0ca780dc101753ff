-- What an infusion event says. Beside it there are its session and its status.
-- :columns
type, occurred_at, performer, rate_value, rate_unit, concentration_mg_per_ml, dose_value, dose_unit, note, completed, completion_rule,
weight_kg, confirmed, critical
