-- What an observation says. Beside it there are its session, its status and the observation that it became.
-- :columns
code, value, unit, canonical_value, canonical_unit, components, interpretation, observed_at, performer, identifiers, device_system, device_value
