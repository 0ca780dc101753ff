-- What a record of wastage says. Beside it there are its session and its status.
-- :columns
drawn_mg, wasted_mg, returned_mg, occurred_at, performer, witness, lot, note
