-- By which rules people of an organization get licences when they are added; of one domain, or of everybody, at most one.
create table licence_rule (
  id uuid primary key not null,
  organization uuid not null references organization (id),
  domain text not null,
  gives text not null,
  version bigint not null
);
create unique index licence_rule_domain on licence_rule (organization, domain);
