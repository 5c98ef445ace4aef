-- Organizations' own identity providers: their domains, who of their people is who there, and the sessions begun there.
create table domain (
  id uuid primary key not null,
  organization uuid not null references organization (id),
  name text not null,
  token text not null,
  added_at bigint not null,
  verified_at bigint,
  removed_at bigint
);
create unique index domain_of on domain (organization, name) where removed_at is null;
create unique index domain_verified on domain (name) where verified_at is not null and removed_at is null;

create table identity (
  id uuid primary key not null,
  organization uuid not null references organization (id),
  issuer text not null,
  subject text not null,
  person uuid not null references person (id),
  pinned_at bigint not null
);
create unique index identity_there on identity (organization, issuer, subject);
create unique index identity_here on identity (organization, issuer, person);

create table federated_session (
  session uuid primary key not null references session (id),
  organization uuid not null references organization (id),
  issuer text not null,
  client_id text not null,
  subject text not null,
  there text,
  token bytea not null,
  begun_at bigint not null
);
create index federated_session_of on federated_session (organization, issuer, subject, begun_at);
create index federated_session_there on federated_session (organization, issuer, there);

create table client_secret (
  organization uuid primary key not null references organization (id),
  locked bytea,
  set_by uuid,
  set_at bigint not null,
  version bigint not null
);

-- What is good once and was used.
create table spent (
  key bytea primary key not null,
  until bigint not null
);
create index spent_until on spent (until);
