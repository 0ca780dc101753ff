-- An observation is judged by the clinic's ranges before it is written, by whichever instance of the service took it. The
-- write says by which version of the settings, and does not happen where another holds.

create function judged_by(settings_version integer) returns integer
  language plpgsql stable
as $$
begin
  if not exists (select from clinic c where c.clinic_id = current_clinic_id() and c.version = judged_by.settings_version) then
    raise exception using errcode = 'IT205', message = 'the settings of the clinic have changed';
  end if;
  return judged_by.settings_version;
end
$$;
comment on function judged_by(integer) is
  'The version of the clinic''s settings that what is about to be written was judged by. Raises IT205 where another version holds.';
