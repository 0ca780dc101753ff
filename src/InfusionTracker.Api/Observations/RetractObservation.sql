-- :read
select o.id, o.version, o.status, o.session_id, o.code, o.value, o.unit, o.canonical_value, o.canonical_unit, o.components, o.interpretation,
       o.observed_at, o.performer, o.reentered_as, o.recorded_at, o.recorded_by, o.reason, o.identifiers, o.device_system, o.device_value
from observation o
where o.clinic_id = current_clinic_id() and o.id = @id
for no key update;

-- The session that the new observation is in. One that was moved with its session did not always name the new one.
select coalesce(n.session_id, s.reentered_as)
from observation o
join session s on s.clinic_id = o.clinic_id and s.id = o.session_id
left join observation n on n.clinic_id = o.clinic_id and n.id = o.reentered_as
where o.clinic_id = current_clinic_id() and o.id = @id
  and (n.id is not null or (s.reentered_as is not null and retracted_with_session('observation', o.id, s.id)));

-- :write
insert into observation (id, session_id, :Observation.columns)                                                                --? reenter
select @newId, live_session(@reenterUnder), o.:Observation.columns                                                            --? reenter
from observation o                                                                                                            --? reenter
left join session r on r.clinic_id = o.clinic_id and r.id = @reenterUnder                                                     --? reenter
cross join lateral not_before_birth(o.observed_at, r.patient_id, 'reenterUnder') judged                                       --? reenter
where o.clinic_id = current_clinic_id() and o.id = @id;                                                                       --? reenter

update observation set status = 'entered-in-error', reason = @reason, reentered_as = @newId
where clinic_id = current_clinic_id() and id = @id
returning id, version, status, session_id, code, value, unit, canonical_value, canonical_unit, components, interpretation,
          observed_at, performer, reentered_as, recorded_at, recorded_by, reason,
          identifiers, device_system, device_value;
