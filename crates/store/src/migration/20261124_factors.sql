-- What somebody proves who they are with, beside a password.
create table totp (
  person uuid primary key not null references person (id),
  secret bytea not null,
  last_step bigint not null,
  confirmed_at bigint not null
);

create table recovery_code (
  person uuid not null references person (id),
  tag text not null,
  used_at bigint,
  primary key (person, tag)
);

create table passkey (
  id uuid primary key not null,
  person uuid not null references person (id),
  credential_id bytea not null unique,
  credential text not null,
  name text not null,
  created_at bigint not null,
  used_at bigint,
  challenged_at bigint not null
);
create index passkey_person on passkey (person, id);
