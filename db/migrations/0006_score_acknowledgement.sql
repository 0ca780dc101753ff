-- A safety flag asks for somebody's attention: who saw it and when is a fact of the score, beside its answers.

alter table score
  add column raises_flag boolean not null default false,
  add column acknowledged_at timestamptz,
  add column acknowledged_by text,
  add column acknowledgement_note text,
  add constraint score_acknowledgement_is_of_somebody check ((acknowledged_at is null) = (acknowledged_by is null)),
  add constraint score_acknowledgement_is_of_a_flag check (raises_flag or acknowledged_at is null),
  add constraint score_acknowledged_after_assessed check (acknowledged_at >= assessed_at);
comment on column score.raises_flag is 'Whether an answer, or the triage as a whole, asks for somebody''s attention (see safetyFlags).';
comment on column score.acknowledged_at is 'When somebody saw to the flags; null while nobody has.';
comment on column score.acknowledged_by is 'Who did (the clinic''s own identifier).';
comment on column score.acknowledgement_note is 'What was done about it.';

-- What was recorded before is judged by the answers that raise a flag: PHQ9 9, QIDSSR16 12, and any yes of the C-SSRS
-- screener. The owner sees no row under forced row-level security, and the triggers would write a version that nobody made.
alter table score no force row level security;
alter table score disable trigger next_version;
alter table score disable trigger record_change;
update score
set raises_flag = true
where instrument = 'PHQ9' and answers[9] >= 1
   or instrument = 'QIDSSR16' and answers[12] >= 1
   or instrument = 'CSSRS_SCREEN' and 1 = any (answers);
alter table score enable trigger next_version;
alter table score enable trigger record_change;
alter table score force row level security;

create index score_unacknowledged on score (clinic_id, created_at, id) where raises_flag and acknowledged_at is null;
