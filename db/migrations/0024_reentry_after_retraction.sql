-- A session that was only retracted can be recorded under the right patient later, with the parts that its retraction took out.

create function retracted_with_session(record_type text, record_id uuid, session_id uuid) returns boolean
  language plpgsql stable
as $$
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
$$;
comment on function retracted_with_session(text, uuid, uuid) is
  'True if the request that retracted the session retracted this part of it too. False for a part that was retracted by itself.';
