-- People in the order of their names and by what is typed: keys that the program makes and fills in.
alter table person add column search text;
alter table person add column sort_email bytea;
alter table person add column sort_en bytea;
alter table person add column sort_cs bytea;
alter table person add column sort_pl bytea;
create index person_sort_email on person (home, sort_email, id);
create index person_sort_en on person (home, sort_en, id);
create index person_sort_cs on person (home, sort_cs, id);
create index person_sort_pl on person (home, sort_pl, id);

-- Under which control something was done or refused; older entries do not say it.
alter table audit_entry add column control text;
create index audit_entry_control on audit_entry (organization, control, number);
