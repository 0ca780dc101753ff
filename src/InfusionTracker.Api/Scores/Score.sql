-- What a score says. Beside it there are its patient, its status, the score that it became, and who saw to its flags.
-- :columns
instrument, form, assessed_at, performer, answers, total, recall_period, raises_flag, identifiers
