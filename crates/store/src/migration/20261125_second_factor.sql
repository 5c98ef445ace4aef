-- Whether a session waits for the second factor that its person's home asks for.
alter table session add column lacks_second boolean not null default false;
