-- How a session was begun in full, and how long it lives. Sessions from before keep the limits that all had.
alter table session add column second text;
alter table session add column proved_at bigint not null default 0;
update session set proved_at = signed_in_at;
alter table session add column idle bigint not null default 1800000000;
alter table session add column lasts bigint not null default 43200000000;
alter table session add column device text not null default '';
alter table session add column address text not null default '';
