-- What other services are told when sessions and rights end: who hears what, how it stands, and what waits to be told.
create table stream (
  id uuid primary key not null,
  organization uuid not null references organization (id),
  everybody boolean not null,
  receiver uuid not null references service_account (id),
  description text,
  endpoint text,
  locked bytea,
  kinds text not null,
  state text not null,
  reason text,
  created_at bigint not null,
  verified_at bigint,
  version bigint not null
);
create index stream_organization on stream (organization);
create index stream_receiver on stream (receiver);
create index stream_everybody on stream (everybody) where everybody;

create table stream_progress (
  stream uuid primary key not null references stream (id),
  attempts bigint not null,
  next_attempt_at bigint not null,
  leased_until bigint not null,
  taken_at bigint,
  failed_at bigint,
  fault text,
  failure text
);

create table signal (
  id uuid primary key not null,
  stream uuid not null references stream (id),
  revision bigint not null,
  part bigint not null,
  at bigint not null,
  about_stream boolean not null,
  signal text not null
);
create unique index signal_of on signal (stream, revision, part);
create index signal_about_stream on signal (stream) where about_stream;
