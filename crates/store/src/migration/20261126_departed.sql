-- What is kept of people who were deleted, until it is erased. The person's row stays, without the address.
create table departed (
  person uuid primary key not null references person (id),
  email text,
  deleted_at bigint not null,
  deleted_by uuid,
  erased_at bigint
);
