select created_at from clinic where clinic_id = current_clinic_id();
