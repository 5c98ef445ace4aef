CREATE TABLE audit_entry (
  id uuid not null,
  organization uuid not null,
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
  control text,
  constraint audit_entry_organization_fkey FOREIGN KEY (organization) REFERENCES organization(id),
  constraint audit_entry_organization_number_key UNIQUE (organization, number),
  constraint audit_entry_pkey PRIMARY KEY (id)
);
CREATE INDEX audit_entry_actor ON public.audit_entry USING btree (organization, actor, number);
CREATE INDEX audit_entry_at ON public.audit_entry USING btree (at);
CREATE INDEX audit_entry_control ON public.audit_entry USING btree (organization, control, number);
CREATE INDEX audit_entry_organization_at ON public.audit_entry USING btree (organization, at);
CREATE INDEX audit_entry_subject ON public.audit_entry USING btree (subject, revision, number);
CREATE INDEX audit_entry_support_request ON public.audit_entry USING btree (support_request, number);
CREATE TABLE audit_head (
  organization uuid not null,
  number bigint not null,
  constraint audit_head_organization_fkey FOREIGN KEY (organization) REFERENCES organization(id),
  constraint audit_head_pkey PRIMARY KEY (organization)
);
CREATE TABLE audit_private (
  entry uuid not null,
  place text not null,
  salt bytea not null,
  value text not null,
  constraint audit_private_entry_fkey FOREIGN KEY (entry) REFERENCES audit_entry(id),
  constraint audit_private_pkey PRIMARY KEY (entry, place)
);
CREATE TABLE block (
  id uuid not null,
  organization uuid not null,
  kind text not null,
  blocked uuid not null,
  from_at bigint,
  until_at bigint,
  constraint block_organization_fkey FOREIGN KEY (organization) REFERENCES organization(id),
  constraint block_pkey PRIMARY KEY (id)
);
CREATE INDEX block_organization ON public.block USING btree (organization);
CREATE TABLE change (
  revision bigint not null,
  kind text not null,
  id uuid not null,
  constraint change_pkey PRIMARY KEY (revision, kind, id)
);
CREATE TABLE client_secret (
  organization uuid not null,
  locked bytea,
  set_by uuid,
  set_at bigint not null,
  version bigint not null,
  constraint client_secret_organization_fkey FOREIGN KEY (organization) REFERENCES organization(id),
  constraint client_secret_pkey PRIMARY KEY (organization)
);
CREATE TABLE custom_role (
  id uuid not null,
  organization uuid not null,
  names text not null,
  areas text not null,
  active boolean not null,
  version bigint not null,
  changed_by uuid,
  changed_at bigint not null,
  constraint custom_role_organization_fkey FOREIGN KEY (organization) REFERENCES organization(id),
  constraint custom_role_pkey PRIMARY KEY (id)
);
CREATE INDEX custom_role_organization ON public.custom_role USING btree (organization, id);
CREATE TABLE custom_role_version (
  id uuid not null,
  version bigint not null,
  organization uuid not null,
  names text not null,
  areas text not null,
  active boolean not null,
  changed_by uuid,
  changed_at bigint not null,
  constraint custom_role_version_id_fkey FOREIGN KEY (id) REFERENCES custom_role(id),
  constraint custom_role_version_organization_fkey FOREIGN KEY (organization) REFERENCES organization(id),
  constraint custom_role_version_pkey PRIMARY KEY (id, version)
);
CREATE TABLE departed (
  person uuid not null,
  email text,
  deleted_at bigint not null,
  deleted_by uuid,
  erased_at bigint,
  constraint departed_person_fkey FOREIGN KEY (person) REFERENCES person(id),
  constraint departed_pkey PRIMARY KEY (person)
);
CREATE TABLE domain (
  id uuid not null,
  organization uuid not null,
  name text not null,
  token text not null,
  added_at bigint not null,
  verified_at bigint,
  removed_at bigint,
  constraint domain_organization_fkey FOREIGN KEY (organization) REFERENCES organization(id),
  constraint domain_pkey PRIMARY KEY (id)
);
CREATE UNIQUE INDEX domain_of ON public.domain USING btree (organization, name) WHERE (removed_at IS NULL);
CREATE UNIQUE INDEX domain_verified ON public.domain USING btree (name) WHERE ((verified_at IS NOT NULL) AND (removed_at IS NULL));
CREATE TABLE federated_session (
  session uuid not null,
  organization uuid not null,
  issuer text not null,
  client_id text not null,
  subject text not null,
  there text,
  token bytea not null,
  begun_at bigint not null,
  constraint federated_session_organization_fkey FOREIGN KEY (organization) REFERENCES organization(id),
  constraint federated_session_pkey PRIMARY KEY (session),
  constraint federated_session_session_fkey FOREIGN KEY (session) REFERENCES session(id)
);
CREATE INDEX federated_session_of ON public.federated_session USING btree (organization, issuer, subject, begun_at);
CREATE INDEX federated_session_there ON public.federated_session USING btree (organization, issuer, there);
CREATE TABLE help_desk_session (
  id uuid not null,
  agent uuid not null,
  organization uuid not null,
  from_at bigint,
  until_at bigint,
  constraint help_desk_session_organization_fkey FOREIGN KEY (organization) REFERENCES organization(id),
  constraint help_desk_session_pkey PRIMARY KEY (id)
);
CREATE INDEX help_desk_session_agent ON public.help_desk_session USING btree (agent);
CREATE INDEX help_desk_session_organization ON public.help_desk_session USING btree (organization, from_at);
CREATE TABLE idempotency (
  caller uuid not null,
  route text not null,
  key text not null,
  fingerprint text not null,
  output text not null,
  revision bigint not null,
  at bigint not null,
  constraint idempotency_pkey PRIMARY KEY (caller, route, key)
);
CREATE INDEX idempotency_at ON public.idempotency USING btree (at);
CREATE TABLE identity (
  id uuid not null,
  organization uuid not null,
  issuer text not null,
  subject text not null,
  person uuid not null,
  pinned_at bigint not null,
  constraint identity_organization_fkey FOREIGN KEY (organization) REFERENCES organization(id),
  constraint identity_person_fkey FOREIGN KEY (person) REFERENCES person(id),
  constraint identity_pkey PRIMARY KEY (id)
);
CREATE UNIQUE INDEX identity_here ON public.identity USING btree (organization, issuer, person);
CREATE UNIQUE INDEX identity_there ON public.identity USING btree (organization, issuer, subject);
CREATE TABLE job (
  id uuid not null,
  kind text not null,
  organization uuid not null,
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
  leased_until bigint not null,
  cursor text,
  constraint job_organization_fkey FOREIGN KEY (organization) REFERENCES organization(id),
  constraint job_pkey PRIMARY KEY (id)
);
CREATE INDEX job_asked_by ON public.job USING btree (asked_by, id);
CREATE INDEX job_expires_at ON public.job USING btree (expires_at);
CREATE INDEX job_waiting ON public.job USING btree (state, leased_until);
CREATE TABLE job_part (
  job uuid not null,
  number bigint not null,
  bytes bytea not null,
  constraint job_part_job_fkey FOREIGN KEY (job) REFERENCES job(id),
  constraint job_part_pkey PRIMARY KEY (job, number)
);
CREATE TABLE licence_count (
  organization uuid not null,
  licence bytea not null,
  people bigint not null,
  constraint licence_count_organization_fkey FOREIGN KEY (organization) REFERENCES organization(id),
  constraint licence_count_pkey PRIMARY KEY (organization, licence)
);
CREATE TABLE licence_rule (
  id uuid not null,
  organization uuid not null,
  domain text not null,
  gives text not null,
  version bigint not null,
  constraint licence_rule_organization_fkey FOREIGN KEY (organization) REFERENCES organization(id),
  constraint licence_rule_pkey PRIMARY KEY (id)
);
CREATE UNIQUE INDEX licence_rule_domain ON public.licence_rule USING btree (organization, domain);
CREATE TABLE location (
  id uuid not null,
  slug text not null,
  organization uuid not null,
  name text not null,
  constraint location_organization_fkey FOREIGN KEY (organization) REFERENCES organization(id),
  constraint location_pkey PRIMARY KEY (id),
  constraint location_slug_key UNIQUE (slug)
);
CREATE INDEX location_organization ON public.location USING btree (organization);
CREATE TABLE organization (
  id uuid not null,
  slug text not null,
  name text not null,
  kind text not null,
  active boolean not null,
  locale text,
  version bigint not null,
  constraint organization_pkey PRIMARY KEY (id),
  constraint organization_slug_key UNIQUE (slug)
);
CREATE TABLE outbox (
  id uuid not null,
  notice text not null,
  recipient text not null,
  created_at bigint not null,
  state text not null,
  attempts bigint not null,
  next_attempt_at bigint not null,
  leased_until bigint not null,
  last_error text,
  constraint outbox_pkey PRIMARY KEY (id)
);
CREATE INDEX outbox_due ON public.outbox USING btree (state, next_attempt_at);
CREATE INDEX outbox_oldest ON public.outbox USING btree (state, created_at, id);
CREATE TABLE passkey (
  id uuid not null,
  person uuid not null,
  credential_id bytea not null,
  credential text not null,
  name text not null,
  created_at bigint not null,
  used_at bigint,
  challenged_at bigint not null,
  constraint passkey_credential_id_key UNIQUE (credential_id),
  constraint passkey_person_fkey FOREIGN KEY (person) REFERENCES person(id),
  constraint passkey_pkey PRIMARY KEY (id)
);
CREATE INDEX passkey_person ON public.passkey USING btree (person, id);
CREATE TABLE password (
  person uuid not null,
  hash text not null,
  constraint password_person_fkey FOREIGN KEY (person) REFERENCES person(id),
  constraint password_pkey PRIMARY KEY (person)
);
CREATE TABLE person (
  id uuid not null,
  email text not null,
  name text not null,
  home uuid not null,
  status text not null,
  locale text,
  licenses text not null,
  package text,
  version bigint not null,
  sort_email bytea,
  sort_en bytea,
  sort_cs bytea,
  sort_pl bytea,
  title text,
  department text,
  work_number text,
  constraint person_email_key UNIQUE (email),
  constraint person_home_fkey FOREIGN KEY (home) REFERENCES organization(id),
  constraint person_pkey PRIMARY KEY (id)
);
CREATE INDEX person_home ON public.person USING btree (home, id);
CREATE INDEX person_sort_cs ON public.person USING btree (home, sort_cs, id);
CREATE INDEX person_sort_email ON public.person USING btree (home, sort_email, id);
CREATE INDEX person_sort_en ON public.person USING btree (home, sort_en, id);
CREATE INDEX person_sort_pl ON public.person USING btree (home, sort_pl, id);
CREATE TABLE person_facet (
  home uuid not null,
  kind text not null,
  value bytea not null,
  person uuid not null,
  constraint person_facet_home_fkey FOREIGN KEY (home) REFERENCES organization(id),
  constraint person_facet_person_fkey FOREIGN KEY (person) REFERENCES person(id),
  constraint person_facet_pkey PRIMARY KEY (home, kind, value, person)
);
CREATE INDEX person_facet_domain ON public.person_facet USING btree (value, person, home) WHERE (kind = 'domain'::text);
CREATE TABLE policy_in_force (
  from_at bigint not null,
  digest text not null,
  constraint policy_in_force_digest_fkey FOREIGN KEY (digest) REFERENCES policy_text(digest),
  constraint policy_in_force_pkey PRIMARY KEY (from_at, digest)
);
CREATE TABLE policy_text (
  digest text not null,
  texts text not null,
  at bigint not null,
  constraint policy_text_pkey PRIMARY KEY (digest)
);
CREATE TABLE preference (
  person uuid not null,
  topic text not null,
  wanted boolean not null,
  told_until bigint not null,
  constraint preference_person_fkey FOREIGN KEY (person) REFERENCES person(id),
  constraint preference_pkey PRIMARY KEY (person, topic)
);
CREATE INDEX preference_told_until ON public.preference USING btree (topic, wanted, told_until);
CREATE TABLE product_news (
  id uuid not null,
  organization uuid not null,
  kinds text not null,
  texts text not null,
  state text not null,
  written_by uuid not null,
  written_at bigint not null,
  sent_at bigint,
  job uuid,
  told_up_to uuid,
  people bigint not null,
  version bigint not null,
  constraint product_news_organization_fkey FOREIGN KEY (organization) REFERENCES organization(id),
  constraint product_news_pkey PRIMARY KEY (id)
);
CREATE INDEX product_news_organization ON public.product_news USING btree (organization, id);
CREATE TABLE recovery_code (
  person uuid not null,
  tag text not null,
  used_at bigint,
  constraint recovery_code_person_fkey FOREIGN KEY (person) REFERENCES person(id),
  constraint recovery_code_pkey PRIMARY KEY (person, tag)
);
CREATE TABLE relationship (
  id uuid not null,
  partner uuid not null,
  customer uuid not null,
  from_at bigint,
  until_at bigint,
  constraint relationship_customer_fkey FOREIGN KEY (customer) REFERENCES organization(id),
  constraint relationship_partner_fkey FOREIGN KEY (partner) REFERENCES organization(id),
  constraint relationship_pkey PRIMARY KEY (id)
);
CREATE INDEX relationship_customer ON public.relationship USING btree (customer);
CREATE INDEX relationship_partner ON public.relationship USING btree (partner);
CREATE TABLE revision (
  id bigint not null,
  revision bigint not null,
  at bigint not null,
  history_since bigint not null default 0,
  constraint revision_id_check CHECK ((id = 1)),
  constraint revision_pkey PRIMARY KEY (id)
);
CREATE TABLE role_grant (
  id uuid not null,
  principal uuid not null,
  role text not null,
  organization uuid not null,
  scope text not null,
  origin text not null,
  from_at bigint,
  until_at bigint,
  activated_at bigint,
  given_by uuid,
  reason text,
  set_up_as text,
  version bigint not null,
  end_recorded boolean not null,
  constraint role_grant_organization_fkey FOREIGN KEY (organization) REFERENCES organization(id),
  constraint role_grant_pkey PRIMARY KEY (id)
);
CREATE INDEX role_grant_holder ON public.role_grant USING btree (organization, principal, until_at);
CREATE INDEX role_grant_organization ON public.role_grant USING btree (organization, id);
CREATE INDEX role_grant_principal ON public.role_grant USING btree (principal, id);
CREATE INDEX role_grant_role ON public.role_grant USING btree (organization, role, principal, until_at);
CREATE INDEX role_grant_run_out ON public.role_grant USING btree (end_recorded, until_at);
CREATE TABLE schema_version (
  name text not null,
  constraint schema_version_pkey PRIMARY KEY (name)
);
CREATE TABLE seat_request (
  id uuid not null,
  subscription uuid not null,
  customer uuid not null,
  seller uuid not null,
  quantity_before bigint not null,
  quantity bigint not null,
  reason text,
  asked_by uuid not null,
  asked_at bigint not null,
  state text not null,
  closed_by uuid,
  closed_at bigint,
  answer text,
  version bigint not null,
  constraint seat_request_customer_fkey FOREIGN KEY (customer) REFERENCES organization(id),
  constraint seat_request_pkey PRIMARY KEY (id),
  constraint seat_request_seller_fkey FOREIGN KEY (seller) REFERENCES organization(id),
  constraint seat_request_subscription_fkey FOREIGN KEY (subscription) REFERENCES subscription(id)
);
CREATE INDEX seat_request_customer ON public.seat_request USING btree (customer, id);
CREATE UNIQUE INDEX seat_request_open ON public.seat_request USING btree (subscription) WHERE (state = 'open'::text);
CREATE INDEX seat_request_seller ON public.seat_request USING btree (seller, state, id);
CREATE TABLE service_account (
  id uuid not null,
  name text not null,
  home uuid not null,
  active boolean not null,
  constraint service_account_home_fkey FOREIGN KEY (home) REFERENCES organization(id),
  constraint service_account_home_name_key UNIQUE (home, name),
  constraint service_account_pkey PRIMARY KEY (id)
);
CREATE TABLE session (
  id uuid not null,
  secret bytea not null,
  person uuid not null,
  method text not null,
  signed_in_at bigint not null,
  seen_at bigint not null,
  ended_at bigint,
  second text,
  proved_at bigint not null default 0,
  idle bigint not null default 1800000000,
  lasts bigint not null default '43200000000'::bigint,
  device text not null default ''::text,
  address text not null default ''::text,
  lacks_second boolean not null default false,
  constraint session_person_fkey FOREIGN KEY (person) REFERENCES person(id),
  constraint session_pkey PRIMARY KEY (id),
  constraint session_secret_key UNIQUE (secret)
);
CREATE INDEX session_person ON public.session USING btree (person);
CREATE TABLE setting (
  organization uuid not null,
  key text not null,
  value text not null,
  set_by uuid,
  set_at bigint not null,
  version bigint not null,
  constraint setting_organization_fkey FOREIGN KEY (organization) REFERENCES organization(id),
  constraint setting_pkey PRIMARY KEY (organization, key)
);
CREATE TABLE sign_in_link (
  id uuid not null,
  person uuid not null,
  purpose text not null,
  expires_at bigint not null,
  used_at bigint,
  constraint sign_in_link_person_fkey FOREIGN KEY (person) REFERENCES person(id),
  constraint sign_in_link_pkey PRIMARY KEY (id)
);
CREATE INDEX sign_in_link_person ON public.sign_in_link USING btree (person);
CREATE TABLE signal (
  id uuid not null,
  stream uuid not null,
  revision bigint not null,
  part bigint not null,
  at bigint not null,
  about_stream boolean not null,
  signal text not null,
  constraint signal_pkey PRIMARY KEY (id),
  constraint signal_stream_fkey FOREIGN KEY (stream) REFERENCES stream(id)
);
CREATE INDEX signal_about_stream ON public.signal USING btree (stream) WHERE about_stream;
CREATE UNIQUE INDEX signal_of ON public.signal USING btree (stream, revision, part);
CREATE TABLE site (
  id uuid not null,
  slug text not null,
  organization uuid not null,
  subscription uuid not null,
  managed_by text not null,
  constraint site_organization_fkey FOREIGN KEY (organization) REFERENCES organization(id),
  constraint site_pkey PRIMARY KEY (id),
  constraint site_slug_key UNIQUE (slug),
  constraint site_subscription_fkey FOREIGN KEY (subscription) REFERENCES subscription(id)
);
CREATE INDEX site_organization ON public.site USING btree (organization);
CREATE TABLE spent (
  key bytea not null,
  until bigint not null,
  constraint spent_pkey PRIMARY KEY (key)
);
CREATE INDEX spent_until ON public.spent USING btree (until);
CREATE TABLE stream (
  id uuid not null,
  organization uuid not null,
  everybody boolean not null,
  receiver uuid not null,
  description text,
  endpoint text,
  locked bytea,
  kinds text not null,
  state text not null,
  reason text,
  created_at bigint not null,
  verified_at bigint,
  version bigint not null,
  constraint stream_organization_fkey FOREIGN KEY (organization) REFERENCES organization(id),
  constraint stream_pkey PRIMARY KEY (id),
  constraint stream_receiver_fkey FOREIGN KEY (receiver) REFERENCES service_account(id)
);
CREATE INDEX stream_everybody ON public.stream USING btree (everybody) WHERE everybody;
CREATE INDEX stream_organization ON public.stream USING btree (organization);
CREATE INDEX stream_receiver ON public.stream USING btree (receiver);
CREATE TABLE stream_progress (
  stream uuid not null,
  attempts bigint not null,
  next_attempt_at bigint not null,
  leased_until bigint not null,
  taken_at bigint,
  failed_at bigint,
  fault text,
  failure text,
  constraint stream_progress_pkey PRIMARY KEY (stream),
  constraint stream_progress_stream_fkey FOREIGN KEY (stream) REFERENCES stream(id)
);
CREATE TABLE subscription (
  id uuid not null,
  slug text not null,
  customer uuid not null,
  seller uuid not null,
  services text not null,
  quantity bigint not null,
  from_at bigint,
  until_at bigint,
  constraint subscription_customer_fkey FOREIGN KEY (customer) REFERENCES organization(id),
  constraint subscription_pkey PRIMARY KEY (id),
  constraint subscription_seller_fkey FOREIGN KEY (seller) REFERENCES organization(id),
  constraint subscription_slug_key UNIQUE (slug)
);
CREATE INDEX subscription_customer ON public.subscription USING btree (customer);
CREATE TABLE superseded (
  owner uuid not null,
  revision bigint not null,
  part bigint not null,
  until_at bigint not null,
  version text not null,
  constraint superseded_pkey PRIMARY KEY (owner, revision, part)
);
CREATE TABLE support_grant (
  id uuid not null,
  request uuid,
  agent uuid not null,
  organization uuid not null,
  approved_by uuid not null,
  from_at bigint,
  until_at bigint,
  ended_by uuid,
  end_recorded boolean not null,
  constraint support_grant_organization_fkey FOREIGN KEY (organization) REFERENCES organization(id),
  constraint support_grant_pkey PRIMARY KEY (id),
  constraint support_grant_request_fkey FOREIGN KEY (request) REFERENCES support_request(id),
  constraint support_grant_request_key UNIQUE (request)
);
CREATE INDEX support_grant_agent ON public.support_grant USING btree (agent);
CREATE INDEX support_grant_organization ON public.support_grant USING btree (organization, from_at);
CREATE INDEX support_grant_run_out ON public.support_grant USING btree (end_recorded, until_at);
CREATE TABLE support_request (
  id uuid not null,
  organization uuid not null,
  agent uuid not null,
  addressed_to text not null,
  approver uuid,
  reason text not null,
  requested_at bigint not null,
  state text not null,
  decided_at bigint,
  decided_by uuid,
  version bigint not null,
  constraint support_request_organization_fkey FOREIGN KEY (organization) REFERENCES organization(id),
  constraint support_request_pkey PRIMARY KEY (id)
);
CREATE INDEX support_request_agent ON public.support_request USING btree (agent, requested_at);
CREATE INDEX support_request_organization ON public.support_request USING btree (organization, requested_at);
CREATE INDEX support_request_state ON public.support_request USING btree (state, requested_at);
CREATE TABLE template (
  id uuid not null,
  organization uuid not null,
  name text not null,
  name_key text not null,
  note text,
  sets text not null,
  people text not null,
  version bigint not null,
  changed_by uuid,
  changed_at bigint not null,
  applied_at bigint,
  applied_by uuid,
  applied_version bigint,
  constraint template_organization_fkey FOREIGN KEY (organization) REFERENCES organization(id),
  constraint template_pkey PRIMARY KEY (id)
);
CREATE UNIQUE INDEX template_name ON public.template USING btree (organization, name_key);
CREATE TABLE token (
  id uuid not null,
  secret bytea not null,
  principal uuid not null,
  name text not null,
  scopes text not null,
  organization uuid not null,
  from_at bigint,
  until_at bigint,
  constraint token_organization_fkey FOREIGN KEY (organization) REFERENCES organization(id),
  constraint token_pkey PRIMARY KEY (id),
  constraint token_secret_key UNIQUE (secret)
);
CREATE INDEX token_principal ON public.token USING btree (principal);
CREATE TABLE totp (
  person uuid not null,
  secret bytea not null,
  last_step bigint not null,
  confirmed_at bigint not null,
  constraint totp_person_fkey FOREIGN KEY (person) REFERENCES person(id),
  constraint totp_pkey PRIMARY KEY (person)
);
