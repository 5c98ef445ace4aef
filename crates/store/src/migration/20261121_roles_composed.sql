-- Roles that organizations compose: as they are now, and every version they ever had. Names and areas are JSON.

create table custom_role (
  id uuid primary key not null,
  organization uuid not null references organization (id),
  names text not null,
  areas text not null,
  active boolean not null,
  version bigint not null,
  changed_by uuid,
  changed_at bigint not null
);
create index custom_role_organization on custom_role (organization, id);

create table custom_role_version (
  id uuid not null references custom_role (id),
  version bigint not null,
  organization uuid not null references organization (id),
  names text not null,
  areas text not null,
  active boolean not null,
  changed_by uuid,
  changed_at bigint not null,
  primary key (id, version)
);
