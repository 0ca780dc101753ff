-- What looks like a slip of the hand, and is true, is recorded where somebody confirms it.

alter table observation
  add column confirmed jsonb,
  add column time_confirmed boolean;
comment on column observation.confirmed is
  'Who says that what is implausible of it is true, and why: {"by", "reason"}. Null where nobody had to, or did.';
comment on column observation.time_confirmed is
  'True where it lies more than 24 hours before the start of the infusion or 48 hours after its end, which was confirmed; else null.';
select let_write('observation');

create function far_from_infusion(at timestamptz, started_at timestamptz, ended_at timestamptz) returns boolean
  language sql stable
as $$
  select coalesce(at < started_at - interval '24 hours' or at > ended_at + interval '48 hours', false)
$$;
comment on function far_from_infusion(timestamptz, timestamptz, timestamptz) is
  'Whether something that was observed in a session lies so far from its infusion that the time may be a slip of the hand.';

create function confirmed_time(is_confirmed boolean, member text) returns boolean
  language plpgsql volatile
as $$
begin
  if not confirmed_time.is_confirmed then
    raise exception using errcode = 'check_violation', constraint = 'near_the_infusion', column = confirmed_time.member, message =
      'the time lies more than 24 hours before the start of the infusion or 48 hours after its end. Correct it, or send confirmed where it is true';
  end if;
  return true;
end
$$;
comment on function confirmed_time(boolean, text) is
  'True, of a time of observation that lies far from the infusion of its session. Raises check_violation, with the member of the request that it '
  'came from, where nobody has confirmed it.';
