//! Imports through the pipeline, on a database.

use crate::apply::{EXAMPLE, POLICY};
use crate::support::Application;
use prokura_app::caller::Caller;
use prokura_app::command::import_world::{ImportWorld, Imported};
use prokura_app::error::Error;
use prokura_app::port::WorldRows;
use prokura_app::world::{Document, Format, Verb, json, sentence, toml, warnings};
use prokura_domain::id::RequestId;
use prokura_domain::refusal::Refusal;
use std::fmt::Write as _;
use std::time::Instant;
use uuid::Uuid;

fn operator() -> Caller {
    Caller::operator(RequestId(Uuid::from_u128(1)))
}

async fn import(app: &Application, text: &str, prune: bool, dry_run: bool) -> Result<Imported, Error> {
    let document = Document::read(text.as_bytes(), Format::of("", text.as_bytes()));
    Ok(app.service.execute(operator(), ImportWorld { document, prune, dry_run }).await?.value)
}

async fn rows(app: &Application) -> WorldRows {
    let mut read = app.service.read().await.expect("a snapshot");
    read.world().await.expect("the world")
}

#[tokio::test]
async fn the_example_world_goes_in_and_comes_out_and_goes_in_again() {
    let app = Application::empty().await;
    let first = import(&app, EXAMPLE, false, false).await.expect("imported");
    assert!(first.lines.iter().all(|line| line.verb == Verb::Added));
    assert_eq!(first.lines.len(), 87);
    let stored = rows(&app).await;
    for text in [EXAMPLE.to_owned(), toml(&stored), json(&stored).expect("JSON")] {
        for prune in [false, true] {
            let before = app.service.read().await.expect("a snapshot").revision().await.expect("a revision");
            let again = import(&app, &text, prune, false).await.expect("imported");
            assert_eq!(again, Imported { dry_run: false, lines: Vec::new() });
            let after = app.service.read().await.expect("a snapshot").revision().await.expect("a revision");
            assert_eq!(before, after, "nothing is written where nothing differs");
        }
    }
    assert_eq!(rows(&app).await, stored);
    assert_eq!(warnings(&stored, &POLICY, app.service.now()).len(), 5);
}

#[tokio::test]
async fn a_dry_run_plans_the_same_and_writes_nothing() {
    let app = Application::empty().await;
    let planned = import(&app, EXAMPLE, false, true).await.expect("planned");
    assert_eq!(rows(&app).await, WorldRows::default());
    let done = import(&app, EXAMPLE, false, false).await.expect("imported");
    assert_eq!(planned.lines, done.lines);
    assert!(planned.dry_run && !done.dry_run);

    let stored = rows(&app).await;
    let fewer = EXAMPLE.replace("role = \"compliance_officer\"", "role = \"device_admin\"");
    let planned = import(&app, &fewer, true, true).await.expect("planned");
    assert_eq!(planned.lines.iter().map(|line| line.verb).collect::<Vec<_>>(), [Verb::Added, Verb::Ended]);
    assert_eq!(rows(&app).await, stored);
}

#[tokio::test]
async fn a_file_with_errors_changes_nothing_and_tells_them_all() {
    let app = Application::empty().await;
    let wrong =
        EXAMPLE.replace("kind = \"consumer\"", "kind = \"consumers\"") + "[[grant]]\nperson = \"x@y.example\"\n";
    let refused = import(&app, &wrong, false, false).await.expect_err("refused");
    let Error::Refused(Refusal::Invalid(errors)) = refused else { panic!("{refused}") };
    let found: Vec<String> = errors.iter().map(sentence).collect();
    let end = EXAMPLE.lines().count();
    assert_eq!(found.len(), 4, "{found:#?}");
    assert!(found[0].contains("`consumers` is not known as `kind`"));
    assert_eq!(found[1], format!("line {}: this grant lacks `organization`", end + 1));
    assert_eq!(found[2], format!("line {}: this grant lacks `role`", end + 1));
    assert_eq!(found[3], format!("line {}: there is no person `x@y.example`, neither in the file nor stored", end + 2));
    assert_eq!(rows(&app).await, WorldRows::default());
}

#[tokio::test]
async fn only_the_operator_imports() {
    let app = Application::empty().await;
    let document = Document::read(EXAMPLE.as_bytes(), Format::Toml);
    let command = ImportWorld { document, prune: false, dry_run: true };
    let system = Caller::system(RequestId(Uuid::from_u128(1)));
    let refused = app.service.execute(system, command).await.expect_err("refused");
    assert!(matches!(refused, Error::Refused(Refusal::Forbidden { .. })), "{refused}");
}

#[tokio::test]
async fn pruning_ends_grants_and_the_log_says_so() {
    let app = Application::empty().await;
    import(&app, EXAMPLE, false, false).await.expect("imported");
    let before = rows(&app).await;
    let brno = before.organizations.iter().find(|row| row.slug.as_str() == "brno-robotics").expect("Brno").id;
    let fewer = EXAMPLE.replace("role = \"compliance_officer\"", "role = \"device_admin\"");
    import(&app, &fewer, true, false).await.expect("imported");
    let ended = rows(&app).await.grants.into_iter().find(|row| row.role == "compliance_officer").expect("the grant");
    assert_eq!(ended.term.until, Some(app.service.now()));
    let mut read = app.service.read().await.expect("a snapshot");
    let entry = read.last_audit_about(ended.id.0).await.expect("the log").expect("an entry");
    assert_eq!((entry.row.action.as_str(), entry.row.organization), ("grant_ended", brno));
    assert_eq!(read.audit_entries(brno, &Default::default(), None, 1).await.expect("the log").len(), 1);
}

/// People of 100 customers, every tenth with a role.
fn people(number: usize) -> String {
    let mut text = String::from("[[organization]]\nid = \"v\"\nname = \"V\"\nkind = \"vendor\"\n");
    for number in 0..number {
        let customer = number % 100;
        if number < 100 {
            let _ = write!(text, "[[organization]]\nid = \"c-{number}\"\nname = \"C {number}\"\nkind = \"customer\"\n");
        }
        let email = format!("person-{number}@c-{customer}.example");
        let _ = write!(text, "[[person]]\nemail = \"{email}\"\nname = \"P {number}\"\nhome = \"c-{customer}\"\n");
        if number % 10 == 0 {
            let _ = write!(
                text,
                "[[grant]]\nperson = \"{email}\"\nrole = \"device_admin\"\norganization = \"c-{customer}\"\n"
            );
        }
    }
    text
}

// The writing of 20,000 takes ten times that of 2,000; a debug build would spend a minute on it.
#[tokio::test]
async fn twenty_thousand_people_are_planned_and_two_thousand_go_in() {
    let app = Application::empty().await;
    let begun = Instant::now();
    let planned = import(&app, &people(20_000), false, true).await.expect("planned");
    println!("20,000 people planned in {:?}", begun.elapsed());
    assert_eq!(planned.lines.len(), 101 + 20_000 + 2_000);

    let text = people(2_000);
    let begun = Instant::now();
    let done = import(&app, &text, false, false).await.expect("imported");
    println!("2,000 people imported in {:?}", begun.elapsed());
    assert_eq!(done.lines.len(), 101 + 2_000 + 200);
    assert_eq!(rows(&app).await.people.len(), 2_000);
    assert_eq!(import(&app, &text, true, false).await.expect("imported").lines, []);
}
