-- Who keeps a copy goes on from a position in the clinic's order of changes, which no commit comes in behind and no clock turns back.

-- The sealer rests meanwhile, so that neither waits for the other.
select pg_advisory_xact_lock(4951087364222);

create index audit_entry_of_changes on audit_entry (clinic_id, position) where operation <> 'read';
comment on index audit_entry_of_changes is 'The order without the reads, of which there are many more: for who keeps a copy.';

create index seal_by_time on seal (clinic_id, sealed_at) include (first_position);
comment on index seal_by_time is 'Where the order stood at a time.';
