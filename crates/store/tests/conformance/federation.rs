//! Domains, identities, sessions begun at providers, client secrets, and what is good once.

use crate::bed::{Bed, OneByOne as _, commit, read};
use crate::sample::*;
use prokura_app::port::{FederatedAsked, Store, StoreError};
use prokura_decision::permit::decide_operator;
use prokura_domain::account::Session;
use prokura_domain::event::{Change, Event};
use prokura_domain::federation::{ClientSecret, Domain, FederatedSession, Identity, Spent};
use prokura_domain::time::Timestamp;

on_both![
    a_domain_counts_once_and_for_one,
    somebody_there_is_one_person_here,
    sessions_are_found_by_who_and_where,
    a_secret_is_set_and_set_again,
    what_is_good_once_is_spent_once,
];

async fn a_domain_counts_once_and_for_one(bed: Bed) {
    let database = bed.open().await;
    let world = World::new();
    commit(&database, &world.events()).await;
    let ours = domain(700, &world.customer);
    let theirs = domain(701, &world.partner);
    commit(&database, &[Event::DomainAdded(ours.clone()), Event::DomainAdded(theirs.clone())]).await;
    assert_eq!(read(&database).await.verified_domain(&ours.name).await.unwrap(), None);
    let verified = |before: &Domain| Change {
        before: before.clone(),
        after: Domain { verified_at: Some(Timestamp(7)), ..before.clone() },
    };
    commit(&database, &[Event::DomainVerified(verified(&ours))]).await;
    let counts = Domain { verified_at: Some(Timestamp(7)), ..ours.clone() };
    let mut tx = read(&database).await;
    assert_eq!(tx.verified_domain(&ours.name).await.unwrap().as_ref(), Some(&counts));
    assert_eq!(tx.domain(ours.id).await.unwrap().as_ref(), Some(&counts));
    assert_eq!(tx.domains_of(world.partner.id).await.unwrap(), std::slice::from_ref(&theirs));
    drop(tx);
    // Whatever a command overlooks: a name is one organization's.
    let mut tx = database.write().await.unwrap();
    let twice = tx.apply(&decide_operator(), &Event::DomainVerified(verified(&theirs))).await;
    assert!(matches!(twice, Err(StoreError::Duplicate(_))), "{twice:?}");
    drop(tx);
    let gone = Domain { removed_at: Some(Timestamp(8)), ..counts.clone() };
    commit(&database, &[Event::DomainRemoved(Change { before: counts, after: gone })]).await;
    commit(&database, &[Event::DomainVerified(verified(&theirs)), Event::DomainAdded(domain(702, &world.customer))])
        .await;
    let mut tx = read(&database).await;
    assert_eq!(tx.verified_domain(&ours.name).await.unwrap().map(|it| it.organization), Some(world.partner.id));
    assert_eq!(tx.domains_of(world.customer.id).await.unwrap(), [domain(702, &world.customer)]);
}

async fn somebody_there_is_one_person_here(bed: Bed) {
    let database = bed.open().await;
    let world = World::new();
    commit(&database, &world.events()).await;
    let known = identity(710, &world.customer, world.admin.id, "one");
    commit(&database, &[Event::IdentityPinned(known.clone())]).await;
    let mut tx = read(&database).await;
    let (there, issuer) = (world.customer.id, known.issuer.as_str());
    assert_eq!(tx.identity(there, issuer, "one").await.unwrap().as_ref(), Some(&known));
    assert_eq!(tx.identity_of(there, issuer, world.admin.id).await.unwrap().as_ref(), Some(&known));
    assert_eq!(tx.identity(there, issuer, "ONE").await.unwrap(), None, "names there are told apart to the letter");
    assert_eq!(tx.identity(world.partner.id, issuer, "one").await.unwrap(), None);
    assert_eq!(tx.identity(there, "https://other.example", "one").await.unwrap(), None);
    drop(tx);
    for other in
        [identity(711, &world.customer, world.agent.id, "one"), identity(712, &world.customer, world.admin.id, "two")]
    {
        let mut tx = database.write().await.unwrap();
        let twice = tx.apply(&decide_operator(), &Event::IdentityPinned(other)).await;
        assert!(matches!(twice, Err(StoreError::Duplicate(_))), "{twice:?}");
    }
}

async fn sessions_are_found_by_who_and_where(bed: Bed) {
    let database = bed.open().await;
    let world = World::new();
    commit(&database, &world.events()).await;
    let mut rows = Vec::new();
    for (number, subject, there) in [(20, "one", Some("a")), (21, "one", Some("b")), (22, "two", None)] {
        let session = session(700 + u64::from(number), world.admin.id);
        let row = federated(&session, &world.customer, subject, there);
        let spent = Spent { key: secret(number), until: Timestamp(100) };
        commit(
            &database,
            &[
                Event::SignedIn { session, home: world.customer.id, is_new_device: false },
                Event::FederatedSessionBegun(row.clone(), world.admin.id, spent),
            ],
        )
        .await;
        rows.push(row);
    }
    let mut tx = read(&database).await;
    let issuer = rows[0].issuer.clone();
    for (subject, there, after, found) in [
        (Some("one"), None, 0, vec![0, 1]),
        (Some("one"), Some("b"), 0, vec![1]),
        (None, Some("a"), 0, vec![0]),
        (Some("two"), Some("a"), 0, vec![]),
        (Some("one"), None, i64::MAX, vec![]),
    ] {
        let who = FederatedAsked { subject: subject.map(str::to_owned), there: there.map(str::to_owned) };
        let seen = tx.federated_sessions_of(world.customer.id, &issuer, &who, Timestamp(after)).await.unwrap();
        let wanted: Vec<FederatedSession> = found.into_iter().map(|at: usize| rows[at].clone()).collect();
        assert_eq!(seen, wanted, "{who:?}");
        assert_eq!(tx.federated_sessions_of(world.partner.id, &issuer, &who, Timestamp(0)).await.unwrap(), []);
    }
    assert_eq!(tx.federated_session(rows[2].session).await.unwrap().as_ref(), Some(&rows[2]));
    assert!(tx.anybody_federated(world.customer.id, &issuer, &rows[0].client_id).await.unwrap());
    assert!(!tx.anybody_federated(world.customer.id, &issuer, "another").await.unwrap());
    assert!(!tx.anybody_federated(world.partner.id, &issuer, &rows[0].client_id).await.unwrap());
}

async fn a_secret_is_set_and_set_again(bed: Bed) {
    let database = bed.open().await;
    let world = World::new();
    commit(&database, &world.events()).await;
    assert_eq!(read(&database).await.client_secret(world.customer.id).await.unwrap(), None);
    let first = client_secret(&world.customer, Some(world.admin.id));
    let second = ClientSecret { locked: None, version: 2, set_by: None, ..first.clone() };
    for (before, after) in [(None, first.clone()), (Some(first.clone()), second.clone())] {
        commit(&database, &[Event::ClientSecretSet { before, after: after.clone() }]).await;
        assert_eq!(read(&database).await.client_secret(world.customer.id).await.unwrap(), Some(after));
    }
    let mut tx = database.write().await.unwrap();
    let stale = Event::ClientSecretSet { before: Some(first), after: ClientSecret { version: 2, ..second } };
    assert!(tx.apply(&decide_operator(), &stale).await.is_err());
}

async fn what_is_good_once_is_spent_once(bed: Bed) {
    let database = bed.open().await;
    let world = World::new();
    commit(&database, &world.events()).await;
    let spent = Spent { key: secret(30), until: Timestamp(100) };
    assert!(!read(&database).await.is_spent(&spent.key).await.unwrap());
    let session = session(730, world.admin.id);
    commit(&database, &[Event::SignedIn { session: session.clone(), home: world.customer.id, is_new_device: false }])
        .await;
    let proved = Change { before: session.clone(), after: Session { proved_at: Timestamp(50), ..session.clone() } };
    commit(&database, &[Event::ProvedAtProvider(proved, world.customer.id, spent)]).await;
    let mut tx = read(&database).await;
    assert!(tx.is_spent(&spent.key).await.unwrap());
    assert_eq!(tx.session(session.id).await.unwrap().unwrap().proved_at, Timestamp(50));
    drop(tx);
    let mut tx = database.write().await.unwrap();
    let twice = tx.apply(&decide_operator(), &Event::SignedOutAtProvider(world.customer.id, 0, spent)).await;
    assert!(matches!(twice, Err(StoreError::Duplicate(_))), "{twice:?}");
    drop(tx);
    database.forget_before(Timestamp(100)).await.unwrap();
    assert!(read(&database).await.is_spent(&spent.key).await.unwrap(), "as long as it could come back");
    database.forget_before(Timestamp(101)).await.unwrap();
    assert!(!read(&database).await.is_spent(&spent.key).await.unwrap());
}

fn identity(
    number: u64,
    organization: &prokura_domain::organization::Organization,
    person: prokura_domain::id::PrincipalId,
    subject: &str,
) -> Identity {
    Identity { subject: subject.to_owned(), ..sample_identity(number, organization, person) }
}
