-- A session that is recorded under the right patient names the scores that stay with the wrong one.

alter table session add column scores_left uuid[];
comment on column session.scores_left is
  'The scores between the infusions around this session that stayed with its patient when it was re-entered under another; null where it was not.';
select let_write('session');
