CREATE TABLE audit_entry (
  id blob primary key not null,
  organization blob not null references organization (id),
  number integer not null,
  at integer not null,
  revision integer not null,
  actor blob,
  actor_home blob,
  action text not null,
  outcome text not null,
  subject blob,
  support_request blob,
  request blob not null,
  policy text not null,
  bytes blob not null,
  leaf_hash blob not null, control text,
  unique (organization, number)
) strict;
CREATE INDEX audit_entry_actor on audit_entry (organization, actor, number);
CREATE INDEX audit_entry_at on audit_entry (at);
CREATE INDEX audit_entry_control on audit_entry (organization, control, number);
CREATE INDEX audit_entry_organization_at on audit_entry (organization, at);
CREATE INDEX audit_entry_subject on audit_entry (subject, revision, number);
CREATE INDEX audit_entry_support_request on audit_entry (support_request, number);
CREATE TABLE audit_head (
  organization blob primary key not null references organization (id),
  number integer not null
) strict;
CREATE TABLE audit_private (
  entry blob not null references audit_entry (id),
  place text not null,
  salt blob not null,
  value text not null,
  primary key (entry, place)
) strict;
CREATE TABLE block (
  id blob primary key not null,
  organization blob not null references organization (id),
  kind text not null,
  blocked blob not null,
  from_at integer,
  until_at integer
) strict;
CREATE INDEX block_organization on block (organization);
CREATE TABLE change (
  revision integer not null,
  kind text not null,
  id blob not null,
  primary key (revision, kind, id)
) strict;
CREATE TABLE client_secret (
  organization blob primary key not null references organization (id),
  locked blob,
  set_by blob,
  set_at integer not null,
  version integer not null
) strict;
CREATE TABLE custom_role (
  id blob primary key not null,
  organization blob not null references organization (id),
  names text not null,
  areas text not null,
  active integer not null,
  version integer not null,
  changed_by blob,
  changed_at integer not null
) strict;
CREATE INDEX custom_role_organization on custom_role (organization, id);
CREATE TABLE custom_role_version (
  id blob not null references custom_role (id),
  version integer not null,
  organization blob not null references organization (id),
  names text not null,
  areas text not null,
  active integer not null,
  changed_by blob,
  changed_at integer not null,
  primary key (id, version)
) strict;
CREATE TABLE departed (
  person blob primary key not null references person (id),
  email text,
  deleted_at integer not null,
  deleted_by blob,
  erased_at integer
) strict;
CREATE TABLE domain (
  id blob primary key not null,
  organization blob not null references organization (id),
  name text not null,
  token text not null,
  added_at integer not null,
  verified_at integer,
  removed_at integer
) strict;
CREATE UNIQUE INDEX domain_of on domain (organization, name) where removed_at is null;
CREATE UNIQUE INDEX domain_verified on domain (name) where verified_at is not null and removed_at is null;
CREATE TABLE federated_session (
  session blob primary key not null references session (id),
  organization blob not null references organization (id),
  issuer text not null,
  client_id text not null,
  subject text not null,
  there text,
  token blob not null,
  begun_at integer not null
) strict;
CREATE INDEX federated_session_of on federated_session (organization, issuer, subject, begun_at);
CREATE INDEX federated_session_there on federated_session (organization, issuer, there);
CREATE TABLE help_desk_session (
  id blob primary key not null,
  agent blob not null,
  organization blob not null references organization (id),
  from_at integer,
  until_at integer
) strict;
CREATE INDEX help_desk_session_agent on help_desk_session (agent);
CREATE INDEX help_desk_session_organization on help_desk_session (organization, from_at);
CREATE TABLE idempotency (
  caller blob not null,
  route text not null,
  key text not null,
  fingerprint text not null,
  output text not null,
  revision integer not null,
  at integer not null,
  primary key (caller, route, key)
) strict;
CREATE INDEX idempotency_at on idempotency (at);
CREATE TABLE identity (
  id blob primary key not null,
  organization blob not null references organization (id),
  issuer text not null,
  subject text not null,
  person blob not null references person (id),
  pinned_at integer not null
) strict;
CREATE UNIQUE INDEX identity_here on identity (organization, issuer, person);
CREATE UNIQUE INDEX identity_there on identity (organization, issuer, subject);
CREATE TABLE job (
  id blob primary key not null,
  kind text not null,
  organization blob not null references organization (id),
  asked_by blob not null,
  arguments text not null,
  created_at integer not null,
  expires_at integer not null,
  state text not null,
  failure text,
  parts integer not null,
  position integer not null,
  done integer not null,
  total integer not null,
  attempts integer not null,
  leased_until integer not null
, cursor text) strict;
CREATE INDEX job_asked_by on job (asked_by, id);
CREATE INDEX job_expires_at on job (expires_at);
CREATE INDEX job_waiting on job (state, leased_until);
CREATE TABLE job_part (
  job blob not null references job (id),
  number integer not null,
  bytes blob not null,
  primary key (job, number)
) strict;
CREATE TABLE licence_count (
  organization blob not null references organization (id),
  licence blob not null,
  people integer not null,
  primary key (organization, licence)
) strict;
CREATE TABLE licence_rule (
  id blob primary key not null,
  organization blob not null references organization (id),
  domain text not null,
  gives text not null,
  version integer not null
) strict;
CREATE UNIQUE INDEX licence_rule_domain on licence_rule (organization, domain);
CREATE TABLE location (
  id blob primary key not null,
  slug text not null unique,
  organization blob not null references organization (id),
  name text not null
) strict;
CREATE INDEX location_organization on location (organization);
CREATE TABLE organization (
  id blob primary key not null,
  slug text not null unique,
  name text not null,
  kind text not null,
  active integer not null,
  locale text,
  version integer not null
) strict;
CREATE TABLE outbox (
  id blob primary key not null,
  notice text not null,
  recipient text not null,
  created_at integer not null,
  state text not null,
  attempts integer not null,
  next_attempt_at integer not null,
  leased_until integer not null,
  last_error text
) strict;
CREATE INDEX outbox_due on outbox (state, next_attempt_at);
CREATE INDEX outbox_oldest on outbox (state, created_at, id);
CREATE TABLE passkey (
  id blob primary key not null,
  person blob not null references person (id),
  credential_id blob not null unique,
  credential text not null,
  name text not null,
  created_at integer not null,
  used_at integer,
  challenged_at integer not null
) strict;
CREATE INDEX passkey_person on passkey (person, id);
CREATE TABLE password (
  person blob primary key not null references person (id),
  hash text not null
) strict;
CREATE TABLE person (
  id blob primary key not null,
  email text not null unique,
  name text not null,
  home blob not null references organization (id),
  status text not null,
  locale text,
  licenses text not null,
  package text,
  version integer not null
, sort_email blob, sort_en blob, sort_cs blob, sort_pl blob, title text, department text, work_number text) strict;
CREATE INDEX person_home on person (home, id);
CREATE INDEX person_sort_cs on person (home, sort_cs, id);
CREATE INDEX person_sort_email on person (home, sort_email, id);
CREATE INDEX person_sort_en on person (home, sort_en, id);
CREATE INDEX person_sort_pl on person (home, sort_pl, id);
CREATE TABLE person_facet (
  home blob not null references organization (id),
  kind text not null,
  value blob not null,
  person blob not null references person (id),
  primary key (home, kind, value, person)
) strict;
CREATE INDEX person_facet_domain on person_facet (value, person, home) where kind = 'domain';
CREATE TABLE policy_in_force (
  from_at integer not null,
  digest text not null references policy_text (digest),
  primary key (from_at, digest)
) strict;
CREATE TABLE policy_text (
  digest text primary key not null,
  texts text not null,
  at integer not null
) strict;
CREATE TABLE preference (
  person blob not null references person (id),
  topic text not null,
  wanted integer not null,
  told_until integer not null,
  primary key (person, topic)
) strict;
CREATE INDEX preference_told_until on preference (topic, wanted, told_until);
CREATE TABLE product_news (
  id blob primary key not null,
  organization blob not null references organization (id),
  kinds text not null,
  texts text not null,
  state text not null,
  written_by blob not null,
  written_at integer not null,
  sent_at integer,
  job blob,
  told_up_to blob,
  people integer not null,
  version integer not null
) strict;
CREATE INDEX product_news_organization on product_news (organization, id);
CREATE TABLE recovery_code (
  person blob not null references person (id),
  tag text not null,
  used_at integer,
  primary key (person, tag)
) strict;
CREATE TABLE relationship (
  id blob primary key not null,
  partner blob not null references organization (id),
  customer blob not null references organization (id),
  from_at integer,
  until_at integer
) strict;
CREATE INDEX relationship_customer on relationship (customer);
CREATE INDEX relationship_partner on relationship (partner);
CREATE TABLE revision (
  id integer primary key not null check (id = 1),
  revision integer not null,
  at integer not null
, history_since integer not null default 0) strict;
CREATE TABLE role_grant (
  id blob primary key not null,
  principal blob not null,
  role text not null,
  organization blob not null references organization (id),
  scope text not null,
  origin text not null,
  from_at integer,
  until_at integer,
  activated_at integer,
  given_by blob,
  reason text,
  set_up_as text,
  version integer not null,
  end_recorded integer not null
) strict;
CREATE INDEX role_grant_holder on role_grant (organization, principal, until_at);
CREATE INDEX role_grant_organization on role_grant (organization, id);
CREATE INDEX role_grant_principal on role_grant (principal, id);
CREATE INDEX role_grant_role on role_grant (organization, role, principal, until_at);
CREATE INDEX role_grant_run_out on role_grant (end_recorded, until_at);
CREATE TABLE schema_version (name text primary key not null) strict;
CREATE TABLE seat_request (
  id blob primary key not null,
  subscription blob not null references subscription (id),
  customer blob not null references organization (id),
  seller blob not null references organization (id),
  quantity_before integer not null,
  quantity integer not null,
  reason text,
  asked_by blob not null,
  asked_at integer not null,
  state text not null,
  closed_by blob,
  closed_at integer,
  answer text,
  version integer not null
) strict;
CREATE INDEX seat_request_customer on seat_request (customer, id);
CREATE UNIQUE INDEX seat_request_open on seat_request (subscription) where state = 'open';
CREATE INDEX seat_request_seller on seat_request (seller, state, id);
CREATE TABLE service_account (
  id blob primary key not null,
  name text not null,
  home blob not null references organization (id),
  active integer not null,
  unique (home, name)
) strict;
CREATE TABLE session (
  id blob primary key not null,
  secret blob not null unique,
  person blob not null references person (id),
  method text not null,
  signed_in_at integer not null,
  seen_at integer not null,
  ended_at integer
, second text, proved_at integer not null default 0, idle integer not null default 1800000000, lasts integer not null default 43200000000, device text not null default '', address text not null default '', lacks_second integer not null default false) strict;
CREATE INDEX session_person on session (person);
CREATE TABLE setting (
  organization blob not null references organization (id),
  key text not null,
  value text not null,
  set_by blob,
  set_at integer not null,
  version integer not null,
  primary key (organization, key)
) strict;
CREATE TABLE sign_in_link (
  id blob primary key not null,
  person blob not null references person (id),
  purpose text not null,
  expires_at integer not null,
  used_at integer
) strict;
CREATE INDEX sign_in_link_person on sign_in_link (person);
CREATE TABLE signal (
  id blob primary key not null,
  stream blob not null references stream (id),
  revision integer not null,
  part integer not null,
  at integer not null,
  about_stream integer not null,
  signal text not null
) strict;
CREATE INDEX signal_about_stream on signal (stream) where about_stream;
CREATE UNIQUE INDEX signal_of on signal (stream, revision, part);
CREATE TABLE site (
  id blob primary key not null,
  slug text not null unique,
  organization blob not null references organization (id),
  subscription blob not null references subscription (id),
  managed_by text not null
) strict;
CREATE INDEX site_organization on site (organization);
CREATE TABLE spent (
  key blob primary key not null,
  until integer not null
) strict;
CREATE INDEX spent_until on spent (until);
CREATE TABLE stream (
  id blob primary key not null,
  organization blob not null references organization (id),
  everybody integer not null,
  receiver blob not null references service_account (id),
  description text,
  endpoint text,
  locked blob,
  kinds text not null,
  state text not null,
  reason text,
  created_at integer not null,
  verified_at integer,
  version integer not null
) strict;
CREATE INDEX stream_everybody on stream (everybody) where everybody;
CREATE INDEX stream_organization on stream (organization);
CREATE INDEX stream_receiver on stream (receiver);
CREATE TABLE stream_progress (
  stream blob primary key not null references stream (id),
  attempts integer not null,
  next_attempt_at integer not null,
  leased_until integer not null,
  taken_at integer,
  failed_at integer,
  fault text,
  failure text
) strict;
CREATE TABLE subscription (
  id blob primary key not null,
  slug text not null unique,
  customer blob not null references organization (id),
  seller blob not null references organization (id),
  services text not null,
  quantity integer not null,
  from_at integer,
  until_at integer
) strict;
CREATE INDEX subscription_customer on subscription (customer);
CREATE TABLE superseded (
  owner blob not null,
  revision integer not null,
  part integer not null,
  until_at integer not null,
  version text not null,
  primary key (owner, revision, part)
) strict;
CREATE TABLE support_grant (
  id blob primary key not null,
  request blob unique references support_request (id),
  agent blob not null,
  organization blob not null references organization (id),
  approved_by blob not null,
  from_at integer,
  until_at integer,
  ended_by blob,
  end_recorded integer not null
) strict;
CREATE INDEX support_grant_agent on support_grant (agent);
CREATE INDEX support_grant_organization on support_grant (organization, from_at);
CREATE INDEX support_grant_run_out on support_grant (end_recorded, until_at);
CREATE TABLE support_request (
  id blob primary key not null,
  organization blob not null references organization (id),
  agent blob not null,
  addressed_to text not null,
  approver blob,
  reason text not null,
  requested_at integer not null,
  state text not null,
  decided_at integer,
  decided_by blob,
  version integer not null
) strict;
CREATE INDEX support_request_agent on support_request (agent, requested_at);
CREATE INDEX support_request_organization on support_request (organization, requested_at);
CREATE INDEX support_request_state on support_request (state, requested_at);
CREATE TABLE template (
  id blob primary key not null,
  organization blob not null references organization (id),
  name text not null,
  name_key text not null,
  note text,
  sets text not null,
  people text not null,
  version integer not null,
  changed_by blob,
  changed_at integer not null,
  applied_at integer,
  applied_by blob,
  applied_version integer
) strict;
CREATE UNIQUE INDEX template_name on template (organization, name_key);
CREATE TABLE token (
  id blob primary key not null,
  secret blob not null unique,
  principal blob not null,
  name text not null,
  scopes text not null,
  organization blob not null references organization (id),
  from_at integer,
  until_at integer
) strict;
CREATE INDEX token_principal on token (principal);
CREATE TABLE totp (
  person blob primary key not null references person (id),
  secret blob not null,
  last_step integer not null,
  confirmed_at integer not null
) strict;
