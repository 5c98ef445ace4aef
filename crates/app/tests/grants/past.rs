//! What was so is what was answered then: whatever happens later, asking as of a moment gives what the index gave at it.

use crate::sequences::{Dice, step};
use crate::support::imported;
use crate::world::{Plant, World};
use prokura_app::caller::Caller;
use prokura_app::command::change_custom_role::ChangeCustomRole;
use prokura_app::command::compose_role::ComposeRole;
use prokura_app::command::delete_custom_role::{DeleteCustomRole, HolderChoice};
use prokura_app::error::Error;
use prokura_app::port::{Page, WorldRows};
use prokura_app::query::as_of::{Scene, open_all};
use prokura_decision::decide::rights;
use prokura_decision::facts::Target;
use prokura_decision::mask::{Level, Rights};
use prokura_decision::policy::Policy;
use prokura_domain::custom_role::{AreaLevel, Areas, CustomRole, Spelled};
use prokura_domain::event::{Change, Event};
use prokura_domain::grant::Grant;
use prokura_domain::id::{CustomRoleId, GrantId, HelpDeskSessionId, OrganizationId, PrincipalId, SupportGrantId};
use prokura_domain::person::PersonStatus;
use prokura_domain::refusal::Refusal;
use prokura_domain::setting::{Setting, SettingValue, key};
use prokura_domain::support::{HelpDeskSession, SupportGrant};
use prokura_domain::text::Locale;
use prokura_domain::time::{Span, Term, Timestamp};
use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use uuid::Uuid;

/// Changes of one sequence.
const CHANGES: usize = 40;

/// Principal, organization, and the part of it, if one; with what was answered.
type Answers = BTreeMap<(PrincipalId, OrganizationId, Option<Uuid>), Rights>;

/// What the index answers about everybody, everywhere, for a moment.
fn live(world: &World, at: Timestamp) -> Answers {
    let snapshot = world.app.service.follower().snapshot().unwrap();
    let mut answers = Answers::new();
    for principal in snapshot.principals(None) {
        for organization in snapshot.organizations(None) {
            let ids = (snapshot.principal_id(principal).unwrap(), snapshot.organization_id(organization).unwrap());
            let ask = |target| rights(snapshot.policy(), &*snapshot, principal, organization, target, at);
            answers.insert((ids.0, ids.1, None), ask(Target::Organization));
            for resource in snapshot.resources(organization) {
                let target = snapshot.target(resource).unwrap();
                answers.insert((ids.0, ids.1, snapshot.resource_id(resource)), ask(target));
            }
        }
    }
    answers
}

async fn scene(world: &World, organization: OrganizationId, at: Timestamp) -> Result<Scene, Error> {
    let service = &world.app.service;
    open_all(service.read().await?, service.policy(), organization, at, world.now()).await
}

/// What is answered about that moment now.
async fn back(world: &World, at: Timestamp) -> Answers {
    let everybody: Vec<PrincipalId> = {
        let mut read = world.app.service.read().await.unwrap();
        let records = read.principal_records(Page { after: None, limit: 1_000 }).await.unwrap();
        records.into_iter().map(|record| record.id).collect()
    };
    let mut answers = Answers::new();
    for organization in world.organizations.values().copied() {
        let mut scene = scene(world, organization, at).await.unwrap();
        for (principal, resource, rights) in scene.rights_of(&everybody).await.unwrap() {
            use prokura_decision::loaded::ResourceId::{Location, Site, Subscription};
            let resource = resource.map(|resource| match resource {
                Site(id) => id.0,
                Location(id) => id.0,
                Subscription(id) => id.0,
            });
            answers.insert((principal, organization, resource), rights);
        }
        // Whoever could do anything is among those that are listed.
        let listed = scene.people(None, 1_000).await.unwrap();
        assert!(listed.next.is_none());
        let listed: BTreeSet<PrincipalId> = listed.items.into_iter().map(|holder| holder.principal).collect();
        let could = |((principal, at, _), rights): (&(PrincipalId, OrganizationId, Option<Uuid>), &Rights)| {
            (*at == organization && !rights.is_none()).then_some(*principal)
        };
        let missing: Vec<PrincipalId> =
            answers.iter().filter_map(could).filter(|principal| !listed.contains(principal)).collect();
        assert_eq!(missing, [], "not listed");
    }
    answers
}

/// Something that the operator, another service or the world outside does.
fn change(dice: &Dice, rows: &WorldRows, now: Timestamp, number: usize) -> Event {
    let id = |kind: u128| Uuid::from_u128(kind << 64 | u128::try_from(number).unwrap());
    let term = |dice: &Dice| match dice.roll(3) {
        0 => Term::ALWAYS,
        1 => Term { from: None, until: Some(now) },
        _ => Term::between(now.minus(Span::days(1)), now.plus(Span::days(1))),
    };
    let set = |dice: &Dice, key: &str, value: SettingValue| {
        let organization = dice.pick(&rows.organizations).id;
        let before = rows.settings.iter().find(|it| it.organization == organization && it.key == key).cloned();
        let version = before.as_ref().map_or(1, |before| before.version + 1);
        let after = Setting { organization, key: key.to_owned(), value, set_by: None, set_at: now, version };
        Event::SettingChanged { before, after }
    };
    let agent = || rows.people.iter().find(|person| person.email.as_str().starts_with("hugo")).unwrap().id;
    match dice.roll(14) {
        0 | 1 => set(dice, key::RESTRICTED_MODE, SettingValue::Switch(dice.roll(2) == 0)),
        2 => {
            let areas: Vec<String> =
                ["analytics", "audit", "locations"].into_iter().filter(|_| dice.roll(2) == 0).map(Into::into).collect();
            set(dice, key::WITHHELD_AREAS, SettingValue::List(areas))
        }
        3 => set(dice, key::READ_ONLY_SUPPORT, SettingValue::Switch(dice.roll(2) == 0)),
        4 => {
            let before = dice.pick(&rows.relationships).clone();
            let after = prokura_domain::organization::Relationship { term: term(dice), ..before.clone() };
            Event::RelationshipChanged(Change { before, after })
        }
        5 => {
            let before = dice.pick(&rows.subscriptions).clone();
            let customer = if dice.roll(4) == 0 { dice.pick(&rows.organizations).id } else { before.customer };
            let after = prokura_domain::organization::Subscription { term: term(dice), customer, ..before.clone() };
            Event::SubscriptionChanged(Change { before, after })
        }
        6 => {
            let before = dice.pick(&rows.sites).clone();
            let subscription = dice.pick(&rows.subscriptions);
            let after = prokura_domain::organization::Site {
                organization: subscription.customer,
                subscription: subscription.id,
                ..before.clone()
            };
            Event::SiteChanged(Change { before, after })
        }
        7 => {
            let before = dice.pick(&rows.organizations).clone();
            let active = !before.active;
            let after =
                prokura_domain::organization::Organization { active, version: before.version + 1, ..before.clone() };
            Event::OrganizationChanged(Change { before, after })
        }
        8 => {
            let before = dice.pick(&rows.people).clone();
            let mut after = before.clone();
            after.version += 1;
            match dice.roll(3) {
                0 => after.licenses = vec!["contact_center_standard".to_owned()],
                1 => after.name = "Somebody Else".parse().unwrap(),
                _ => {
                    let suspended = before.status == PersonStatus::Suspended;
                    after.status = if suspended { PersonStatus::Active } else { PersonStatus::Suspended };
                }
            }
            Event::PersonChanged(Change { before, after })
        }
        9 => match rows.support_grants.last() {
            Some(before) if dice.roll(2) == 0 => {
                let after = SupportGrant { term: Term { until: Some(now), ..before.term }, ..before.clone() };
                Event::SupportEnded(Change { before: before.clone(), after })
            }
            Some(_) | None => Event::SupportGrantImported(SupportGrant {
                id: SupportGrantId(id(1)),
                request: None,
                agent: agent(),
                organization: dice.pick(&rows.organizations).id,
                approved_by: dice.pick(&rows.people).id,
                term: Term::between(now, now.plus(Span::hours(1))),
                ended_by: None,
            }),
        },
        10 => match rows.sessions.last() {
            Some(before) if dice.roll(2) == 0 => {
                let after = HelpDeskSession { term: Term { until: Some(now), ..before.term }, ..before.clone() };
                Event::HelpDeskSessionChanged(Change { before: before.clone(), after })
            }
            Some(_) | None => Event::HelpDeskSessionOpened(HelpDeskSession {
                id: HelpDeskSessionId(id(2)),
                agent: agent(),
                organization: dice.pick(&rows.organizations).id,
                term: Term::between(now, now.plus(Span::hours(1))),
            }),
        },
        11 | 12 => {
            // An id says since when there is such a thing.
            let millis = u64::try_from(now.0 / 1_000).unwrap();
            let id = uuid::Builder::from_unix_timestamp_millis(millis, &[u8::try_from(number % 251).unwrap(); 10]);
            custom_role(dice, rows, now, CustomRoleId(id.into_uuid()))
        }
        _ => {
            let before = dice.pick(&rows.grants).clone();
            let after =
                Grant { activated_at: Some(now), term: term(dice), version: before.version + 1, ..before.clone() };
            Event::GrantChanged(Change { before, after })
        }
    }
}

/// A custom role comes to be, is given to somebody, gives something else, or is deleted while people hold it.
fn custom_role(dice: &Dice, rows: &WorldRows, now: Timestamp, id: CustomRoleId) -> Event {
    let areas = || -> Areas {
        let some = ["users", "devices", "licenses", "analytics", "audit"].into_iter().filter(|_| dice.roll(2) == 0);
        some.map(|area| (area.to_owned(), if dice.roll(2) == 0 { AreaLevel::Read } else { AreaLevel::Manage }))
            .collect()
    };
    let there: Vec<&CustomRole> = rows.custom_roles.iter().filter(|role| role.active).collect();
    if there.len() < 2 {
        let names = Spelled { en: Some(format!("Role {id}").parse().unwrap()), ..Spelled::default() };
        return Event::CustomRoleAdded(CustomRole {
            id,
            organization: dice.pick(&rows.organizations).id,
            names: names.try_into().unwrap(),
            areas: areas(),
            active: true,
            version: 1,
            changed_by: None,
            changed_at: now,
        });
    }
    let before = (*dice.pick(&there)).clone();
    let next = CustomRole { version: before.version + 1, changed_at: now, ..before.clone() };
    match dice.roll(6) {
        0 => Event::CustomRoleDeleted(Change { before, after: CustomRole { active: false, ..next } }),
        1 | 2 => Event::CustomRoleChanged(Change { before, after: CustomRole { areas: areas(), ..next } }),
        _ => {
            let at_home = rows.people.iter().filter(|person| person.home == before.organization);
            let people: Vec<PrincipalId> = at_home.map(|person| person.id).collect();
            Event::RoleAssigned(imported(GrantId(id.0), *dice.pick(&people), &before.key(), before.organization))
        }
    }
}

async fn sequence(seed: u64) {
    let policy = Policy::embedded().unwrap();
    let world = World::new().await;
    let dice = Dice(Cell::new(seed));
    let mut then: Vec<(Timestamp, Answers)> = Vec::new();
    let remember = |then: &mut Vec<(Timestamp, Answers)>| {
        for at in [world.now(), world.now().plus(Span(400_000))] {
            then.push((at, live(&world, at)));
        }
    };
    remember(&mut then);
    let mut number = 0;
    while then.len() < 2 * CHANGES {
        number += 1;
        world.app.clock.advance(if dice.roll(6) == 0 { Span::days(1) } else { Span::seconds(1) });
        let rows = world.app.service.read().await.unwrap().world().await.unwrap();
        let outcome = if dice.roll(2) == 0 {
            let event = change(&dice, &rows, world.now(), number);
            let caller = Caller::operator(world.app.service.new_request());
            world.app.service.execute(caller, Plant(vec![event])).await.map(drop)
        } else {
            step(&world, &dice, &policy, &rows).await.1
        };
        match outcome {
            Ok(()) => remember(&mut then),
            Err(Error::Refused(_)) => {}
            Err(error) => panic!("seed {seed}, step {number}: {error}"),
        }
    }
    world.app.clock.advance(Span::days(1));
    let mut differing = BTreeSet::new();
    for (at, answers) in &then {
        let told = back(&world, *at).await;
        for (key, rights) in answers {
            assert_eq!(told.get(key), Some(rights), "seed {seed}, at {}: {key:?}", at.0);
        }
        assert_eq!(told.len(), answers.len(), "seed {seed}, at {}", at.0);
        differing.insert(format!("{:?}", answers.values().collect::<Vec<_>>()));
    }
    assert!(differing.len() > CHANGES / 5, "too little changed to prove anything: {}", differing.len());
}

#[tokio::test]
async fn as_of_a_moment_is_what_was_answered_at_that_moment() {
    tokio::join!(sequence(1), sequence(2));
}

#[tokio::test]
async fn what_is_yet_to_come_and_what_was_before_the_beginning_is_refused() {
    let world = World::new().await;
    let brno = world.organizations["brno"];
    let wrong = async |at: Timestamp, organization: OrganizationId| match scene(&world, organization, at).await {
        Err(Error::Refused(Refusal::Invalid(fields))) => fields[0].code,
        Err(error) => panic!("{error}"),
        Ok(_) => "answered",
    };
    let now = world.now();
    assert_eq!(wrong(now.plus(Span(1)), brno).await, "as_of_future");
    assert_eq!(wrong(now, brno).await, "answered");
    // Made an hour from now, an organization is not there now.
    let millis = u64::try_from(now.plus(Span::hours(1)).0 / 1_000).unwrap();
    let young = OrganizationId(uuid::Builder::from_unix_timestamp_millis(millis, &[1; 10]).into_uuid());
    assert_eq!(wrong(now, young).await, "as_of_before_organization");
}

/// The policy of that time decides, not the one that serves now.
#[tokio::test]
async fn the_policy_of_that_time_decides() {
    let world = World::new().await;
    let (then, brno) = (world.now(), world.organizations["brno"]);
    let filip = world.people["filip"].id;
    let before = scene(&world, brno, then).await.unwrap().rights_of(&[filip]).await.unwrap();
    // Another policy serves from a day later on.
    let mut texts = Policy::embedded().unwrap().texts;
    for (_, text) in &mut texts {
        text.push_str("\n# Another edition.\n");
    }
    let other = Arc::new(Policy::from_texts(texts).unwrap());
    world.app.clock.advance(Span::days(1));
    let later = world.now();
    let mut tx = world.app.service.store().write().await.unwrap();
    tx.keep_policy(&other.digest, &serde_json::to_string(&other.texts).unwrap(), later).await.unwrap();
    tx.put_policy_in_force(&other.digest, later).await.unwrap();
    tx.commit().await.unwrap();
    let service = &world.app.service;
    let open = async |at| open_all(service.read().await.unwrap(), &other, brno, at, later).await.unwrap();
    assert_eq!(open(then).await.policy.digest, service.policy().digest);
    assert_eq!(open(later.minus(Span(1))).await.policy.digest, service.policy().digest);
    assert_eq!(open(later).await.policy.digest, other.digest);
    assert_eq!(open(then).await.rights_of(&[filip]).await.unwrap(), before);
}

/// What a custom role gave at a moment is what it was composed of then, though it has been changed and deleted since.
#[tokio::test]
async fn a_custom_role_gives_in_the_past_what_it_gave_then() {
    let world = World::new().await;
    let (brno, nora) = (world.organizations["brno"], world.people["nora"].id);
    let areas = |list: &[(&str, AreaLevel)]| -> Areas {
        list.iter().map(|(area, level)| ((*area).to_owned(), *level)).collect()
    };
    let later = || {
        world.app.clock.advance(Span::hours(1));
        world.now()
    };
    let none = world.now();
    let composed = later();
    let names = Spelled { en: Some("Front desk".parse().unwrap()), ..Spelled::default() };
    let compose = ComposeRole { organization: brno, names, areas: areas(&[("devices", AreaLevel::Manage)]) };
    let role = world.act("frantisek", compose).await.unwrap().value;
    let given = later();
    let grant = world.give("frantisek", "nora", &role.key(), "brno").await.unwrap().value;
    let changed = later();
    let change = ChangeCustomRole {
        organization: brno,
        role: role.id,
        expected_version: None,
        names: Some(Spelled { en: Some("Reception".parse().unwrap()), ..Spelled::default() }),
        areas: Some(areas(&[("licenses", AreaLevel::Read)])),
    };
    world.act("frantisek", change).await.unwrap();
    let deleted = later();
    let holders = vec![HolderChoice { grant: grant.id, instead: None }];
    let delete = DeleteCustomRole { organization: brno, role: role.id, expected_version: None, holders };
    world.act("frantisek", delete).await.unwrap();
    let now = later();

    let policy = world.app.service.policy();
    let told = async |at: Timestamp| {
        let mut scene = scene(&world, brno, at).await.unwrap();
        let rights = scene.rights_of(&[nora]).await.unwrap()[0].2;
        let may = |name: &str, level| rights.allow(policy.control(name).unwrap(), level);
        let name = scene.record.custom_role(&role.key()).map(|role| role.names.in_locale(Locale::En).to_owned());
        let there = scene.record.custom_role(&role.key()).is_some_and(|role| role.active);
        (may("devices", Level::Manage), may("licenses", Level::Read), name, there)
    };
    let named = |name: &str| Some(name.to_owned());
    assert_eq!(told(none).await, (false, false, None, false), "before it was composed");
    assert_eq!(told(composed).await, (false, false, named("Front desk"), true), "before anybody held it");
    assert_eq!(told(given).await, (true, false, named("Front desk"), true), "its first version");
    for at in [changed.minus(Span(1)), changed] {
        assert_eq!(told(at).await.0, at < changed, "until the change, and not a moment longer");
    }
    assert_eq!(told(changed).await, (false, true, named("Reception"), true), "its second version");
    assert_eq!(told(deleted.minus(Span(1))).await, (false, true, named("Reception"), true));
    assert_eq!(told(deleted).await, (false, false, named("Reception"), false), "deleted");
    assert_eq!(told(now).await, (false, false, named("Reception"), false));
}
