//! `AddPerson` and `ChangePerson`.

use crate::world::{World, broken, fields, forbidden, refused};
use prokura_app::command::add_person::AddPerson;
use prokura_app::command::change_person::{ChangePerson, DetailsChange};
use prokura_domain::grant::Scope;
use prokura_domain::person::{Details, PersonStatus};
use prokura_domain::refusal::Refusal;

fn add(world: &World, place: &str, email: &str) -> AddPerson {
    AddPerson {
        organization: world.organizations[place],
        email: email.parse().unwrap(),
        name: "Zora Nová".parse().unwrap(),
        locale: None,
        licenses: None,
        package: None,
        details: Details::default(),
    }
}

fn change(world: &World, who: &str) -> ChangePerson {
    ChangePerson::of(world.people[who].id)
}

fn suspend(world: &World, who: &str) -> ChangePerson {
    ChangePerson { status: Some(PersonStatus::Suspended), ..change(world, who) }
}

fn moved(world: &World, who: &str) -> ChangePerson {
    ChangePerson { email: Some("new@clinic.example".parse().unwrap()), ..change(world, who) }
}

#[tokio::test]
async fn who_is_added_has_no_right() {
    // ORG-06
    let world = World::new().await;
    let person = world.act("una", add(&world, "clinic", "Zora@Clinic.example")).await.unwrap().value;
    assert_eq!((person.status, person.email.as_str()), (PersonStatus::Pending, "zora@clinic.example"));
    let mut read = world.app.service.read().await.unwrap();
    assert!(read.principal_record(person.id).await.unwrap().unwrap().grants.is_empty());
    assert_eq!(world.everybody("clinic").await.len(), 4);
    forbidden(world.act("eve", add(&world, "clinic", "b@clinic.example")).await);
    assert_eq!(refused(world.act("frantisek", add(&world, "clinic", "b@clinic.example")).await), Refusal::NotFound);
}

#[tokio::test]
async fn an_address_in_use_elsewhere_offers_an_alias_and_does_not_say_where() {
    // ORG-05
    let world = World::new().await;
    let Refusal::Rule { code: "email_taken", rule: "ORG-05", arguments } =
        refused(world.act("una", add(&world, "clinic", "filip@brno.example")).await)
    else {
        panic!("not ORG-05")
    };
    assert_eq!(arguments, [("alias", "filip+clinic@brno.example".to_owned())]);
    // The alias itself may be in use; the next one is free.
    world.act("grazyna", add(&world, "shipyard", "filip+clinic@brno.example")).await.unwrap();
    let Refusal::Rule { arguments, .. } = refused(world.act("una", add(&world, "clinic", "filip@brno.example")).await)
    else {
        panic!("not ORG-05")
    };
    assert_eq!(arguments, [("alias", "filip+clinic-2@brno.example".to_owned())]);
    world.act("una", add(&world, "clinic", "filip+clinic-2@brno.example")).await.unwrap();
    fields(world.act("una", add(&world, "clinic", "eve@clinic.example")).await, &[("email", "email_here")]);
    let wrong = AddPerson { licenses: Some(vec!["gold".to_owned()]), ..add(&world, "clinic", "b@clinic.example") };
    fields(world.act("una", wrong).await, &[("licenses", "licence_unknown")]);
}

#[tokio::test]
async fn restricted_mode_locks_what_it_locks() {
    // RST-03
    let mut world = World::new().await;
    world.subscription("brno-calls", "brno", "tatra", &["calling"]);
    world.plant().await;
    forbidden(world.act("frantisek", add(&world, "brno", "b@brno.example")).await);
    let named = ChangePerson { name: Some("Nora Nová".parse().unwrap()), ..change(&world, "nora") };
    forbidden(world.act("frantisek", named.clone()).await);
    let licensed = ChangePerson { licenses: Some(vec!["calling".to_owned()]), ..change(&world, "nora") };
    forbidden(world.act("frantisek", licensed.clone()).await);
    // PTR-03: a partner administrator does not; a partner full administrator does.
    forbidden(world.act("petra", named.clone()).await);
    world.act("pavel", named).await.unwrap();
    world.act("pavel", licensed).await.unwrap();
    // Suspending is not on the list.
    world.act("frantisek", suspend(&world, "nora")).await.unwrap();
}

#[tokio::test]
async fn nobody_takes_over_an_administrator() {
    // ORG-08
    let mut world = World::new().await;
    // Una manages users and gives no roles: harriet and eve are out of reach, in both directions.
    for who in ["harriet", "eve"] {
        broken(world.act("una", moved(&world, who)).await, "ORG-08", "takeover_guard");
        broken(world.act("una", suspend(&world, who)).await, "ORG-08", "takeover_guard");
    }
    world.act("harriet", suspend(&world, "eve")).await.unwrap();
    let back = ChangePerson { status: Some(PersonStatus::Active), ..change(&world, "eve") };
    broken(world.act("una", back.clone()).await, "ORG-08", "takeover_guard");
    world.act("harriet", back).await.unwrap();
    // A role held elsewhere, which harriet could not take away: the refusal does not say where.
    world.grant("eve", "external_read_only_admin", "shipyard", Scope::None);
    world.plant().await;
    broken(world.act("harriet", moved(&world, "eve")).await, "ORG-08", "takeover_guard");
    // What is no key to the account is free.
    let named = ChangePerson { name: Some("Eva".parse().unwrap()), ..change(&world, "eve") };
    world.act("una", named).await.unwrap();
    // And everybody's own.
    world.act("harriet", moved(&world, "harriet")).await.unwrap();
}

#[tokio::test]
async fn the_last_full_administrator_is_not_suspended() {
    // ORG-07
    let world = World::new().await;
    for who in ["harriet", "pavel"] {
        broken(world.act(who, suspend(&world, "harriet")).await, "ORG-07", "last_full_admin");
    }
    world.give("harriet", "eve", "full_admin", "clinic").await.unwrap();
    world.act("eve", suspend(&world, "harriet")).await.unwrap();
    broken(world.act("eve", suspend(&world, "eve")).await, "ORG-07", "last_full_admin");
}

#[tokio::test]
async fn nobody_lifts_their_own_licences_limit() {
    // ROL-10, CC-05
    let mut world = World::new().await;
    world.subscription("clinic-desk", "clinic", "tatra", &["calling", "contact_center"]);
    world.plant().await;
    let set = |who: &str, licenses: &[&str]| ChangePerson {
        licenses: Some(licenses.iter().map(|code| (*code).to_owned()).collect()),
        ..change(&world, who)
    };
    world.act("una", set("harriet", &["contact_center_standard"])).await.unwrap();
    for licenses in [&[][..], &["contact_center_premium", "contact_center_standard"]] {
        broken(world.act("harriet", set("harriet", licenses)).await, "ROL-10", "not_to_oneself");
    }
    world.act("harriet", set("harriet", &["calling", "contact_center_standard"])).await.unwrap();
    world.act("una", set("harriet", &[])).await.unwrap();
}

#[tokio::test]
async fn a_persons_row_is_locked_optimistically_and_unknown_to_strangers() {
    let world = World::new().await;
    let named = |version: i64| ChangePerson {
        name: Some("Eva".parse().unwrap()),
        expected_version: Some(version),
        ..change(&world, "eve")
    };
    world.act("una", named(1)).await.unwrap();
    let Refusal::Conflict { expected: 1, actual: 2, changed_by, .. } = refused(world.act("harriet", named(1)).await)
    else {
        panic!("not a conflict")
    };
    assert_eq!(changed_by, Some(world.people["una"].id));
    for who in ["frantisek", "carl", "vera", "eve"] {
        assert_eq!(refused(world.act(who, named(2)).await), Refusal::NotFound, "{who}");
    }
    let invited = ChangePerson { status: Some(PersonStatus::Pending), ..change(&world, "eve") };
    fields(world.act("harriet", invited).await, &[("status", "status_invalid")]);
    let taken = ChangePerson { email: Some("una@clinic.example".parse().unwrap()), ..change(&world, "eve") };
    fields(world.act("harriet", taken).await, &[("email", "email_here")]);
}

#[tokio::test]
async fn details_and_the_work_number_ask_controls_of_their_own() {
    // RST-03
    let world = World::new().await;
    let detailed = |who: &str| ChangePerson {
        details: DetailsChange {
            title: Some(Some("Head nurse".parse().unwrap())),
            department: Some(Some("Ward 3".parse().unwrap())),
            ..DetailsChange::default()
        },
        ..change(&world, who)
    };
    let numbered = |who: &str, number: Option<&str>| ChangePerson {
        details: DetailsChange {
            work_number: Some(number.map(|number| number.parse().unwrap())),
            ..DetailsChange::default()
        },
        ..change(&world, who)
    };
    forbidden(world.act("frantisek", detailed("nora")).await);
    forbidden(world.act("frantisek", numbered("nora", Some("+420 541 141 111"))).await);
    world.act("pavel", numbered("nora", Some("+420 541 141 111"))).await.unwrap();
    let eve = world.act("harriet", detailed("eve")).await.unwrap().value;
    assert_eq!(eve.details.title.as_ref().map(ToString::to_string).as_deref(), Some("Head nurse"));
    let eve = world.act("harriet", numbered("eve", Some("+420541141111"))).await.unwrap().value;
    assert_eq!(eve.details.work_number.as_ref().map(ToString::to_string).as_deref(), Some("+420541141111"));
    assert_eq!(eve.details.department.as_ref().map(ToString::to_string).as_deref(), Some("Ward 3"), "the rest stays");
    let eve = world.act("harriet", numbered("eve", None)).await.unwrap().value;
    assert_eq!((&eve.details.work_number, eve.version), (&None, 4));
    let mut read = world.app.service.read().await.unwrap();
    assert_eq!(read.person(eve.id).await.unwrap().map(|it| it.details), Some(eve.details));
}
