-- By what people of an organization are found: words, licences, status. A value is bytes, so that every database orders and
-- compares it alike. The text that was searched in before is not needed any more.
create table person_facet (
  home uuid not null references organization (id),
  kind text not null,
  value bytea not null,
  person uuid not null references person (id),
  primary key (home, kind, value, person)
);
alter table person drop column search;

-- Who holds what in an organization, and who hold one role there: all that such questions need is in the index.
create index role_grant_holder on role_grant (organization, principal, until_at);
create index role_grant_role on role_grant (organization, role, principal, until_at);

-- Where the next part of a job begins, for jobs that go by keys.
alter table job add column cursor text;
