-- :read
select c.version, c.observation_ranges
from clinic c
where c.clinic_id = current_clinic_id();

-- :write
-- The session is looked up and held once, whatever the length of the batch.
with parent as materialized (
  select live_session(@sessionId) as id
         , judged_by(@settingsVersion) as settings_version   --? asLastSeen
), given as (
  select *
  from unnest(@ids::uuid[], @codes::text[], @values::numeric[], @units::text[], @canonicalValues::numeric[], @canonicalUnits::text[],
             @components::jsonb[], @interpretations::text[], @observedAts::timestamptz[], @performers::text[], @confirmeds::jsonb[], @requestHashes::bytea[]
             , @identifiers::jsonb[], @deviceSystems::text[], @deviceValues::text[]   --? identified
             )
    with ordinality g (id, code, value, unit, canonical_value, canonical_unit, components, interpretation, observed_at, performer, confirmed, request_hash
                       , identifiers, device_system, device_value                      --? identified
                       , position)
), born as materialized (
  -- Where the earliest is not before the patient's birth, none is.
  select not_before_birth(e.observed_at, s.patient_id, case when @isArray then (e.position - 1)::text || '/observedAt' else 'observedAt' end)
  from parent p
  join session s on s.clinic_id = current_clinic_id() and s.id = p.id
  cross join (select g.observed_at, g.position from given g order by g.observed_at, g.position limit 1) e
), written as (
  insert into observation
    (id, session_id, code, value, unit, canonical_value, canonical_unit, components, interpretation, observed_at, performer,
     confirmed, time_confirmed, request_hash
     , identifiers, device_system, device_value                                        --? identified
    )
  select g.id, p.id, g.code, g.value, g.unit, g.canonical_value, g.canonical_unit, g.components, g.interpretation, g.observed_at, g.performer,
         g.confirmed,
         case when far_from_infusion(g.observed_at, s.started_at, s.ended_at)
              then confirmed_time(g.confirmed is not null, case when @isArray then (g.position - 1)::text || '/observedAt' else 'observedAt' end) end,
         g.request_hash
         , g.identifiers, g.device_system, g.device_value                              --? identified
  from parent p
  join session s on s.clinic_id = current_clinic_id() and s.id = p.id
  cross join born
  cross join given g
  order by g.position
  returning *
)
select w.id, w.version, w.status, w.session_id, w.code, w.value, w.unit, w.canonical_value, w.canonical_unit, w.components, w.interpretation,
       w.observed_at, w.performer, w.confirmed, w.time_confirmed, w.reentered_as, w.recorded_at, w.recorded_by, w.reason,
       w.identifiers, w.device_system, w.device_value
from written w
join given g on g.id = w.id
order by g.position;
