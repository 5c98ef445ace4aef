//! Organizations, people and what ties them together: kept as given, changed one at a time, found by every key.

use crate::bed::{Bed, OneByOne as _, apply, commit, read};
use crate::sample::*;
use prokura_app::collation::{is_found, searched};
use prokura_app::port::{HeldAsked, Page, PeopleAsked, PeopleOrder, PersonPlace, Store, StoreError};
use prokura_decision::permit::decide_operator;
use prokura_domain::custom_role::{Areas, CustomRole};
use prokura_domain::event::{Change, Event, GrantEnd};
use prokura_domain::grant::{Grant, Origin, Scope};
use prokura_domain::id::{BlockId, CustomRoleId, GrantId, LocationId, OrganizationId, PrincipalId};
use prokura_domain::organization::*;
use prokura_domain::person::{Person, PersonStatus};
use prokura_domain::setting::SettingValue;
use prokura_domain::text::Locale;
use prokura_domain::time::{Term, Timestamp};

on_both![
    what_is_added_is_found_as_it_was,
    what_is_changed_is_found_as_it_is,
    every_code_and_every_optional_value_comes_back,
    lists_are_pages_in_order,
    people_are_ordered_and_found,
    people_are_narrowed_by_what_they_hold_and_have,
    a_custom_role_keeps_every_version,
    a_key_is_taken_once,
    what_hangs_in_the_air_is_refused,
    a_change_from_an_old_version_is_refused,
    grants_are_found_until_their_term_is_over,
    grants_that_ran_out_are_found_until_that_is_recorded,
    moments_reach_as_far_as_they_can,
    the_world_is_everything_in_order,
];

async fn what_is_added_is_found_as_it_was(bed: Bed) {
    let database = bed.open().await;
    let world = World::new();
    commit(&database, &world.events()).await;
    let mut tx = read(&database).await;
    let World { partner, customer, agent, robot, subscription, site, location, block, grant, relationship, .. } = world;
    assert_eq!(tx.organization(partner.id).await.unwrap(), Some(partner.clone()));
    assert_eq!(tx.organization_by_slug(&customer.slug).await.unwrap(), Some(customer.clone()));
    assert_eq!(tx.organization_by_slug(&site.slug).await.unwrap(), None);
    assert_eq!(tx.relationships_of_partner(partner.id).await.unwrap(), [relationship]);
    assert_eq!(tx.relationships_of_partner(customer.id).await.unwrap(), []);
    assert_eq!(tx.subscription_by_slug(&subscription.slug).await.unwrap(), Some(subscription));
    assert_eq!(tx.site_by_slug(&site.slug).await.unwrap(), Some(site.clone()));
    assert_eq!(tx.sites_of(customer.id).await.unwrap(), [site]);
    assert_eq!(tx.sites_of(partner.id).await.unwrap(), []);
    assert_eq!(tx.location_by_slug(&location.slug).await.unwrap(), Some(location.clone()));
    assert_eq!(tx.locations_of(customer.id).await.unwrap(), [location]);
    assert_eq!(tx.block(block.id).await.unwrap(), Some(block));
    assert_eq!(tx.block(BlockId(id(1))).await.unwrap(), None);
    assert_eq!(tx.person(agent.id).await.unwrap(), Some(agent.clone()));
    assert_eq!(tx.person(robot.id).await.unwrap(), None, "a service account is no person");
    assert_eq!(tx.person_by_email(&agent.email).await.unwrap(), Some(agent.clone()));
    assert_eq!(tx.service_account(robot.id).await.unwrap(), Some(robot.clone()));
    assert_eq!(tx.service_account_by_name(partner.id, &robot.name).await.unwrap(), Some(robot.clone()));
    assert_eq!(tx.service_account_by_name(customer.id, &robot.name).await.unwrap(), None);
    assert_eq!(tx.grant(grant.id).await.unwrap(), Some(grant));
    assert_eq!(tx.grant(GrantId(id(1))).await.unwrap(), None);
}

async fn what_is_changed_is_found_as_it_is(bed: Bed) {
    let database = bed.open().await;
    let world = World::new();
    commit(&database, &world.events()).await;
    let organization = Organization { active: false, locale: None, version: 2, ..world.customer.clone() };
    let person = Person { status: PersonStatus::Suspended, licenses: Vec::new(), version: 2, ..world.agent.clone() };
    let relationship = Relationship { term: Term::between(Timestamp(5), Timestamp(6)), ..world.relationship.clone() };
    let subscription = Subscription { quantity: 0, services: Vec::new(), ..world.subscription.clone() };
    let site = Site { managed_by: SiteManagement::SiteAdministration, ..world.site.clone() };
    let location = Location { name: "Praha".parse().unwrap(), ..world.location.clone() };
    let block = Block { term: Term::between(Timestamp(7), Timestamp(8)), ..world.block.clone() };
    let grant = Grant { scope: Scope::None, activated_at: None, version: 2, ..world.grant.clone() };
    let other_grant = crate::sample::grant(81, world.admin.id, &world.customer);
    let events = [
        Event::RoleAssigned(other_grant.clone()),
        Event::OrganizationChanged(Change { before: world.customer.clone(), after: organization.clone() }),
        Event::PersonChanged(Change { before: world.agent.clone(), after: person.clone() }),
        Event::RelationshipChanged(Change { before: world.relationship.clone(), after: relationship.clone() }),
        Event::SubscriptionChanged(Change { before: world.subscription.clone(), after: subscription.clone() }),
        Event::SiteChanged(Change { before: world.site.clone(), after: site.clone() }),
        Event::LocationChanged(Change { before: world.location.clone(), after: location.clone() }),
        Event::BlockChanged(Change { before: world.block.clone(), after: block.clone() }),
        Event::GrantChanged(Change { before: world.grant.clone(), after: grant.clone() }),
    ];
    commit(&database, &events).await;
    let mut tx = read(&database).await;
    let rows = tx.world().await.unwrap();
    assert_eq!(rows.organizations, [world.partner.clone(), organization]);
    assert_eq!(rows.people, [person, world.admin.clone()]);
    assert_eq!(rows.relationships, [relationship]);
    assert_eq!(rows.subscriptions, [subscription]);
    assert_eq!(rows.sites, [site]);
    assert_eq!(rows.locations, [location]);
    assert_eq!(rows.blocks, [block]);
    assert_eq!(rows.grants, [grant, other_grant], "the other grant is as it was");
}

async fn every_code_and_every_optional_value_comes_back(bed: Bed) {
    let database = bed.open().await;
    let home = organization(1);
    let mut events = vec![Event::OrganizationAdded(home.clone())];
    let mut organizations = vec![home.clone()];
    for (number, kind) in OrganizationKind::ALL.into_iter().enumerate() {
        let row = Organization { kind, locale: None, ..organization(2 + number as u64) };
        events.push(Event::OrganizationAdded(row.clone()));
        organizations.push(row);
    }
    let mut people = Vec::new();
    for (number, status) in
        [PersonStatus::Active, PersonStatus::Pending, PersonStatus::Suspended].into_iter().enumerate()
    {
        let row = Person { status, locale: None, package: None, ..person(100 + number as u64, &home) };
        events.push(Event::PersonAdded(row.clone()));
        people.push(row);
    }
    let scopes = [
        Scope::None,
        Scope::Sites(Vec::new()),
        Scope::Locations(vec![LocationId(id(7))]),
        Scope::Customers(vec![OrganizationId(id(8)), OrganizationId(id(9))]),
    ];
    let mut grants = Vec::new();
    for (number, origin) in Origin::ALL.into_iter().enumerate() {
        let row = Grant {
            origin,
            scope: scopes[number % scopes.len()].clone(),
            term: Term::ALWAYS,
            activated_at: None,
            given_by: None,
            reason: None,
            set_up_as: None,
            ..grant(200 + number as u64, people[0].id, &home)
        };
        events.push(Event::RoleAssigned(row.clone()));
        grants.push(row);
    }
    let partner = block(300, &home, Blocked::Partner(organizations[1].id));
    events.push(Event::BlockAdded(partner.clone()));
    let values = [
        ("a", SettingValue::Switch(false)),
        ("b", SettingValue::Number(i64::MIN)),
        ("c", SettingValue::Text("approval".to_owned())),
        ("d", SettingValue::List(vec!["devices".to_owned()])),
        ("e", SettingValue::List(Vec::new())),
    ];
    let settings = values.map(|(key, value)| setting(&home, key, value));
    events.extend(settings.iter().map(|after| Event::SettingChanged { before: None, after: after.clone() }));
    commit(&database, &events).await;
    let rows = read(&database).await.world().await.unwrap();
    assert_eq!(rows.organizations, organizations);
    assert_eq!(rows.people, people);
    assert_eq!(rows.grants, grants);
    assert_eq!(rows.blocks, [partner]);
    assert_eq!(rows.settings, settings);
}

async fn lists_are_pages_in_order(bed: Bed) {
    let database = bed.open().await;
    let organizations: Vec<_> = (1..=5).map(organization).collect();
    let people: Vec<_> = (10..=14).map(|number| person(number, &organizations[0])).collect();
    let stranger = person(20, &organizations[1]);
    // Added in another order than they are read.
    let mut events: Vec<_> = organizations.iter().rev().cloned().map(Event::OrganizationAdded).collect();
    events.extend(people.iter().rev().cloned().map(Event::PersonAdded));
    events.push(Event::PersonAdded(stranger.clone()));
    commit(&database, &events).await;
    let mut tx = read(&database).await;
    assert_eq!(tx.organizations(Page { after: None, limit: 2 }).await.unwrap(), organizations[..2]);
    let after = Some(organizations[1].id);
    assert_eq!(tx.organizations(Page { after, limit: 100 }).await.unwrap(), organizations[2..]);
    assert_eq!(tx.organizations(Page { after: None, limit: 0 }).await.unwrap(), []);
    let home = organizations[0].id;
    assert_eq!(tx.people_at_home(home, Page { after: None, limit: 3 }).await.unwrap(), people[..3]);
    let after = Some(people[2].id);
    assert_eq!(tx.people_at_home(home, Page { after, limit: 3 }).await.unwrap(), people[3..]);
    let asked = [stranger.id, PrincipalId(id(999)), people[0].id, people[0].id];
    assert_eq!(tx.people(&asked).await.unwrap(), [people[0].clone(), stranger]);
    assert_eq!(tx.people(&[]).await.unwrap(), []);
    let many: Vec<_> = (0..2000).map(|number| PrincipalId(id(number))).collect();
    assert_eq!(tx.people(&many).await.unwrap().len(), 6);
}

/// Both databases order and find people alike: by keys that we make, and not by what they know of languages.
async fn people_are_ordered_and_found(bed: Bed) {
    let database = bed.open().await;
    let home = organization(1);
    let named = |number, name: &str| Person { name: name.parse().unwrap(), ..person(number, &home) };
    let names = ["Čapek Karel", "Chalupa Jan", "Cibulka Ota", "100% _x Žák", "Hora Ladislav", "Łęcka Grażyna"];
    let mut people: Vec<Person> = names.into_iter().zip(10..).map(|(name, number)| named(number, name)).collect();
    people[2].status = PersonStatus::Suspended;
    let mut events = vec![Event::OrganizationAdded(home.clone()), Event::OrganizationAdded(organization(2))];
    events.extend(people.iter().cloned().map(Event::PersonAdded));
    events.push(Event::PersonAdded(person(99, &organization(2))));
    commit(&database, &events).await;
    let all = everybody(home.id);
    let mut tx = read(&database).await;
    for (order, expected) in [
        (PeopleOrder::Added, [0, 1, 2, 3, 4, 5]),
        (PeopleOrder::Email, [0, 1, 2, 3, 4, 5]),
        (PeopleOrder::Name(Locale::Cs), [3, 2, 0, 4, 1, 5]),
        (PeopleOrder::Name(Locale::En), [3, 0, 1, 2, 4, 5]),
    ] {
        for descending in [false, true] {
            let mut expected: Vec<Person> = expected.iter().map(|position| people[*position].clone()).collect();
            if descending {
                expected.reverse();
            }
            let asked = PeopleAsked { order, descending, ..all.clone() };
            assert_eq!(tx.people_asked(&asked, Page::first(10)).await.unwrap(), expected, "{order:?}");
            // Page by page the same.
            let (mut found, mut after) = (Vec::new(), None);
            loop {
                let page = tx.people_asked(&asked, Page { after, limit: 2 }).await.unwrap();
                let Some(last) = page.last() else { break };
                after = Some(PersonPlace::of(last, order));
                found.extend(page);
            }
            assert_eq!(found, expected, "{order:?}");
        }
    }
    for (search, found) in [
        ("cap", vec![0]),
        ("k", vec![0]),
        ("le", vec![5]),
        ("person-1", vec![0, 1, 2, 3, 4, 5]),
        ("100%", vec![3]),
        ("%", vec![]),
        ("_", vec![3]),
        ("__", vec![]),
        ("apek", vec![]),
        ("' or 1 = 1 --", vec![]),
        ("\\", vec![]),
        ("karel cap", vec![0]),
        ("karel x", vec![]),
        ("", vec![0, 1, 2, 3, 4, 5]),
    ] {
        let asked = PeopleAsked { words: searched(search), ..all.clone() };
        let expected: Vec<Person> = found.into_iter().map(|position: usize| people[position].clone()).collect();
        assert_eq!(tx.people_asked(&asked, Page::first(10)).await.unwrap(), expected, "{search}");
        assert_eq!(tx.people_count(&asked).await.unwrap(), expected.len() as u64, "{search}");
    }
    let suspended = PeopleAsked { status: Some(PersonStatus::Suspended), ..all.clone() };
    assert_eq!(tx.people_asked(&suspended, Page::first(10)).await.unwrap(), people[2..3]);
    drop(tx);
    // Who is called otherwise stands elsewhere.
    let after = Person { name: "Zzz".parse().unwrap(), version: 2, ..people[0].clone() };
    commit(&database, &[Event::PersonChanged(Change { before: people[0].clone(), after: after.clone() })]).await;
    let mut tx = read(&database).await;
    let asked = PeopleAsked { words: searched("zzz"), ..all.clone() };
    assert_eq!(tx.people_asked(&asked, Page::first(10)).await.unwrap(), [after]);
    let asked = PeopleAsked { words: searched("karel"), ..all };
    assert_eq!(tx.people_asked(&asked, Page::first(10)).await.unwrap(), [], "nobody is found by what they were called");
}

fn everybody(home: OrganizationId) -> PeopleAsked {
    PeopleAsked {
        home,
        status: None,
        words: Vec::new(),
        license: None,
        department: None,
        held: None,
        order: PeopleOrder::Added,
        descending: false,
    }
}

/// Every filter with every other: who is on the list is who would be picked out of everybody by hand, and counted.
async fn people_are_narrowed_by_what_they_hold_and_have(bed: Bed) {
    let database = bed.open().await;
    let (home, other) = (organization(1), organization(2));
    let place = location(3, &home);
    let statuses = [PersonStatus::Active, PersonStatus::Pending, PersonStatus::Suspended];
    let people: Vec<Person> = (0..24_u64)
        .map(|n| Person {
            name: ["Jan Novák", "Jana Žižková", "Zikmund Čapek-Novotný"][n as usize % 3].parse().unwrap(),
            status: statuses[n as usize / 3 % 3],
            licenses: [vec![], vec!["calling".to_owned()], vec!["calling".to_owned(), "meetings".to_owned()]]
                [n as usize / 2 % 3]
                .clone(),
            ..person(100 + n, &home)
        })
        .collect();
    let outsider = person(99, &other);
    let mut events = vec![
        Event::OrganizationAdded(home.clone()),
        Event::OrganizationAdded(other.clone()),
        Event::LocationAdded(place.clone()),
        Event::PersonAdded(outsider.clone()),
    ];
    events.extend(people.iter().cloned().map(Event::PersonAdded));
    let mut grants: Vec<Grant> = Vec::new();
    for (n, person) in (0_u64..).zip(&people) {
        let (role, until) = [("full_admin", None), ("site_admin", Some(10)), ("full_admin", Some(30))][n as usize % 3];
        if n % 4 < 3 {
            let scope = if n % 8 == 0 { Scope::Locations(vec![place.id]) } else { Scope::None };
            let term = Term { from: None, until: until.map(Timestamp) };
            grants.push(Grant { role: role.to_owned(), scope, term, ..grant(500 + n, person.id, &home) });
        }
    }
    let full = |number, who, at| Grant { role: "full_admin".to_owned(), term: Term::ALWAYS, ..grant(number, who, at) };
    grants.extend([full(600, outsider.id, &home), full(601, people[3].id, &other)]);
    events.extend(grants.iter().cloned().map(Event::RoleAssigned));
    commit(&database, &events).await;
    let mut tx = read(&database).await;
    let at = Timestamp(20);
    let held = |roles: &[&str], location| {
        Some(HeldAsked { roles: roles.iter().map(|role| (*role).to_owned()).collect(), location, at })
    };
    for status in [None, Some(PersonStatus::Active), Some(PersonStatus::Suspended)] {
        for search in ["", "nov", "jan", "ziz jana", "novot", "person-10"] {
            for license in [None, Some("calling"), Some("meetings"), Some("none")] {
                for held in [
                    None,
                    held(&[], None),
                    held(&["full_admin"], None),
                    held(&["full_admin", "site_admin"], None),
                    held(&["no_such"], None),
                    held(&[], Some(place.id)),
                ] {
                    let asked = PeopleAsked {
                        status,
                        words: searched(search),
                        license: license.map(str::to_owned),
                        department: None,
                        held: held.clone(),
                        ..everybody(home.id)
                    };
                    let holds = |person: &Person, held: &HeldAsked| {
                        grants.iter().any(|it| {
                            it.principal == person.id
                                && it.organization == home.id
                                && it.term.until.is_none_or(|until| until > at)
                                && (held.roles.is_empty() || held.roles.contains(&it.role))
                                && held.location.is_none_or(|_| it.scope != Scope::None)
                        })
                    };
                    let expected: Vec<Person> = people
                        .iter()
                        .filter(|it| status.is_none_or(|status| it.status == status))
                        .filter(|it| is_found(it, &searched(search)))
                        .filter(|it| license.is_none_or(|license| it.licenses.iter().any(|has| has == license)))
                        .filter(|it| held.as_ref().is_none_or(|held| holds(it, held)))
                        .cloned()
                        .collect();
                    assert_eq!(tx.people_asked(&asked, Page::first(99)).await.unwrap(), expected, "{asked:?}");
                    assert_eq!(tx.people_count(&asked).await.unwrap(), expected.len() as u64, "{asked:?}");
                }
            }
        }
    }
    assert_eq!(tx.licenses_at_home(home.id).await.unwrap(), ["calling", "meetings"]);
    assert_eq!(tx.roles_given_in(home.id).await.unwrap(), ["full_admin", "site_admin"]);
    let full = ["full_admin".to_owned()];
    assert_eq!(tx.grants_of_outsiders(home.id, &full, at).await.unwrap(), [grants[grants.len() - 2].clone()]);
    assert_eq!(tx.grants_of_outsiders(home.id, &["site_admin".to_owned()], at).await.unwrap(), []);
    assert_eq!(tx.grants_of_outsiders(home.id, &[], at).await.unwrap(), []);
    let mut holders: Vec<PrincipalId> = grants
        .iter()
        .filter(|it| it.organization == home.id && it.term.until.is_none_or(|until| until > at))
        .map(|it| it.principal)
        .collect();
    holders.sort_unstable();
    assert_eq!(tx.count_holders_in(home.id, at).await.unwrap(), holders.len() as u64);
    let (mut found, mut after) = (Vec::new(), None);
    loop {
        let page = tx.holders_in(home.id, at, Page { after, limit: 4 }).await.unwrap();
        let Some(last) = page.last() else { break };
        after = Some(*last);
        found.extend(page);
    }
    assert_eq!(found, holders);
    let full = tx.grants_of_role(home.id, "full_admin", at).await.unwrap();
    assert!(full.len() > 2 && full.iter().all(|it| it.role == "full_admin" && it.organization == home.id));
    let some = tx.grants_held_in(home.id, &[people[0].id, people[1].id, outsider.id], at).await.unwrap();
    assert_eq!(some, [grants[0].clone(), grants[grants.len() - 2].clone()]);
    drop(tx);
    // What somebody has by now is what they are found by.
    let before = people[0].clone();
    let after = Person {
        licenses: vec!["webinars".to_owned()],
        status: PersonStatus::Pending,
        version: before.version + 1,
        ..before.clone()
    };
    commit(&database, &[Event::PersonChanged(Change { before, after: after.clone() })]).await;
    let mut tx = read(&database).await;
    assert_eq!(tx.licenses_at_home(home.id).await.unwrap(), ["calling", "meetings", "webinars"]);
    let asked =
        PeopleAsked { status: Some(PersonStatus::Pending), license: Some("webinars".to_owned()), ..everybody(home.id) };
    assert_eq!(tx.people_asked(&asked, Page::first(9)).await.unwrap(), [after]);
    assert_eq!(tx.people_count(&asked).await.unwrap(), 1);
}

async fn a_key_is_taken_once(bed: Bed) {
    let database = bed.open().await;
    let world = World::new();
    commit(&database, &world.events()).await;
    let taken = [
        Event::OrganizationAdded(Organization { slug: world.customer.slug.clone(), ..organization(500) }),
        Event::SubscriptionAdded(Subscription {
            slug: world.subscription.slug.clone(),
            ..subscription(500, &world.customer, &world.partner)
        }),
        Event::SiteAdded(Site { slug: world.site.slug.clone(), ..site(500, &world.subscription) }),
        Event::LocationAdded(Location { slug: world.location.slug.clone(), ..location(500, &world.customer) }),
        Event::PersonAdded(Person { email: world.agent.email.clone(), ..person(500, &world.customer) }),
        Event::PersonChanged(Change {
            before: world.admin.clone(),
            after: Person { email: world.agent.email.clone(), ..world.admin.clone() },
        }),
        Event::ServiceAccountAdded(prokura_domain::person::ServiceAccount {
            name: world.robot.name.clone(),
            ..service_account(500, &world.partner)
        }),
        Event::SettingChanged { before: None, after: world.setting.clone() },
        Event::RoleAssigned(world.grant.clone()),
    ];
    for event in taken {
        let mut tx = database.write().await.unwrap();
        let error = tx.apply(&decide_operator(), &event).await.unwrap_err();
        assert!(matches!(error, StoreError::Duplicate(_)), "{event:?}: {error}");
        assert!(!error.to_string().contains("example.com"), "an address has no place in the log: {error}");
    }
    // The same name elsewhere is another name.
    let elsewhere = prokura_domain::person::ServiceAccount {
        name: world.robot.name.clone(),
        ..service_account(501, &world.customer)
    };
    commit(&database, &[Event::ServiceAccountAdded(elsewhere)]).await;
}

async fn what_hangs_in_the_air_is_refused(bed: Bed) {
    let database = bed.open().await;
    let nowhere = organization(1);
    let mut tx = database.write().await.unwrap();
    let error = tx.apply(&decide_operator(), &Event::PersonAdded(person(2, &nowhere))).await.unwrap_err();
    assert!(matches!(error, StoreError::Failed(_)), "{error}");
    drop(tx);
    let mut tx = database.write().await.unwrap();
    let change = Change { before: nowhere.clone(), after: nowhere };
    let error = tx.apply(&decide_operator(), &Event::OrganizationChanged(change)).await.unwrap_err();
    assert!(matches!(error, StoreError::Failed(_)), "{error}");
}

async fn a_change_from_an_old_version_is_refused(bed: Bed) {
    let database = bed.open().await;
    let world = World::new();
    commit(&database, &world.events()).await;
    let after = Organization { version: 2, ..world.customer.clone() };
    let event = Event::OrganizationChanged(Change { before: world.customer.clone(), after: after.clone() });
    commit(&database, std::slice::from_ref(&event)).await;
    let mut tx = database.write().await.unwrap();
    tx.savepoint().await.unwrap();
    tx.apply(&decide_operator(), &event).await.unwrap_err();
    tx.roll_back().await.unwrap();
    let grant = Grant { version: 7, ..world.grant.clone() };
    let stale = Event::GrantChanged(Change { before: grant.clone(), after: grant });
    tx.apply(&decide_operator(), &stale).await.unwrap_err();
    drop(tx);
    assert_eq!(read(&database).await.organization(after.id).await.unwrap(), Some(after));
}

async fn grants_are_found_until_their_term_is_over(bed: Bed) {
    let database = bed.open().await;
    let world = World::new();
    commit(&database, &world.events()).await;
    let endless = Grant { term: Term::starting(Timestamp(1000)), ..grant(81, world.admin.id, &world.customer) };
    let elsewhere = grant(82, world.admin.id, &world.partner);
    commit(&database, &[Event::RoleAssigned(endless.clone()), Event::RoleAssigned(elsewhere)]).await;
    let mut tx = read(&database).await;
    let customer = world.customer.id;
    assert_eq!(tx.grants_in(customer, Timestamp(0)).await.unwrap(), [world.grant.clone(), endless.clone()]);
    assert_eq!(tx.grants_in(customer, Timestamp(19)).await.unwrap(), [world.grant, endless.clone()]);
    assert_eq!(tx.grants_in(customer, Timestamp(20)).await.unwrap(), [endless]);
    // One ends at 20; whether before another moment, and not over yet, is asked of both ends.
    for (not_over_at, before, count) in [(0, 20, 0), (0, 21, 1), (19, 21, 1), (20, 30, 0)] {
        let found = tx.grants_ending_in(customer, Timestamp(not_over_at), Timestamp(before)).await.unwrap();
        assert_eq!(found.len(), count, "from {not_over_at} to {before}");
    }
}

async fn grants_that_ran_out_are_found_until_that_is_recorded(bed: Bed) {
    let database = bed.open().await;
    let world = World::new();
    commit(&database, &world.events()).await;
    let earlier =
        Grant { term: Term::between(Timestamp(1), Timestamp(15)), ..grant(81, world.admin.id, &world.customer) };
    let endless = Grant { term: Term::ALWAYS, ..grant(82, world.admin.id, &world.customer) };
    let revoked = Grant { term: Term::starting(Timestamp(1)), ..grant(83, world.admin.id, &world.customer) };
    let ended = Grant { term: Term::between(Timestamp(1), Timestamp(2)), version: 2, ..revoked.clone() };
    let mut tx = database.write().await.unwrap();
    let added = [&earlier, &endless, &revoked].map(|grant| Event::RoleAssigned(grant.clone()));
    apply(&mut *tx, &added).await;
    apply(&mut *tx, &[Event::GrantEnded(Change { before: revoked, after: ended.clone() }, GrantEnd::Revoked)]).await;
    assert_eq!(tx.grants_run_out(Timestamp(14), 10).await.unwrap(), []);
    assert_eq!(tx.grants_run_out(Timestamp(20), 10).await.unwrap(), [earlier.clone(), world.grant.clone()]);
    assert_eq!(tx.grants_run_out(Timestamp(20), 1).await.unwrap(), std::slice::from_ref(&earlier));
    let recorded = Grant { version: 2, ..earlier.clone() };
    let event = Event::GrantEnded(Change { before: earlier, after: recorded.clone() }, GrantEnd::Expired);
    apply(&mut *tx, &[event]).await;
    assert_eq!(tx.grants_run_out(Timestamp(20), 10).await.unwrap(), std::slice::from_ref(&world.grant));
    // Prolonged, it can run out again.
    let prolonged = Grant { term: Term::between(Timestamp(1), Timestamp(18)), version: 3, ..recorded.clone() };
    apply(&mut *tx, &[Event::GrantChanged(Change { before: recorded, after: prolonged.clone() })]).await;
    assert_eq!(tx.grants_run_out(Timestamp(20), 10).await.unwrap(), [prolonged, world.grant]);
    assert_eq!(tx.grant(ended.id).await.unwrap(), Some(ended));
}

async fn moments_reach_as_far_as_they_can(bed: Bed) {
    let database = bed.open().await;
    let world = World::new();
    commit(&database, &world.events()).await;
    let extremes = Term::between(Timestamp::MIN, Timestamp::MAX);
    let row = Grant {
        term: extremes,
        activated_at: Some(Timestamp::MIN),
        version: i64::MAX,
        ..grant(81, world.agent.id, &world.customer)
    };
    commit(&database, &[Event::RoleAssigned(row.clone())]).await;
    let mut tx = read(&database).await;
    assert_eq!(tx.grant(row.id).await.unwrap(), Some(row.clone()));
    assert_eq!(tx.grants_in(world.customer.id, Timestamp(i64::MAX - 1)).await.unwrap(), [row]);
    assert_eq!(tx.grants_in(world.customer.id, Timestamp::MAX).await.unwrap(), []);
}

async fn the_world_is_everything_in_order(bed: Bed) {
    let database = bed.open().await;
    let empty = read(&database).await.world().await.unwrap();
    assert_eq!(empty, prokura_app::port::WorldRows::default());
    let world = World::new();
    let mut events = world.events();
    let earlier = setting(&world.customer, "external.demotion", SettingValue::Text("approval".to_owned()));
    events.push(Event::SettingChanged { before: None, after: earlier.clone() });
    commit(&database, &events).await;
    let rows = read(&database).await.world().await.unwrap();
    assert_eq!(rows.organizations, [world.partner.clone(), world.customer.clone()]);
    assert_eq!(rows.settings, [earlier, world.setting.clone()]);
    assert_eq!(rows.relationships, [world.relationship]);
    assert_eq!(rows.subscriptions, [world.subscription]);
    assert_eq!(rows.sites, [world.site]);
    assert_eq!(rows.locations, [world.location]);
    assert_eq!(rows.people, [world.agent, world.admin]);
    assert_eq!(rows.grants, [world.grant]);
    assert_eq!(rows.blocks, [world.block]);
    assert_eq!(rows.custom_roles, [world.custom_role]);
    assert_eq!(rows.support_grants, []);
    assert_eq!(rows.sessions, [world.session]);
}

async fn a_custom_role_keeps_every_version(bed: Bed) {
    let database = bed.open().await;
    let world = World::new();
    commit(&database, &world.events()).await;
    let first = world.custom_role.clone();
    let second = CustomRole { areas: Areas::new(), version: 2, changed_by: None, ..first.clone() };
    let third = CustomRole { active: false, version: 3, changed_at: Timestamp(99), ..second.clone() };
    let changed = Event::CustomRoleChanged(Change { before: first.clone(), after: second.clone() });
    let deleted = Event::CustomRoleDeleted(Change { before: second.clone(), after: third.clone() });
    commit(&database, &[changed.clone(), deleted]).await;
    let mut tx = read(&database).await;
    assert_eq!(tx.custom_role_versions(first.id).await.unwrap(), [first, second, third.clone()]);
    assert_eq!(tx.custom_role_versions(CustomRoleId(id(1))).await.unwrap(), []);
    assert_eq!(tx.organization_record(world.customer.id).await.unwrap().unwrap().custom_roles, [third]);
    drop(tx);
    let mut tx = database.write().await.unwrap();
    assert!(tx.apply(&decide_operator(), &changed).await.is_err(), "it was changed meanwhile");
}
