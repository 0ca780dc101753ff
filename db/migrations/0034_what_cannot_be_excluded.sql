-- Where the answer that decides is not there, a safety flag cannot be excluded, and asks for somebody's attention too. Scores of
-- before whose flag came with that get a version of their own, which nobody's request made: PHQ9 without item 9, QIDSSR16 without
-- item 12, totals alone that leave room for it, and C-SSRS screeners without a yes that were cut short. The owner sees no row under
-- forced row-level security.
alter table score no force row level security;
update score
set raises_flag = true, reason = 'The safety flags were judged again: what cannot be excluded is a flag, too.'
where not raises_flag and status <> 'entered-in-error'
  and (instrument = 'PHQ9' and (answers is not null and answers[9] is null or answers is null and total >= 1)
       or instrument = 'QIDSSR16' and (answers is not null and answers[12] is null or answers is null and total >= 1)
       or instrument = 'CSSRS_SCREEN' and (answers[1] is null or answers[2] is null or answers[6] is null));
alter table score force row level security;

comment on column score.raises_flag is
  'Whether an answer, the total alone or the triage asks for somebody''s attention, or nobody can exclude it (see safetyFlags).';
