select s.clinic_id, s.first_position, s.last_position, s.hash, s.sealed_at from seal_entries(@most) s;
