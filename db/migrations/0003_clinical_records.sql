-- Patients, infusion sessions and what is recorded of them. Every table has the same columns of a record:
-- version, status, reason, recorded_at, recorded_by, created_at, request_hash (see keep_record).

create table patient (
  clinic_id uuid not null default current_clinic_id(),
  id uuid not null,
  identifiers jsonb not null,
  birth_date date,
  sex text,
  merged_into uuid,
  version integer not null default 1,
  status text not null default 'final',
  reason text,
  recorded_at timestamptz not null default clock_timestamp(),
  recorded_by uuid default current_client_id(),
  created_at timestamptz not null default clock_timestamp(),
  request_hash bytea,
  constraint patient_pkey primary key (clinic_id, id),
  constraint patient_belongs_to_a_clinic foreign key (clinic_id) references clinic (clinic_id),
  constraint patient_merged_into_exists foreign key (clinic_id, merged_into) references patient (clinic_id, id),
  constraint patient_is_not_merged_into_itself check (merged_into <> id),
  constraint patient_sex_is_known check (sex in ('female', 'male', 'other', 'unknown')),
  constraint patient_status_is_known check (status in ('final', 'corrected', 'entered-in-error'))
);
create index patient_by_creation on patient (clinic_id, created_at, id);
select keep_record('patient');
comment on table patient is 'A patient of a clinic.';
comment on column patient.identifiers is 'Identifiers given by other systems: an array of {system, value}.';
comment on column patient.birth_date is 'Date of birth.';
comment on column patient.sex is 'Administrative sex (HL7 administrative-gender).';
comment on column patient.merged_into is 'The chart that this one was merged into, and that now holds its records.';

create table patient_identifier (
  clinic_id uuid not null default current_clinic_id(),
  patient_id uuid not null,
  system text not null,
  value text not null,
  active boolean not null default true,
  constraint patient_identifier_pkey primary key (clinic_id, patient_id, system, value),
  constraint patient_identifier_belongs_to_a_patient foreign key (clinic_id, patient_id) references patient (clinic_id, id)
);
create unique index patient_identifier_is_of_one_patient on patient_identifier (clinic_id, system, value) where active;
comment on table patient_identifier is 'Where a patient is found by an identifier; derived from patient.identifiers in the same statement.';
comment on column patient_identifier.clinic_id is 'Clinic of the patient.';
comment on column patient_identifier.patient_id is 'The patient.';
comment on column patient_identifier.system is 'Namespace of the identifier (a URI).';
comment on column patient_identifier.value is 'The identifier.';
comment on column patient_identifier.active is 'False once the chart no longer has the identifier, was retracted or was merged into another.';
alter table patient_identifier enable row level security;
alter table patient_identifier force row level security;
create policy own_clinic on patient_identifier using (clinic_id = current_clinic_id());
grant select, insert, update on patient_identifier to infusion_app;

create table session (
  clinic_id uuid not null default current_clinic_id(),
  id uuid not null,
  patient_id uuid not null,
  indication text not null,
  medication text not null,
  route text not null,
  protocol text,
  weight_kg numeric,
  planned_dose_mg_per_kg numeric,
  planned_duration interval,
  scheduled_at timestamptz,
  declared_end text,
  started_at timestamptz,
  ended_at timestamptz,
  reentered_as uuid,
  version integer not null default 1,
  status text not null default 'planned',
  reason text,
  recorded_at timestamptz not null default clock_timestamp(),
  recorded_by uuid default current_client_id(),
  created_at timestamptz not null default clock_timestamp(),
  request_hash bytea,
  constraint session_pkey primary key (clinic_id, id),
  constraint session_patient_exists foreign key (clinic_id, patient_id) references patient (clinic_id, id),
  constraint session_reentered_as_exists foreign key (clinic_id, reentered_as) references session (clinic_id, id),
  constraint session_indication_is_known check (indication in (
    'generalized-anxiety-disorder', 'panic-disorder', 'social-anxiety-disorder', 'post-traumatic-stress-disorder',
    'treatment-resistant-depression', 'obsessive-compulsive-disorder', 'other')),
  constraint session_protocol_is_a_code check (protocol ~ '^[A-Za-z0-9._-]{1,64}$'),
  constraint session_weight_is_plausible check (weight_kg between 20 and 350),
  constraint session_planned_dose_is_positive check (planned_dose_mg_per_kg > 0),
  constraint session_declared_end_is_known check (declared_end in ('completed', 'stopped', 'cancelled')),
  constraint session_ended_after_started check (ended_at >= started_at),
  constraint session_status_is_known check (status in
    ('planned', 'in-progress', 'on-hold', 'completed', 'stopped', 'cancelled', 'entered-in-error'))
);
create index session_of_patient on session (clinic_id, patient_id, started_at);
create index session_by_creation on session (clinic_id, created_at, id);
-- coalesce is not taken for leakproof, so that under row-level security no page could begin in its index; case is.
create index session_by_start on session (clinic_id, (case when started_at is null then 'infinity' else started_at end), id);
create index session_by_start_descending on session (clinic_id, (case when started_at is null then '-infinity' else started_at end) desc, id desc);
create index session_by_schedule on session (clinic_id, (case when scheduled_at is null then 'infinity' else scheduled_at end), id);
create index session_by_schedule_descending on session (clinic_id, (case when scheduled_at is null then '-infinity' else scheduled_at end) desc, id desc);
select keep_record('session');
comment on table session is 'An infusion session of a patient, from its plan to its end.';
comment on column session.patient_id is 'The patient.';
comment on column session.indication is 'What the patient is treated for.';
comment on column session.medication is 'The medication, e.g. ketamine.';
comment on column session.route is 'Route of administration, e.g. intravenous.';
comment on column session.protocol is 'Protocol of the clinic''s own choosing.';
comment on column session.weight_kg is 'Body weight that doses per kg count with, kg.';
comment on column session.planned_dose_mg_per_kg is 'Planned dose, mg per kg of body weight.';
comment on column session.planned_duration is 'Planned duration of the infusion.';
comment on column session.scheduled_at is 'When the session is planned for.';
comment on column session.declared_end is 'How the session ended, as said by a person rather than by a stop event.';
comment on column session.started_at is 'Time of the start event: t0 of every onset figure.';
comment on column session.ended_at is 'Time of the stop event.';
comment on column session.reentered_as is 'The session that this one was re-entered as, under the right patient.';

create table infusion_event (
  clinic_id uuid not null default current_clinic_id(),
  id uuid not null,
  session_id uuid not null,
  type text not null,
  occurred_at timestamptz not null,
  performer text not null,
  rate_value numeric,
  rate_unit text,
  concentration_mg_per_ml numeric,
  dose_value numeric,
  dose_unit text,
  note text,
  version integer not null default 1,
  status text not null default 'final',
  reason text,
  recorded_at timestamptz not null default clock_timestamp(),
  recorded_by uuid default current_client_id(),
  created_at timestamptz not null default clock_timestamp(),
  request_hash bytea,
  constraint infusion_event_pkey primary key (clinic_id, id),
  constraint infusion_event_session_exists foreign key (clinic_id, session_id) references session (clinic_id, id),
  constraint infusion_event_type_is_known check (type in ('start', 'rate-change', 'bolus', 'pause', 'resume', 'stop')),
  constraint infusion_event_rate_has_a_unit check ((rate_value is null) = (rate_unit is null)),
  constraint infusion_event_dose_has_a_unit check ((dose_value is null) = (dose_unit is null)),
  constraint infusion_event_status_is_known check (status in ('final', 'corrected', 'entered-in-error'))
);
create index infusion_event_of_session on infusion_event (clinic_id, session_id, created_at, id);
create index infusion_event_by_creation on infusion_event (clinic_id, created_at, id);
create index infusion_event_by_change on infusion_event (clinic_id, recorded_at, id);
select keep_record('infusion_event');
comment on table infusion_event is 'What was done to the infusion: start, rate change, bolus, pause, resume, stop.';
comment on column infusion_event.session_id is 'The session.';
comment on column infusion_event.type is 'What was done.';
comment on column infusion_event.occurred_at is 'When it was done.';
comment on column infusion_event.performer is 'Who did it (the clinic''s own identifier).';
comment on column infusion_event.rate_value is 'Rate from here on, as given.';
comment on column infusion_event.rate_unit is 'UCUM unit of the rate: mg/h, mg/min, mg/kg/h, ug/kg/min, mL/h.';
comment on column infusion_event.concentration_mg_per_ml is 'Concentration that a rate in mL/h counts with, mg/mL.';
comment on column infusion_event.dose_value is 'Dose of a bolus, as given.';
comment on column infusion_event.dose_unit is 'UCUM unit of the bolus.';
comment on column infusion_event.note is 'Why it was done, e.g. why the infusion was stopped early.';

create table observation (
  clinic_id uuid not null default current_clinic_id(),
  id uuid not null,
  session_id uuid not null,
  code text not null,
  value numeric,
  unit text,
  canonical_value numeric,
  canonical_unit text,
  components jsonb,
  interpretation text,
  observed_at timestamptz not null,
  performer text not null,
  reentered_as uuid,
  version integer not null default 1,
  status text not null default 'final',
  reason text,
  recorded_at timestamptz not null default clock_timestamp(),
  recorded_by uuid default current_client_id(),
  created_at timestamptz not null default clock_timestamp(),
  request_hash bytea,
  constraint observation_pkey primary key (clinic_id, id),
  constraint observation_session_exists foreign key (clinic_id, session_id) references session (clinic_id, id),
  constraint observation_reentered_as_exists foreign key (clinic_id, reentered_as) references observation (clinic_id, id),
  constraint observation_has_a_value_or_components check ((value is null) <> (components is null)),
  constraint observation_value_has_a_unit check ((value is null) = (unit is null) and (value is null) = (canonical_value is null)),
  constraint observation_interpretation_is_known check (interpretation in ('LL', 'HH')),
  constraint observation_status_is_known check (status in ('final', 'corrected', 'entered-in-error'))
);
create index observation_of_session on observation (clinic_id, session_id, created_at, id);
create index observation_by_creation on observation (clinic_id, created_at, id);
create index observation_by_change on observation (clinic_id, recorded_at, id);
select keep_record('observation');
comment on table observation is 'What a clinician observed during a session: vitals and their like.';
comment on column observation.session_id is 'The session.';
comment on column observation.code is 'LOINC code, or code of the catalogue.';
comment on column observation.value is 'The value as given, digits kept; null for a panel.';
comment on column observation.unit is 'UCUM unit as given.';
comment on column observation.canonical_value is 'The value in the code''s own unit.';
comment on column observation.canonical_unit is 'The code''s own UCUM unit.';
comment on column observation.components is 'Parts of a panel: an array of {code, value, unit, canonicalValue, canonicalUnit, interpretation}.';
comment on column observation.interpretation is 'HL7 interpretation: LL critically low, HH critically high.';
comment on column observation.observed_at is 'When it was observed.';
comment on column observation.performer is 'Who observed it (the clinic''s own identifier).';
comment on column observation.reentered_as is 'The observation that this one was re-entered as, under the right session.';

create table adverse_event (
  clinic_id uuid not null default current_clinic_id(),
  id uuid not null,
  session_id uuid not null,
  code_system text not null,
  code text not null,
  severity text not null,
  grade smallint,
  started_at timestamptz not null,
  ended_at timestamptz,
  action text,
  outcome text,
  performer text,
  note text,
  version integer not null default 1,
  status text not null default 'final',
  reason text,
  recorded_at timestamptz not null default clock_timestamp(),
  recorded_by uuid default current_client_id(),
  created_at timestamptz not null default clock_timestamp(),
  request_hash bytea,
  constraint adverse_event_pkey primary key (clinic_id, id),
  constraint adverse_event_session_exists foreign key (clinic_id, session_id) references session (clinic_id, id),
  constraint adverse_event_severity_is_known check (severity in ('mild', 'moderate', 'severe')),
  constraint adverse_event_grade_is_of_ctcae check (grade between 1 and 5),
  constraint adverse_event_ended_after_started check (ended_at >= started_at),
  constraint adverse_event_status_is_known check (status in ('final', 'corrected', 'entered-in-error'))
);
create index adverse_event_of_session on adverse_event (clinic_id, session_id, created_at, id);
create index adverse_event_by_creation on adverse_event (clinic_id, created_at, id);
create index adverse_event_by_change on adverse_event (clinic_id, recorded_at, id);
select keep_record('adverse_event');
comment on table adverse_event is 'An adverse event of a session.';
comment on column adverse_event.session_id is 'The session.';
comment on column adverse_event.code_system is 'Code system of the event (a URI), e.g. http://snomed.info/sct.';
comment on column adverse_event.code is 'Code of the event.';
comment on column adverse_event.severity is 'mild, moderate or severe (FHIR AdverseEvent.severity).';
comment on column adverse_event.grade is 'CTCAE grade, 1 to 5.';
comment on column adverse_event.started_at is 'When it began.';
comment on column adverse_event.ended_at is 'When it ended; null while it lasts or where it is not known.';
comment on column adverse_event.action is 'What was done with the infusion.';
comment on column adverse_event.outcome is 'How it went (FHIR AdverseEvent.outcome).';
comment on column adverse_event.performer is 'Who observed it (the clinic''s own identifier).';
comment on column adverse_event.note is 'What else there is to say.';

create table score (
  clinic_id uuid not null default current_clinic_id(),
  id uuid not null,
  patient_id uuid not null,
  instrument text not null,
  form text,
  assessed_at timestamptz not null,
  performer text,
  answers smallint[],
  total numeric,
  recall_period interval,
  reentered_as uuid,
  version integer not null default 1,
  status text not null default 'final',
  reason text,
  recorded_at timestamptz not null default clock_timestamp(),
  recorded_by uuid default current_client_id(),
  created_at timestamptz not null default clock_timestamp(),
  request_hash bytea,
  constraint score_pkey primary key (clinic_id, id),
  constraint score_patient_exists foreign key (clinic_id, patient_id) references patient (clinic_id, id),
  constraint score_reentered_as_exists foreign key (clinic_id, reentered_as) references score (clinic_id, id),
  constraint score_has_answers_or_a_total check (answers is not null or total is not null),
  constraint score_status_is_known check (status in ('final', 'corrected', 'entered-in-error'))
);
create index score_of_patient on score (clinic_id, patient_id, instrument, assessed_at);
create index score_by_creation on score (clinic_id, created_at, id);
create index score_by_assessment on score (clinic_id, assessed_at, id);
create index score_by_change on score (clinic_id, recorded_at, id);
create index session_by_change on session (clinic_id, recorded_at, id);
select keep_record('score');
comment on table score is 'A symptom score of a patient: the answers to an instrument, or their total.';
comment on column score.patient_id is 'The patient.';
comment on column score.instrument is 'Code of the instrument.';
comment on column score.form is 'Form of the instrument where it has several; null for the standard one.';
comment on column score.assessed_at is 'When the patient was assessed.';
comment on column score.performer is 'Who rated (the clinic''s own identifier).';
comment on column score.answers is 'The answers by item, null where one is missing; null where only the total is held.';
comment on column score.total is 'The total; null where an answer is missing.';
comment on column score.recall_period is 'What the rater asked about, where it is less than the standard form asks.';
comment on column score.reentered_as is 'The same content under the right patient, where this record was of the wrong one.';

do $$
declare
  record_table text;
begin
  foreach record_table in array array['patient', 'session', 'infusion_event', 'observation', 'adverse_event', 'score'] loop
    execute format('comment on column %I.clinic_id is %L', record_table, 'Clinic of the record.');
    execute format('comment on column %I.id is %L', record_table, 'Id of the record, chosen by the caller or made by the service.');
    execute format('comment on column %I.version is %L', record_table, 'Version of the record, from 1.');
    execute format('comment on column %I.status is %L', record_table, 'Where the record stands; entered-in-error takes it out of every answer but its history.');
    execute format('comment on column %I.reason is %L', record_table, 'Why this version was made.');
    execute format('comment on column %I.recorded_at is %L', record_table, 'When this version was recorded, by the clock of the database.');
    execute format('comment on column %I.recorded_by is %L', record_table, 'Client that recorded this version.');
    execute format('comment on column %I.created_at is %L', record_table, 'When the first version was recorded: the order of lists, which never changes.');
    execute format('comment on column %I.request_hash is %L', record_table, 'SHA-256 of the request that created the record under an id of its own choosing.');
  end loop;
end
$$;

create function live_patient(patient_id uuid) returns uuid
  language plpgsql volatile
as $$
declare
  found_patient record;
begin
  select p.status, p.merged_into into found_patient
    from patient p where p.clinic_id = current_clinic_id() and p.id = live_patient.patient_id for key share;
  if not found then
    raise exception using errcode = 'IT404', message = 'no such patient', constraint = 'patient_is_found';
  elsif found_patient.status = 'entered-in-error' then
    raise exception using errcode = 'IT409', message = 'the patient is entered in error', constraint = 'patient_is_not_retracted';
  elsif found_patient.merged_into is not null then
    raise exception using errcode = 'IT409', message = 'the chart is merged into another', constraint = 'patient_is_not_merged';
  end if;
  return live_patient.patient_id;
end
$$;
comment on function live_patient(uuid) is
  'The patient that something is about to be recorded of, held against retraction and merging until the transaction ends. Raises IT404, IT409.';

create function live_session(session_id uuid) returns uuid
  language plpgsql volatile
as $$
declare
  found_status text;
begin
  select s.status into found_status
    from session s where s.clinic_id = current_clinic_id() and s.id = live_session.session_id for key share;
  if not found then
    raise exception using errcode = 'IT404', message = 'no such session', constraint = 'session_is_found';
  elsif found_status = 'entered-in-error' then
    raise exception using errcode = 'IT409', message = 'the session is entered in error', constraint = 'session_is_not_retracted';
  end if;
  return live_session.session_id;
end
$$;
comment on function live_session(uuid) is
  'The session that something is about to be recorded of, held against retraction until the transaction ends. Raises IT404, IT409.';

create function not_before_birth(at timestamptz, patient_id uuid, member text) returns timestamptz
  language plpgsql stable
as $$
begin
  if exists (select from patient p join clinic c on c.clinic_id = p.clinic_id
             where p.clinic_id = current_clinic_id() and p.id = not_before_birth.patient_id
               and not_before_birth.at < p.birth_date::timestamp at time zone c.time_zone) then
    raise exception using errcode = 'check_violation', message = 'the time lies before the birth of the patient',
      constraint = 'not_before_birth', column = not_before_birth.member;
  end if;
  return not_before_birth.at;
end
$$;
comment on function not_before_birth(timestamptz, uuid, text) is
  'The time of something that happened to a patient. Raises check_violation, with the member of the request that it came '
  'from, where it lies before the day of birth in the clinic''s time zone.';
