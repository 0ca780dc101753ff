-- Of two sessions of one patient that overlap, each is shown with the id of the other. Nothing is stored: it follows from when they
-- began and stopped.

create function infusions_overlap(started_at timestamptz, stopped_at timestamptz, other_started_at timestamptz, other_stopped_at timestamptz)
  returns boolean
  language sql immutable parallel safe
as $$
  select started_at = other_started_at
    or started_at < other_started_at and other_started_at < stopped_at
    or other_started_at < started_at and started_at < other_stopped_at
$$;
comment on function infusions_overlap(timestamptz, timestamptz, timestamptz, timestamptz) is
  'Whether one of two infusions began before the other had stopped, or both at once. Touching is no overlap, and one without a stop is '
  'there at its start alone. Null or false where they do not.';
