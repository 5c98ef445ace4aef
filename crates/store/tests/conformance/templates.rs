//! Templates are kept, and who deviates from what is due is found as one would find them by hand.

use crate::bed::{Bed, OneByOne as _, commit, read};
use crate::sample::*;
use prokura_app::collation::{is_found, searched};
use prokura_app::port::{HeldAsked, Page, PeopleAsked, PeopleOrder, Store, StoreError};
use prokura_decision::permit::decide_operator;
use prokura_domain::event::{Change, Event};
use prokura_domain::id::{JobId, PrincipalId, TemplateId};
use prokura_domain::person::{Details, Person, PersonStatus};
use prokura_domain::template::{Applied, Due, Template};
use prokura_domain::text::Words;
use prokura_domain::time::Timestamp;
use prokura_store::migrate;

on_both![
    templates_are_kept_and_called_by_their_own_names,
    whoever_lacks_something_is_found_and_counted,
    people_of_before_are_found_by_their_details,
];

async fn templates_are_kept_and_called_by_their_own_names(bed: Bed) {
    let database = bed.open().await;
    let world = World::new();
    commit(&database, &world.events()).await;
    let (one, other) = (template(90, &world.customer, "Ošetřovatelé"), template(91, &world.customer, "Ward"));
    let elsewhere = template(92, &world.partner, "Ward");
    let made = [one.clone(), other.clone(), elsewhere.clone()].map(Event::TemplateMade);
    commit(&database, &made).await;
    let mut tx = read(&database).await;
    assert_eq!(tx.templates_of(world.customer.id).await.unwrap(), [one.clone(), other.clone()]);
    assert_eq!(tx.template(elsewhere.id).await.unwrap(), Some(elsewhere));
    assert_eq!(tx.template(TemplateId(id(1))).await.unwrap(), None);
    drop(tx);
    let mut tx = database.write().await.unwrap();
    let alike = Event::TemplateMade(template(93, &world.customer, "OŠETŘOVATELÉ"));
    let refused = tx.apply(&decide_operator(), &alike).await;
    assert!(matches!(refused, Err(StoreError::Duplicate(_))), "{refused:?}");
    drop(tx);
    let changed = Template { note: None, version: 2, changed_at: Timestamp(9), ..one.clone() };
    let applied = Applied { at: Timestamp(10), by: PrincipalId(id(21)), version: 2 };
    let applied = Template { applied: Some(applied), ..changed.clone() };
    commit(
        &database,
        &[
            Event::TemplateChanged(Change { before: one.clone(), after: changed.clone() }),
            Event::TemplateApplied(Change { before: changed.clone(), after: applied.clone() }, JobId(id(1))),
            Event::TemplateDeleted(other),
        ],
    )
    .await;
    assert_eq!(read(&database).await.templates_of(world.customer.id).await.unwrap(), [applied]);
    let mut tx = database.write().await.unwrap();
    let again = Event::TemplateChanged(Change { before: one, after: changed });
    let refused = tx.apply(&decide_operator(), &again).await;
    assert!(matches!(refused, Err(StoreError::Failed(_))), "{refused:?}");
}

fn words(text: &str) -> Option<Words> {
    (!text.is_empty()).then(|| text.parse().unwrap())
}

/// Every group with everything that can be due: who is found is whoever does not have all of it.
async fn whoever_lacks_something_is_found_and_counted(bed: Bed) {
    let database = bed.open().await;
    let (home, other) = (organization(1), organization(2));
    let statuses = [PersonStatus::Active, PersonStatus::Pending, PersonStatus::Suspended];
    let codes = |codes: &[&str]| codes.iter().map(|&code| code.to_owned()).collect::<Vec<_>>();
    let of = |home, n: u64| Person {
        name: ["Jan Novák", "Jana Nováková"][n as usize % 2].parse().unwrap(),
        status: statuses[n as usize % 3],
        licenses: [codes(&[]), codes(&["calling"]), codes(&["calling", "meetings"]), codes(&["meetings"])]
            [n as usize / 2 % 4]
            .clone(),
        package: [None, Some("basic".to_owned()), Some("standard".to_owned())][n as usize / 3 % 3].clone(),
        details: Details {
            title: words(["", "Nurse"][n as usize / 5 % 2]),
            department: words(["", "Ward 3", "ward 3"][n as usize / 4 % 3]),
            work_number: None,
        },
        ..person(100 + n, home)
    };
    let people: Vec<Person> = (0..40).map(|n| of(&home, n)).collect();
    let gone = of(&home, 40);
    let mut events = vec![Event::OrganizationAdded(home.clone()), Event::OrganizationAdded(other.clone())];
    events.extend(people.iter().cloned().map(Event::PersonAdded));
    events.extend([Event::PersonAdded(gone.clone()), departure(&gone), Event::PersonAdded(of(&other, 50))]);
    let full = |number, who| prokura_domain::grant::Grant {
        role: "full_admin".to_owned(),
        term: prokura_domain::time::Term::ALWAYS,
        ..grant(number, who, &home)
    };
    events.extend([full(600, people[0].id), full(601, people[5].id)].map(Event::RoleAssigned));
    commit(&database, &events).await;
    let mut tx = read(&database).await;
    let held = HeldAsked { roles: vec!["full_admin".to_owned()], location: None, at: Timestamp(20) };
    let everybody = PeopleAsked {
        home: home.id,
        status: None,
        words: Vec::new(),
        license: None,
        department: None,
        held: None,
        order: PeopleOrder::Added,
        descending: false,
    };
    let groups = [
        everybody.clone(),
        PeopleAsked { status: Some(PersonStatus::Suspended), ..everybody.clone() },
        PeopleAsked { words: searched("nov jan"), ..everybody.clone() },
        PeopleAsked { license: Some("calling".to_owned()), ..everybody.clone() },
        PeopleAsked { department: Some("Ward 3".to_owned()), ..everybody.clone() },
        PeopleAsked {
            department: Some("Ward 3".to_owned()),
            status: Some(PersonStatus::Active),
            words: searched("novakova"),
            ..everybody.clone()
        },
        PeopleAsked { held: Some(held), ..everybody.clone() },
    ];
    let is_in = |asked: &PeopleAsked, it: &Person| {
        asked.status.is_none_or(|status| it.status == status)
            && is_found(it, &asked.words)
            && asked.license.as_ref().is_none_or(|code| it.licenses.contains(code))
            && asked
                .department
                .as_ref()
                .is_none_or(|department| it.details.department.as_ref().is_some_and(|its| its.as_str() == department))
            && asked.held.as_ref().is_none_or(|_| it.id == people[0].id || it.id == people[5].id)
    };
    for asked in &groups {
        let group: Vec<&Person> = people.iter().filter(|it| is_in(asked, it)).collect();
        assert_eq!(tx.people_count(asked).await.unwrap(), group.len() as u64, "{asked:?}");
        let found = tx.people_asked(asked, Page::first(99)).await.unwrap();
        assert_eq!(found.iter().collect::<Vec<_>>(), group, "{asked:?}");
        for licenses in [codes(&[]), codes(&["calling"]), codes(&["calling", "meetings"]), codes(&["webinars"])] {
            for only in [false, true] {
                for package in [None, Some(None), Some(Some("basic".to_owned()))] {
                    for (title, department) in [("", ""), ("Nurse", ""), ("", "Ward 3"), ("Nurse", "Ward 3")] {
                        let due = Due {
                            licenses: licenses.clone(),
                            only,
                            package: package.clone(),
                            title: words(title),
                            department: words(department),
                        };
                        let (met, lacking): (Vec<&Person>, Vec<&Person>) =
                            group.iter().copied().partition(|person| due.is_met(person));
                        assert_eq!(tx.people_met(asked, &due).await.unwrap(), met.len() as u64, "{asked:?} {due:?}");
                        let expected: Vec<PrincipalId> = lacking.iter().map(|person| person.id).collect();
                        let found = tx.people_lacking(asked, &due, Page::first(99)).await.unwrap();
                        assert_eq!(found, expected, "{asked:?} {due:?}");
                        if let [_, second, third, ..] = &expected[..] {
                            let page = Page { after: Some(*second), limit: 1 };
                            assert_eq!(tx.people_lacking(asked, &due, page).await.unwrap(), [*third]);
                        }
                    }
                }
            }
        }
    }
}

/// People of an older database are found by their packages, titles and departments once it is migrated.
async fn people_of_before_are_found_by_their_details(bed: Bed) {
    let database = bed.open().await;
    let world = World::new();
    let ward = Person {
        details: Details { title: words("Nurse"), department: words("Ward 3"), work_number: None },
        ..person(77, &world.customer)
    };
    let gone = Person { details: ward.details.clone(), ..person(78, &world.customer) };
    let mut events = world.events();
    events.extend([Event::PersonAdded(ward.clone()), Event::PersonAdded(gone.clone()), departure(&gone)]);
    commit(&database, &events).await;
    for statement in [
        "delete from schema_version where name = '20261130_templates'",
        "delete from person_facet where kind in ('package', 'title', 'department')",
        "drop table template",
    ] {
        bed.sql(statement).await.unwrap();
    }
    assert_eq!(migrate(&bed.url).await.unwrap(), ["20261130_templates"]);
    let asked = PeopleAsked {
        home: world.customer.id,
        status: None,
        words: Vec::new(),
        license: None,
        department: Some("Ward 3".to_owned()),
        held: None,
        order: PeopleOrder::Added,
        descending: false,
    };
    let mut tx = read(&database).await;
    assert_eq!(tx.people_asked(&asked, Page::first(9)).await.unwrap(), std::slice::from_ref(&ward));
    let due = Due { title: words("Nurse"), package: Some(ward.package), ..Due::default() };
    assert_eq!((tx.people_count(&asked).await.unwrap(), tx.people_met(&asked, &due).await.unwrap()), (1, 1));
}
