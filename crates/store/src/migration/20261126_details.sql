-- What an organization knows of its people beside name and address.
alter table person add column title text;
alter table person add column department text;
alter table person add column work_number text;
