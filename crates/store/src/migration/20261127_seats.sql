-- How many people of an organization hold each licence: whoever assigns one counts no hundred thousand people for it.
create table licence_count (
  organization uuid not null references organization (id),
  licence bytea not null,
  people bigint not null,
  primary key (organization, licence)
);
insert into licence_count (organization, licence, people)
  select home, value, count(*) from person_facet where kind = 'license' group by home, value;
