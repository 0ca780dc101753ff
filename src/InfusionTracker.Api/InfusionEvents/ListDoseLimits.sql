select c.version, c.dose_limits
from clinic c
where c.clinic_id = current_clinic_id();
