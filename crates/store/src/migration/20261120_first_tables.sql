-- Ids are UUIDs, moments microseconds since 1970 in UTC, lists and scopes JSON, secrets SHA-256.
-- A principal is a person or a service account, so columns that hold one refer to no table.

create table revision (
  id bigint primary key not null check (id = 1),
  revision bigint not null,
  at bigint not null
);
insert into revision (id, revision, at) values (1, 0, 0);

create table change (
  revision bigint not null,
  kind text not null,
  id uuid not null,
  primary key (revision, kind, id)
);

create table organization (
  id uuid primary key not null,
  slug text not null unique,
  name text not null,
  kind text not null,
  active boolean not null,
  locale text,
  version bigint not null
);

create table setting (
  organization uuid not null references organization (id),
  key text not null,
  value text not null,
  set_by uuid,
  set_at bigint not null,
  version bigint not null,
  primary key (organization, key)
);

create table relationship (
  id uuid primary key not null,
  partner uuid not null references organization (id),
  customer uuid not null references organization (id),
  from_at bigint,
  until_at bigint
);
create index relationship_partner on relationship (partner);
create index relationship_customer on relationship (customer);

create table subscription (
  id uuid primary key not null,
  slug text not null unique,
  customer uuid not null references organization (id),
  seller uuid not null references organization (id),
  services text not null,
  quantity bigint not null,
  from_at bigint,
  until_at bigint
);
create index subscription_customer on subscription (customer);

create table site (
  id uuid primary key not null,
  slug text not null unique,
  organization uuid not null references organization (id),
  subscription uuid not null references subscription (id),
  managed_by text not null
);
create index site_organization on site (organization);

create table location (
  id uuid primary key not null,
  slug text not null unique,
  organization uuid not null references organization (id),
  name text not null
);
create index location_organization on location (organization);

create table person (
  id uuid primary key not null,
  email text not null unique,
  name text not null,
  home uuid not null references organization (id),
  status text not null,
  locale text,
  licenses text not null,
  package text,
  version bigint not null
);
create index person_home on person (home, id);

create table service_account (
  id uuid primary key not null,
  name text not null,
  home uuid not null references organization (id),
  active boolean not null,
  unique (home, name)
);

create table block (
  id uuid primary key not null,
  organization uuid not null references organization (id),
  kind text not null,
  blocked uuid not null,
  from_at bigint,
  until_at bigint
);
create index block_organization on block (organization);

create table role_grant (
  id uuid primary key not null,
  principal uuid not null,
  role text not null,
  organization uuid not null references organization (id),
  scope text not null,
  origin text not null,
  from_at bigint,
  until_at bigint,
  activated_at bigint,
  given_by uuid,
  reason text,
  set_up_as text,
  version bigint not null,
  end_recorded boolean not null
);
create index role_grant_principal on role_grant (principal, id);
create index role_grant_organization on role_grant (organization, id);
create index role_grant_run_out on role_grant (end_recorded, until_at);

create table support_request (
  id uuid primary key not null,
  organization uuid not null references organization (id),
  agent uuid not null,
  addressed_to text not null,
  approver uuid,
  reason text not null,
  requested_at bigint not null,
  state text not null,
  decided_at bigint,
  decided_by uuid,
  version bigint not null
);
create index support_request_organization on support_request (organization, requested_at);
create index support_request_agent on support_request (agent, requested_at);
create index support_request_state on support_request (state, requested_at);

create table support_grant (
  id uuid primary key not null,
  request uuid unique references support_request (id),
  agent uuid not null,
  organization uuid not null references organization (id),
  approved_by uuid not null,
  from_at bigint,
  until_at bigint,
  ended_by uuid,
  end_recorded boolean not null
);
create index support_grant_agent on support_grant (agent);
create index support_grant_organization on support_grant (organization, from_at);
create index support_grant_run_out on support_grant (end_recorded, until_at);

create table help_desk_session (
  id uuid primary key not null,
  agent uuid not null,
  organization uuid not null references organization (id),
  from_at bigint,
  until_at bigint
);
create index help_desk_session_agent on help_desk_session (agent);
create index help_desk_session_organization on help_desk_session (organization, from_at);

create table password (
  person uuid primary key not null references person (id),
  hash text not null
);

create table session (
  id uuid primary key not null,
  secret bytea not null unique,
  person uuid not null references person (id),
  method text not null,
  signed_in_at bigint not null,
  seen_at bigint not null,
  ended_at bigint
);
create index session_person on session (person);

create table token (
  id uuid primary key not null,
  secret bytea not null unique,
  principal uuid not null,
  name text not null,
  scopes text not null,
  organization uuid not null references organization (id),
  from_at bigint,
  until_at bigint
);
create index token_principal on token (principal);

create table sign_in_link (
  id uuid primary key not null,
  secret bytea not null unique,
  person uuid not null references person (id),
  expires_at bigint not null,
  used_at bigint
);
create index sign_in_link_person on sign_in_link (person);

create table audit_head (
  organization uuid primary key not null references organization (id),
  number bigint not null
);

create table audit_entry (
  id uuid primary key not null,
  organization uuid not null references organization (id),
  number bigint not null,
  at bigint not null,
  revision bigint not null,
  actor uuid,
  actor_home uuid,
  action text not null,
  outcome text not null,
  subject uuid,
  support_request uuid,
  request uuid not null,
  policy text not null,
  bytes bytea not null,
  leaf_hash bytea not null,
  unique (organization, number)
);
create index audit_entry_actor on audit_entry (organization, actor, number);
create index audit_entry_subject on audit_entry (subject, revision, number);
create index audit_entry_support_request on audit_entry (support_request, number);
create index audit_entry_at on audit_entry (at);

create table audit_private (
  entry uuid not null references audit_entry (id),
  place text not null,
  salt bytea not null,
  value text not null,
  primary key (entry, place)
);

create table policy_text (
  digest text primary key not null,
  texts text not null,
  at bigint not null
);

create table outbox (
  id uuid primary key not null,
  notice text not null,
  recipient text not null,
  created_at bigint not null,
  state text not null,
  attempts bigint not null,
  next_attempt_at bigint not null,
  leased_until bigint not null,
  last_error text
);
create index outbox_due on outbox (state, next_attempt_at);
create index outbox_oldest on outbox (state, created_at, id);

create table idempotency (
  caller uuid not null,
  route text not null,
  key text not null,
  fingerprint text not null,
  output text not null,
  revision bigint not null,
  at bigint not null,
  primary key (caller, route, key)
);
create index idempotency_at on idempotency (at);
