-- A note on a stop says why, and no longer that the infusion was broken off. Stops of before keep the status that they gave.

alter table infusion_event
  add column completed boolean,
  add column completion_rule smallint,
  add constraint infusion_event_completed_is_of_a_stop check (completed is null or type = 'stop') not valid,
  add constraint infusion_event_completion_rule_is_known check (completion_rule is null or completion_rule = 2 and type = 'stop') not valid;
comment on column infusion_event.completed is 'Whether the infusion was given as planned, as said with the stop; null where that was not said.';
comment on column infusion_event.completion_rule is
  'How a stop that does not say it is judged: 2 by how much of the plan was given; null, recorded before that rule, by whether it has a note.';
select let_write('infusion_event');
