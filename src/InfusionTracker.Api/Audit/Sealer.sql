-- :waiting
select w.clinic_id, extract(epoch from w.waited)::double precision from clinics_to_seal() w;

-- :seal
select s.first_position, s.last_position, s.hash, s.sealed_at from seal_clinic(@clinic, @most) s;
