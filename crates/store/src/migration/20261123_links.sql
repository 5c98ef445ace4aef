-- The secret of a link is derived from the master key, so that it can be told again and is kept nowhere. Links from before,
-- good for a day, open nothing any more.
drop table sign_in_link;
create table sign_in_link (
  id uuid primary key not null,
  person uuid not null references person (id),
  purpose text not null,
  expires_at bigint not null,
  used_at bigint
);
create index sign_in_link_person on sign_in_link (person);
