-- What was drawn up of a controlled drug and not given: wasted before a witness, or returned. One record a container.

create table wastage (
  clinic_id uuid not null default current_clinic_id(),
  id uuid not null,
  session_id uuid not null,
  drawn_mg numeric not null,
  wasted_mg numeric not null,
  returned_mg numeric not null,
  occurred_at timestamptz not null,
  performer text not null,
  witness text,
  lot text,
  note text,
  version integer not null default 1,
  status text not null default 'final',
  reason text,
  recorded_at timestamptz not null default clock_timestamp(),
  recorded_by uuid default current_client_id(),
  created_at timestamptz not null default clock_timestamp(),
  request_hash bytea,
  constraint wastage_pkey primary key (clinic_id, id),
  constraint wastage_session_exists foreign key (clinic_id, session_id) references session (clinic_id, id),
  constraint wastage_drawn_is_positive check (drawn_mg > 0),
  constraint wastage_wasted_is_not_negative check (wasted_mg >= 0),
  constraint wastage_returned_is_not_negative check (returned_mg >= 0),
  constraint wastage_is_no_more_than_was_drawn check (wasted_mg + returned_mg <= drawn_mg),
  constraint wastage_is_witnessed check (wasted_mg = 0 or witness is not null),
  constraint wastage_witness_is_another_person check (lower(btrim(witness)) <> lower(btrim(performer))),
  constraint wastage_status_is_known check (status in ('final', 'corrected', 'entered-in-error'))
);
create index wastage_of_session on wastage (clinic_id, session_id, created_at, id);
create index wastage_by_creation on wastage (clinic_id, created_at, id);
create index wastage_by_change on wastage (clinic_id, recorded_at, id);
select keep_record('wastage');
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
comment on column wastage.request_hash is 'SHA-256 of the request that created the record under an id of its own choosing.';
