-- Staff check two things at the chair before they treat: a number and a name, or a name and a date of birth.

create function fold_name(name text) returns text
  language sql immutable strict parallel safe
as $$
  select left(btrim(regexp_replace(
    translate(
      replace(replace(replace(replace(replace(replace(replace(replace(
        lower(regexp_replace(normalize(name, nfkd), '[\u0300-\u036f]', '', 'g') collate "C"),
        'ß', 'ss'), 'ẞ', 'ss'), 'æ', 'ae'), 'Æ', 'ae'), 'œ', 'oe'), 'Œ', 'oe'), 'þ', 'th'), 'Þ', 'th'),
      'ØøÐðĐđŁłħĦŧŦıΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩςАБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯЂЄЅІЈЉЊЋЏҐ’‘`',
      'ooddddllhhttiαβγδεζηθικλμνξοπρστυφχψωσабвгдежзиклмнопрстуфхцчшщъыьэюяђєѕіјљњћџґ'''''''),
    '\s+', ' ', 'g')), 50)
$$;
comment on function fold_name(text) is
  'A name as it is searched for, at most 50 characters: small letters, without accents (ä is a, not ae; ß is ss, ø is o), each blank one space. It is the same under every collation of the server.';

create function folded_name(name jsonb) returns text
  language sql immutable strict parallel safe set search_path = public, pg_temp
as $$
  select fold_name((name ->> 'family') || coalesce(' ' || (
    select string_agg(g.part, ' ' order by g.place) from jsonb_array_elements_text(name -> 'given') with ordinality g (part, place)), ''))
$$;
comment on function folded_name(jsonb) is 'What a patient is searched for by: the family name, then the given names, folded.';

alter table patient
  add column name jsonb,
  add column folded_name text collate "C" generated always as (folded_name(name)) stored,
  add constraint patient_name_has_its_parts check (
    name is null or jsonb_typeof(name -> 'family') = 'string' and jsonb_typeof(name -> 'given') = 'array') not valid;
comment on column patient.name is 'Name: {family, given}, of which given is an array; null where it is not told.';
comment on column patient.folded_name is 'The name as it is searched for (see fold_name): made of name by the database, and kept with it.';
create index patient_by_name on patient (clinic_id, folded_name) where folded_name is not null;
create index patient_by_birth_date on patient (clinic_id, birth_date) where birth_date is not null;
select let_write('patient');
