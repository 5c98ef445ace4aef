//! What a row said until it was changed, and which policy was in force, are found by moment.

use crate::bed::{Bed, OneByOne as _, commit, read};
use crate::sample::World;
use prokura_app::port::{Effect, Revision, Store as _};
use prokura_domain::event::{Change, Event};
use prokura_domain::grant::Grant;
use prokura_domain::organization::Organization;
use prokura_domain::superseded::{Filed, Superseded};
use prokura_domain::time::Timestamp;

on_both![
    versions_are_found_after_a_moment_in_the_order_in_which_they_ended,
    the_policy_in_force_is_the_newest_that_had_begun,
    a_new_database_knows_everything,
    history_survives_a_backup,
];

/// Two changes of a grant and one of an organization, at 100, 200 and 300.
async fn changed(bed: &Bed, world: &World) -> prokura_store::Database {
    let database = bed.open().await;
    commit(&database, &world.events()).await;
    let second = Grant { version: 2, reason: Some("second".to_owned()), ..world.grant.clone() };
    let third = Grant { version: 3, reason: Some("third".to_owned()), ..world.grant.clone() };
    let renamed = Organization { name: "Renamed".parse().unwrap(), version: 2, ..world.customer.clone() };
    let events = [
        Event::GrantChanged(Change { before: world.grant.clone(), after: second.clone() }),
        Event::GrantChanged(Change { before: second, after: third }),
        Event::OrganizationChanged(Change { before: world.customer.clone(), after: renamed }),
    ];
    let mut tx = database.write().await.unwrap();
    for (number, event) in (1..).zip(&events) {
        let filed = event.supersedes();
        assert_eq!(filed.len(), 1);
        tx.one(Effect::Supersede(Revision(number), Timestamp(number * 100), &filed)).await.unwrap();
    }
    tx.commit().await.unwrap();
    database
}

/// The versions of grants, and ten times those of organizations.
fn versions(filed: Vec<Filed>) -> Vec<i64> {
    let version = |filed: Filed| {
        if let Superseded::Grant(row) = &filed.version {
            row.version
        } else if let Superseded::Organization(row) = &filed.version {
            row.version * 10
        } else {
            panic!("{filed:?}")
        }
    };
    filed.into_iter().map(version).collect()
}

async fn versions_are_found_after_a_moment_in_the_order_in_which_they_ended(bed: Bed) {
    let world = World::new();
    let database = changed(&bed, &world).await;
    let both = [world.grant.principal.0, world.customer.id.0];
    let mut tx = read(&database).await;
    for (after, expected) in
        [(0, vec![1, 2, 10]), (100, vec![2, 10]), (199, vec![2, 10]), (200, vec![10]), (300, vec![])]
    {
        let found = tx.superseded_after(&both, Timestamp(after)).await.unwrap();
        assert_eq!(versions(found), expected, "after {after}");
    }
    let found = tx.superseded_after(&[world.grant.principal.0], Timestamp(0)).await.unwrap();
    assert_eq!(found[0], Filed { owner: world.grant.principal.0, version: Superseded::Grant(world.grant.clone()) });
    assert_eq!(tx.superseded_after(&[], Timestamp(0)).await.unwrap(), []);
}

async fn the_policy_in_force_is_the_newest_that_had_begun(bed: Bed) {
    let database = bed.open().await;
    assert_eq!(read(&database).await.policy_in_force(Timestamp::MAX).await.unwrap(), None);
    let mut tx = database.write().await.unwrap();
    for digest in ["d1", "d2"] {
        tx.keep_policy(digest, "{}", Timestamp(1)).await.unwrap();
    }
    for (digest, from) in [("d1", 10), ("d2", 20), ("d1", 30)] {
        tx.put_policy_in_force(digest, Timestamp(from)).await.unwrap();
    }
    tx.commit().await.unwrap();
    let mut tx = read(&database).await;
    for (at, expected) in [(5, ("d1", 10)), (10, ("d1", 10)), (29, ("d2", 20)), (30, ("d1", 30)), (99, ("d1", 30))] {
        let found = tx.policy_in_force(Timestamp(at)).await.unwrap().unwrap();
        assert_eq!((found.0.as_str(), found.1.0), expected, "at {at}");
    }
    let mut tx = database.write().await.unwrap();
    assert!(tx.put_policy_in_force("unknown", Timestamp(40)).await.is_err());
}

async fn a_new_database_knows_everything(bed: Bed) {
    let database = bed.open().await;
    assert_eq!(read(&database).await.history_since().await.unwrap(), Timestamp(0));
}

async fn history_survives_a_backup(bed: Bed) {
    let world = World::new();
    let database = changed(&bed, &world).await;
    let file = bed.file("history.backup");
    database.backup(&file).await.unwrap();
    let other = format!("sqlite://{}", bed.file("restored.db").display());
    prokura_store::restore(&other, &file).await.unwrap();
    let restored = prokura_store::connect(&other).await.unwrap();
    let found = read(&restored).await.superseded_after(&[world.grant.principal.0], Timestamp(0)).await.unwrap();
    assert_eq!(versions(found), [1, 2]);
}
