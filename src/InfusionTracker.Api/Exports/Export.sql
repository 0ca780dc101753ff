-- The position after which everything lies that was sealed at a time or later, less a minute for clocks that differ; where the clock was
-- set back, the first that the time may mean; where nothing was sealed since, the last. And whether the time has come.
-- :since
select coalesce(
         (select min(s.first_position) - 1 from seal s
          where s.clinic_id = current_clinic_id() and s.sealed_at >= @since::timestamptz - interval '1 minute'),
         (select max(s.last_position) from seal s where s.clinic_id = current_clinic_id()),
         0),
       @since::timestamptz <= clock_timestamp();

-- How far the order of changes goes in the state that is read, and whether it has come by the position that was given: a restore may have
-- undone it.
-- :until
select coalesce(h.last_position, 0), coalesce(h.hash, decode(repeat('00', 32), 'hex')),
       @hash::bytea is null or @position::bigint = 0
       or exists (select from seal s where s.clinic_id = current_clinic_id() and s.last_position = @position and s.hash = @hash)
       , nullif(chart_of(@patient), @patient) --? patient
from (select) one
left join lateral (select s.last_position, s.hash from seal s
                   where s.clinic_id = current_clinic_id() order by s.last_position desc limit 1) h on true;
