-- What the vendor writes to full administrators, and how far it was sent.
create table product_news (
  id uuid primary key not null,
  organization uuid not null references organization (id),
  kinds text not null,
  texts text not null,
  state text not null,
  written_by uuid not null,
  written_at bigint not null,
  sent_at bigint,
  job uuid,
  told_up_to uuid,
  people bigint not null,
  version bigint not null
);
create index product_news_organization on product_news (organization, id);
