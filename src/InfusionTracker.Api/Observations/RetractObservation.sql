-- :read
select o.id, o.version, o.status, o.session_id, o.code, o.value, o.unit, o.canonical_value, o.canonical_unit, o.components, o.interpretation,
       o.observed_at, o.performer, o.reentered_as, o.recorded_at, o.recorded_by, o.reason
from observation o
where o.clinic_id = current_clinic_id() and o.id = @id
for no key update;

-- :write
insert into observation                                                                                                       --? reenter
  (id, session_id, code, value, unit, canonical_value, canonical_unit, components, interpretation, observed_at, performer)    --? reenter
select @newId, live_session(@reenterUnder), o.code, o.value, o.unit, o.canonical_value, o.canonical_unit, o.components,       --? reenter
       o.interpretation, not_before_birth(o.observed_at, r.patient_id, 'reenterUnder'), o.performer                           --? reenter
from observation o                                                                                                            --? reenter
left join session r on r.clinic_id = o.clinic_id and r.id = @reenterUnder                                                     --? reenter
where o.clinic_id = current_clinic_id() and o.id = @id;                                                                       --? reenter

update observation set status = 'entered-in-error', reason = @reason, reentered_as = @newId
where clinic_id = current_clinic_id() and id = @id
returning id, version, status, session_id, code, value, unit, canonical_value, canonical_unit, components, interpretation,
          observed_at, performer, reentered_as, recorded_at, recorded_by, reason;
