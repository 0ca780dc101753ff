-- Protocols: what a clinic asks for around an infusion. Each version stays readable, since a session is held to the one that
-- was in force when it began.

create table protocol (
  clinic_id uuid not null default current_clinic_id(),
  id uuid not null,
  code text not null,
  name text not null,
  definition jsonb not null,
  version integer not null default 1,
  status text not null default 'final',
  reason text,
  recorded_at timestamptz not null default clock_timestamp(),
  recorded_by uuid default current_client_id(),
  created_at timestamptz not null default clock_timestamp(),
  request_hash bytea,
  constraint protocol_pkey primary key (clinic_id, id),
  constraint protocol_belongs_to_a_clinic foreign key (clinic_id) references clinic (clinic_id),
  constraint protocol_has_its_code_alone unique (clinic_id, code),
  constraint protocol_code_is_a_code check (code ~ '^[A-Za-z0-9._-]{1,64}$'),
  constraint protocol_name_is_present check (name <> '' and length(name) <= 200),
  constraint protocol_status_is_known check (status in ('final', 'entered-in-error'))
);
select keep_record('protocol');
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
comment on column protocol.request_hash is 'SHA-256 of the request that created the record.';

create index session_of_protocol on session (clinic_id, protocol, started_at, id);

create function protocol_version() returns table (
  code text, version integer, name text, definition jsonb, in_force_from timestamptz, in_force_until timestamptz
)
  language sql stable
as $$
  select c.after ->> 'code', c.version, c.after ->> 'name', c.after -> 'definition',
         case when c.version = 1 then '-infinity' else c.recorded_at end,
         lead(c.recorded_at, 1, 'infinity') over (partition by c.record_id order by c.version)
  from change c
  where c.clinic_id = current_clinic_id() and c.record_type = 'protocol';
$$;
comment on function protocol_version() is
  'Every version of the clinic''s protocols and when it was in force, its beginning included, its end not. The first holds for '
  'all that came before it too: sessions are also recorded after the fact.';

create function follow_up_rule() returns table (
  code text, version integer, in_force_from timestamptz, in_force_until timestamptz, instrument text, at interval, tolerance interval
)
  language sql stable
as $$
  select v.code, v.version, v.in_force_from, v.in_force_until, f.instrument,
         make_interval(secs => extract(epoch from f.at::interval)::double precision),
         make_interval(secs => extract(epoch from f.tolerance::interval)::double precision)
  from protocol_version() v
  cross join jsonb_to_recordset(v.definition -> 'followUps') f (instrument text, at text, tolerance text);
$$;
comment on function follow_up_rule() is 'The scores that each version of a protocol asks for after an infusion; a day is 24 hours.';
