-- Requests to sellers for more seats, or fewer; one of a subscription is open at a time.
create table seat_request (
  id uuid primary key not null,
  subscription uuid not null references subscription (id),
  customer uuid not null references organization (id),
  seller uuid not null references organization (id),
  quantity_before bigint not null,
  quantity bigint not null,
  reason text,
  asked_by uuid not null,
  asked_at bigint not null,
  state text not null,
  closed_by uuid,
  closed_at bigint,
  answer text,
  version bigint not null
);
create index seat_request_customer on seat_request (customer, id);
create index seat_request_seller on seat_request (seller, state, id);
create unique index seat_request_open on seat_request (subscription) where state = 'open';
