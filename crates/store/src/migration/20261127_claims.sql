-- People are found by the domain of their address, whatever their home.
create index person_facet_domain on person_facet (value, person, home) where kind = 'domain';
