-- What db/migrations add up to. Written by: dotnet run --project src/InfusionTracker.Api -- specs

create table access_log (
  clinic_id uuid not null default current_clinic_id(),
  id uuid not null,
  operation text not null,
  client_id uuid not null,
  request_id text not null,
  read_at timestamp with time zone not null,
  record_type text,
  record_ids uuid[] not null,
  patient_ids uuid[] not null,
  session_ids uuid[] not null,
  purpose text,
  purpose_reason text,
  filter text,
  ordinal integer not null default 1,
  constraint access_in_an_emergency_has_a_reason CHECK (((purpose <> ALL (ARRAY['ETREAT'::text, 'BTG'::text])) OR (purpose_reason IS NOT NULL))),
  constraint access_log_pkey PRIMARY KEY (clinic_id, id, ordinal),
  constraint times_are_of_the_calendar CHECK (is_of_the_calendar(read_at))
);

create table adverse_event (
  clinic_id uuid not null default current_clinic_id(),
  id uuid not null,
  session_id uuid not null,
  code_system text not null,
  code text not null,
  severity text not null,
  grade smallint,
  started_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  action text,
  outcome text,
  performer text,
  note text,
  version integer not null default 1,
  status text not null default 'final'::text,
  reason text,
  recorded_at timestamp with time zone not null default 
CASE
    WHEN (pg_current_xact_id() IS NOT NULL) THEN clock_timestamp()
    ELSE NULL::timestamp with time zone
END,
  recorded_by uuid default current_client_id(),
  created_at timestamp with time zone not null default clock_timestamp(),
  request_hash bytea,
  constraint adverse_event_ended_after_started CHECK ((ended_at >= started_at)),
  constraint adverse_event_grade_is_of_ctcae CHECK (((grade >= 1) AND (grade <= 5))),
  constraint adverse_event_pkey PRIMARY KEY (clinic_id, id),
  constraint adverse_event_session_exists FOREIGN KEY (clinic_id, session_id) REFERENCES session(clinic_id, id),
  constraint adverse_event_severity_is_known CHECK ((severity = ANY (ARRAY['mild'::text, 'moderate'::text, 'severe'::text]))),
  constraint adverse_event_status_is_known CHECK ((status = ANY (ARRAY['final'::text, 'corrected'::text, 'entered-in-error'::text]))),
  constraint times_are_of_the_calendar CHECK ((is_of_the_calendar(started_at) AND is_of_the_calendar(ended_at) AND is_of_the_calendar(recorded_at) AND is_of_the_calendar(created_at)))
);

create table api_key (
  clinic_id uuid not null default current_clinic_id(),
  id uuid not null,
  label text not null,
  roles text[] not null,
  scopes text[] not null,
  secret_hash bytea not null,
  created_at timestamp with time zone not null default clock_timestamp(),
  created_by uuid default current_client_id(),
  expires_at timestamp with time zone,
  revoked_at timestamp with time zone,
  client_id uuid not null,
  version integer not null default 1,
  constraint api_key_belongs_to_a_client FOREIGN KEY (clinic_id, client_id) REFERENCES client(clinic_id, id),
  constraint api_key_belongs_to_a_clinic FOREIGN KEY (clinic_id) REFERENCES clinic(clinic_id),
  constraint api_key_label_is_present CHECK (((label <> ''::text) AND (length(label) <= 200))),
  constraint api_key_pkey PRIMARY KEY (clinic_id, id),
  constraint api_key_secret_is_a_sha256 CHECK ((length(secret_hash) = 32)),
  constraint times_are_of_the_calendar CHECK ((is_of_the_calendar(created_at) AND is_of_the_calendar(expires_at) AND is_of_the_calendar(revoked_at)))
);

create table audit_entry (
  clinic_id uuid not null,
  "position" bigint not null,
  operation text not null,
  recorded_at timestamp with time zone not null,
  recorded_by uuid,
  request_id text,
  record_type text,
  record_id uuid,
  record_version integer,
  patient_id uuid,
  session_id uuid,
  access_id uuid,
  purpose text,
  digest bytea not null,
  span integer not null default 1,
  form smallint not null default 1,
  constraint audit_entry_digest_is_a_sha256 CHECK ((length(digest) = 32)),
  constraint audit_entry_form_is_known CHECK (((form = 1) OR ((form = 2) AND (operation = 'read'::text)))),
  constraint audit_entry_is_a_change_or_a_read CHECK (((operation = 'read'::text) = (access_id IS NOT NULL))),
  constraint audit_entry_operation_is_known CHECK ((operation = ANY (ARRAY['insert'::text, 'update'::text, 'read'::text]))),
  constraint audit_entry_pkey PRIMARY KEY (clinic_id, "position"),
  constraint audit_entry_spans_what_it_holds CHECK ((((span >= 1) AND (span <= "position")) AND ((span = 1) OR (operation = 'read'::text)))),
  constraint times_are_of_the_calendar CHECK (is_of_the_calendar(recorded_at))
);

create table change (
  clinic_id uuid not null,
  record_type text not null,
  record_id uuid not null,
  version integer not null,
  operation text not null,
  recorded_at timestamp with time zone not null,
  recorded_by uuid,
  request_id text,
  reason text,
  before jsonb,
  after jsonb not null,
  constraint change_operation_is_known CHECK ((operation = ANY (ARRAY['insert'::text, 'update'::text]))),
  constraint change_pkey PRIMARY KEY (clinic_id, record_type, record_id, version),
  constraint times_are_of_the_calendar CHECK (is_of_the_calendar(recorded_at))
);

create table client (
  clinic_id uuid not null default current_clinic_id(),
  id uuid not null,
  issuer text,
  subject text,
  created_at timestamp with time zone not null default clock_timestamp(),
  revoked_at timestamp with time zone,
  version integer not null default 1,
  constraint client_belongs_to_a_clinic FOREIGN KEY (clinic_id) REFERENCES clinic(clinic_id),
  constraint client_of_an_issuer_has_a_subject CHECK (((issuer IS NULL) = (subject IS NULL))),
  constraint client_pkey PRIMARY KEY (clinic_id, id),
  constraint times_are_of_the_calendar CHECK ((is_of_the_calendar(created_at) AND is_of_the_calendar(revoked_at)))
);

create table clinic (
  clinic_id uuid not null default current_clinic_id(),
  name text not null,
  time_zone text not null default 'Etc/UTC'::text,
  created_at timestamp with time zone not null default clock_timestamp(),
  id uuid not null default clinic_id,
  windows text,
  look_back interval,
  right_now_look_back interval,
  screening_look_back interval,
  course_gap interval,
  minimum_cell integer,
  observation_ranges jsonb,
  version integer not null default 1,
  status text not null default 'final'::text,
  reason text,
  recorded_at timestamp with time zone not null default 
CASE
    WHEN (pg_current_xact_id() IS NOT NULL) THEN clock_timestamp()
    ELSE NULL::timestamp with time zone
END,
  recorded_by uuid default current_client_id(),
  request_hash bytea,
  dose_bands numeric[],
  age_bands integer[],
  dose_limits jsonb,
  constraint clinic_look_backs_are_positive CHECK ((LEAST(look_back, right_now_look_back, screening_look_back, course_gap) > '00:00:00'::interval)),
  constraint clinic_minimum_cell_is_positive CHECK ((minimum_cell >= 1)),
  constraint clinic_name_is_present CHECK (((name <> ''::text) AND (length(name) <= 200))),
  constraint clinic_pkey PRIMARY KEY (clinic_id),
  constraint clinic_status_is_known CHECK ((status = ANY (ARRAY['final'::text, 'corrected'::text]))),
  constraint times_are_of_the_calendar CHECK ((is_of_the_calendar(created_at) AND is_of_the_calendar(recorded_at)))
);

create table cursor_key (
  id integer not null,
  secret bytea not null,
  created_at timestamp with time zone not null default clock_timestamp(),
  constraint cursor_key_pkey PRIMARY KEY (id),
  constraint cursor_key_secret_is_of_aes256 CHECK ((length(secret) = 32))
);

create table idempotency_key (
  clinic_id uuid not null default current_clinic_id(),
  client_id uuid not null default current_client_id(),
  key text not null,
  request_hash bytea not null,
  request_id text not null default current_request_id(),
  created_at timestamp with time zone not null default clock_timestamp(),
  status smallint not null,
  record_type text not null,
  record_ids uuid[] not null,
  record_versions integer[],
  constraint idempotency_key_belongs_to_a_client FOREIGN KEY (clinic_id, client_id) REFERENCES client(clinic_id, id),
  constraint idempotency_key_hash_is_a_sha256_in_a_form CHECK ((length(request_hash) = ANY (ARRAY[32, 33]))),
  constraint idempotency_key_length CHECK (((length(key) >= 1) AND (length(key) <= 255))),
  constraint idempotency_key_pkey PRIMARY KEY (clinic_id, client_id, key),
  constraint times_are_of_the_calendar CHECK (is_of_the_calendar(created_at))
);

create table infusion_event (
  clinic_id uuid not null default current_clinic_id(),
  id uuid not null,
  session_id uuid not null,
  type text not null,
  occurred_at timestamp with time zone not null,
  performer text not null,
  rate_value numeric,
  rate_unit text,
  concentration_mg_per_ml numeric,
  dose_value numeric,
  dose_unit text,
  note text,
  version integer not null default 1,
  status text not null default 'final'::text,
  reason text,
  recorded_at timestamp with time zone not null default 
CASE
    WHEN (pg_current_xact_id() IS NOT NULL) THEN clock_timestamp()
    ELSE NULL::timestamp with time zone
END,
  recorded_by uuid default current_client_id(),
  created_at timestamp with time zone not null default clock_timestamp(),
  request_hash bytea,
  completed boolean,
  completion_rule smallint,
  weight_kg numeric,
  confirmed jsonb,
  critical text[],
  constraint infusion_event_completed_is_of_a_stop CHECK (((completed IS NULL) OR (type = 'stop'::text))),
  constraint infusion_event_completion_rule_is_known CHECK (((completion_rule IS NULL) OR ((completion_rule = 2) AND (type = 'stop'::text)))),
  constraint infusion_event_dose_has_a_unit CHECK (((dose_value IS NULL) = (dose_unit IS NULL))),
  constraint infusion_event_pkey PRIMARY KEY (clinic_id, id),
  constraint infusion_event_rate_has_a_unit CHECK (((rate_value IS NULL) = (rate_unit IS NULL))),
  constraint infusion_event_session_exists FOREIGN KEY (clinic_id, session_id) REFERENCES session(clinic_id, id),
  constraint infusion_event_status_is_known CHECK ((status = ANY (ARRAY['final'::text, 'corrected'::text, 'entered-in-error'::text]))),
  constraint infusion_event_type_is_known CHECK ((type = ANY (ARRAY['start'::text, 'rate-change'::text, 'bolus'::text, 'pause'::text, 'resume'::text, 'stop'::text]))),
  constraint infusion_event_weight_is_positive CHECK ((weight_kg > (0)::numeric)),
  constraint times_are_of_the_calendar CHECK ((is_of_the_calendar(occurred_at) AND is_of_the_calendar(recorded_at) AND is_of_the_calendar(created_at)))
);

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
  observed_at timestamp with time zone not null,
  performer text not null,
  reentered_as uuid,
  version integer not null default 1,
  status text not null default 'final'::text,
  reason text,
  recorded_at timestamp with time zone not null default 
CASE
    WHEN (pg_current_xact_id() IS NOT NULL) THEN clock_timestamp()
    ELSE NULL::timestamp with time zone
END,
  recorded_by uuid default current_client_id(),
  created_at timestamp with time zone not null default clock_timestamp(),
  request_hash bytea,
  confirmed jsonb,
  time_confirmed boolean,
  identifiers jsonb,
  device_system text,
  device_value text,
  constraint observation_device_has_a_system CHECK (((device_system IS NULL) = (device_value IS NULL))),
  constraint observation_has_a_value_or_components CHECK (((value IS NULL) <> (components IS NULL))),
  constraint observation_interpretation_is_known CHECK ((interpretation = ANY (ARRAY['LL'::text, 'HH'::text]))),
  constraint observation_pkey PRIMARY KEY (clinic_id, id),
  constraint observation_reentered_as_exists FOREIGN KEY (clinic_id, reentered_as) REFERENCES observation(clinic_id, id),
  constraint observation_session_exists FOREIGN KEY (clinic_id, session_id) REFERENCES session(clinic_id, id),
  constraint observation_status_is_known CHECK ((status = ANY (ARRAY['final'::text, 'corrected'::text, 'entered-in-error'::text]))),
  constraint observation_value_has_a_unit CHECK ((((value IS NULL) = (unit IS NULL)) AND ((value IS NULL) = (canonical_value IS NULL)))),
  constraint times_are_of_the_calendar CHECK ((is_of_the_calendar(observed_at) AND is_of_the_calendar(recorded_at) AND is_of_the_calendar(created_at)))
);

create table patient (
  clinic_id uuid not null default current_clinic_id(),
  id uuid not null,
  identifiers jsonb not null,
  birth_date date,
  sex text,
  merged_into uuid,
  version integer not null default 1,
  status text not null default 'final'::text,
  reason text,
  recorded_at timestamp with time zone not null default 
CASE
    WHEN (pg_current_xact_id() IS NOT NULL) THEN clock_timestamp()
    ELSE NULL::timestamp with time zone
END,
  recorded_by uuid default current_client_id(),
  created_at timestamp with time zone not null default clock_timestamp(),
  request_hash bytea,
  unmerged_from uuid[],
  confirmed jsonb,
  name jsonb,
  folded_name text default folded_name(name),
  constraint patient_belongs_to_a_clinic FOREIGN KEY (clinic_id) REFERENCES clinic(clinic_id),
  constraint patient_is_not_merged_into_itself CHECK ((merged_into <> id)),
  constraint patient_merged_into_exists FOREIGN KEY (clinic_id, merged_into) REFERENCES patient(clinic_id, id),
  constraint patient_name_has_its_parts CHECK (((name IS NULL) OR ((jsonb_typeof((name -> 'family'::text)) = 'string'::text) AND (jsonb_typeof((name -> 'given'::text)) = 'array'::text)))),
  constraint patient_pkey PRIMARY KEY (clinic_id, id),
  constraint patient_sex_is_known CHECK ((sex = ANY (ARRAY['female'::text, 'male'::text, 'other'::text, 'unknown'::text]))),
  constraint patient_status_is_known CHECK ((status = ANY (ARRAY['final'::text, 'corrected'::text, 'entered-in-error'::text]))),
  constraint times_are_of_the_calendar CHECK ((is_of_the_calendar(birth_date) AND is_of_the_calendar(recorded_at) AND is_of_the_calendar(created_at)))
);

create table patient_identifier (
  clinic_id uuid not null default current_clinic_id(),
  patient_id uuid not null,
  system text not null,
  value text not null,
  active boolean not null default true,
  constraint patient_identifier_belongs_to_a_patient FOREIGN KEY (clinic_id, patient_id) REFERENCES patient(clinic_id, id),
  constraint patient_identifier_pkey PRIMARY KEY (clinic_id, patient_id, system, value)
);

create table protocol (
  clinic_id uuid not null default current_clinic_id(),
  id uuid not null,
  code text not null,
  name text not null,
  definition jsonb not null,
  version integer not null default 1,
  status text not null default 'final'::text,
  reason text,
  recorded_at timestamp with time zone not null default 
CASE
    WHEN (pg_current_xact_id() IS NOT NULL) THEN clock_timestamp()
    ELSE NULL::timestamp with time zone
END,
  recorded_by uuid default current_client_id(),
  created_at timestamp with time zone not null default clock_timestamp(),
  request_hash bytea,
  constraint protocol_belongs_to_a_clinic FOREIGN KEY (clinic_id) REFERENCES clinic(clinic_id),
  constraint protocol_code_is_a_code CHECK ((code ~ '^[A-Za-z0-9._-]{1,64}$'::text)),
  constraint protocol_has_its_code_alone UNIQUE (clinic_id, code),
  constraint protocol_name_is_present CHECK (((name <> ''::text) AND (length(name) <= 200))),
  constraint protocol_pkey PRIMARY KEY (clinic_id, id),
  constraint protocol_status_is_known CHECK ((status = ANY (ARRAY['final'::text, 'entered-in-error'::text]))),
  constraint times_are_of_the_calendar CHECK ((is_of_the_calendar(recorded_at) AND is_of_the_calendar(created_at)))
);

create table record_identifier (
  clinic_id uuid not null default current_clinic_id(),
  record_type text not null,
  record_id uuid not null,
  system text not null,
  value text not null,
  constraint identifier_is_of_one_record UNIQUE (clinic_id, record_type, system, value) DEFERRABLE INITIALLY DEFERRED,
  constraint record_identifier_belongs_to_a_clinic FOREIGN KEY (clinic_id) REFERENCES clinic(clinic_id),
  constraint record_identifier_pkey PRIMARY KEY (clinic_id, record_type, record_id, system, value)
);

create table score (
  clinic_id uuid not null default current_clinic_id(),
  id uuid not null,
  patient_id uuid not null,
  instrument text not null,
  form text,
  assessed_at timestamp with time zone not null,
  performer text,
  answers smallint[],
  total numeric,
  recall_period interval,
  reentered_as uuid,
  version integer not null default 1,
  status text not null default 'final'::text,
  reason text,
  recorded_at timestamp with time zone not null default 
CASE
    WHEN (pg_current_xact_id() IS NOT NULL) THEN clock_timestamp()
    ELSE NULL::timestamp with time zone
END,
  recorded_by uuid default current_client_id(),
  created_at timestamp with time zone not null default clock_timestamp(),
  request_hash bytea,
  raises_flag boolean not null default false,
  acknowledged_at timestamp with time zone,
  acknowledged_by text,
  acknowledgement_note text,
  identifiers jsonb,
  constraint score_acknowledged_after_assessed CHECK ((acknowledged_at >= assessed_at)),
  constraint score_acknowledgement_is_of_a_flag CHECK ((raises_flag OR (acknowledged_at IS NULL))),
  constraint score_acknowledgement_is_of_somebody CHECK (((acknowledged_at IS NULL) = (acknowledged_by IS NULL))),
  constraint score_has_answers_or_a_total CHECK (((answers IS NOT NULL) OR (total IS NOT NULL))),
  constraint score_patient_exists FOREIGN KEY (clinic_id, patient_id) REFERENCES patient(clinic_id, id),
  constraint score_pkey PRIMARY KEY (clinic_id, id),
  constraint score_reentered_as_exists FOREIGN KEY (clinic_id, reentered_as) REFERENCES score(clinic_id, id),
  constraint score_status_is_known CHECK ((status = ANY (ARRAY['final'::text, 'corrected'::text, 'entered-in-error'::text]))),
  constraint times_are_of_the_calendar CHECK ((is_of_the_calendar(assessed_at) AND is_of_the_calendar(recorded_at) AND is_of_the_calendar(created_at) AND is_of_the_calendar(acknowledged_at)))
);

create table seal (
  clinic_id uuid not null,
  last_position bigint not null,
  first_position bigint not null,
  hash bytea not null,
  sealed_at timestamp with time zone not null,
  constraint seal_belongs_to_a_clinic FOREIGN KEY (clinic_id) REFERENCES clinic(clinic_id),
  constraint seal_hash_is_a_sha256 CHECK ((length(hash) = 32)),
  constraint seal_is_of_something CHECK (((first_position >= 1) AND (first_position <= last_position))),
  constraint seal_pkey PRIMARY KEY (clinic_id, last_position),
  constraint times_are_of_the_calendar CHECK (is_of_the_calendar(sealed_at))
);

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
  scheduled_at timestamp with time zone,
  declared_end text,
  started_at timestamp with time zone,
  ended_at timestamp with time zone,
  reentered_as uuid,
  version integer not null default 1,
  status text not null default 'planned'::text,
  reason text,
  recorded_at timestamp with time zone not null default 
CASE
    WHEN (pg_current_xact_id() IS NOT NULL) THEN clock_timestamp()
    ELSE NULL::timestamp with time zone
END,
  recorded_by uuid default current_client_id(),
  created_at timestamp with time zone not null default clock_timestamp(),
  request_hash bytea,
  confirmed jsonb,
  critical text[],
  scores_left uuid[],
  identifiers jsonb,
  encounter_system text,
  encounter_value text,
  constraint session_declared_end_is_known CHECK ((declared_end = ANY (ARRAY['completed'::text, 'stopped'::text, 'cancelled'::text]))),
  constraint session_encounter_has_a_system CHECK (((encounter_system IS NULL) = (encounter_value IS NULL))),
  constraint session_ended_after_started CHECK ((ended_at >= started_at)),
  constraint session_indication_is_known CHECK ((indication = ANY (ARRAY['generalized-anxiety-disorder'::text, 'panic-disorder'::text, 'social-anxiety-disorder'::text, 'post-traumatic-stress-disorder'::text, 'treatment-resistant-depression'::text, 'obsessive-compulsive-disorder'::text, 'other'::text]))),
  constraint session_patient_exists FOREIGN KEY (clinic_id, patient_id) REFERENCES patient(clinic_id, id),
  constraint session_pkey PRIMARY KEY (clinic_id, id),
  constraint session_planned_dose_is_positive CHECK ((planned_dose_mg_per_kg > (0)::numeric)),
  constraint session_protocol_is_a_code CHECK ((protocol ~ '^[A-Za-z0-9._-]{1,64}$'::text)),
  constraint session_reentered_as_exists FOREIGN KEY (clinic_id, reentered_as) REFERENCES session(clinic_id, id),
  constraint session_status_is_known CHECK ((status = ANY (ARRAY['planned'::text, 'in-progress'::text, 'on-hold'::text, 'completed'::text, 'stopped'::text, 'cancelled'::text, 'entered-in-error'::text]))),
  constraint session_weight_is_plausible CHECK ((((weight_kg >= (20)::numeric) AND (weight_kg <= (350)::numeric)) OR ((weight_kg > (0)::numeric) AND (confirmed IS NOT NULL)))),
  constraint times_are_of_the_calendar CHECK ((is_of_the_calendar(scheduled_at) AND is_of_the_calendar(started_at) AND is_of_the_calendar(ended_at) AND is_of_the_calendar(recorded_at) AND is_of_the_calendar(created_at)))
);

create table unsealed (
  clinic_id uuid not null,
  ticket bigint not null,
  record_type text,
  record_id uuid not null,
  record_version integer,
  span integer not null default 1,
  queued_at timestamp with time zone not null default now(),
  constraint times_are_of_the_calendar CHECK (is_of_the_calendar(queued_at)),
  constraint unsealed_pkey PRIMARY KEY (clinic_id, ticket)
);

create table wastage (
  clinic_id uuid not null default current_clinic_id(),
  id uuid not null,
  session_id uuid not null,
  drawn_mg numeric not null,
  wasted_mg numeric not null,
  returned_mg numeric not null,
  occurred_at timestamp with time zone not null,
  performer text not null,
  witness text,
  lot text,
  note text,
  version integer not null default 1,
  status text not null default 'final'::text,
  reason text,
  recorded_at timestamp with time zone not null default 
CASE
    WHEN (pg_current_xact_id() IS NOT NULL) THEN clock_timestamp()
    ELSE NULL::timestamp with time zone
END,
  recorded_by uuid default current_client_id(),
  created_at timestamp with time zone not null default clock_timestamp(),
  request_hash bytea,
  constraint times_are_of_the_calendar CHECK ((is_of_the_calendar(occurred_at) AND is_of_the_calendar(recorded_at) AND is_of_the_calendar(created_at))),
  constraint wastage_drawn_is_positive CHECK ((drawn_mg > (0)::numeric)),
  constraint wastage_is_no_more_than_was_drawn CHECK (((wasted_mg + returned_mg) <= drawn_mg)),
  constraint wastage_is_witnessed CHECK (((wasted_mg = (0)::numeric) OR (witness IS NOT NULL))),
  constraint wastage_pkey PRIMARY KEY (clinic_id, id),
  constraint wastage_returned_is_not_negative CHECK ((returned_mg >= (0)::numeric)),
  constraint wastage_session_exists FOREIGN KEY (clinic_id, session_id) REFERENCES session(clinic_id, id),
  constraint wastage_status_is_known CHECK ((status = ANY (ARRAY['final'::text, 'corrected'::text, 'entered-in-error'::text]))),
  constraint wastage_wasted_is_not_negative CHECK ((wasted_mg >= (0)::numeric)),
  constraint wastage_witness_is_another_person CHECK ((lower(btrim(witness)) <> lower(btrim(performer))))
);

CREATE INDEX adverse_event_by_change ON public.adverse_event USING btree (clinic_id, recorded_at, id);

CREATE INDEX adverse_event_by_creation ON public.adverse_event USING btree (clinic_id, created_at, id);

CREATE INDEX adverse_event_of_session ON public.adverse_event USING btree (clinic_id, session_id, created_at, id);

CREATE INDEX api_key_by_client ON public.api_key USING btree (clinic_id, client_id);

CREATE INDEX audit_entry_by_time ON public.audit_entry USING btree (clinic_id, recorded_at, "position");

CREATE INDEX audit_entry_of_changes ON public.audit_entry USING btree (clinic_id, "position") WHERE (operation <> 'read'::text);

CREATE INDEX infusion_event_by_change ON public.infusion_event USING btree (clinic_id, recorded_at, id);

CREATE INDEX infusion_event_by_creation ON public.infusion_event USING btree (clinic_id, created_at, id);

CREATE INDEX infusion_event_of_session ON public.infusion_event USING btree (clinic_id, session_id, created_at, id);

CREATE INDEX observation_by_change ON public.observation USING btree (clinic_id, recorded_at, id);

CREATE INDEX observation_by_creation ON public.observation USING btree (clinic_id, created_at, id);

CREATE INDEX observation_of_session ON public.observation USING btree (clinic_id, session_id, created_at, id);

CREATE INDEX patient_by_birth_date ON public.patient USING btree (clinic_id, birth_date) WHERE (birth_date IS NOT NULL);

CREATE INDEX patient_by_creation ON public.patient USING btree (clinic_id, created_at, id);

CREATE INDEX patient_by_merge ON public.patient USING btree (clinic_id) WHERE ((merged_into IS NOT NULL) OR (unmerged_from IS NOT NULL));

CREATE INDEX patient_by_name ON public.patient USING btree (clinic_id, folded_name) WHERE (folded_name IS NOT NULL);

CREATE UNIQUE INDEX patient_identifier_is_of_one_patient ON public.patient_identifier USING btree (clinic_id, system, value) WHERE active;

CREATE INDEX score_by_assessment ON public.score USING btree (clinic_id, assessed_at, id);

CREATE INDEX score_by_change ON public.score USING btree (clinic_id, recorded_at, id);

CREATE INDEX score_by_creation ON public.score USING btree (clinic_id, created_at, id);

CREATE INDEX score_of_patient ON public.score USING btree (clinic_id, patient_id, instrument, assessed_at);

CREATE INDEX score_unacknowledged ON public.score USING btree (clinic_id, created_at, id) WHERE (raises_flag AND (acknowledged_at IS NULL));

CREATE INDEX seal_by_time ON public.seal USING btree (clinic_id, sealed_at) INCLUDE (first_position);

CREATE INDEX session_by_change ON public.session USING btree (clinic_id, recorded_at, id);

CREATE INDEX session_by_creation ON public.session USING btree (clinic_id, created_at, id);

CREATE INDEX session_by_schedule ON public.session USING btree (clinic_id, (
CASE
    WHEN (scheduled_at IS NULL) THEN 'infinity'::timestamp with time zone
    ELSE scheduled_at
END), id);

CREATE INDEX session_by_schedule_descending ON public.session USING btree (clinic_id, (
CASE
    WHEN (scheduled_at IS NULL) THEN '-infinity'::timestamp with time zone
    ELSE scheduled_at
END) DESC, id DESC);

CREATE INDEX session_by_start ON public.session USING btree (clinic_id, (
CASE
    WHEN (started_at IS NULL) THEN 'infinity'::timestamp with time zone
    ELSE started_at
END), id);

CREATE INDEX session_by_start_descending ON public.session USING btree (clinic_id, (
CASE
    WHEN (started_at IS NULL) THEN '-infinity'::timestamp with time zone
    ELSE started_at
END) DESC, id DESC);

CREATE INDEX session_of_encounter ON public.session USING btree (clinic_id, encounter_system, encounter_value) WHERE (encounter_value IS NOT NULL);

CREATE INDEX session_of_patient ON public.session USING btree (clinic_id, patient_id, started_at);

CREATE INDEX session_of_protocol ON public.session USING btree (clinic_id, protocol, started_at, id);

CREATE INDEX wastage_by_change ON public.wastage USING btree (clinic_id, recorded_at, id);

CREATE INDEX wastage_by_creation ON public.wastage USING btree (clinic_id, created_at, id);

CREATE INDEX wastage_of_session ON public.wastage USING btree (clinic_id, session_id, created_at, id);

alter table access_log enable row level security; alter table access_log force row level security; create policy own_clinic on access_log using (clinic_id = current_clinic_id());

alter table adverse_event enable row level security; alter table adverse_event force row level security; create policy own_clinic on adverse_event using (clinic_id = current_clinic_id());

alter table api_key enable row level security; alter table api_key force row level security; create policy own_clinic on api_key using (clinic_id = current_clinic_id());

alter table audit_entry enable row level security; alter table audit_entry force row level security; create policy own_clinic on audit_entry using (clinic_id = current_clinic_id());

alter table change enable row level security; alter table change force row level security; create policy own_clinic on change using (clinic_id = current_clinic_id());

alter table change enable row level security; alter table change force row level security; create policy recorder on change for a to the owner using ;

alter table client enable row level security; alter table client force row level security; create policy own_clinic on client using (clinic_id = current_clinic_id());

alter table clinic enable row level security; alter table clinic force row level security; create policy own_clinic on clinic using (clinic_id = current_clinic_id());

alter table idempotency_key enable row level security; alter table idempotency_key force row level security; create policy own_clinic on idempotency_key using (clinic_id = current_clinic_id());

alter table infusion_event enable row level security; alter table infusion_event force row level security; create policy own_clinic on infusion_event using (clinic_id = current_clinic_id());

alter table observation enable row level security; alter table observation force row level security; create policy own_clinic on observation using (clinic_id = current_clinic_id());

alter table patient enable row level security; alter table patient force row level security; create policy own_clinic on patient using (clinic_id = current_clinic_id());

alter table patient_identifier enable row level security; alter table patient_identifier force row level security; create policy deriver on patient_identifier to the owner using true;

alter table patient_identifier enable row level security; alter table patient_identifier force row level security; create policy own_clinic on patient_identifier using (clinic_id = current_clinic_id());

alter table protocol enable row level security; alter table protocol force row level security; create policy own_clinic on protocol using (clinic_id = current_clinic_id());

alter table record_identifier enable row level security; alter table record_identifier force row level security; create policy deriver on record_identifier to the owner using true;

alter table record_identifier enable row level security; alter table record_identifier force row level security; create policy own_clinic on record_identifier using (clinic_id = current_clinic_id());

alter table score enable row level security; alter table score force row level security; create policy own_clinic on score using (clinic_id = current_clinic_id());

alter table seal enable row level security; alter table seal force row level security; create policy own_clinic on seal using (clinic_id = current_clinic_id());

alter table seal enable row level security; alter table seal force row level security; create policy verifier on seal for select to the owner using true;

alter table session enable row level security; alter table session force row level security; create policy own_clinic on session using (clinic_id = current_clinic_id());

alter table unsealed enable row level security; alter table unsealed force row level security; create policy own_clinic on unsealed using (clinic_id = current_clinic_id());

alter table unsealed enable row level security; alter table unsealed force row level security; create policy sealer on unsealed to the owner using true;

alter table wastage enable row level security; alter table wastage force row level security; create policy own_clinic on wastage using (clinic_id = current_clinic_id());

CREATE TRIGGER access_log_is_append_only BEFORE DELETE OR UPDATE ON public.access_log FOR EACH ROW EXECUTE FUNCTION refuse();

CREATE TRIGGER access_log_is_never_truncated BEFORE TRUNCATE ON public.access_log FOR EACH STATEMENT EXECUTE FUNCTION refuse();

CREATE TRIGGER queue_reads AFTER INSERT ON public.access_log REFERENCING NEW TABLE AS logged FOR EACH STATEMENT EXECUTE FUNCTION queue_reads();

CREATE TRIGGER never_deleted BEFORE DELETE ON public.adverse_event FOR EACH ROW EXECUTE FUNCTION refuse();

CREATE TRIGGER never_truncated BEFORE TRUNCATE ON public.adverse_event FOR EACH STATEMENT EXECUTE FUNCTION refuse();

CREATE TRIGGER next_version BEFORE UPDATE ON public.adverse_event FOR EACH ROW EXECUTE FUNCTION next_version();

CREATE TRIGGER record_change AFTER UPDATE ON public.adverse_event FOR EACH ROW EXECUTE FUNCTION record_change();

CREATE TRIGGER record_inserts AFTER INSERT ON public.adverse_event REFERENCING NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION record_inserts();

CREATE TRIGGER never_deleted BEFORE DELETE ON public.api_key FOR EACH ROW EXECUTE FUNCTION refuse();

CREATE TRIGGER never_truncated BEFORE TRUNCATE ON public.api_key FOR EACH STATEMENT EXECUTE FUNCTION refuse();

CREATE TRIGGER next_version BEFORE UPDATE ON public.api_key FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION change_key();

CREATE TRIGGER record_change AFTER UPDATE ON public.api_key FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION record_key();

CREATE TRIGGER record_inserts AFTER INSERT ON public.api_key FOR EACH ROW EXECUTE FUNCTION record_key();

CREATE TRIGGER register_client BEFORE INSERT ON public.api_key FOR EACH ROW EXECUTE FUNCTION register_client();

CREATE TRIGGER audit_entry_is_append_only BEFORE DELETE OR UPDATE ON public.audit_entry FOR EACH ROW EXECUTE FUNCTION refuse();

CREATE TRIGGER audit_entry_is_never_truncated BEFORE TRUNCATE ON public.audit_entry FOR EACH STATEMENT EXECUTE FUNCTION refuse();

CREATE TRIGGER change_is_append_only BEFORE DELETE OR UPDATE ON public.change FOR EACH ROW EXECUTE FUNCTION refuse();

CREATE TRIGGER change_is_never_truncated BEFORE TRUNCATE ON public.change FOR EACH STATEMENT EXECUTE FUNCTION refuse();

CREATE TRIGGER queue_change AFTER INSERT ON public.change REFERENCING NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION queue_change();

CREATE TRIGGER never_deleted BEFORE DELETE ON public.client FOR EACH ROW EXECUTE FUNCTION refuse();

CREATE TRIGGER never_truncated BEFORE TRUNCATE ON public.client FOR EACH STATEMENT EXECUTE FUNCTION refuse();

CREATE TRIGGER next_version BEFORE UPDATE ON public.client FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION change_client();

CREATE TRIGGER record_change AFTER UPDATE ON public.client FOR EACH ROW WHEN ((old.* IS DISTINCT FROM new.*)) EXECUTE FUNCTION record_client();

CREATE TRIGGER record_inserts AFTER INSERT ON public.client FOR EACH ROW EXECUTE FUNCTION record_client();

CREATE TRIGGER never_deleted BEFORE DELETE ON public.clinic FOR EACH ROW EXECUTE FUNCTION refuse();

CREATE TRIGGER never_truncated BEFORE TRUNCATE ON public.clinic FOR EACH STATEMENT EXECUTE FUNCTION refuse();

CREATE TRIGGER next_version BEFORE UPDATE ON public.clinic FOR EACH ROW EXECUTE FUNCTION next_version();

CREATE TRIGGER record_change AFTER UPDATE ON public.clinic FOR EACH ROW EXECUTE FUNCTION record_change();

CREATE TRIGGER record_inserts AFTER INSERT ON public.clinic REFERENCING NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION record_inserts();

CREATE TRIGGER never_deleted BEFORE DELETE ON public.infusion_event FOR EACH ROW EXECUTE FUNCTION refuse();

CREATE TRIGGER never_truncated BEFORE TRUNCATE ON public.infusion_event FOR EACH STATEMENT EXECUTE FUNCTION refuse();

CREATE TRIGGER next_version BEFORE UPDATE ON public.infusion_event FOR EACH ROW EXECUTE FUNCTION next_version();

CREATE TRIGGER record_change AFTER UPDATE ON public.infusion_event FOR EACH ROW EXECUTE FUNCTION record_change();

CREATE TRIGGER record_inserts AFTER INSERT ON public.infusion_event REFERENCING NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION record_inserts();

CREATE TRIGGER derive_identifiers AFTER UPDATE ON public.observation FOR EACH ROW WHEN (((old.identifiers IS NOT NULL) OR (new.identifiers IS NOT NULL))) EXECUTE FUNCTION derive_record_identifiers();

CREATE TRIGGER derive_identifiers_of_new AFTER INSERT ON public.observation FOR EACH ROW WHEN ((new.identifiers IS NOT NULL)) EXECUTE FUNCTION derive_record_identifiers();

CREATE TRIGGER never_deleted BEFORE DELETE ON public.observation FOR EACH ROW EXECUTE FUNCTION refuse();

CREATE TRIGGER never_truncated BEFORE TRUNCATE ON public.observation FOR EACH STATEMENT EXECUTE FUNCTION refuse();

CREATE TRIGGER next_version BEFORE UPDATE ON public.observation FOR EACH ROW EXECUTE FUNCTION next_version();

CREATE TRIGGER record_change AFTER UPDATE ON public.observation FOR EACH ROW EXECUTE FUNCTION record_change();

CREATE TRIGGER record_inserts AFTER INSERT ON public.observation REFERENCING NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION record_inserts();

CREATE TRIGGER derive_identifiers AFTER INSERT OR UPDATE ON public.patient FOR EACH ROW EXECUTE FUNCTION derive_identifiers();

CREATE TRIGGER never_deleted BEFORE DELETE ON public.patient FOR EACH ROW EXECUTE FUNCTION refuse();

CREATE TRIGGER never_truncated BEFORE TRUNCATE ON public.patient FOR EACH STATEMENT EXECUTE FUNCTION refuse();

CREATE TRIGGER next_version BEFORE UPDATE ON public.patient FOR EACH ROW EXECUTE FUNCTION next_version();

CREATE TRIGGER record_change AFTER UPDATE ON public.patient FOR EACH ROW EXECUTE FUNCTION record_change();

CREATE TRIGGER record_inserts AFTER INSERT ON public.patient REFERENCING NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION record_inserts();

CREATE TRIGGER never_deleted BEFORE DELETE ON public.protocol FOR EACH ROW EXECUTE FUNCTION refuse();

CREATE TRIGGER never_truncated BEFORE TRUNCATE ON public.protocol FOR EACH STATEMENT EXECUTE FUNCTION refuse();

CREATE TRIGGER next_version BEFORE UPDATE ON public.protocol FOR EACH ROW EXECUTE FUNCTION next_version();

CREATE TRIGGER record_change AFTER UPDATE ON public.protocol FOR EACH ROW EXECUTE FUNCTION record_change();

CREATE TRIGGER record_inserts AFTER INSERT ON public.protocol REFERENCING NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION record_inserts();

CREATE CONSTRAINT TRIGGER "A_taken_identifier_is_refused" AFTER INSERT ON public.record_identifier DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION refuse_taken_identifier();

CREATE TRIGGER derive_identifiers AFTER UPDATE ON public.score FOR EACH ROW WHEN (((old.identifiers IS NOT NULL) OR (new.identifiers IS NOT NULL))) EXECUTE FUNCTION derive_record_identifiers();

CREATE TRIGGER derive_identifiers_of_new AFTER INSERT ON public.score FOR EACH ROW WHEN ((new.identifiers IS NOT NULL)) EXECUTE FUNCTION derive_record_identifiers();

CREATE TRIGGER never_deleted BEFORE DELETE ON public.score FOR EACH ROW EXECUTE FUNCTION refuse();

CREATE TRIGGER never_truncated BEFORE TRUNCATE ON public.score FOR EACH STATEMENT EXECUTE FUNCTION refuse();

CREATE TRIGGER next_version BEFORE UPDATE ON public.score FOR EACH ROW EXECUTE FUNCTION next_version();

CREATE TRIGGER record_change AFTER UPDATE ON public.score FOR EACH ROW EXECUTE FUNCTION record_change();

CREATE TRIGGER record_inserts AFTER INSERT ON public.score REFERENCING NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION record_inserts();

CREATE TRIGGER seal_is_append_only BEFORE DELETE OR UPDATE ON public.seal FOR EACH ROW EXECUTE FUNCTION refuse();

CREATE TRIGGER seal_is_never_truncated BEFORE TRUNCATE ON public.seal FOR EACH STATEMENT EXECUTE FUNCTION refuse();

CREATE TRIGGER derive_identifiers AFTER UPDATE ON public.session FOR EACH ROW WHEN (((old.identifiers IS NOT NULL) OR (new.identifiers IS NOT NULL))) EXECUTE FUNCTION derive_record_identifiers();

CREATE TRIGGER derive_identifiers_of_new AFTER INSERT ON public.session FOR EACH ROW WHEN ((new.identifiers IS NOT NULL)) EXECUTE FUNCTION derive_record_identifiers();

CREATE TRIGGER never_deleted BEFORE DELETE ON public.session FOR EACH ROW EXECUTE FUNCTION refuse();

CREATE TRIGGER never_truncated BEFORE TRUNCATE ON public.session FOR EACH STATEMENT EXECUTE FUNCTION refuse();

CREATE TRIGGER next_version BEFORE UPDATE ON public.session FOR EACH ROW EXECUTE FUNCTION next_version();

CREATE TRIGGER record_change AFTER UPDATE ON public.session FOR EACH ROW EXECUTE FUNCTION record_change();

CREATE TRIGGER record_inserts AFTER INSERT ON public.session REFERENCING NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION record_inserts();

CREATE TRIGGER never_deleted BEFORE DELETE ON public.wastage FOR EACH ROW EXECUTE FUNCTION refuse();

CREATE TRIGGER never_truncated BEFORE TRUNCATE ON public.wastage FOR EACH STATEMENT EXECUTE FUNCTION refuse();

CREATE TRIGGER next_version BEFORE UPDATE ON public.wastage FOR EACH ROW EXECUTE FUNCTION next_version();

CREATE TRIGGER record_change AFTER UPDATE ON public.wastage FOR EACH ROW EXECUTE FUNCTION record_change();

CREATE TRIGGER record_inserts AFTER INSERT ON public.wastage REFERENCING NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION record_inserts();

CREATE OR REPLACE FUNCTION public.admit(client_id uuid, scopes text[], scope text, request_id text)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
begin
  if admit.scope <> all (admit.scopes) then
    raise exception using errcode = 'IT403', message = 'the client lacks the scope', hint = admit.scope;
  end if;
  perform set_config('app.client_id', admit.client_id::text, true),
          set_config('app.scopes', array_to_string(admit.scopes, ' '), true),
          set_config('app.request_id', admit.request_id, true);
end
$function$
;

CREATE OR REPLACE FUNCTION public.authorize(key_id uuid, secret_hash bytea, scope text, request_id text)
 RETURNS uuid
 LANGUAGE plpgsql
AS $function$
declare
  held api_key;
begin
  select * into held from api_key k where k.clinic_id = current_clinic_id() and k.id = authorize.key_id;
  if not found or held.secret_hash <> authorize.secret_hash
     or held.revoked_at is not null or held.expires_at <= clock_timestamp() then
    raise exception using errcode = 'IT401', message = 'the key is unknown, expired or revoked';
  end if;
  perform admit(held.client_id, held.scopes, authorize.scope, authorize.request_id);
  return held.client_id;
end
$function$
;

CREATE OR REPLACE FUNCTION public.authorize_token(client_id uuid, issuer text, subject text, scopes text[], scope text, request_id text)
 RETURNS uuid
 LANGUAGE plpgsql
AS $function$
declare
  known client;
begin
  if not exists (select from clinic c where c.clinic_id = current_clinic_id()) then
    raise exception using errcode = 'IT401', message = 'the token names no clinic of this service';
  end if;
  select * into known from client c where c.clinic_id = current_clinic_id() and c.id = authorize_token.client_id;
  if known.revoked_at is not null then
    raise exception using errcode = 'IT401', message = 'this client was cut off; an administrator of the clinic can let it in again';
  end if;
  perform admit(authorize_token.client_id, authorize_token.scopes, authorize_token.scope, authorize_token.request_id);
  if known.id is null then
    insert into client (id, issuer, subject)
      values (authorize_token.client_id, authorize_token.issuer, authorize_token.subject)
      on conflict do nothing;
  end if;
  return authorize_token.client_id;
end
$function$
;

CREATE OR REPLACE FUNCTION public.came_with_merge(record_type text, record_id uuid, patient_id uuid)
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE
AS $function$
declare
  move record;
  left_by_merge uuid[] := '{}';
begin
  for move in
    select (c.before ->> 'patient_id')::uuid as from_chart, (c.after ->> 'patient_id')::uuid as to_chart
    from change c
    where c.clinic_id = current_clinic_id() and c.record_type = came_with_merge.record_type and c.record_id = came_with_merge.record_id
      and c.before ->> 'patient_id' <> c.after ->> 'patient_id'
    order by c.version
  loop
    -- Only an unmerge brings a record to a chart that was merged: for the record that merge is undone, and those after it.
    if move.to_chart = any (left_by_merge) then
      left_by_merge := left_by_merge[:array_position(left_by_merge, move.to_chart) - 1];
    else
      left_by_merge := left_by_merge || move.from_chart;
    end if;
  end loop;
  return came_with_merge.patient_id = any (left_by_merge);
end
$function$
;

CREATE OR REPLACE FUNCTION public.change_client()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if old.revoked_at is null and new.revoked_at is not null then
    new.revoked_at := clock_timestamp();
  end if;
  new.version := old.version + 1;
  new.created_at := old.created_at;
  return new;
end
$function$
;

CREATE OR REPLACE FUNCTION public.change_key()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if old.revoked_at <> new.revoked_at or (old.revoked_at is not null and new.revoked_at is null) then
    raise exception using errcode = 'IT900', message = 'a key that is revoked stays so';
  end if;
  if old.expires_at < coalesce(new.expires_at, 'infinity') then
    raise exception using errcode = 'IT900', message = 'a key ends no later than it was said to';
  end if;
  if old.revoked_at is null and new.revoked_at is not null then
    new.revoked_at := clock_timestamp();
  end if;
  new.version := old.version + 1;
  new.created_at := old.created_at;
  new.created_by := old.created_by;
  return new;
end
$function$
;

CREATE OR REPLACE FUNCTION public.chart_of(patient_id uuid, as_of timestamp with time zone)
 RETURNS uuid
 LANGUAGE plpgsql
 STABLE
AS $function$
declare
  chart uuid := chart_of.patient_id;
  next_chart uuid;
begin
  loop
    select (c.after ->> 'merged_into')::uuid into next_chart
      from change c
      where c.clinic_id = current_clinic_id() and c.record_type = 'patient' and c.record_id = chart and c.recorded_at <= chart_of.as_of
      order by c.version desc
      limit 1;
    if not found then
      return null;
    end if;
    exit when next_chart is null;
    chart := next_chart;
  end loop;
  return chart;
end
$function$
;

CREATE OR REPLACE FUNCTION public.chart_of(patient_id uuid)
 RETURNS uuid
 LANGUAGE plpgsql
 STABLE
AS $function$
declare
  chart uuid := chart_of.patient_id;
  next_chart uuid;
begin
  loop
    select p.merged_into into next_chart from patient p where p.clinic_id = current_clinic_id() and p.id = chart;
    if not found then
      return null;
    end if;
    exit when next_chart is null;
    chart := next_chart;
  end loop;
  return chart;
end
$function$
;

CREATE OR REPLACE FUNCTION public.charts_ever_of(patient_ids uuid[])
 RETURNS uuid[]
 LANGUAGE plpgsql
 STABLE
AS $function$
begin
  return array(
    with recursive merge as materialized (
      select p.id, i.id as into_id
      from patient p
      cross join lateral unnest(p.unmerged_from || p.merged_into) i (id)
      where p.clinic_id = current_clinic_id() and (p.merged_into is not null or p.unmerged_from is not null) and i.id is not null
    ), chart as (
      select g.id from unnest(charts_ever_of.patient_ids) g (id)
      union
      select case m.id when chart.id then m.into_id else m.id end
      from chart
      join merge m on chart.id in (m.id, m.into_id)
    )
    select chart.id from chart);
end
$function$
;

CREATE OR REPLACE FUNCTION public.claim(key text, request_hash bytea, status smallint, record_type text, record_ids uuid[])
 RETURNS void
 LANGUAGE plpgsql
AS $function$
declare
  held record;
begin
  insert into idempotency_key (key, request_hash, status, record_type, record_ids)
    values (claim.key, claim.request_hash, claim.status, claim.record_type, claim.record_ids)
    on conflict on constraint idempotency_key_pkey do update
      set request_hash = excluded.request_hash, request_id = excluded.request_id, created_at = excluded.created_at,
          status = excluded.status, record_type = excluded.record_type, record_ids = excluded.record_ids, record_versions = null
      where idempotency_key.created_at < clock_timestamp() - interval '30 days';
  if found then
    return;
  end if;
  select * into held from done_under(claim.key);
  if held.request_hash <> claim.request_hash then
    raise exception using errcode = 'IT422', message = 'the key was used for another request';
  end if;
  raise exception using errcode = 'IT200', message = 'the request was done before',
    hint = json_build_object('ids', held.record_ids, 'versions', held.record_versions);
end
$function$
;

CREATE OR REPLACE FUNCTION public.clinics_to_seal()
 RETURNS TABLE(clinic_id uuid, waited interval)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
 SET enable_seqscan TO 'off'
 SET enable_bitmapscan TO 'off'
 SET plan_cache_mode TO 'force_custom_plan'
AS $function$
#variable_conflict use_column
declare
  queued timestamptz;
begin
  clinic_id := '00000000-0000-0000-0000-000000000000';
  loop
    -- The next clinic of which something waits: the queue may be long, and is not read through for its clinics.
    select u.clinic_id, u.queued_at into clinic_id, queued
    from unsealed u where u.clinic_id > clinics_to_seal.clinic_id order by u.clinic_id, u.ticket limit 1;
    exit when not found;
    waited := clock_timestamp() - queued;
    return next;
  end loop;
end
$function$
;

CREATE OR REPLACE FUNCTION public.confirmed_time(is_confirmed boolean, member text)
 RETURNS boolean
 LANGUAGE plpgsql
AS $function$
begin
  if not confirmed_time.is_confirmed then
    raise exception using errcode = 'check_violation', constraint = 'near_the_infusion', column = confirmed_time.member, message =
      'the time lies more than 24 hours before the start of the infusion or 48 hours after its end. Correct it, or send confirmed where it is true';
  end if;
  return true;
end
$function$
;

CREATE OR REPLACE FUNCTION public.current_client_id()
 RETURNS uuid
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN (NULLIF(current_setting('app.client_id'::text, true), ''::text))::uuid
;

CREATE OR REPLACE FUNCTION public.current_client_may(scope text)
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN (scope = ANY (string_to_array(NULLIF(current_setting('app.scopes'::text, true), ''::text), ' '::text)))
;

CREATE OR REPLACE FUNCTION public.current_clinic_id()
 RETURNS uuid
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN (NULLIF(current_setting('app.clinic_id'::text, true), ''::text))::uuid
;

CREATE OR REPLACE FUNCTION public.current_request_id()
 RETURNS text
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN NULLIF(current_setting('app.request_id'::text, true), ''::text)
;

CREATE OR REPLACE FUNCTION public.derive_identifiers()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  update patient_identifier i
  set active = false
  where i.clinic_id = new.clinic_id and i.patient_id = new.id and i.active
    and (new.status = 'entered-in-error' or new.merged_into is not null
         or not exists (select from jsonb_to_recordset(new.identifiers) g (system text, value text)
                        where g.system = i.system and g.value = i.value));
  if new.status <> 'entered-in-error' and new.merged_into is null then
    insert into patient_identifier (clinic_id, patient_id, system, value)
    select distinct new.clinic_id, new.id, g.system, g.value
    from jsonb_to_recordset(new.identifiers) g (system text, value text)
    on conflict on constraint patient_identifier_pkey do update set active = true where not patient_identifier.active;
  end if;
  return null;
end
$function$
;

CREATE OR REPLACE FUNCTION public.derive_record_identifiers()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  delete from record_identifier i
  where i.clinic_id = new.clinic_id and i.record_type = tg_table_name and i.record_id = new.id
    and (new.status = 'entered-in-error' or new.identifiers is null
         or not exists (select from jsonb_to_recordset(new.identifiers) g (system text, value text)
                        where g.system = i.system and g.value = i.value));
  if new.status <> 'entered-in-error' and new.identifiers is not null then
    insert into record_identifier (clinic_id, record_type, record_id, system, value)
    select distinct new.clinic_id, tg_table_name, new.id, g.system, g.value
    from jsonb_to_recordset(new.identifiers) g (system text, value text)
    on conflict on constraint record_identifier_pkey do nothing;
  end if;
  return null;
end
$function$
;

CREATE OR REPLACE FUNCTION public.done_under(key text)
 RETURNS TABLE(request_hash bytea, record_ids uuid[], record_versions integer[])
 LANGUAGE sql
 STABLE
AS $function$
  select k.request_hash, k.record_ids, coalesce(k.record_versions, (
           select array_agg(coalesce(made.version, 0) order by r.position)
           from unnest(k.record_ids) with ordinality r (id, position)
           left join lateral (
             select max(c.version) as version
             from change c
             where c.clinic_id = k.clinic_id and c.record_type = k.record_type and c.record_id = r.id and c.request_id = k.request_id
           ) made on true))
  from idempotency_key k
  where k.clinic_id = current_clinic_id() and k.client_id = current_client_id() and k.key = done_under.key
    and k.created_at >= clock_timestamp() - interval '30 days'
$function$
;

CREATE OR REPLACE FUNCTION public.far_from_infusion(at timestamp with time zone, started_at timestamp with time zone, ended_at timestamp with time zone)
 RETURNS boolean
 LANGUAGE sql
 STABLE
AS $function$
  select coalesce(at < started_at - interval '24 hours' or at > ended_at + interval '48 hours', false)
$function$
;

CREATE OR REPLACE FUNCTION public.fold_name(name text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT
AS $function$
  select left(btrim(regexp_replace(
    translate(
      replace(replace(replace(replace(replace(replace(replace(replace(
        lower(regexp_replace(normalize(name, nfkd), '[\u0300-\u036f]', '', 'g') collate "C"),
        'ß', 'ss'), 'ẞ', 'ss'), 'æ', 'ae'), 'Æ', 'ae'), 'œ', 'oe'), 'Œ', 'oe'), 'þ', 'th'), 'Þ', 'th'),
      'ØøÐðĐđŁłħĦŧŦıΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩςАБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯЂЄЅІЈЉЊЋЏҐ’‘`',
      'ooddddllhhttiαβγδεζηθικλμνξοπρστυφχψωσабвгдежзиклмнопрстуфхцчшщъыьэюяђєѕіјљњћџґ'''''''),
    '\s+', ' ', 'g')), 50)
$function$
;

CREATE OR REPLACE FUNCTION public.folded_name(name jsonb)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select fold_name((name ->> 'family') || coalesce(' ' || (
    select string_agg(g.part, ' ' order by g.place) from jsonb_array_elements_text(name -> 'given') with ordinality g (part, place)), ''))
$function$
;

CREATE OR REPLACE FUNCTION public.follow_up_rule()
 RETURNS TABLE(code text, version integer, in_force_from timestamp with time zone, in_force_until timestamp with time zone, instrument text, at interval, tolerance interval)
 LANGUAGE sql
 STABLE
AS $function$
  select v.code, v.version, v.in_force_from, v.in_force_until, f.instrument,
         make_interval(secs => extract(epoch from f.at::interval)::double precision),
         make_interval(secs => extract(epoch from f.tolerance::interval)::double precision)
  from protocol_version() v
  cross join jsonb_to_recordset(v.definition -> 'followUps') f (instrument text, at text, tolerance text);
$function$
;

CREATE OR REPLACE FUNCTION public.have_identifiers(record_table regclass)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
begin
  execute format('create trigger derive_identifiers_of_new after insert on %s for each row
    when (new.identifiers is not null) execute function derive_record_identifiers()', record_table);
  execute format('create trigger derive_identifiers after update on %s for each row
    when (old.identifiers is not null or new.identifiers is not null) execute function derive_record_identifiers()', record_table);
end
$function$
;

CREATE OR REPLACE FUNCTION public.held_to_birth(patient_id uuid)
 RETURNS uuid
 LANGUAGE plpgsql
AS $function$
begin
  if exists (select from patient p where p.clinic_id = current_clinic_id() and p.id = held_to_birth.patient_id
             and recorded_before(p.id, p.birth_date)) then
    raise exception using errcode = 'IT409', constraint = 'recorded_since_birth', message =
      'something that belongs to this chart was moved to a time before its birth date since the merge: correct or retract that first';
  end if;
  return held_to_birth.patient_id;
end
$function$
;

CREATE OR REPLACE FUNCTION public.infusions_overlap(started_at timestamp with time zone, stopped_at timestamp with time zone, other_started_at timestamp with time zone, other_stopped_at timestamp with time zone)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  select started_at = other_started_at
    or started_at < other_started_at and other_started_at < stopped_at
    or other_started_at < started_at and started_at < other_stopped_at
$function$
;

CREATE OR REPLACE FUNCTION public.is_far_off_weight(kg numeric, reference numeric)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE
AS $function$
  select coalesce(abs(kg - reference) * 10 > reference, false)
$function$
;

CREATE OR REPLACE FUNCTION public.is_of_the_calendar(day date)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN ((day >= '0001-01-01'::date) AND (day <= '9999-12-31'::date))
;

CREATE OR REPLACE FUNCTION public.is_of_the_calendar(at timestamp with time zone)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN (((at AT TIME ZONE 'UTC'::text) >= '0001-01-01 00:00:00'::timestamp without time zone) AND ((at AT TIME ZONE 'UTC'::text) <= '9999-12-31 23:59:59.999999'::timestamp without time zone))
;

CREATE OR REPLACE FUNCTION public.judged_by(settings_version integer)
 RETURNS integer
 LANGUAGE plpgsql
 STABLE
AS $function$
begin
  if not exists (select from clinic c where c.clinic_id = current_clinic_id() and c.version = judged_by.settings_version) then
    raise exception using errcode = 'IT205', message = 'the settings of the clinic have changed';
  end if;
  return judged_by.settings_version;
end
$function$
;

CREATE OR REPLACE FUNCTION public.keep_record(record_table regclass)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
begin
  execute format('alter table %s enable row level security', record_table);
  execute format('alter table %s force row level security', record_table);
  execute format('create policy own_clinic on %s using (clinic_id = current_clinic_id())', record_table);
  execute format('create trigger next_version before update on %s for each row execute function next_version()', record_table);
  perform record_every_state(record_table);
  perform keep_times_of_the_calendar(record_table);
  execute format('create trigger never_deleted before delete on %s for each row execute function refuse()', record_table);
  execute format('create trigger never_truncated before truncate on %s for each statement execute function refuse()', record_table);
  execute format('grant select on %s to infusion_app', record_table);
  perform let_write(record_table);
end
$function$
;

CREATE OR REPLACE FUNCTION public.keep_times_of_the_calendar(clinic_table regclass)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
declare
  times text;
begin
  select string_agg(format('is_of_the_calendar(%I)', a.attname), ' and ' order by a.attnum) into times
  from pg_attribute a
  where a.attrelid = clinic_table and a.attnum > 0 and not a.attisdropped and a.atttypid in ('timestamptz'::regtype, 'date'::regtype);
  execute format('alter table %s drop constraint if exists times_are_of_the_calendar', clinic_table);
  if times is not null then
    execute format('alter table %s add constraint times_are_of_the_calendar check (%s) not valid', clinic_table, times);
  end if;
end
$function$
;

CREATE OR REPLACE FUNCTION public.let_write(record_table regclass)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
declare
  content text;
begin
  select string_agg(quote_ident(a.attname), ', ' order by a.attnum) into content
  from pg_attribute a
  where a.attrelid = let_write.record_table and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
    and a.attname <> all ('{clinic_id,id,version,recorded_at,recorded_by,created_at}');
  execute format('revoke insert, update on %s from infusion_app', record_table);
  execute format('grant insert (clinic_id, id, %2$s), update (%2$s) on %1$s to infusion_app', record_table, content);
end
$function$
;

CREATE OR REPLACE FUNCTION public.live_patient(patient_id uuid)
 RETURNS uuid
 LANGUAGE plpgsql
AS $function$
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
$function$
;

CREATE OR REPLACE FUNCTION public.live_patient(patient_id uuid, member text)
 RETURNS uuid
 LANGUAGE plpgsql
AS $function$
declare
  found_patient record;
begin
  select p.status, p.merged_into into found_patient
    from patient p where p.clinic_id = current_clinic_id() and p.id = live_patient.patient_id for key share;
  if not found then
    raise exception using errcode = 'IT404', message = 'no such patient', constraint = 'patient_is_found', column = live_patient.member;
  elsif found_patient.merged_into is not null then
    raise exception using errcode = 'IT409', message = 'the chart is merged into another: name the one that mergedInto says',
      constraint = 'patient_is_not_merged', column = live_patient.member, hint = chart_of(found_patient.merged_into)::text;
  elsif found_patient.status = 'entered-in-error' then
    raise exception using errcode = 'IT409', message = 'the patient is entered in error', constraint = 'patient_is_not_retracted',
      column = live_patient.member;
  end if;
  return live_patient.patient_id;
end
$function$
;

CREATE OR REPLACE FUNCTION public.live_session(session_id uuid)
 RETURNS uuid
 LANGUAGE plpgsql
AS $function$
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
$function$
;

CREATE OR REPLACE FUNCTION public.next_version()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  new.version := old.version + 1;
  new.recorded_at := greatest(clock_timestamp(), old.recorded_at + interval '1 microsecond');
  new.recorded_by := current_client_id();
  new.created_at := old.created_at;
  return new;
end
$function$
;

CREATE OR REPLACE FUNCTION public.not_before_birth(at timestamp with time zone, patient_id uuid, member text)
 RETURNS timestamp with time zone
 LANGUAGE plpgsql
AS $function$
declare
  held record;
begin
  select p.merged_into, p.birth_date::timestamp at time zone c.time_zone as born_on into held
    from patient p join clinic c on c.clinic_id = p.clinic_id
    where p.clinic_id = current_clinic_id() and p.id = not_before_birth.patient_id
    for key share of p;
  if held.merged_into is not null then
    -- The chart was merged while this waited for it: what is recorded is of the other.
    return not_before_birth(not_before_birth.at, held.merged_into, not_before_birth.member);
  end if;
  if not_before_birth.at < held.born_on then
    raise exception using errcode = 'check_violation', message = 'the time lies before the birth of the patient',
      constraint = 'not_before_birth', column = not_before_birth.member;
  end if;
  return not_before_birth.at;
end
$function$
;

CREATE OR REPLACE FUNCTION public.onset_settings(as_of timestamp with time zone DEFAULT NULL::timestamp with time zone)
 RETURNS TABLE(version integer, time_zone text, windows text, look_back interval, right_now_look_back interval, screening_look_back interval, course_gap interval, minimum_cell integer)
 LANGUAGE sql
 STABLE
AS $function$
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
$function$
;

CREATE OR REPLACE FUNCTION public.protocol_version()
 RETURNS TABLE(code text, version integer, name text, definition jsonb, in_force_from timestamp with time zone, in_force_until timestamp with time zone)
 LANGUAGE sql
 STABLE
AS $function$
  select c.after ->> 'code', c.version, c.after ->> 'name', c.after -> 'definition',
         case when c.version = 1 then '-infinity' else c.recorded_at end,
         lead(c.recorded_at, 1, 'infinity') over (partition by c.record_id order by c.version)
  from change c
  where c.clinic_id = current_clinic_id() and c.record_type = 'protocol';
$function$
;

CREATE OR REPLACE FUNCTION public.queue_change()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  insert into unsealed (clinic_id, record_type, record_id, record_version)
  select m.clinic_id, m.record_type, m.record_id, m.version from made m;
  return null;
end
$function$
;

CREATE OR REPLACE FUNCTION public.queue_reads()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
  batch record;
begin
  for batch in select l.clinic_id, l.id, count(*) as span, min(l.ordinal) as first, max(l.ordinal) as last,
                      max(l.read_at) as ended_at, max(l.read_at) - min(l.read_at) as lasted
               from logged l group by l.clinic_id, l.id order by max(l.read_at), l.id loop
    -- A batch is sealed once: none is added to later. That it is short in time lets entries be found by time.
    if batch.first <> 1 or batch.last <> batch.span or batch.span > 1000 or batch.lasted > interval '1 minute' then
      raise exception using errcode = 'IT900', message = 'reads are logged by the whole batch, of at most 1000 within a minute';
    end if;
    if batch.ended_at > clock_timestamp() then
      raise exception using errcode = 'IT900', message = 'reads are logged once they were made';
    end if;
    insert into unsealed (clinic_id, record_id, span) values (batch.clinic_id, batch.id, batch.span);
  end loop;
  return null;
end
$function$
;

CREATE OR REPLACE FUNCTION public.record_change()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  insert into change (clinic_id, record_type, record_id, version, operation, recorded_at, recorded_by, request_id, reason, before, after)
  values (new.clinic_id, tg_table_name, new.id, new.version, 'update', new.recorded_at, new.recorded_by,
          current_request_id(), new.reason, to_jsonb(old), to_jsonb(new));
  return null;
end
$function$
;

CREATE OR REPLACE FUNCTION public.record_client()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  insert into change (clinic_id, record_type, record_id, version, operation, recorded_at, recorded_by, request_id, before, after)
  values (new.clinic_id, tg_table_name, new.id, new.version, lower(tg_op), clock_timestamp(), current_client_id(), current_request_id(),
          case when tg_op = 'UPDATE' then to_jsonb(old) end, to_jsonb(new));
  return null;
end
$function$
;

CREATE OR REPLACE FUNCTION public.record_every_state(record_table regclass)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
begin
  execute format('create trigger record_inserts after insert on %s referencing new table as made for each statement execute function record_inserts()', record_table);
  execute format('create trigger record_change after update on %s for each row execute function record_change()', record_table);
end
$function$
;

CREATE OR REPLACE FUNCTION public.record_inserts()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  insert into change (clinic_id, record_type, record_id, version, operation, recorded_at, recorded_by, request_id, reason, after)
  select n.clinic_id, tg_table_name, n.id, n.version, 'insert', n.recorded_at, n.recorded_by, current_request_id(), n.reason, to_jsonb(n)
  from made n;
  return null;
end
$function$
;

CREATE OR REPLACE FUNCTION public.record_key()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  insert into change (clinic_id, record_type, record_id, version, operation, recorded_at, recorded_by, request_id, before, after)
  values (new.clinic_id, tg_table_name, new.id, new.version, lower(tg_op), clock_timestamp(), current_client_id(), current_request_id(),
          case when tg_op = 'UPDATE' then to_jsonb(old) - 'secret_hash' end,
          to_jsonb(new) - 'secret_hash' || jsonb_build_object('secret_digest', encode(sha256(new.secret_hash), 'hex')));
  return null;
end
$function$
;

CREATE OR REPLACE FUNCTION public.recorded_before(patient_id uuid, birth_date date)
 RETURNS boolean
 LANGUAGE sql
 STABLE
AS $function$
  select exists (
    select
    from (select part.happened_at
          from session s
          cross join lateral (
            select s.scheduled_at where s.status <> 'entered-in-error'
            union all
            select e.occurred_at from infusion_event e
            where e.clinic_id = s.clinic_id and e.session_id = s.id and e.status <> 'entered-in-error'
            union all
            select o.observed_at from observation o
            where o.clinic_id = s.clinic_id and o.session_id = s.id and o.status <> 'entered-in-error'
            union all
            select a.started_at from adverse_event a
            where a.clinic_id = s.clinic_id and a.session_id = s.id and a.status <> 'entered-in-error'
            union all
            select w.occurred_at from wastage w
            where w.clinic_id = s.clinic_id and w.session_id = s.id and w.status <> 'entered-in-error') part (happened_at)
          where s.clinic_id = current_clinic_id() and s.patient_id = recorded_before.patient_id
          union all
          select r.assessed_at
          from score r
          where r.clinic_id = current_clinic_id() and r.patient_id = recorded_before.patient_id and r.status <> 'entered-in-error') told
    join clinic c on c.clinic_id = current_clinic_id()
    where told.happened_at < recorded_before.birth_date::timestamp at time zone c.time_zone)
$function$
;

CREATE OR REPLACE FUNCTION public.refuse()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  raise exception using errcode = 'IT900', message = format('%s on %s is refused: nothing is ever deleted', tg_op, tg_table_name);
end
$function$
;

CREATE OR REPLACE FUNCTION public.refuse_taken_identifier()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
  other uuid;
begin
  select i.record_id into other
  from record_identifier i
  where i.clinic_id = new.clinic_id and i.record_type = new.record_type and i.system = new.system and i.value = new.value
    and i.record_id <> new.record_id;
  if found and exists (select from record_identifier i
                       where i.clinic_id = new.clinic_id and i.record_type = new.record_type and i.record_id = new.record_id
                         and i.system = new.system and i.value = new.value) then
    raise exception using errcode = 'IT411', message = format('another %s has this identifier', replace(new.record_type, '_', ' ')), hint = other;
  end if;
  return null;
end
$function$
;

CREATE OR REPLACE FUNCTION public.register_client()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if new.client_id is null then
    new.client_id := new.id;
    insert into client (clinic_id, id) values (new.clinic_id, new.id);
  end if;
  return new;
end
$function$
;

CREATE OR REPLACE FUNCTION public.reinstate_client(client_id uuid)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
begin
  update client c set revoked_at = null where c.clinic_id = current_clinic_id() and c.id = reinstate_client.client_id;
  if not found then
    raise exception using errcode = 'IT404', message = 'there is no such client';
  end if;
end
$function$
;

CREATE OR REPLACE FUNCTION public.retracted_with_session(record_type text, record_id uuid, session_id uuid)
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE
AS $function$
begin
  return exists (
    select
    from change s
    join change r on r.clinic_id = s.clinic_id and r.request_id = s.request_id
    where s.clinic_id = current_clinic_id() and s.record_type = 'session' and s.record_id = retracted_with_session.session_id
      and s.before ->> 'status' <> 'entered-in-error' and s.after ->> 'status' = 'entered-in-error'
      and r.record_type = retracted_with_session.record_type and r.record_id = retracted_with_session.record_id
      and r.before ->> 'status' <> 'entered-in-error' and r.after ->> 'status' = 'entered-in-error');
end
$function$
;

CREATE OR REPLACE FUNCTION public.revoke_client(client_id uuid)
 RETURNS boolean
 LANGUAGE plpgsql
AS $function$
begin
  -- A rotation that is under way is waited for: the next statement sees the key that it makes.
  perform from api_key k where k.clinic_id = current_clinic_id() and k.client_id = revoke_client.client_id order by k.id for update;
  update api_key k set revoked_at = clock_timestamp()
    where k.clinic_id = current_clinic_id() and k.client_id = revoke_client.client_id and k.revoked_at is null;
  update client c set revoked_at = coalesce(c.revoked_at, clock_timestamp())
    where c.clinic_id = current_clinic_id() and c.id = revoke_client.client_id;
  return found;
end
$function$
;

CREATE OR REPLACE FUNCTION public.rotate_key(key_id uuid, new_id uuid, label text, secret_hash bytea, expires_at timestamp with time zone, overlap interval)
 RETURNS uuid
 LANGUAGE plpgsql
AS $function$
declare
  held api_key;
begin
  select * into held from api_key k where k.clinic_id = current_clinic_id() and k.id = rotate_key.key_id for update;
  if not found then
    raise exception using errcode = 'IT404', message = 'there is no such key';
  end if;
  if held.revoked_at is not null or held.expires_at <= clock_timestamp() then
    raise exception using errcode = 'IT409', message = 'the key works no longer; make a new one';
  end if;
  if exists (select from api_key k
             where k.clinic_id = held.clinic_id and k.client_id = held.client_id and k.id <> held.id
               and k.revoked_at is null and (k.expires_at is null or k.expires_at > clock_timestamp())) then
    raise exception using errcode = 'IT409', message = 'the client holds two keys that work; revoke one of them first';
  end if;
  insert into api_key (id, client_id, label, roles, scopes, secret_hash, expires_at)
    values (rotate_key.new_id, held.client_id, coalesce(rotate_key.label, held.label), held.roles, held.scopes,
            rotate_key.secret_hash, rotate_key.expires_at);
  update api_key k set expires_at = least(k.expires_at, clock_timestamp() + rotate_key.overlap)
    where k.clinic_id = held.clinic_id and k.id = held.id;
  return rotate_key.new_id;
end
$function$
;

CREATE OR REPLACE FUNCTION public.seal_clinic(chained uuid, most integer)
 RETURNS TABLE(first_position bigint, last_position bigint, hash bytea, sealed_at timestamp with time zone)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
 SET enable_seqscan TO 'off'
 SET enable_bitmapscan TO 'off'
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
 SET jit TO 'off'
 SET plan_cache_mode TO 'force_custom_plan'
 SET lock_timeout TO '1s'
AS $function$
#variable_conflict use_column
declare
  head seal;
  took bigint;
  made bigint;
begin
  -- One at a time over all instances of the service; the others find nothing to do.
  if not pg_try_advisory_xact_lock(4951087364222) then
    return;
  end if;
  perform set_config('app.clinic_id', chained::text, true);
  select * into head from seal s where s.clinic_id = chained order by s.last_position desc limit 1;
  with taken as (
    delete from unsealed u
    using (select t.ticket, sum(t.span) over (order by t.ticket) - t.span as before
           from unsealed t where t.clinic_id = chained order by t.ticket limit most) f
    where u.clinic_id = chained and u.ticket = f.ticket and f.before < most
    returning u.ticket, u.record_type, u.record_id, u.record_version, u.span
  ), happened as (
    select t.ticket, 1::bigint as span, c.operation, c.recorded_at, c.recorded_by, c.request_id, c.record_type, c.record_id,
           c.version as record_version,
           case c.record_type when 'patient' then c.record_id else (c.after ->> 'patient_id')::uuid end as patient_id,
           case c.record_type when 'session' then c.record_id else (c.after ->> 'session_id')::uuid end as session_id,
           null::uuid as access_id, 1::smallint as form,
           convert_to(json_build_array('change', c.clinic_id, c.record_type, c.record_id, c.version, c.operation,
                                       (extract(epoch from c.recorded_at) * 1000000)::bigint, c.recorded_by, c.request_id,
                                       c.reason, c.before, c.after)::text, 'UTF8') as canonical
    from taken t
    join change c on c.clinic_id = chained and c.record_type = t.record_type and c.record_id = t.record_id and c.version = t.record_version
    union all
    select t.ticket, b.span, 'read', b.read_at, null, null, null, null, null, null, null, t.record_id, 2::smallint, b.canonical
    from taken t
    cross join lateral (
      select count(*) as span, max(a.read_at) as read_at,
             string_agg(record_send(row(a.clinic_id, a.id, a.ordinal, convert_to(a.operation, 'UTF8'), a.client_id,
                                        convert_to(a.request_id, 'UTF8'), a.read_at, convert_to(a.record_type, 'UTF8'),
                                        a.record_ids, a.patient_ids, a.session_ids, convert_to(a.purpose, 'UTF8'),
                                        convert_to(a.purpose_reason, 'UTF8'), convert_to(a.filter, 'UTF8'))),
                        ''::bytea order by a.ordinal) as canonical
      from access_log a where a.clinic_id = chained and a.id = t.record_id
    ) b
    where t.record_type is null and b.span = t.span
  ), entered as (
    insert into audit_entry (clinic_id, position, span, operation, recorded_at, recorded_by, request_id, record_type, record_id,
                             record_version, patient_id, session_id, access_id, form, digest)
    select chained, coalesce(head.last_position, 0) + sum(h.span) over (order by h.ticket), h.span, h.operation, h.recorded_at,
           h.recorded_by, h.request_id, h.record_type, h.record_id, h.record_version, h.patient_id, h.session_id,
           h.access_id, h.form, sha256(h.canonical)
    from happened h
    returning position, span, digest
  ), linked as (
    insert into seal (clinic_id, last_position, first_position, hash, sealed_at)
    select chained, max(e.position), min(e.position - e.span + 1),
           sha256(coalesce(head.hash, decode(repeat('00', 32), 'hex')) || string_agg(e.digest, ''::bytea order by e.position)),
           clock_timestamp()
    from entered e
    having count(*) > 0
    returning first_position, last_position, hash, sealed_at
  )
  select (select count(*) from taken), (select count(*) from entered), l.first_position, l.last_position, l.hash, l.sealed_at
  into took, made, first_position, last_position, hash, sealed_at
  from (select) one left join linked l on true;
  if made <> took then
    raise exception using errcode = 'IT910',
      message = format('%s of %s that wait to be sealed have no change or batch of reads that they name', took - made, took);
  end if;
  if took > 0 then
    return next;
  end if;
  perform set_config('app.clinic_id', '', true);
end
$function$
;

CREATE OR REPLACE FUNCTION public.seal_entries(most integer)
 RETURNS TABLE(clinic_id uuid, first_position bigint, last_position bigint, hash bytea, sealed_at timestamp with time zone)
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select w.clinic_id, s.* from clinics_to_seal() w cross join lateral seal_clinic(w.clinic_id, most) s
$function$
;

CREATE OR REPLACE FUNCTION public.sealed_clinics()
 RETURNS SETOF uuid
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  select s.clinic_id from seal s union select u.clinic_id from unsealed u order by 1
$function$
;

CREATE OR REPLACE FUNCTION public.weight_before(patient_id uuid, at timestamp with time zone, session_id uuid)
 RETURNS numeric
 LANGUAGE plpgsql
 STABLE
AS $function$
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
$function$
;

grant insert, select on access_log to infusion_app;

grant insert (clinic_id, id, session_id, code_system, code, severity, grade, started_at, ended_at, action, outcome, performer, note, status, reason, request_hash), select, update (session_id, code_system, code, severity, grade, started_at, ended_at, action, outcome, performer, note, status, reason, request_hash) on adverse_event to infusion_app;

grant insert (clinic_id, id, label, roles, scopes, secret_hash, expires_at, client_id), select, update (expires_at, revoked_at) on api_key to infusion_app;

grant select on audit_entry to infusion_app;

grant select on change to infusion_app;

grant insert (clinic_id, id, issuer, subject), select, update (revoked_at) on client to infusion_app;

grant insert (clinic_id, name, time_zone, id, windows, look_back, right_now_look_back, screening_look_back, course_gap, minimum_cell, observation_ranges, status, reason, request_hash, dose_bands, age_bands, dose_limits), select, update (name, time_zone, windows, look_back, right_now_look_back, screening_look_back, course_gap, minimum_cell, observation_ranges, status, reason, request_hash, dose_bands, age_bands, dose_limits) on clinic to infusion_app;

grant select on cursor_key to infusion_app;

grant insert, select, update on idempotency_key to infusion_app;

grant insert (clinic_id, id, session_id, type, occurred_at, performer, rate_value, rate_unit, concentration_mg_per_ml, dose_value, dose_unit, note, status, reason, request_hash, completed, completion_rule, weight_kg, confirmed, critical), select, update (session_id, type, occurred_at, performer, rate_value, rate_unit, concentration_mg_per_ml, dose_value, dose_unit, note, status, reason, request_hash, completed, completion_rule, weight_kg, confirmed, critical) on infusion_event to infusion_app;

grant insert (clinic_id, id, session_id, code, value, unit, canonical_value, canonical_unit, components, interpretation, observed_at, performer, reentered_as, status, reason, request_hash, confirmed, time_confirmed, identifiers, device_system, device_value), select, update (session_id, code, value, unit, canonical_value, canonical_unit, components, interpretation, observed_at, performer, reentered_as, status, reason, request_hash, confirmed, time_confirmed, identifiers, device_system, device_value) on observation to infusion_app;

grant insert (clinic_id, id, identifiers, birth_date, sex, merged_into, status, reason, request_hash, unmerged_from, confirmed, name), select, update (identifiers, birth_date, sex, merged_into, status, reason, request_hash, unmerged_from, confirmed, name) on patient to infusion_app;

grant select on patient_identifier to infusion_app;

grant insert (clinic_id, id, code, name, definition, status, reason, request_hash), select, update (code, name, definition, status, reason, request_hash) on protocol to infusion_app;

grant select on record_identifier to infusion_app;

grant insert (clinic_id, id, patient_id, instrument, form, assessed_at, performer, answers, total, recall_period, reentered_as, status, reason, request_hash, raises_flag, acknowledged_at, acknowledged_by, acknowledgement_note, identifiers), select, update (patient_id, instrument, form, assessed_at, performer, answers, total, recall_period, reentered_as, status, reason, request_hash, raises_flag, acknowledged_at, acknowledged_by, acknowledgement_note, identifiers) on score to infusion_app;

grant select on seal to infusion_app;

grant insert (clinic_id, id, patient_id, indication, medication, route, protocol, weight_kg, planned_dose_mg_per_kg, planned_duration, scheduled_at, declared_end, started_at, ended_at, reentered_as, status, reason, request_hash, confirmed, critical, scores_left, identifiers, encounter_system, encounter_value), select, update (patient_id, indication, medication, route, protocol, weight_kg, planned_dose_mg_per_kg, planned_duration, scheduled_at, declared_end, started_at, ended_at, reentered_as, status, reason, request_hash, confirmed, critical, scores_left, identifiers, encounter_system, encounter_value) on session to infusion_app;

grant select on unsealed to infusion_app;

grant insert (clinic_id, id, session_id, drawn_mg, wasted_mg, returned_mg, occurred_at, performer, witness, lot, note, status, reason, request_hash), select, update (session_id, drawn_mg, wasted_mg, returned_mg, occurred_at, performer, witness, lot, note, status, reason, request_hash) on wastage to infusion_app;

comment on table access_log is 'Who read which records, when and what for. Rows are never changed.';

comment on column access_log.clinic_id is 'Clinic of the records.';

comment on column access_log.id is 'Id of the batch that the read was logged with.';

comment on column access_log.operation is 'Operation of the HTTP interface, e.g. GetScore.';

comment on column access_log.client_id is 'Client that read.';

comment on column access_log.request_id is 'HTTP request.';

comment on column access_log.read_at is 'When, by the clock of the database.';

comment on column access_log.record_type is 'Table of the records; null where they are of several, or none.';

comment on column access_log.record_ids is 'Records that the answer held, or that its figures are of; empty for a whole dataset or cohort.';

comment on column access_log.patient_ids is 'Patients of the records, as far as the records or the request name them.';

comment on column access_log.session_ids is 'Sessions of the records, as far as the records or the request name them.';

comment on column access_log.purpose is 'What for: a code of HL7 v3 PurposeOfUse; null where the caller did not say.';

comment on column access_log.purpose_reason is 'Why, in the caller''s words.';

comment on column access_log.filter is 'What was asked for, where the answer is not a list of records: dataset, cohort, figures.';

comment on column access_log.ordinal is 'Place of the read in its batch, from 1 without gaps.';

comment on table adverse_event is 'An adverse event of a session.';

comment on column adverse_event.clinic_id is 'Clinic of the record.';

comment on column adverse_event.id is 'Id of the record, chosen by the caller or made by the service.';

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

comment on column adverse_event.version is 'Version of the record, from 1.';

comment on column adverse_event.status is 'Where the record stands; entered-in-error takes it out of every answer but its history.';

comment on column adverse_event.reason is 'Why this version was made.';

comment on column adverse_event.recorded_at is 'When this version was recorded, by the clock of the database.';

comment on column adverse_event.recorded_by is 'Client that recorded this version.';

comment on column adverse_event.created_at is 'When the first version was recorded: the order of lists, which never changes.';

comment on column adverse_event.request_hash is 'SHA-256 of the request that created the record under an id of its own choosing, after a byte that names the form it is hashed in; without that byte, form 1.';

comment on table api_key is 'A key of a client (an integration, a dashboard, an operator''s script). The secret itself is never stored.';

comment on column api_key.clinic_id is 'Clinic that the client belongs to; it sees nothing of another.';

comment on column api_key.id is 'Id of the key.';

comment on column api_key.label is 'What the key is for, for people.';

comment on column api_key.roles is 'Roles that the key was made with.';

comment on column api_key.scopes is 'What the client may do: the scopes of its roles, and those given one by one.';

comment on column api_key.secret_hash is 'SHA-256 of the 256 random bits of the key.';

comment on column api_key.created_at is 'When the key was made.';

comment on column api_key.created_by is 'Client that made the key over HTTP; null for one made by the executable.';

comment on column api_key.expires_at is 'When the key stops working; null for never.';

comment on column api_key.revoked_at is 'When the key was revoked; it stopped working then.';

comment on column api_key.client_id is 'Client that holds the key, shown as recordedBy in what it writes.';

comment on column api_key.version is 'Version of the key, from 1.';

comment on table audit_entry is 'The one order of all changes and reads of a clinic; reads stand in it by the batch. Rows are written by the sealer and never changed.';

comment on column audit_entry.clinic_id is 'Clinic of the record.';

comment on column audit_entry.position is 'Last place of the entry in the clinic''s order, from 1, without gaps.';

comment on column audit_entry.operation is 'insert, update or read.';

comment on column audit_entry.recorded_at is 'When it happened, by the clock of the database; of a batch, when the last read did.';

comment on column audit_entry.recorded_by is 'Client that changed it; null for the operator''s own hand, and for a batch of reads, which access_log tells one by one.';

comment on column audit_entry.request_id is 'HTTP request that changed it; null for a batch of reads.';

comment on column audit_entry.record_type is 'Table of the changed record; null for a batch of reads.';

comment on column audit_entry.record_id is 'The changed record; null for a read, whose records are in access_log.';

comment on column audit_entry.record_version is 'Version that the change made.';

comment on column audit_entry.patient_id is 'Patient of the changed record, where the record names one.';

comment on column audit_entry.session_id is 'Session of the changed record, where the record names one.';

comment on column audit_entry.access_id is 'The batch in access_log; null for a change.';

comment on column audit_entry.purpose is 'What was read for; null for a change and for a batch.';

comment on column audit_entry.digest is 'SHA-256 of the row in change, or of the rows in access_log, in the form that form names.';

comment on column audit_entry.span is 'How many places it takes: one a read of the batch, in the order of access_log.ordinal; 1 for a change.';

comment on column audit_entry.form is 'What the digest is of: 1 is the JSON text of the rows, 2 their binary form (see seal_clinic).';

comment on table change is 'Every state that every record ever had, who made it, when and why. Rows are never changed.';

comment on column change.clinic_id is 'Clinic of the record.';

comment on column change.record_type is 'Table of the record.';

comment on column change.record_id is 'Id of the record.';

comment on column change.version is 'Version of the record that this change made, from 1.';

comment on column change.operation is 'insert or update.';

comment on column change.recorded_at is 'When the change was made, by the clock of the database, never earlier than the version before.';

comment on column change.recorded_by is 'Client that made the change; null for the operator''s own hand.';

comment on column change.request_id is 'HTTP request that made the change.';

comment on column change.reason is 'Why, as given with a correction or retraction.';

comment on column change.before is 'The row before; null for the first version.';

comment on column change.after is 'The row after.';

comment on table client is 'Who writes and reads: what recordedBy names. One that holds keys, or one that the configured issuer has signed in.';

comment on column client.clinic_id is 'Clinic that the client belongs to; it sees nothing of another.';

comment on column client.id is 'Id of the client: that of its first key, or one made from issuer and subject.';

comment on column client.issuer is 'The iss of the tokens that the client comes with; null for one that holds keys.';

comment on column client.subject is 'The subject of these tokens.';

comment on column client.created_at is 'When the client was first seen.';

comment on column client.revoked_at is 'When the client was cut off; null if it may come. Its keys were revoked at the same time.';

comment on column client.version is 'Version of the client, from 1.';

comment on table clinic is 'A clinic, the tenant that every record belongs to, with its settings.';

comment on column clinic.clinic_id is 'Id of the clinic.';

comment on column clinic.name is 'Name of the clinic, for people.';

comment on column clinic.time_zone is 'IANA time zone; calendar days are days of this zone.';

comment on column clinic.created_at is 'When the clinic was set up.';

comment on column clinic.id is 'The same id, as the record of changes names every record.';

comment on column clinic.windows is 'Nominal times after t0 with tolerance, e.g. PT40M±PT10M, PT2H±PT30M.';

comment on column clinic.look_back is 'How old a baseline may be.';

comment on column clinic.right_now_look_back is 'How old a baseline of an instrument about right now may be.';

comment on column clinic.screening_look_back is 'How long before a course a screening may be.';

comment on column clinic.course_gap is 'The longest time from one infusion to the next of the same course.';

comment on column clinic.minimum_cell is 'Patients below whose number a figure of a cohort is withheld.';

comment on column clinic.observation_ranges is 'Plausible and critical ranges in place of the catalogue''s, by observation code.';

comment on column clinic.version is 'Version of the record, from 1.';

comment on column clinic.status is 'final, or corrected once the settings were changed.';

comment on column clinic.reason is 'Why this version was made.';

comment on column clinic.recorded_at is 'When this version was recorded, by the clock of the database.';

comment on column clinic.recorded_by is 'Client that recorded this version; null for the operator''s own hand.';

comment on column clinic.request_hash is 'Null: a clinic is set up by the operator, not by a request.';

comment on column clinic.dose_bands is 'Where bands of given doses begin, mg/kg, rising.';

comment on column clinic.age_bands is 'Where bands of ages at t0 begin, years, rising.';

comment on column clinic.dose_limits is 'Limits of doses that the clinic has set in place of the service''s: by medication, then by route. Null for none.';

comment on table cursor_key is 'The key that list cursors are sealed with, one for all instances of the service.';

comment on column cursor_key.id is 'Number of the key.';

comment on column cursor_key.secret is 'Key of AES-256-GCM.';

comment on column cursor_key.created_at is 'When the key was made.';

comment on table idempotency_key is 'Which keyed request made which versions: a request sent twice is answered twice and done once.';

comment on column idempotency_key.clinic_id is 'Clinic of the client.';

comment on column idempotency_key.client_id is 'Client that chose the key.';

comment on column idempotency_key.key is 'The Idempotency-Key header.';

comment on column idempotency_key.request_hash is 'SHA-256 of the operation and its body, after a byte that names the form they are hashed in; without that byte, form 1.';

comment on column idempotency_key.request_id is 'The request that did the work; its versions are found in change by it.';

comment on column idempotency_key.created_at is 'When the key was claimed; it is kept for 30 days.';

comment on column idempotency_key.status is 'HTTP status of the answer.';

comment on column idempotency_key.record_type is 'Table of the records that the request made or changed.';

comment on column idempotency_key.record_ids is 'Their ids, in the order of the answer.';

comment on column idempotency_key.record_versions is 'Versions that the request answered with where it changed nothing; null where it wrote, which change then tells.';

comment on table infusion_event is 'What was done to the infusion: start, rate change, bolus, pause, resume, stop.';

comment on column infusion_event.clinic_id is 'Clinic of the record.';

comment on column infusion_event.id is 'Id of the record, chosen by the caller or made by the service.';

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

comment on column infusion_event.version is 'Version of the record, from 1.';

comment on column infusion_event.status is 'Where the record stands; entered-in-error takes it out of every answer but its history.';

comment on column infusion_event.reason is 'Why this version was made.';

comment on column infusion_event.recorded_at is 'When this version was recorded, by the clock of the database.';

comment on column infusion_event.recorded_by is 'Client that recorded this version.';

comment on column infusion_event.created_at is 'When the first version was recorded: the order of lists, which never changes.';

comment on column infusion_event.request_hash is 'SHA-256 of the request that created the record under an id of its own choosing, after a byte that names the form it is hashed in; without that byte, form 1.';

comment on column infusion_event.completed is 'Whether the infusion was given as planned, as said with the stop; null where that was not said.';

comment on column infusion_event.completion_rule is 'How a stop that does not say it is judged: 2 by how much of the plan was given; null, recorded before that rule, by whether it has a note.';

comment on column infusion_event.weight_kg is 'Body weight in kg that its rate or dose per kg counts with: the pump''s, or the session''s when it was recorded. Null where it counts with none.';

comment on column infusion_event.confirmed is 'Who says that what is implausible of it is true, and why: {"by", "reason"}. Null where nobody had to, or did.';

comment on column infusion_event.critical is 'What was critical of it, or became critical of the session by it, when it was recorded or last corrected. Null for nothing.';

comment on table observation is 'What a clinician observed during a session: vitals and their like.';

comment on column observation.clinic_id is 'Clinic of the record.';

comment on column observation.id is 'Id of the record, chosen by the caller or made by the service.';

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

comment on column observation.version is 'Version of the record, from 1.';

comment on column observation.status is 'Where the record stands; entered-in-error takes it out of every answer but its history.';

comment on column observation.reason is 'Why this version was made.';

comment on column observation.recorded_at is 'When this version was recorded, by the clock of the database.';

comment on column observation.recorded_by is 'Client that recorded this version.';

comment on column observation.created_at is 'When the first version was recorded: the order of lists, which never changes.';

comment on column observation.request_hash is 'SHA-256 of the request that created the record under an id of its own choosing, after a byte that names the form it is hashed in; without that byte, form 1.';

comment on column observation.confirmed is 'Who says that what is implausible of it is true, and why: {"by", "reason"}. Null where nobody had to, or did.';

comment on column observation.time_confirmed is 'True where it lies more than 24 hours before the start of the infusion or 48 hours after its end, which was confirmed; else null.';

comment on column observation.identifiers is 'Identifiers given by other systems: an array of {system, value}, each of this observation alone; null where there are none.';

comment on column observation.device_system is 'Namespace (a URI) of the number of the device that measured (FHIR Device.identifier).';

comment on column observation.device_value is 'The number of the device.';

comment on table patient is 'A patient of a clinic.';

comment on column patient.clinic_id is 'Clinic of the record.';

comment on column patient.id is 'Id of the record, chosen by the caller or made by the service.';

comment on column patient.identifiers is 'Identifiers given by other systems: an array of {system, value}.';

comment on column patient.birth_date is 'Date of birth.';

comment on column patient.sex is 'Administrative sex (HL7 administrative-gender).';

comment on column patient.merged_into is 'The chart that this one was merged into, and that now holds its records.';

comment on column patient.version is 'Version of the record, from 1.';

comment on column patient.status is 'Where the record stands; entered-in-error takes it out of every answer but its history.';

comment on column patient.reason is 'Why this version was made.';

comment on column patient.recorded_at is 'When this version was recorded, by the clock of the database.';

comment on column patient.recorded_by is 'Client that recorded this version.';

comment on column patient.created_at is 'When the first version was recorded: the order of lists, which never changes.';

comment on column patient.request_hash is 'SHA-256 of the request that created the record under an id of its own choosing, after a byte that names the form it is hashed in; without that byte, form 1.';

comment on column patient.unmerged_from is 'The charts that this one was merged into once and is not any more.';

comment on column patient.confirmed is 'Who says that this chart and the one that it was merged into, of another birth date or sex, are of one person, and why: {"by", "reason"}. Null where nobody had to, or did, and once the merge is undone.';

comment on column patient.name is 'Name: {family, given}, of which given is an array; null where it is not told.';

comment on column patient.folded_name is 'The name as it is searched for (see fold_name): made of name by the database, and kept with it.';

comment on table patient_identifier is 'Where a patient is found by an identifier: made of patient.identifiers, by the trigger derive_identifiers.';

comment on column patient_identifier.clinic_id is 'Clinic of the patient.';

comment on column patient_identifier.patient_id is 'The patient.';

comment on column patient_identifier.system is 'Namespace of the identifier (a URI).';

comment on column patient_identifier.value is 'The identifier.';

comment on column patient_identifier.active is 'False once the chart no longer has the identifier, was retracted or was merged into another.';

comment on table protocol is 'A protocol of a clinic: what is measured around an infusion, when the patient may leave, and which scores follow.';

comment on column protocol.clinic_id is 'Clinic of the record.';

comment on column protocol.id is 'Id of the record, made from its code.';

comment on column protocol.code is 'Code that sessions name.';

comment on column protocol.name is 'Name for people.';

comment on column protocol.definition is '{monitoring, limits, discharge, followUps}; spans are ISO 8601.';

comment on column protocol.version is 'Version of the record, from 1.';

comment on column protocol.status is 'Where the record stands.';

comment on column protocol.reason is 'Why this version was made.';

comment on column protocol.recorded_at is 'When this version was recorded, by the clock of the database: from then on it is in force.';

comment on column protocol.recorded_by is 'Client that recorded this version.';

comment on column protocol.created_at is 'When the first version was recorded.';

comment on column protocol.request_hash is 'SHA-256 of the request that created the record under an id of its own choosing, after a byte that names the form it is hashed in; without that byte, form 1.';

comment on table record_identifier is 'Where a session, observation or score is found by an identifier: made of its identifiers by the trigger derive_record_identifiers, and of no record that was retracted.';

comment on column record_identifier.clinic_id is 'Clinic of the record.';

comment on column record_identifier.record_type is 'Table of the record.';

comment on column record_identifier.record_id is 'The record.';

comment on column record_identifier.system is 'Namespace of the identifier (a URI).';

comment on column record_identifier.value is 'The identifier.';

comment on table score is 'A symptom score of a patient: the answers to an instrument, or their total.';

comment on column score.clinic_id is 'Clinic of the record.';

comment on column score.id is 'Id of the record, chosen by the caller or made by the service.';

comment on column score.patient_id is 'The patient.';

comment on column score.instrument is 'Code of the instrument.';

comment on column score.form is 'Form of the instrument where it has several; null for the standard one.';

comment on column score.assessed_at is 'When the patient was assessed.';

comment on column score.performer is 'Who rated (the clinic''s own identifier).';

comment on column score.answers is 'The answers by item, null where one is missing; null where only the total is held.';

comment on column score.total is 'The total; null where an answer is missing.';

comment on column score.recall_period is 'What the rater asked about, where it is less than the standard form asks.';

comment on column score.reentered_as is 'The same content under the right patient, where this record was of the wrong one.';

comment on column score.version is 'Version of the record, from 1.';

comment on column score.status is 'Where the record stands; entered-in-error takes it out of every answer but its history.';

comment on column score.reason is 'Why this version was made.';

comment on column score.recorded_at is 'When this version was recorded, by the clock of the database.';

comment on column score.recorded_by is 'Client that recorded this version.';

comment on column score.created_at is 'When the first version was recorded: the order of lists, which never changes.';

comment on column score.request_hash is 'SHA-256 of the request that created the record under an id of its own choosing, after a byte that names the form it is hashed in; without that byte, form 1.';

comment on column score.raises_flag is 'Whether an answer, the total alone or the triage asks for somebody''s attention, or nobody can exclude it (see safetyFlags).';

comment on column score.acknowledged_at is 'When somebody saw to the flags; null while nobody has.';

comment on column score.acknowledged_by is 'Who did (the clinic''s own identifier).';

comment on column score.acknowledgement_note is 'What was done about it.';

comment on column score.identifiers is 'Identifiers given by other systems: an array of {system, value}, each of this score alone; null where there are none.';

comment on table seal is 'The hash chain over audit_entry, one link a batch. Rows are written by the sealer and never changed.';

comment on column seal.clinic_id is 'Clinic of the chain.';

comment on column seal.last_position is 'Last position under this seal.';

comment on column seal.first_position is 'First position under this seal: the one after the seal before.';

comment on column seal.hash is 'SHA-256 of the hash before (32 zero bytes before the first) and the digests of the positions, in order.';

comment on column seal.sealed_at is 'When, by the clock of the database.';

comment on table session is 'An infusion session of a patient, from its plan to its end.';

comment on column session.clinic_id is 'Clinic of the record.';

comment on column session.id is 'Id of the record, chosen by the caller or made by the service.';

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

comment on column session.version is 'Version of the record, from 1.';

comment on column session.status is 'Where the record stands; entered-in-error takes it out of every answer but its history.';

comment on column session.reason is 'Why this version was made.';

comment on column session.recorded_at is 'When this version was recorded, by the clock of the database.';

comment on column session.recorded_by is 'Client that recorded this version.';

comment on column session.created_at is 'When the first version was recorded: the order of lists, which never changes.';

comment on column session.request_hash is 'SHA-256 of the request that created the record under an id of its own choosing, after a byte that names the form it is hashed in; without that byte, form 1.';

comment on column session.confirmed is 'Who says that its weight, which is implausible, is true, and why: {"by", "reason"}. Null where nobody had to, or did.';

comment on column session.critical is 'What is critical of it: its weight, or what was given in it by all of its infusion events. Null for nothing.';

comment on column session.scores_left is 'The scores between the infusions around this session that stayed with its patient when it was re-entered under another; null where it was not.';

comment on column session.identifiers is 'Identifiers given by other systems: an array of {system, value}, each of this session alone; null where there are none.';

comment on column session.encounter_system is 'Namespace (a URI) of the number of the encounter that the session is part of (FHIR Encounter.identifier).';

comment on column session.encounter_value is 'The number of the encounter.';

comment on table unsealed is 'What has happened and waits to be sealed. Triggers fill it, the sealer empties it, and the service may only look.';

comment on column unsealed.clinic_id is 'Clinic of the record.';

comment on column unsealed.ticket is 'Order in which changes and reads were written; rolled back ones leave gaps.';

comment on column unsealed.record_type is 'Table of the changed record; null for a read.';

comment on column unsealed.record_id is 'Id of the changed record, or of the batch in access_log.';

comment on column unsealed.record_version is 'Version that the change made; null for a read.';

comment on column unsealed.span is 'How many positions it will take: one a read of the batch, 1 for a change.';

comment on column unsealed.queued_at is 'When the transaction of the change or read began: since then it waits.';

comment on table wastage is 'What became of one container of a controlled drug that was drawn up for a session: a vial, bag or syringe.';

comment on column wastage.clinic_id is 'Clinic of the record.';

comment on column wastage.id is 'Id of the record, chosen by the caller or made by the service.';

comment on column wastage.session_id is 'The session.';

comment on column wastage.drawn_mg is 'mg of drug drawn up, digits kept.';

comment on column wastage.wasted_mg is 'mg of it wasted before a witness.';

comment on column wastage.returned_mg is 'mg of it returned to stock.';

comment on column wastage.occurred_at is 'When the rest was wasted or returned.';

comment on column wastage.performer is 'Who wasted or returned it (the clinic''s own identifier).';

comment on column wastage.witness is 'Who saw it wasted: another person (the clinic''s own identifier).';

comment on column wastage.lot is 'Lot of the container.';

comment on column wastage.note is 'What else there is to say.';

comment on column wastage.version is 'Version of the record, from 1.';

comment on column wastage.status is 'Where the record stands; entered-in-error takes it out of every answer but its history.';

comment on column wastage.reason is 'Why this version was made.';

comment on column wastage.recorded_at is 'When this version was recorded, by the clock of the database.';

comment on column wastage.recorded_by is 'Client that recorded this version.';

comment on column wastage.created_at is 'When the first version was recorded: the order of lists, which never changes.';

comment on column wastage.request_hash is 'SHA-256 of the request that created the record under an id of its own choosing, after a byte that names the form it is hashed in; without that byte, form 1.';

comment on function admit(uuid,text[],text,text) is 'Holds a client that has proven who it is to its scopes, and names it for the rest of the transaction. Raises IT403.';

comment on function authorize(uuid,bytea,text,text) is 'Lets the client of a request in by its key, in the transaction of its work: a key revoked by now is refused now. Raises IT401 or IT403.';

comment on function authorize_token(uuid,text,text,text[],text,text) is 'Lets the client of a request in by a token, whose signature the service has checked; it becomes known when it first comes. Raises IT401, for a client that was cut off too, or IT403.';

comment on function came_with_merge(text,uuid,uuid) is 'Whether the record left this chart by a merge that was not undone for it since. False of what was recorded elsewhere.';

comment on function change_client() is 'A client that changes gets its next version, is cut off now or not, and was first seen when it was.';

comment on function change_key() is 'A key that changes works for no longer than before, is revoked now or not, and was made when it was.';

comment on function chart_of(uuid,timestamp with time zone) is 'The chart that held the records of a patient as of a recorded time; null for one unknown by then.';

comment on function chart_of(uuid) is 'The chart that holds the records of a patient: the one at the end of the merges, or the chart itself; null for an unknown one.';

comment on function charts_ever_of(uuid[]) is 'These charts and all that were ever one with them by a merge, undone or not: records that were of one of them once are of one of them now.';

comment on function claim(text,bytea,smallint,text,uuid[]) is 'Claims an Idempotency-Key in the transaction of its work. A twin in flight is waited for (lock_timeout bounds the wait). Where the key was used before, raises IT200 for the same hash and IT422 for another, which may be of the same request in another form.';

comment on function clinics_to_seal() is 'The clinics of which something waits to be sealed, and for how long the oldest of it has.';

comment on function confirmed_time(boolean,text) is 'True, of a time of observation that lies far from the infusion of its session. Raises check_violation, with the member of the request that it came from, where nobody has confirmed it.';

comment on function current_client_id() is 'The authenticated client of this transaction.';

comment on function current_client_may(text) is 'True where the authenticated client of this transaction has the scope.';

comment on function current_clinic_id() is 'The clinic of this transaction; null outside of one, so that every policy then hides every row.';

comment on function current_request_id() is 'The HTTP request of this transaction.';

comment on function derive_identifiers() is 'Has a patient found by the identifiers that the chart has, and by none once it was retracted or merged. Every version does so again.';

comment on function derive_record_identifiers() is 'Has a session, observation or score found by its identifiers, and by none once it was retracted. It is called for records alone that have or had some.';

comment on function done_under(text) is 'What the client''s request under this Idempotency-Key has done: its hash, and the versions of records that it was answered with. No row where the key was not used in the last 30 days.';

comment on function far_from_infusion(timestamp with time zone,timestamp with time zone,timestamp with time zone) is 'Whether something that was observed in a session lies so far from its infusion that the time may be a slip of the hand.';

comment on function fold_name(text) is 'A name as it is searched for, at most 50 characters: small letters, without accents (ä is a, not ae; ß is ss, ø is o), each blank one space. It is the same under every collation of the server.';

comment on function folded_name(jsonb) is 'What a patient is searched for by: the family name, then the given names, folded.';

comment on function follow_up_rule() is 'The scores that each version of a protocol asks for after an infusion; a day is 24 hours.';

comment on function have_identifiers(regclass) is 'Has the records of a table found by the identifiers of its column identifiers. A record without any costs nothing. For migrations.';

comment on function held_to_birth(uuid) is 'The patient, once records have come to the chart. Raises IT409 where one is told of a time before its birth.';

comment on function infusions_overlap(timestamp with time zone,timestamp with time zone,timestamp with time zone,timestamp with time zone) is 'Whether one of two infusions began before the other had stopped, or both at once. Touching is no overlap, and one without a stop is there at its start alone. Null or false where they do not.';

comment on function is_far_off_weight(numeric,numeric) is 'Whether a weight is more than 10 % off the one that it is held against; false where either is not known.';

comment on function is_of_the_calendar(date) is 'True of a day of the years 1 to 9999, and so of none that is infinite.';

comment on function is_of_the_calendar(timestamp with time zone) is 'True of a time of the years 1 to 9999, and so of none that is infinite.';

comment on function judged_by(integer) is 'The version of the clinic''s settings that what is about to be written was judged by. Raises IT205 where another version holds.';

comment on function keep_record(regclass) is 'Makes a table a clinical one: its clinic''s alone, versioned, with every state kept, and nothing ever deleted. For migrations.';

comment on function keep_times_of_the_calendar(regclass) is 'Has every time and date of a table be one of the calendar; again where it has got another. For migrations; migrate validates it.';

comment on function let_write(regclass) is 'Lets the service write all of a record but its clinic, its id once it has one, and what the database says of it: version, recorded_at, recorded_by and created_at. For migrations: once more after a column was added.';

comment on function live_patient(uuid) is 'The patient that something is about to be recorded of, held against retraction and merging until the transaction ends. Raises IT404, IT409.';

comment on function live_patient(uuid,text) is 'The patient that something is about to be recorded of, held against retraction and merging until the transaction ends. Raises IT404 and IT409 with the member of the request that it came from, and with the chart that holds the records as the hint.';

comment on function live_session(uuid) is 'The session that something is about to be recorded of, held against retraction until the transaction ends. Raises IT404, IT409.';

comment on function next_version() is 'Gives a changed row its next version, time and client, whatever the statement said.';

comment on function not_before_birth(timestamp with time zone,uuid,text) is 'The time of something that happened to a patient, whose date of birth is held until the transaction ends. Raises check_violation, with the member of the request that it came from, where it lies before the day of birth in the clinic''s time zone.';

comment on function onset_settings(timestamp with time zone) is 'What the clinic has set for its figures: now, or as it stood at a recorded time; null where the house''s default holds.';

comment on function protocol_version() is 'Every version of the clinic''s protocols and when it was in force, its beginning included, its end not. The first holds for all that came before it too: sessions are also recorded after the fact.';

comment on function queue_change() is 'Queues changes for the sealer, whoever made them.';

comment on function queue_reads() is 'Queues reads for the sealer, one ticket a batch.';

comment on function record_change() is 'Writes the change record of an updated row.';

comment on function record_client() is 'Writes the change record of a client that came for the first time, was cut off or let in again.';

comment on function record_every_state(regclass) is 'Has every inserted and updated row of a table kept in change. For migrations.';

comment on function record_inserts() is 'Writes the change records of inserted rows.';

comment on function record_key() is 'Writes the change record of a key that was made, rotated or revoked: without what proves it, but with a digest of that.';

comment on function recorded_before(uuid,date) is 'Whether anything that stands is told of a time before this date in the clinic''s time zone, as not_before_birth would refuse it; false where there is no date.';

comment on function refuse() is 'Refuses what may never happen to a table, whoever asks.';

comment on function refuse_taken_identifier() is 'When a transaction ends, since a re-entry has a record and its copy for a moment: refuses an identifier that another record has (IT411), and names that one in the hint.';

comment on function register_client() is 'A key that is made for no client is the first of a new one.';

comment on function reinstate_client(uuid) is 'Lets a client in again that was cut off; its keys stay revoked.';

comment on function retracted_with_session(text,uuid,uuid) is 'True if the request that retracted the session retracted this part of it too. False for a part that was retracted by itself.';

comment on function revoke_client(uuid) is 'Cuts a client off: its tokens are refused from now on and its keys are revoked. False if the clinic has no such client.';

comment on function rotate_key(uuid,uuid,text,bytea,timestamp with time zone,interval) is 'Makes the next key of a client, with the same roles and scopes; the one before works on for the overlap. Raises IT404, or IT409 where the key works no longer or the client holds two.';

comment on function seal_clinic(uuid,integer) is 'Seals what has committed of a clinic, about so many positions, and tells the new head; IT910 where the queue names what is not there. The digest of an entry is a SHA-256. Form 1 (every change, and reads that were sealed before there was a form 2) is of the UTF-8 text of a JSON array as PostgreSQL writes jsonb: of a change ["change", clinic_id, record_type, record_id, version, operation, recorded_at, recorded_by, request_id, reason, before, after], of a read ["read", clinic_id, id, operation, client_id, request_id, read_at, record_type, record_ids, patient_ids, session_ids, purpose, purpose_reason, filter], times in microseconds since 1970-01-01T00:00:00Z; of a batch of reads the texts of all, in the order of ordinal, joined by line feeds. Form 2 (reads) is of the rows of a batch in the order of ordinal, one after the other, each as PostgreSQL sends a record in binary: the number of its fields (14), then of each the oid of its type, its length in bytes (-1 for null) and its bytes, all numbers of 4 bytes, the highest first; the fields are clinic_id, id, ordinal, operation, client_id, request_id, read_at, record_type, record_ids, patient_ids, session_ids, purpose, purpose_reason, filter, texts as bytea in UTF-8, read_at in microseconds since 2000-01-01T00:00:00Z in 8 bytes, and ids as an array of uuid is sent. The hash of a seal is the SHA-256 of the hash before it (32 zero bytes before the first), then the digests of its entries in order.';

comment on function seal_entries(integer) is 'Seals all clinics in one transaction: what an instance of the release before calls. See seal_clinic.';

comment on function sealed_clinics() is 'The clinics that have a chain, or something that waits for it: what there is to verify.';

comment on function weight_before(uuid,timestamp with time zone,uuid) is 'The last weight of a patient, kg, in the sessions of the 90 days up to a time, but for one session; null for none.';
