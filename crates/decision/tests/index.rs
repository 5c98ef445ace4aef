//! The index answers as the rows do, whatever the order they came in, and shows a revision whole or not at all.

#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail as tests do")]

mod support;

use prokura_decision::decide::{Question, QuestionOf, allows, explain, rights};
use prokura_decision::facts::{Facts, Target};
use prokura_decision::index::{Index, ResourceKind, Snapshot, Writer};
use prokura_decision::loaded::LoadedFacts;
use prokura_decision::policy::Policy;
use prokura_decision::reason::Reason;
use prokura_domain::id::{OrganizationId, PrincipalId};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use support::random::Random;
use support::world::{Asked, World};
use uuid::Uuid;

fn policy() -> Arc<Policy> {
    Arc::new(Policy::embedded().unwrap())
}

/// A record of a world, by its place in the world's lists.
#[derive(Clone, Copy)]
enum Key {
    Principal(usize),
    Organization(usize),
}

fn keys(world: &World) -> Vec<Key> {
    let principals = (0..world.principals.len()).map(Key::Principal);
    principals.chain((0..world.organizations.len()).map(Key::Organization)).collect()
}

/// Puts the records at some keys, in any order and some of them more than once.
fn put(writer: &mut Writer, world: &World, mut keys: Vec<Key>, random: &mut Random) {
    keys.extend(random.some(&keys, 20));
    while !keys.is_empty() {
        match keys.swap_remove(random.below(keys.len())) {
            Key::Principal(n) => writer.put_principal(&world.principals[n]),
            Key::Organization(n) => writer.put_organization(&world.organizations[n]),
        }
    }
}

/// The question in the index's handles.
fn packed(snapshot: &Snapshot, question: &Question<PrincipalId, OrganizationId, Uuid>) -> QuestionOf<Snapshot> {
    let organization = snapshot.organization_by_id(question.organization).unwrap();
    let target = match question.target {
        Target::Organization => Target::Organization,
        Target::Site { site: id, .. } | Target::Location(id) | Target::Subscription(id) => {
            let (owner, target) = snapshot.resource_by_id(id).unwrap();
            assert_eq!(owner, organization);
            target
        }
    };
    let principal = snapshot.principal_by_id(question.principal).unwrap();
    Question { principal, organization, target, control: question.control, level: question.level }
}

/// What a test has met.
#[derive(Default)]
struct Seen {
    asked: usize,
    allowed: usize,
    /// Questions that the index answered without evaluating.
    known: usize,
    reasons: BTreeSet<Reason>,
}

/// Asks both views, and notes what was met.
fn compare(policy: &Policy, rows: &LoadedFacts<'_>, snapshot: &Snapshot, asked: &Asked, seen: &mut Seen) {
    let Asked { question, at } = asked;
    let here = packed(snapshot, question);
    let expected = explain(policy, rows, question, *at);
    assert_eq!(explain(policy, snapshot, &here, *at), expected, "{asked:?}");
    assert_eq!(allows(policy, snapshot, &here, *at), expected.allowed, "{asked:?}");
    assert_eq!(
        rights(policy, snapshot, here.principal, here.organization, here.target, *at),
        rights(policy, rows, question.principal, question.organization, question.target, *at),
        "{asked:?}"
    );
    seen.asked += 1;
    seen.allowed += usize::from(expected.allowed);
    seen.known += usize::from(snapshot.known_answer(&here, *at).is_some());
    seen.reasons.extend(expected.stopped);
    seen.reasons.extend(expected.findings.iter().map(|finding| finding.reason));
}

/// Leaves people no more than two grants and no support access, as most administrators have it.
fn simplify(world: &mut World) {
    for principal in &mut world.principals {
        principal.grants.truncate(2);
        principal.sessions.clear();
        principal.support_grants.clear();
    }
}

/// Everything is found by its keys and by nothing else.
fn check_look_ups(world: &World, snapshot: &Snapshot) {
    assert_eq!(snapshot.principals(None).count(), world.principals.len());
    assert_eq!(snapshot.organizations(None).count(), world.organizations.len());
    for principal in &world.principals {
        let handle = snapshot.principal_by_id(principal.id).unwrap();
        assert_eq!(snapshot.principal_id(handle), Some(principal.id));
        assert_eq!(snapshot.email(handle), principal.email.as_ref().map(|email| email.as_str()));
        if let Some(email) = &principal.email {
            assert_eq!(snapshot.principal_by_email(email.as_str()), Some(handle));
        }
    }
    for place in &world.organizations {
        let handle = snapshot.organization_by_id(place.organization.id).unwrap();
        assert_eq!(snapshot.organization_by_slug(place.organization.slug.as_str()), Some(handle));
        assert_eq!(snapshot.organization_id(handle), Some(place.organization.id));
        assert_eq!(snapshot.slug(handle), Some(place.organization.slug.as_str()));
        let sites = place.sites.iter().map(|(id, slug, _)| (ResourceKind::Site, id.0, slug));
        let locations = place.locations.iter().map(|(id, slug)| (ResourceKind::Location, id.0, slug));
        let subscriptions = place.subscriptions.iter().map(|s| (ResourceKind::Subscription, s.id.0, &s.slug));
        let all: Vec<_> = sites.chain(locations).chain(subscriptions).collect();
        assert_eq!(snapshot.resources(handle).count(), all.len());
        for (kind, id, slug) in all {
            let found = snapshot.resource_by_slug(kind, slug.as_str());
            assert_eq!(found, snapshot.resource_by_id(id), "{slug}");
            let (owner, target) = found.unwrap();
            let (Target::Site { site: resource, .. } | Target::Location(resource) | Target::Subscription(resource)) =
                target
            else {
                panic!("{slug} is no organization")
            };
            assert_eq!((owner, snapshot.resource_id(resource)), (handle, Some(id)));
            assert_eq!(snapshot.resource_slug(resource), Some(slug.as_str()));
            assert!(snapshot.resources(handle).any(|one| one == resource));
        }
    }
}

#[test]
fn the_index_answers_as_the_rows_do() {
    let policy = policy();
    let mut seen = Seen::default();
    // Enough for the rarest reason to be met: the vendor looks, in a session, at what it could only change.
    for seed in 0..400 {
        let random = &mut Random::new(seed ^ 0x5eed);
        let mut world = World::random(&policy, seed);
        let simple = seed % 2 == 0;
        if simple {
            simplify(&mut world);
        }
        let mut writer = Writer::new(Arc::clone(&policy));
        let index = writer.index();
        put(&mut writer, &world, keys(&world), random);
        for revision in 1..5 {
            writer.publish(revision);
            let snapshot = index.snapshot();
            let rows = world.loaded(&policy);
            assert_eq!(snapshot.revision(), revision);
            check_look_ups(&world, &snapshot);
            for _ in 0..100 {
                let asked = world.question(&policy, &rows, random);
                compare(&policy, &rows, &snapshot, &asked, &mut seen);
            }
            let changed = random.some(&keys(&world), 30);
            for key in &changed {
                match key {
                    Key::Principal(n) => world.renew_principal(&policy, *n, random),
                    Key::Organization(n) => world.renew_organization(&policy, *n, random),
                }
            }
            if simple {
                simplify(&mut world);
            }
            put(&mut writer, &world, changed, random);
        }
    }
    // The questions are worth asking: many are answered with yes, every reason to say no is met, and both ways to an
    // answer are taken.
    let Seen { asked, allowed, known, .. } = seen;
    assert!((asked / 4..asked * 3 / 4).contains(&allowed), "{allowed} of {asked}");
    assert!((asked / 10..asked / 2).contains(&known), "{known} of {asked}");
    let not_met: Vec<Reason> = Reason::ALL
        .into_iter()
        .filter(|reason| !seen.reasons.contains(reason))
        .filter(|reason| {
            !matches!(
                reason,
                Reason::UnknownSubject
                    | Reason::UnknownOrganization
                    | Reason::UnknownResource
                    | Reason::UnknownAction
                    | Reason::NoEntitlement
            )
        })
        .collect();
    assert_eq!(not_met, []);
}

#[test]
fn moving_and_removing_leave_no_stale_key() {
    let policy = policy();
    let random = &mut Random::new(7);
    for seed in 0..60 {
        let mut world = World::random(&policy, seed);
        let mut writer = Writer::new(Arc::clone(&policy));
        put(&mut writer, &world, keys(&world), random);
        writer.publish(1);

        // Two swap addresses, one loses it, one moves home, an organization gets a new slug.
        let old = world.clone();
        world.principals[0].email = old.principals[1].email.clone();
        world.principals[1].email = old.principals[0].email.clone();
        world.principals[2].email = None;
        world.principals[3].email = Some(format!("{}@new.example", "long".repeat(15)).parse().unwrap());
        world.principals[3].home = world.organizations[random.below(world.organizations.len())].organization.id;
        world.organizations[1].organization.slug = "renamed".parse().unwrap();
        // What one organization has goes to another, under the old slugs.
        let (sites, locations, subscriptions) = {
            let giver = &mut world.organizations[2];
            (
                std::mem::take(&mut giver.sites),
                std::mem::take(&mut giver.locations),
                std::mem::take(&mut giver.subscriptions),
            )
        };
        let receiver = &mut world.organizations[1];
        receiver.sites.extend(sites);
        receiver.locations.extend(locations);
        receiver.subscriptions.extend(subscriptions);
        // One of each goes for good.
        let gone = world.principals.pop().unwrap();
        put(&mut writer, &world, keys(&world), random);
        writer.remove_principal(gone.id);
        writer.publish(2);

        let snapshot = writer.index().snapshot();
        check_look_ups(&world, &snapshot);
        assert_eq!(snapshot.principal_by_email(old.principals[2].email.as_ref().unwrap().as_str()), None);
        assert_eq!(snapshot.principal_by_email(old.principals[3].email.as_ref().unwrap().as_str()), None);
        assert_eq!(snapshot.principal_by_email(gone.email.as_ref().unwrap().as_str()), None);
        assert_eq!(snapshot.principal_by_email(""), None);
        assert_eq!(snapshot.principal_by_id(gone.id), None);
        assert_eq!(snapshot.organization_by_slug(old.organizations[1].organization.slug.as_str()), None);
        let rows = world.loaded(&policy);
        for _ in 0..50 {
            let asked = world.question(&policy, &rows, random);
            compare(&policy, &rows, &snapshot, &asked, &mut Seen::default());
        }

        let last = world.organizations.pop().unwrap();
        writer.remove_organization(last.organization.id);
        writer.put_principal(&gone);
        writer.publish(3);
        let snapshot = writer.index().snapshot();
        assert_eq!(snapshot.organization_by_id(last.organization.id), None);
        assert_eq!(snapshot.organization_by_slug(last.organization.slug.as_str()), None);
        for (_, slug, _) in &last.sites {
            assert_eq!(snapshot.resource_by_slug(ResourceKind::Site, slug.as_str()), None);
        }
        assert!(snapshot.principal_by_id(gone.id).is_some());
    }
}

#[test]
fn what_the_policy_does_not_know_is_absent() {
    let policy = policy();
    let mut world = World::random(&policy, 3);
    let grants: Vec<_> =
        (0..4).flat_map(|seed| World::random(&policy, seed).principals).flat_map(|p| p.grants).collect();
    let home = world.principals[0].home;
    world.principals[0].grants = grants[..6].to_vec();
    for (n, grant) in world.principals[0].grants.iter_mut().enumerate() {
        grant.organization = home;
        if n % 2 == 0 {
            grant.role = "of_another_policy".to_owned();
        }
    }
    world.principals[0].licenses = vec!["of_another_policy".to_owned()];
    let mut writer = Writer::new(Arc::clone(&policy));
    put(&mut writer, &world, keys(&world), &mut Random::new(1));
    writer.publish(1);
    let snapshot = writer.index().snapshot();
    let handle = snapshot.principal_by_id(world.principals[0].id).unwrap();
    let positions: Vec<usize> = snapshot.grants(handle).map(|grant| grant.position).collect();
    assert_eq!(positions, [1, 3, 5]);
    assert_eq!(snapshot.principal(handle).unwrap().licences, 0);
}

#[test]
fn a_snapshot_keeps_what_it_saw() {
    let policy = policy();
    let random = &mut Random::new(11);
    let mut world = World::random(&policy, 5);
    let mut writer = Writer::new(Arc::clone(&policy));
    let index = writer.index();
    let mut kept = Vec::new();
    for revision in 1..20 {
        put(&mut writer, &world, keys(&world), random);
        if let Some((snapshot, _)) = kept.last() {
            let newest: &Arc<Snapshot> = snapshot;
            assert_eq!(index.snapshot().revision(), newest.revision(), "nothing is visible before it is published");
        }
        writer.publish(revision);
        kept.push((index.snapshot(), world.clone()));
        for key in random.some(&keys(&world), 50) {
            match key {
                Key::Principal(n) => world.renew_principal(&policy, n, random),
                Key::Organization(n) => world.renew_organization(&policy, n, random),
            }
        }
    }
    for (snapshot, world) in &kept {
        let rows = world.loaded(&policy);
        check_look_ups(world, snapshot);
        for _ in 0..50 {
            let asked = world.question(&policy, &rows, random);
            compare(&policy, &rows, snapshot, &asked, &mut Seen::default());
        }
    }
}

/// Two people far apart in the index swap addresses, and one organization is in use when both of them are not.
struct Pair {
    people: [PrincipalId; 2],
    emails: [String; 2],
    organization: OrganizationId,
}

impl Pair {
    fn check(&self, snapshot: &Snapshot) {
        let odd = snapshot.revision() % 2 == 1;
        let handles = self.people.map(|id| snapshot.principal_by_id(id).unwrap());
        for handle in handles {
            assert_eq!(snapshot.principal(handle).unwrap().active, odd);
        }
        let organization = snapshot.organization_by_id(self.organization).unwrap();
        assert_eq!(snapshot.organization(organization).unwrap().active, !odd);
        let found = [0, 1].map(|n| snapshot.principal_by_email(&self.emails[n]).unwrap());
        assert_eq!(found, if odd { handles } else { [handles[1], handles[0]] });
    }
}

fn read_until(stop: &AtomicBool, index: &Index, pair: &Pair) -> i64 {
    let mut reader = index.reader();
    let mut last = 0;
    let mut revisions = 0;
    loop {
        for snapshot in [reader.snapshot(), &*index.snapshot()] {
            pair.check(snapshot);
            assert!(snapshot.revision() >= last, "time does not run backwards");
            revisions += i64::from(snapshot.revision() > last);
            last = snapshot.revision();
        }
        if stop.load(Ordering::Acquire) {
            return revisions;
        }
    }
}

#[test]
fn a_reader_sees_a_revision_whole_or_not_at_all() {
    let policy = policy();
    let random = &mut Random::new(13);
    let mut world = World::random(&policy, 8);
    let one = world.principals[0].clone();
    let filler: Vec<_> = (0..3_000)
        .map(|n| {
            let mut other = one.clone();
            other.id = random.id();
            other.email = Some(format!("filler-{n}@world.example").parse().unwrap());
            other
        })
        .collect();
    world.principals.splice(1..1, filler);
    let far = world.principals.len() - 1;
    let pair = Pair {
        people: [world.principals[0].id, world.principals[far].id],
        emails: [0, far].map(|n| world.principals[n].email.clone().unwrap().into()),
        organization: world.organizations[0].organization.id,
    };
    let mut writer = Writer::new(Arc::clone(&policy));
    for principal in &world.principals {
        writer.put_principal(principal);
    }
    let mut turn = |writer: &mut Writer, revision: i64| {
        let odd = revision % 2 == 1;
        for (n, place) in [0, far].into_iter().enumerate() {
            let email = &pair.emails[if odd { n } else { 1 - n }];
            world.principals[place].active = odd;
            world.principals[place].email = Some(email.parse().unwrap());
            writer.put_principal(&world.principals[place]);
        }
        world.organizations[0].organization.active = !odd;
        writer.put_organization(&world.organizations[0]);
    };
    turn(&mut writer, 1);
    writer.publish(1);
    let index = writer.index();
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let readers: Vec<_> = (0..2).map(|_| scope.spawn(|| read_until(&stop, &index, &pair))).collect();
        for revision in 2..3_000 {
            turn(&mut writer, revision);
            writer.publish(revision);
        }
        stop.store(true, Ordering::Release);
        for reader in readers {
            assert!(reader.join().unwrap() > 0);
        }
    });
    pair.check(&index.snapshot());
}
