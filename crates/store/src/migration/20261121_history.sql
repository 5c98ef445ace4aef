-- What a row said until it was changed, where decisions read it; the row itself says what it says now.
create table superseded (
  owner uuid not null,
  revision bigint not null,
  part bigint not null,
  until_at bigint not null,
  version text not null,
  primary key (owner, revision, part)
);

-- Which policy was decided under, from when on.
create table policy_in_force (
  from_at bigint not null,
  digest text not null references policy_text (digest),
  primary key (from_at, digest)
);
insert into policy_in_force (from_at, digest) select at, digest from policy_text;

-- What was changed before this moment is not kept: a database that had commands before it knew history begins now.
alter table revision add column history_since bigint not null default 0;
update revision set history_since = at;
