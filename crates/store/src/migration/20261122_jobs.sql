-- What takes longer than a request: worked on by whoever has the lease, part by part.
create table job (
  id uuid primary key not null,
  kind text not null,
  organization uuid not null references organization (id),
  asked_by uuid not null,
  arguments text not null,
  created_at bigint not null,
  expires_at bigint not null,
  state text not null,
  failure text,
  parts bigint not null,
  position bigint not null,
  done bigint not null,
  total bigint not null,
  attempts bigint not null,
  leased_until bigint not null
);
create index job_waiting on job (state, leased_until);
create index job_asked_by on job (asked_by, id);
create index job_expires_at on job (expires_at);

create table job_part (
  job uuid not null references job (id),
  number bigint not null,
  bytes bytea not null,
  primary key (job, number)
);
