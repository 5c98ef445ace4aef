-- What somebody wants to be written to about; nobody who said nothing has a row. Digests count what was done in a day.
create table preference (
  person uuid not null references person (id),
  topic text not null,
  wanted boolean not null,
  told_until bigint not null,
  primary key (person, topic)
);
create index preference_told_until on preference (topic, wanted, told_until);
create index audit_entry_organization_at on audit_entry (organization, at);
