insert into session (id, patient_id, indication, medication, route, protocol, weight_kg, planned_dose_mg_per_kg,
                     planned_duration, scheduled_at, identifiers, encounter_system, encounter_value, request_hash)
values (@id, live_patient(@patientId), @indication, @medication, @route, @protocol, @weightKg, @plannedDoseMgPerKg,
        @plannedDuration, not_before_birth(@scheduledAt, @patientId, 'scheduledAt'),
        @identifiers, @encounterSystem, @encounterValue, @requestHash)
returning id, version, status, patient_id, indication, medication, route, protocol, weight_kg, planned_dose_mg_per_kg,
          planned_duration, scheduled_at, declared_end, started_at, ended_at, reentered_as, recorded_at, recorded_by, reason,
          identifiers, encounter_system, encounter_value;
