//! The shape of the tables: made once, checked at every start.

use crate::bed::{Bed, commit, read};
use crate::sample::World;
use prokura_app::port::{Page, PeopleAsked, PeopleOrder, StoreError};
use prokura_domain::text::Locale;
use prokura_store::{connect, dump_schema, migrate};

on_both![
    migrating_twice_does_nothing_the_second_time,
    people_of_before_are_ordered_too,
    two_may_migrate_at_the_same_time,
    an_empty_database_is_not_opened,
    a_newer_schema_is_refused,
    the_schema_is_the_committed_one,
    prepared_statements_change_no_answer,
];

async fn migrating_twice_does_nothing_the_second_time(bed: Bed) {
    let first = migrate(&bed.url).await.unwrap();
    assert_eq!(first.first().map(String::as_str), Some("20261120_first_tables"));
    assert_eq!(migrate(&bed.url).await.unwrap(), Vec::<String>::new());
    connect(&bed.url).await.unwrap();
}

/// People of an older database get their keys with the migration that brings the columns.
async fn people_of_before_are_ordered_too(bed: Bed) {
    migrate(&bed.url).await.unwrap();
    let world = World::new();
    commit(&connect(&bed.url).await.unwrap(), &world.events()).await;
    let before = "delete from schema_version where name in ('20261121_lists', '20261125_people'); \
        drop table person_facet; drop index role_grant_holder; drop index role_grant_role; \
        alter table job drop column cursor; drop index audit_entry_control; \
        drop index person_sort_email; drop index person_sort_en; drop index person_sort_cs; drop index person_sort_pl; \
        alter table person drop column sort_email; \
        alter table person drop column sort_en; alter table person drop column sort_cs; \
        alter table person drop column sort_pl; alter table audit_entry drop column control";
    for statement in before.split("; ") {
        bed.sql(statement).await.unwrap();
    }
    assert_eq!(migrate(&bed.url).await.unwrap(), ["20261121_lists", "20261125_people"]);
    let asked = PeopleAsked {
        home: world.admin.home,
        status: None,
        words: vec!["luc".to_owned()],
        license: None,
        department: None,
        held: None,
        order: PeopleOrder::Name(Locale::Cs),
        descending: false,
    };
    let found = read(&connect(&bed.url).await.unwrap()).await.people_asked(&asked, Page::first(9)).await.unwrap();
    assert_eq!(found, [world.admin]);
}

async fn two_may_migrate_at_the_same_time(bed: Bed) {
    let (one, other) = tokio::join!(migrate(&bed.url), migrate(&bed.url));
    let (one, other) = (one.unwrap(), other.unwrap());
    assert!(one.is_empty() != other.is_empty(), "{one:?} {other:?}");
}

async fn an_empty_database_is_not_opened(bed: Bed) {
    let error = connect(&bed.url).await.err().unwrap();
    assert!(matches!(&error, StoreError::SchemaOlder { found, .. } if found == "none"), "{error}");
    assert!(error.to_string().contains("prokura migrate"), "{error}");
    if let Some(path) = bed.url.strip_prefix("sqlite://") {
        assert!(!std::path::Path::new(path).exists(), "opening makes no file");
    }
}

async fn a_newer_schema_is_refused(bed: Bed) {
    migrate(&bed.url).await.unwrap();
    bed.sql("insert into schema_version (name) values ('99991231_from_the_future')").await.unwrap();
    for error in [connect(&bed.url).await.err().unwrap(), migrate(&bed.url).await.unwrap_err()] {
        assert!(
            matches!(&error, StoreError::SchemaNewer { found, .. } if found == "99991231_from_the_future"),
            "{error}"
        );
    }
}

/// The committed texts are what the migrations make; a reader of a change sees what it does to each database.
async fn the_schema_is_the_committed_one(bed: Bed) {
    let error = dump_schema(&bed.url).await.unwrap_err();
    assert!(matches!(error, StoreError::SchemaOlder { .. }), "{error}");
    migrate(&bed.url).await.unwrap();
    let committed = match bed.url.starts_with("sqlite") {
        true => include_str!("../../schema/sqlite.sql"),
        false => include_str!("../../schema/postgres.sql"),
    };
    assert_eq!(dump_schema(&bed.url).await.unwrap(), committed);
}

/// Where no pooler is in between, statements may stay prepared; it changes no answer.
async fn prepared_statements_change_no_answer(bed: Bed) {
    let parameter = if bed.url.starts_with("sqlite") { "" } else { "?statement-cache-capacity=256" };
    let database = prokura_store::connect_and_migrate(&format!("{}{parameter}", bed.url)).await.unwrap();
    let world = World::new();
    commit(&database, &world.events()).await;
    for _ in 0..3 {
        let record = read(&database).await.organization_record(world.customer.id).await.unwrap().unwrap();
        assert_eq!((record.organization, record.blocks), (world.customer.clone(), vec![world.block.clone()]));
    }
}
