//! The shape of the tables: made once, checked at every start.

use crate::bed::Bed;
use prokura_app::port::StoreError;
use prokura_store::{connect, migrate};

on_both![
    migrating_twice_does_nothing_the_second_time,
    two_may_migrate_at_the_same_time,
    an_empty_database_is_not_opened,
    a_newer_schema_is_refused,
];

async fn migrating_twice_does_nothing_the_second_time(bed: Bed) {
    let first = migrate(&bed.url).await.unwrap();
    assert_eq!(first.first().map(String::as_str), Some("20261120_first_tables"));
    assert_eq!(migrate(&bed.url).await.unwrap(), Vec::<String>::new());
    connect(&bed.url).await.unwrap();
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
