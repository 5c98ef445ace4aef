//! Everything about a principal or an organization, one at a time and in batches.

use crate::bed::{Bed, apply, commit, read};
use crate::sample::*;
use prokura_app::port::{Page, Store};
use prokura_decision::record::{OrganizationRecord, PrincipalRecord};
use prokura_domain::event::{Change, Event};
use prokura_domain::id::{OrganizationId, PrincipalId};
use prokura_domain::person::{Person, PersonStatus};
use prokura_domain::support::{RequestState, SupportRequest};
use prokura_domain::time::Timestamp;

on_both![
    a_record_holds_all_that_hangs_on_its_key,
    a_batch_holds_what_each_record_holds,
    a_write_loads_records_with_its_own_changes,
];

/// The world, and a second grant, support grant and session of the agent.
async fn fill(bed: &Bed) -> (prokura_store::Database, World, Vec<PrincipalRecord>, Vec<OrganizationRecord>) {
    let database = bed.open().await;
    let world = World::new();
    let mut events = world.events();
    let second = grant(81, world.agent.id, &world.partner);
    let robots = grant(82, world.robot.id, &world.partner);
    let answered = SupportRequest { state: RequestState::Granted, version: 2, ..world.request.clone() };
    let access = support_grant(91, &world.request);
    events.extend([
        Event::RoleAssigned(second.clone()),
        Event::RoleAssigned(robots.clone()),
        Event::SupportGranted(Change { before: world.request.clone(), after: answered }, access.clone()),
    ]);
    commit(&database, &events).await;
    let principals = vec![
        PrincipalRecord {
            id: world.agent.id,
            email: Some(world.agent.email.clone()),
            home: world.partner.id,
            active: true,
            licenses: world.agent.licenses.clone(),
            grants: vec![world.grant.clone(), second],
            support_grants: vec![access],
            sessions: vec![world.session.clone()],
        },
        PrincipalRecord {
            id: world.robot.id,
            email: None,
            home: world.partner.id,
            active: true,
            licenses: Vec::new(),
            grants: vec![robots],
            support_grants: Vec::new(),
            sessions: Vec::new(),
        },
        PrincipalRecord {
            id: world.admin.id,
            email: Some(world.admin.email.clone()),
            home: world.customer.id,
            active: true,
            licenses: world.admin.licenses.clone(),
            grants: Vec::new(),
            support_grants: Vec::new(),
            sessions: Vec::new(),
        },
    ];
    let bare = OrganizationRecord {
        organization: world.partner.clone(),
        settings: Vec::new(),
        relationships: Vec::new(),
        subscriptions: Vec::new(),
        sites: Vec::new(),
        locations: Vec::new(),
        blocks: Vec::new(),
        custom_roles: Vec::new(),
    };
    let organizations = vec![
        bare.clone(),
        OrganizationRecord {
            organization: world.customer.clone(),
            settings: vec![world.setting.clone()],
            relationships: vec![world.relationship.clone()],
            subscriptions: vec![world.subscription.clone()],
            sites: vec![(world.site.id, world.site.slug.clone(), world.subscription.id)],
            locations: vec![(world.location.id, world.location.slug.clone())],
            blocks: vec![world.block.clone()],
            custom_roles: vec![world.custom_role.clone()],
        },
    ];
    (database, world, principals, organizations)
}

async fn a_record_holds_all_that_hangs_on_its_key(bed: Bed) {
    let (database, _, principals, organizations) = fill(&bed).await;
    let mut tx = read(&database).await;
    for expected in principals {
        assert_eq!(tx.principal_record(expected.id).await.unwrap(), Some(expected));
    }
    for expected in organizations {
        assert_eq!(tx.organization_record(expected.organization.id).await.unwrap(), Some(expected));
    }
    assert_eq!(tx.principal_record(PrincipalId(id(999))).await.unwrap(), None);
    assert_eq!(tx.organization_record(OrganizationId(id(999))).await.unwrap(), None);
}

async fn a_batch_holds_what_each_record_holds(bed: Bed) {
    let (database, _, principals, organizations) = fill(&bed).await;
    let mut tx = read(&database).await;
    for limit in [1, 2, 3, 100] {
        let mut found = Vec::new();
        loop {
            let after = found.last().map(|record: &PrincipalRecord| record.id);
            let batch = tx.principal_records(Page { after, limit }).await.unwrap();
            assert!(batch.len() <= usize::try_from(limit).unwrap());
            if batch.is_empty() {
                break;
            }
            found.extend(batch);
        }
        assert_eq!(found, principals, "in batches of {limit}");
        let mut found = Vec::new();
        loop {
            let after = found.last().map(|record: &OrganizationRecord| record.organization.id);
            let batch = tx.organization_records(Page { after, limit }).await.unwrap();
            if batch.is_empty() {
                break;
            }
            found.extend(batch);
        }
        assert_eq!(found, organizations, "in batches of {limit}");
    }
}

async fn a_write_loads_records_with_its_own_changes(bed: Bed) {
    let (database, world, mut principals, _) = fill(&bed).await;
    let mut tx = database.write().await.unwrap();
    for status in [PersonStatus::Pending, PersonStatus::Suspended] {
        let before = tx.person(world.agent.id).await.unwrap().unwrap();
        let after = Person { status, version: before.version + 1, ..before.clone() };
        apply(&mut *tx, &[Event::PersonChanged(Change { before, after })]).await;
        principals[0].active = false;
        assert_eq!(tx.principal_record(world.agent.id).await.unwrap().as_ref(), Some(&principals[0]));
    }
    assert!(principals[0].grants[0].term.is_over(Timestamp(20)), "ended grants are part of it");
}
