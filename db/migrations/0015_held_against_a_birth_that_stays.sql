-- A time is judged by a date of birth that stays until it is written: the two were changed beside each other before, and a record
-- could come to lie before the birth.

create or replace function not_before_birth(at timestamptz, patient_id uuid, member text) returns timestamptz
  language plpgsql volatile
as $$
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
$$;
comment on function not_before_birth(timestamptz, uuid, text) is
  'The time of something that happened to a patient, whose date of birth is held until the transaction ends. Raises check_violation, '
  'with the member of the request that it came from, where it lies before the day of birth in the clinic''s time zone.';
