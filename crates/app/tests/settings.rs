//! Settings and restricted administrator mode: RST-01, RST-02, SUP-08, EXT-05.

#![cfg(test)]

#[expect(dead_code, reason = "each test binary uses its part of what they share")]
mod support;
#[expect(dead_code, reason = "the world is shared by tests that use different parts of it")]
#[path = "support_access/world.rs"]
mod world;

use prokura_app::command::change_setting::{ChangeSetting, SettingSet};
use prokura_app::command::export_audit::ExportAudit;
use prokura_app::error::Error;
use prokura_app::job::audit_export::{Format, Wanted};
use prokura_app::port::AuditFilter;
use prokura_app::query::{Part, audit_log, settings as settings_of};
use prokura_decision::mask::Level;
use prokura_domain::refusal::Refusal;
use prokura_domain::setting::{SettingValue, key};
use prokura_domain::time::Span;
use support::START;
use world::World;

fn change(world: &World, key: &str, value: SettingValue) -> ChangeSetting {
    ChangeSetting { organization: world.organization("clinic"), key: key.to_owned(), value, expected_version: None }
}

fn text(value: &str) -> SettingValue {
    SettingValue::Text(value.to_owned())
}

async fn sets(world: &World, name: &str, key: &str, value: SettingValue) -> Result<SettingSet, Refusal> {
    world.does(name, change(world, key, value)).await
}

#[tokio::test]
async fn only_a_partners_administrator_switches_restricted_mode() {
    // RST-01: on by default, for every customer.
    let world = World::new().await;
    let off = SettingValue::Switch(false);
    for (name, code) in [
        ("harriet", "forbidden"),
        ("gus", "forbidden"),
        ("bob", "forbidden"),
        ("vera", "forbidden"),
        ("petra", "not_found"),
        ("zofia", "not_found"),
    ] {
        let refused = sets(&world, name, key::RESTRICTED_MODE, off.clone()).await;
        assert_eq!(refused.map_err(|refusal| refusal.code()), Err(code), "{name}");
    }
    assert!(!world.may("harriet", "users.create", Level::Manage, "clinic"));
    let switched = sets(&world, "pavel", key::RESTRICTED_MODE, off).await;
    assert_eq!(switched, Ok(SettingSet { version: 1, changed: true }));
    assert!(world.may("harriet", "users.create", Level::Manage, "clinic"));
    let entry = world.log("clinic").await.into_iter().next().unwrap().row;
    assert_eq!((entry.actor, entry.actor_home), (Some(world.person("pavel")), Some(world.organization("meridian"))));
    let on = sets(&world, "pavel", key::RESTRICTED_MODE, SettingValue::Switch(true)).await;
    assert_eq!(on, Ok(SettingSet { version: 2, changed: true }));
    assert!(!world.may("harriet", "users.create", Level::Manage, "clinic"));
}

#[tokio::test]
async fn a_restricted_setting_is_the_partners() {
    // RST-02: the reason names the mode, so the answer can say that it is the partner's turn.
    let world = World::new().await;
    let refused = sets(&world, "harriet", "authentication.sso_mode", text("enforced")).await;
    let Err(Refusal::Forbidden { asked, because, rules }) = refused else { panic!("{refused:?}") };
    assert_eq!(asked, "settings.authentication.manage");
    assert_eq!((because, rules), (vec!["restricted_mode"], vec!["RST-02"]));
    assert!(sets(&world, "pavel", "authentication.sso_mode", text("enforced")).await.is_ok());
    assert!(sets(&world, "harriet", key::READ_ONLY_SUPPORT, SettingValue::Switch(true)).await.is_ok());
    sets(&world, "pavel", key::RESTRICTED_MODE, SettingValue::Switch(false)).await.unwrap();
    assert!(sets(&world, "harriet", "authentication.sso_mode", text("optional")).await.is_ok());
}

#[tokio::test]
async fn what_decides_about_outsiders_is_not_theirs_to_set() {
    // EXT-05, CC-02
    let world = World::new().await;
    let on = SettingValue::Switch(true);
    let gus = sets(&world, "gus", key::EXTERNAL_CONTACT_CENTER_ROLE, on.clone()).await;
    assert_eq!(gus.map_err(|refusal| refusal.code()), Err("forbidden"));
    assert!(sets(&world, "harriet", key::EXTERNAL_CONTACT_CENTER_ROLE, on).await.is_ok());
}

#[tokio::test]
async fn a_value_fits_its_type_or_nothing_changes() {
    let world = World::new().await;
    let revision = world.app.service.follower().revision();
    let list = |items: &[&str]| SettingValue::List(items.iter().map(|item| (*item).to_owned()).collect());
    for (key, value, code) in [
        (key::READ_ONLY_SUPPORT, text("on"), "setting_not_a_switch"),
        (key::EXTERNAL_READ_ONLY_DAYS, SettingValue::Number(0), "setting_not_in_range"),
        (key::EXTERNAL_READ_ONLY_DAYS, SettingValue::Number(366), "setting_not_in_range"),
        (key::EXTERNAL_READ_ONLY_DAYS, SettingValue::Number(i64::MIN), "setting_not_in_range"),
        (key::EXTERNAL_DEMOTION, text("never"), "setting_not_a_choice"),
        (key::EXTERNAL_DEMOTION, SettingValue::Text("x".repeat(1 << 20)), "setting_not_a_choice"),
        (key::WITHHELD_AREAS, list(&["users", "users", "nonsense"]), "setting_not_among_choices"),
    ] {
        match sets(&world, "harriet", key, value).await {
            Err(Refusal::Invalid(wrong)) => {
                assert_eq!(wrong.iter().map(|it| (it.field.as_str(), it.code)).collect::<Vec<_>>(), [("value", code)]);
            }
            other => panic!("{key}: {other:?}"),
        }
        // Rights come before details: who may not change it learns nothing about its values.
        assert_eq!(sets(&world, "rita", key, text("?")).await.map_err(|refusal| refusal.code()), Err("forbidden"));
    }
    let long = sets(&world, "pavel", "authentication.sso_issuer", SettingValue::Text("x".repeat(1 << 20))).await;
    assert_eq!(long.map_err(|refusal| refusal.code()), Err("invalid"));
    for unknown in ["nonsense", "", "support_access"] {
        assert_eq!(sets(&world, "harriet", unknown, text("x")).await, Err(Refusal::NotFound));
    }
    // The refusals were written down, and nothing else.
    assert_eq!(world.app.service.read().await.unwrap().changes_since(revision).await.unwrap(), []);
}

#[tokio::test]
async fn a_list_is_kept_sorted_and_once() {
    // EXT-15
    let world = World::new().await;
    let policy = world.app.service.policy();
    let mut areas: Vec<String> =
        policy.areas.iter().filter(|area| area.withholdable).map(|area| area.name.clone()).take(2).collect();
    areas.sort_unstable();
    let jumbled = [areas[1].clone(), areas[0].clone(), areas[1].clone()];
    sets(&world, "harriet", key::WITHHELD_AREAS, SettingValue::List(jumbled.to_vec())).await.unwrap();
    let again = sets(&world, "harriet", key::WITHHELD_AREAS, SettingValue::List(areas)).await;
    assert_eq!(again, Ok(SettingSet { version: 1, changed: false }));
}

#[tokio::test]
async fn the_same_value_changes_nothing() {
    let world = World::new().await;
    let revision = world.app.service.follower().revision();
    let default = sets(&world, "harriet", key::EXTERNAL_READ_ONLY_DAYS, SettingValue::Number(30)).await;
    assert_eq!(default, Ok(SettingSet { version: 0, changed: false }));
    assert_eq!(world.app.service.follower().revision(), revision);
    assert!(!world.actions("clinic").await.contains(&"setting_changed done".to_owned()));
}

#[tokio::test]
async fn who_was_faster_is_named() {
    let world = World::new().await;
    let days = |days, version| ChangeSetting {
        expected_version: Some(version),
        ..change(&world, key::EXTERNAL_READ_ONLY_DAYS, SettingValue::Number(days))
    };
    let (harriet, ivan) = tokio::join!(world.does("harriet", days(7, 0)), world.does("ivan", days(14, 0)));
    let (first, second) = if harriet.is_ok() { ("harriet", ivan) } else { ("ivan", harriet) };
    assert_eq!(
        second,
        Err(Refusal::Conflict {
            expected: 0,
            actual: 1,
            changed_by: Some(world.person(first)),
            changed_at: Some(START),
        })
    );
    world.app.clock.advance(Span::minutes(1));
    assert_eq!(world.does("ivan", days(21, 1)).await, Ok(SettingSet { version: 2, changed: true }));
    assert_eq!(world.does("ivan", days(22, 3)).await.map_err(|refusal| refusal.code()), Err("conflict"));
}

#[tokio::test]
async fn an_organization_that_one_does_not_see_is_not_there() {
    let world = World::new().await;
    let elsewhere = ChangeSetting {
        organization: world.organization("shop"),
        ..change(&world, key::READ_ONLY_SUPPORT, SettingValue::Switch(true))
    };
    let nowhere = ChangeSetting { organization: world.id().into(), ..elsewhere.clone() };
    assert_eq!(world.does("harriet", elsewhere).await, Err(Refusal::NotFound));
    assert_eq!(world.does("harriet", nowhere).await, Err(Refusal::NotFound));
}

#[tokio::test]
async fn the_company_name_is_the_organizations_name() {
    // RST-03: one truth for it, the partner's to change.
    const NAME: &str = "account.company_name";
    let world = World::new().await;
    let seen = |name: &'static str| {
        let (service, caller) = (world.app.service.clone(), world.caller(name));
        async move { settings_of::get(&service, &caller, "clinic", NAME).await.unwrap() }
    };
    let before = seen("harriet").await;
    assert_eq!((before.value, before.version, before.set), (text("clinic"), 1, None));
    assert!(before.locked.is_some_and(|(because, rules)| because == ["restricted_mode"] && rules == ["RST-02"]));
    let harriet = sets(&world, "harriet", NAME, text("Harriet's")).await;
    assert_eq!(harriet.map_err(|refusal| refusal.code()), Err("forbidden"));

    world.app.clock.advance(Span::minutes(1));
    assert_eq!(sets(&world, "pavel", NAME, text("  The Clinic ")).await, Ok(SettingSet { version: 2, changed: true }));
    let record = world.app.service.read().await.unwrap().organization_record(world.organization("clinic")).await;
    let record = record.unwrap().unwrap();
    assert_eq!((record.organization.name.as_str(), record.settings.len()), ("The Clinic", 0));
    let after = seen("harriet").await;
    let at = START.plus(Span::minutes(1));
    assert_eq!(
        (after.value, after.version, after.set),
        (text("The Clinic"), 2, Some((Some(world.person("pavel")), at)))
    );

    // A space more is no other name, and what is no name changes nothing.
    let same = sets(&world, "pavel", NAME, text("The Clinic ")).await;
    assert_eq!(same, Ok(SettingSet { version: 2, changed: false }));
    for wrong in ["", "   ", "a\u{7}b", &"x".repeat(1 << 20)] {
        assert_eq!(sets(&world, "pavel", NAME, text(wrong)).await.map_err(|refusal| refusal.code()), Err("invalid"));
    }
    let late = ChangeSetting { expected_version: Some(1), ..change(&world, NAME, text("Another")) };
    assert_eq!(
        world.does("pavel", late).await,
        Err(Refusal::Conflict {
            expected: 1,
            actual: 2,
            changed_by: Some(world.person("pavel")),
            changed_at: Some(at)
        })
    );
}

#[tokio::test]
async fn what_is_hidden_stays_out_of_the_log_too() {
    // RST-03, RST-06
    const STAGE: &str = "migration.stage";
    let world = World::new().await;
    sets(&world, "pavel", STAGE, text("running")).await.unwrap();
    let hidden = world.log("clinic").await.remove(0);
    let listed = |name: &'static str, filter: AuditFilter| {
        let (service, caller) = (world.app.service.clone(), world.caller(name));
        async move {
            let part = Part { after: None, limit: 50 };
            let found = audit_log::list(&service, &caller, "clinic", &filter, part).await.unwrap();
            found.items.into_iter().map(|entry| entry.row.number).collect::<Vec<_>>()
        }
    };
    let about = |control: &str| AuditFilter { controls: vec![control.to_owned()], ..AuditFilter::default() };
    assert_eq!(listed("pavel", about("services.migration")).await, [hidden.row.number]);
    for filter in [about("services.migration"), AuditFilter::default()] {
        assert!(!listed("harriet", filter).await.contains(&hidden.row.number));
    }
    let (service, id) = (&world.app.service, hidden.row.id);
    assert!(audit_log::get(service, &world.caller("pavel"), "clinic", id).await.is_ok());
    let one = audit_log::get(service, &world.caller("harriet"), "clinic", id).await;
    assert!(matches!(one, Err(Error::Refused(Refusal::NotFound))));
    assert!(settings_of::get(service, &world.caller("harriet"), "clinic", STAGE).await.is_err());

    let export = ExportAudit {
        organization: world.organization("clinic"),
        filter: AuditFilter::default(),
        format: Format::Jsonl,
    };
    for (name, left_out) in [("harriet", true), ("pavel", false)] {
        let begun = world.does(name, export.clone()).await.unwrap();
        let job = service.read().await.unwrap().job(begun.job).await.unwrap().unwrap();
        let without = Wanted::of(&job).unwrap().filter.without;
        assert_eq!(without.contains(&"services.migration".to_owned()), left_out, "{name}");
    }

    // Where the partner locks nothing, nothing is hidden.
    sets(&world, "pavel", key::RESTRICTED_MODE, SettingValue::Switch(false)).await.unwrap();
    assert!(listed("harriet", AuditFilter::default()).await.contains(&hidden.row.number));
    let seen = settings_of::get(service, &world.caller("harriet"), "clinic", STAGE).await.unwrap();
    assert_eq!(seen.value, text("running"));
}
