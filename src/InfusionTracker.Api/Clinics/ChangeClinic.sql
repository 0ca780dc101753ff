-- :read
select id, version, status, name, time_zone, windows as given_windows, look_back as given_look_back,
       right_now_look_back as given_right_now_look_back, screening_look_back as given_screening_look_back,
       course_gap as given_course_gap, minimum_cell as given_minimum_cell, dose_bands as given_dose_bands, age_bands as given_age_bands,
       observation_ranges as given_observation_ranges, dose_limits as given_dose_limits,
       recorded_at, recorded_by, reason
from clinic
where clinic_id = current_clinic_id()
for no key update;

-- :write
update clinic
set name = @name, time_zone = @timeZone, windows = @windows, look_back = @lookBack, right_now_look_back = @rightNowLookBack,
    screening_look_back = @screeningLookBack, course_gap = @courseGap, minimum_cell = @minimumCell, dose_bands = @doseBands, age_bands = @ageBands,
    observation_ranges = @observationRanges, dose_limits = @doseLimits, status = 'corrected', reason = @reason
where clinic_id = current_clinic_id()
returning id, version, status, name, time_zone, windows as given_windows, look_back as given_look_back,
          right_now_look_back as given_right_now_look_back, screening_look_back as given_screening_look_back,
          course_gap as given_course_gap, minimum_cell as given_minimum_cell, dose_bands as given_dose_bands, age_bands as given_age_bands,
       observation_ranges as given_observation_ranges, dose_limits as given_dose_limits,
       recorded_at, recorded_by, reason;
