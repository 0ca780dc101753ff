insert into session (id, patient_id, indication, medication, route, protocol, weight_kg, planned_dose_mg_per_kg,
                     planned_duration, scheduled_at, confirmed, critical,
                     identifiers, encounter_system, encounter_value, request_hash)
values (@id, live_patient(@patientId, 'patientId'), @indication, @medication, @route, @protocol, @weightKg, @plannedDoseMgPerKg,
        @plannedDuration, not_before_birth(@scheduledAt, @patientId, 'scheduledAt'), @confirmed,
        case when @isWeightCritical
               or is_far_off_weight(@weightKg, weight_before(@patientId, coalesce(@scheduledAt, clock_timestamp()), null))
             then array['weight'] end,
        @identifiers, @encounterSystem, @encounterValue, @requestHash)
returning id, version, status, patient_id, indication, medication, route, protocol, weight_kg, planned_dose_mg_per_kg,
          planned_duration, scheduled_at, declared_end, started_at, ended_at, critical, confirmed, reentered_as, recorded_at, recorded_by, reason,
          identifiers, encounter_system, encounter_value;
