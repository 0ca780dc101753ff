-- Charts that differ in birth date or sex are merged where somebody says that they are of one person.

alter table patient add column confirmed jsonb;
comment on column patient.confirmed is
  'Who says that this chart and the one that it was merged into, of another birth date or sex, are of one person, and why: {"by", "reason"}. Null '
  'where nobody had to, or did, and once the merge is undone.';
select let_write('patient');
