-- The bands of given doses and of ages that a clinic's cohorts are split by. Whoever may not see small cells asks about these alone.

alter table clinic
  add column dose_bands numeric[],
  add column age_bands integer[];
comment on column clinic.dose_bands is 'Where bands of given doses begin, mg/kg, rising.';
comment on column clinic.age_bands is 'Where bands of ages at t0 begin, years, rising.';
select let_write('clinic');
