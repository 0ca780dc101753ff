-- A record tells its time once its transaction has an id. From then on every snapshot shows that somebody writes, whoever it is, so that
-- a state of the past that no such transaction can change stands (see RecordedPast.sql). The value of a column is made before its
-- row gets the id of the transaction, hence the question for it here, which gives it one. An update has locked its row, and has one.

do $$
declare
  kept regclass;
begin
  for kept in select t.tgrelid::regclass from pg_trigger t join pg_proc p on p.oid = t.tgfoid
              where p.proname = 'next_version' order by 1 loop
    execute format(
      'alter table %s alter column recorded_at set default case when pg_current_xact_id() is not null then clock_timestamp() end', kept);
  end loop;
end
$$;
