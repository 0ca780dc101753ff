-- A clinic's settings are a record like any other: each change of them is a version, and what held at any time is known.
-- Null stands where the house's default holds.

alter table clinic
  add column id uuid not null generated always as (clinic_id) stored,
  add column windows text,
  add column look_back interval,
  add column right_now_look_back interval,
  add column screening_look_back interval,
  add column course_gap interval,
  add column minimum_cell integer,
  add column observation_ranges jsonb,
  add column version integer not null default 1,
  add column status text not null default 'final',
  add column reason text,
  add column recorded_at timestamptz not null default clock_timestamp(),
  add column recorded_by uuid default current_client_id(),
  add column request_hash bytea,
  add constraint clinic_look_backs_are_positive
    check (least(look_back, right_now_look_back, screening_look_back, course_gap) > interval '0'),
  add constraint clinic_minimum_cell_is_positive check (minimum_cell >= 1),
  add constraint clinic_status_is_known check (status in ('final', 'corrected'));
comment on table clinic is 'A clinic, the tenant that every record belongs to, with its settings.';
comment on column clinic.id is 'The same id, as the record of changes names every record.';
comment on column clinic.windows is 'Nominal times after t0 with tolerance, e.g. PT40M±PT10M, PT2H±PT30M.';
comment on column clinic.look_back is 'How old a baseline may be.';
comment on column clinic.right_now_look_back is 'How old a baseline of an instrument about right now may be.';
comment on column clinic.screening_look_back is 'How long before a course a screening may be.';
comment on column clinic.course_gap is 'The longest time from one infusion to the next of the same course.';
comment on column clinic.minimum_cell is 'Patients below whose number a figure of a cohort is withheld.';
comment on column clinic.observation_ranges is 'Plausible and critical ranges in place of the catalogue''s, by observation code.';

-- What clinics there are has its first version now. The owner sees no row under forced row-level security.
alter table clinic no force row level security;
alter table change no force row level security;
update clinic set recorded_at = created_at, recorded_by = null;
insert into change (clinic_id, record_type, record_id, version, operation, recorded_at, after)
  select clinic_id, 'clinic', clinic_id, 1, 'insert', recorded_at, to_jsonb(clinic) from clinic;
alter table change force row level security;

drop policy own_clinic on clinic;
revoke update (name, time_zone) on clinic from infusion_app;
select keep_record('clinic');
comment on column clinic.version is 'Version of the record, from 1.';
comment on column clinic.status is 'final, or corrected once the settings were changed.';
comment on column clinic.reason is 'Why this version was made.';
comment on column clinic.recorded_at is 'When this version was recorded, by the clock of the database.';
comment on column clinic.recorded_by is 'Client that recorded this version; null for the operator''s own hand.';
comment on column clinic.request_hash is 'Null: a clinic is set up by the operator, not by a request.';

create function onset_settings(as_of timestamptz default null) returns table (
  version integer, time_zone text, windows text, look_back interval, right_now_look_back interval,
  screening_look_back interval, course_gap interval, minimum_cell integer
)
  language sql stable
as $$
  select c.version, c.time_zone, c.windows, c.look_back, c.right_now_look_back, c.screening_look_back, c.course_gap, c.minimum_cell
  from clinic c
  where c.clinic_id = current_clinic_id() and as_of is null
  union all
  (select c.version, c.time_zone, c.windows, c.look_back, c.right_now_look_back, c.screening_look_back, c.course_gap, c.minimum_cell
   from change h
   cross join jsonb_populate_record(null::clinic, h.after) c
   where h.clinic_id = current_clinic_id() and h.record_type = 'clinic' and h.record_id = current_clinic_id() and h.recorded_at <= as_of
   order by h.version desc
   limit 1);
$$;
comment on function onset_settings(timestamptz) is
  'What the clinic has set for its figures: now, or as it stood at a recorded time; null where the house''s default holds.';
