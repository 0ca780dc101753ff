-- :ping
select 1;

-- :clock
select clock_timestamp();
