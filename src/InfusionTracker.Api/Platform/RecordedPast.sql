-- The next transaction id is what age() counts from. The snapshot's own xmax is not it, but one past the highest id that has ended: what is
-- under way may have that id or a higher one. The time is that of the transaction, and so before what the sample sees.
-- :sample
select now(), pg_snapshot_xmin(s)::text::bigint, pg_snapshot_xmax(s)::text::bigint + age(pg_snapshot_xmax(s)::xid)
from pg_current_snapshot() s;

-- Whoever writes a record locks its table, gets a transaction id, then tells the time (see 0025), and lets go once its commit can be seen.
-- All of that shows of every role, and of prepared transactions too. What began after the time is no matter: of the service's own it is
-- known to the microsecond, of others as of the first sample after the time, whose next id is @before.
-- :settled
select extract(epoch from @asOf - now())::double precision, n.next_id,
       n.oldest_id >= least(@before, n.next_id) or not exists (
         select from pg_locks i
         join pg_locks r on r.virtualtransaction = i.virtualtransaction and r.locktype = 'relation' and r.mode = 'RowExclusiveLock'
         join pg_trigger g on g.tgrelid = r.relation and g.tgname = 'record_inserts'
         left join pg_stat_activity a on a.pid = i.pid
         where i.locktype = 'transactionid' and i.mode = 'ExclusiveLock' and i.granted
           and n.next_id - age(i.transactionid) < least(@before, n.next_id)
           and r.database = (select d.oid from pg_database d where d.datname = current_database())
           and (a.xact_start > @asOf) is not true)
from (select pg_snapshot_xmin(s)::text::bigint as oldest_id,
             pg_snapshot_xmax(s)::text::bigint + age(pg_snapshot_xmax(s)::xid) as next_id
      from pg_current_snapshot() s) n;
