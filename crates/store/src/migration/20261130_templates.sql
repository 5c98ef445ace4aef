-- What organizations want people of a group to have. Names are unique in an organization as they are compared: folded.
create table template (
  id uuid primary key not null,
  organization uuid not null references organization (id),
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
  applied_version bigint
);
create unique index template_name on template (organization, name_key);
