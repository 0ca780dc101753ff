-- What this very session works by, and which session it is.
-- :look
select name, coalesce(current_setting(name, true), ''), pg_backend_pid() from unnest(@names::text[]) name;

-- :session
select pg_backend_pid();

-- :commit
select current_setting('synchronous_commit');
