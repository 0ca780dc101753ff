-- :differences
-- What of the two histories differs: members that are ids, times of recording or the request are left out.
with versions as (
  select c.record_id, c.version, c.operation, c.reason, c.recorded_by, m.state, m.key,
         case when m.key like '%id' or m.key in ('identifiers', 'recorded_at', 'created_at') or m.value = 'null' then '"any"' else m.value::text end as value
  from change c
  cross join lateral (select 'before' as state, b.* from jsonb_each(c.before) b union all select 'after', a.* from jsonb_each(c.after) a) m
  where c.clinic_id = @clinic and c.record_type = 'record' and c.record_id in (@loaded, @written)
), one as (
  select version, operation, reason, recorded_by, state, key, value from versions where record_id = @loaded
), other as (
  select version, operation, reason, recorded_by, state, key, value from versions where record_id = @written
), current as (
  -- The change record's last state is the row itself, in both.
  select count(*) filter (where to_jsonb(r) = (select c.after from change c
    where c.clinic_id = r.clinic_id and c.record_type = 'record' and c.record_id = r.id order by c.version desc limit 1)) as same
  from "record" r where r.clinic_id = @clinic and r.id in (@loaded, @written)
)
select string_agg(d::text, E'\n')
from (
  (select 'loaded' as of, o.* from (table one except table other) o)
  union all
  (select 'written', o.* from (table other except table one) o)
  union all
  select 'current', c.same::int, null, null, null, null, null, null from current c where c.same <> 2
) d;
