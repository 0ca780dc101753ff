select c.version, c.observation_ranges
from clinic c
where c.clinic_id = current_clinic_id();
