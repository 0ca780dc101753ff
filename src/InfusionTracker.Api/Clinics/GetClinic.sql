select c.id, c.version, c.status, c.name, c.time_zone, c.windows as given_windows, c.look_back as given_look_back,
       c.right_now_look_back as given_right_now_look_back, c.screening_look_back as given_screening_look_back,
       c.course_gap as given_course_gap, c.minimum_cell as given_minimum_cell, c.dose_bands as given_dose_bands, c.age_bands as given_age_bands,
       c.observation_ranges as given_observation_ranges, c.dose_limits as given_dose_limits,
       c.recorded_at, c.recorded_by, c.reason
from clinic c                                                      --? current
where c.clinic_id = current_clinic_id() and c.clinic_id = @id      --? current
from change h, jsonb_populate_record(null::clinic, h.after) c      --? version|asOf
where h.clinic_id = current_clinic_id() and h.record_type = 'clinic' and h.record_id = @id   --? version|asOf
  and h.version = @version                                         --? version
  and h.recorded_at <= @asOf order by h.version desc limit 1       --? asOf
