-- Doses and weights are judged as observations are: what nobody believes is refused unless somebody confirms it, and what is critical is
-- kept and flagged. What flowed is a fact: a rate or a dose per kg keeps the weight that it counted with.

alter table clinic add column dose_limits jsonb;
comment on column clinic.dose_limits is
  'Limits of doses that the clinic has set in place of the service''s: by medication, then by route. Null for none.';
select let_write('clinic');

alter table session
  add column confirmed jsonb,
  add column critical text[],
  drop constraint session_weight_is_plausible,
  add constraint session_weight_is_plausible
    check (weight_kg between 20 and 350 or weight_kg > 0 and confirmed is not null) not valid;
comment on column session.confirmed is
  'Who says that its weight, which is implausible, is true, and why: {"by", "reason"}. Null where nobody had to, or did.';
comment on column session.critical is
  'What is critical of it: its weight, or what was given in it by all of its infusion events. Null for nothing.';
select let_write('session');

alter table infusion_event
  add column weight_kg numeric,
  add column confirmed jsonb,
  add column critical text[],
  add constraint infusion_event_weight_is_positive check (weight_kg > 0) not valid;
comment on column infusion_event.weight_kg is
  'Body weight in kg that its rate or dose per kg counts with: the pump''s, or the session''s when it was recorded. Null where it counts with none.';
comment on column infusion_event.confirmed is
  'Who says that what is implausible of it is true, and why: {"by", "reason"}. Null where nobody had to, or did.';
comment on column infusion_event.critical is
  'What was critical of it, or became critical of the session by it, when it was recorded or last corrected. Null for nothing.';
select let_write('infusion_event');

-- Up to here rates and doses per kg counted with the session's weight as it stood. They keep the one that they counted with last, so
-- that no dose changes now, or with a weight that is corrected later. It is part of no image yet, and so no version.
alter table infusion_event no force row level security;
alter table session no force row level security;
alter table infusion_event disable trigger next_version;
alter table infusion_event disable trigger record_change;
update infusion_event e
set weight_kg = s.weight_kg
from session s
where s.clinic_id = e.clinic_id and s.id = e.session_id and (e.rate_unit in ('mg/kg/h', 'ug/kg/min') or e.dose_unit = 'mg/kg');
alter table infusion_event enable trigger next_version;
alter table infusion_event enable trigger record_change;
alter table session force row level security;
alter table infusion_event force row level security;

create function weight_before(patient_id uuid, at timestamptz, session_id uuid) returns numeric
  language plpgsql stable
as $$
begin
  return (
    select s.weight_kg
    from session s
    where s.clinic_id = current_clinic_id() and s.patient_id = weight_before.patient_id and s.id is distinct from weight_before.session_id
      and s.status <> 'entered-in-error' and s.weight_kg is not null
      and coalesce(s.started_at, s.scheduled_at, s.created_at)
          between weight_before.at - interval '90 days' and weight_before.at
    order by coalesce(s.started_at, s.scheduled_at, s.created_at) desc, s.id desc
    limit 1);
end
$$;
comment on function weight_before(uuid, timestamptz, uuid) is
  'The last weight of a patient, kg, in the sessions of the 90 days up to a time, but for one session; null for none.';

create function is_far_off_weight(kg numeric, reference numeric) returns boolean
  language sql immutable
as $$
  select coalesce(abs(kg - reference) * 10 > reference, false)
$$;
comment on function is_far_off_weight(numeric, numeric) is
  'Whether a weight is more than 10 % off the one that it is held against; false where either is not known.';
