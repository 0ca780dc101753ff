-- What other systems call a session, an observation or a score (an order item, a message) is of one record alone, so that a feed that
-- sends twice records once. What records share (an encounter, a device) stands beside it and is of any number of them.

alter table session
  add column identifiers jsonb,
  add column encounter_system text,
  add column encounter_value text,
  add constraint session_encounter_has_a_system check ((encounter_system is null) = (encounter_value is null)) not valid;
alter table observation
  add column identifiers jsonb,
  add column device_system text,
  add column device_value text,
  add constraint observation_device_has_a_system check ((device_system is null) = (device_value is null)) not valid;
alter table score add column identifiers jsonb;
comment on column session.identifiers is 'Identifiers given by other systems: an array of {system, value}, each of this session alone; null where there are none.';
comment on column session.encounter_system is 'Namespace (a URI) of the number of the encounter that the session is part of (FHIR Encounter.identifier).';
comment on column session.encounter_value is 'The number of the encounter.';
comment on column observation.identifiers is 'Identifiers given by other systems: an array of {system, value}, each of this observation alone; null where there are none.';
comment on column observation.device_system is 'Namespace (a URI) of the number of the device that measured (FHIR Device.identifier).';
comment on column observation.device_value is 'The number of the device.';
comment on column score.identifiers is 'Identifiers given by other systems: an array of {system, value}, each of this score alone; null where there are none.';
create index session_of_encounter on session (clinic_id, encounter_system, encounter_value) where encounter_value is not null;
select let_write('session');
select let_write('observation');
select let_write('score');

create table record_identifier (
  clinic_id uuid not null default current_clinic_id(),
  record_type text not null,
  record_id uuid not null,
  system text not null,
  value text not null,
  constraint record_identifier_pkey primary key (clinic_id, record_type, record_id, system, value),
  constraint record_identifier_belongs_to_a_clinic foreign key (clinic_id) references clinic (clinic_id),
  constraint identifier_is_of_one_record unique (clinic_id, record_type, system, value) deferrable initially deferred
);
comment on table record_identifier is
  'Where a session, observation or score is found by an identifier: made of its identifiers by the trigger derive_record_identifiers, and of no record that was retracted.';
comment on column record_identifier.clinic_id is 'Clinic of the record.';
comment on column record_identifier.record_type is 'Table of the record.';
comment on column record_identifier.record_id is 'The record.';
comment on column record_identifier.system is 'Namespace of the identifier (a URI).';
comment on column record_identifier.value is 'The identifier.';
alter table record_identifier enable row level security;
alter table record_identifier force row level security;
create policy own_clinic on record_identifier using (clinic_id = current_clinic_id());
create policy deriver on record_identifier to current_user using (true) with check (true);
grant select on record_identifier to infusion_app;

create function derive_record_identifiers() returns trigger
  language plpgsql security definer set search_path = public, pg_temp
as $$
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
$$;
comment on function derive_record_identifiers() is
  'Has a session, observation or score found by its identifiers, and by none once it was retracted. It is called for records alone that have or had some.';
revoke execute on function derive_record_identifiers() from public;

create function refuse_taken_identifier() returns trigger
  language plpgsql security definer set search_path = public, pg_temp
as $$
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
$$;
comment on function refuse_taken_identifier() is
  'When a transaction ends, since a re-entry has a record and its copy for a moment: refuses an identifier that another record has (IT411), and names that one in the hint.';
revoke execute on function refuse_taken_identifier() from public;
create constraint trigger "A_taken_identifier_is_refused" after insert on record_identifier
  deferrable initially deferred for each row execute function refuse_taken_identifier();

create function have_identifiers(record_table regclass) returns void
  language plpgsql
as $$
begin
  execute format('create trigger derive_identifiers_of_new after insert on %s for each row
    when (new.identifiers is not null) execute function derive_record_identifiers()', record_table);
  execute format('create trigger derive_identifiers after update on %s for each row
    when (old.identifiers is not null or new.identifiers is not null) execute function derive_record_identifiers()', record_table);
end
$$;
comment on function have_identifiers(regclass) is
  'Has the records of a table found by the identifiers of its column identifiers. A record without any costs nothing. For migrations.';
revoke execute on function have_identifiers(regclass) from public;
select have_identifiers('session');
select have_identifiers('observation');
select have_identifiers('score');
