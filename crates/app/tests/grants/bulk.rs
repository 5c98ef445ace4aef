//! Changes of many people: a file or a selection, first looked at, then done, row by row as by hand (ROL-07).

use crate::support::NoFile;
use crate::world::{World, forbidden, refused, token};
use prokura_app::bulk::act::NewPerson;
use prokura_app::bulk::begin::{of_file, of_people};
use prokura_app::bulk::file::{CHUNK, Kind};
use prokura_app::bulk::row::{Line, Outcome, Told};
use prokura_app::bulk::task::{Phase, What};
use prokura_app::caller::{Actor, Caller};
use prokura_app::command::add_people::AddPeople;
use prokura_app::command::change_person::ChangePerson;
use prokura_app::command::guard::holder::Holder;
use prokura_app::command::set_roles::SetRoles;
use prokura_app::command::turn_changes::TurnChanges;
use prokura_app::error::Error;
use prokura_app::job::{claim, step, work};
use prokura_app::port::{AuditFilter, StoredAuditEntry};
use prokura_app::query::people_changes::{Changes, get, lines, list, undo};
use prokura_domain::id::{JobId, PrincipalId, RequestId};
use prokura_domain::job::{Job, JobState, JobTurn};
use prokura_domain::person::{Details, PersonStatus};
use prokura_domain::refusal::Refusal;
use prokura_domain::setting::{Setting, SettingValue};
use prokura_domain::text::Locale;
use prokura_domain::time::Span;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

pub(crate) fn caller(world: &World, who: &str) -> Caller {
    let person = &world.people[who];
    let actor = Actor::Principal { id: person.id, home: person.home, via: token(person.home) };
    Caller { actor, request: RequestId(Uuid::from_u128(8)), idempotency: None }
}

async fn import(world: &World, who: &str, place: &str, kind: Kind, text: &str) -> Result<JobId, Error> {
    let organization = world.organizations[place];
    of_file(&world.app.service, &caller(world, who), organization, kind, None, text.as_bytes(), &|_| None)
        .await
        .map(|begun| begun.value)
}

pub(crate) async fn select(world: &World, who: &str, place: &str, what: What, people: &[&str]) -> Result<JobId, Error> {
    let people: Vec<PrincipalId> = people.iter().map(|who| world.people[who].id).collect();
    of_people(&world.app.service, &caller(world, who), world.organizations[place], what, &people)
        .await
        .map(|begun| begun.value)
}

pub(crate) async fn work_all(world: &World) {
    while work(&world.app.service, &NoFile).await.unwrap() {}
}

pub(crate) async fn look(world: &World, who: &str, place: &str, job: JobId) -> Changes {
    get(&world.app.service, &caller(world, who), &world.organizations[place].to_string(), job).await.unwrap()
}

async fn rows(world: &World, changes: &Changes) -> Vec<Line> {
    let (found, more) = lines(&world.app.service, changes, None, None, 10_000).await.unwrap();
    assert!(!more);
    found.into_iter().map(|(_, line)| line).collect()
}

pub(crate) async fn turn(world: &World, who: &str, place: &str, job: JobId, turn: JobTurn) -> Result<(), Error> {
    let command = TurnChanges { organization: world.organizations[place], job, turn, good_ones: true };
    world.act(who, command).await.map(|done| done.value)
}

/// Looked at, applied, done.
pub(crate) async fn through(world: &World, who: &str, place: &str, job: JobId) -> (Changes, Vec<Line>) {
    work_all(world).await;
    turn(world, who, place, job, JobTurn::Apply).await.unwrap();
    work_all(world).await;
    let changes = look(world, who, place, job).await;
    let rows = rows(world, &changes).await;
    (changes, rows)
}

fn keys(line: &Line) -> Vec<&str> {
    line.because.iter().map(|said| said.key.as_str()).collect()
}

async fn log(world: &World, place: &str) -> Vec<StoredAuditEntry> {
    let mut read = world.app.service.read().await.unwrap();
    read.audit_entries(world.organizations[place], &AuditFilter::default(), None, 100_000).await.unwrap()
}

fn many(count: usize) -> String {
    let mut text = "name,email\n".to_owned();
    for number in 0..count {
        text.push_str(&format!("Person {number},p{number}@clinic.example\n"));
    }
    text
}

#[tokio::test]
async fn a_file_is_looked_at_first_and_changes_nothing() {
    // ROL-07
    let mut world = World::new().await;
    world.subscription("clinic-calls", "clinic", "tatra", &["calling"]);
    world.plant().await;
    let text = "First name;name;Email;language;licenses;roles\n\
                ;Zora Nová;Zora@clinic.example;cs;calling;\n\
                ;Eva Nová;eve@clinic.example;;;read_only_admin, events_admin\n\
                ;una;una@clinic.example;;;\n\
                ;X;no address;;;\n\
                ;Y;y@clinic.example;de;gold;\n\
                ;Filip;filip@brno.example;;;\n\
                ;W;w@clinic.example;;;site_admin\n"
        .replace("First name;", "package;")
        .replace(";Zora N", "professional;Zora N");
    let before = world.everybody("clinic").await;
    let job = import(&world, "harriet", "clinic", Kind::People, &text).await.unwrap();
    let entries = log(&world, "clinic").await.len();
    work_all(&world).await;
    let changes = look(&world, "harriet", "clinic", job).await;
    assert_eq!((changes.job.state, changes.phase, changes.job.done), (JobState::Waiting, Phase::Looked, 7));
    let rows = rows(&world, &changes).await;
    let outcomes: Vec<Outcome> = rows.iter().map(|row| row.outcome).collect();
    use Outcome::{Add, Change, Refused, Unchanged};
    assert_eq!(outcomes, [Add, Change, Unchanged, Refused, Refused, Refused, Refused]);
    assert_eq!((changes.looked.add, changes.looked.change, changes.looked.refused), (1, 1, 4));
    let told = |field: &str, before: &str, after: &str| Told::Field {
        field: field.to_owned(),
        before: before.to_owned(),
        after: after.to_owned(),
    };
    assert_eq!(rows[1].told, [told("name", "eve", "Eva Nová"), Told::Given("read_only_admin".to_owned())]);
    assert_eq!(keys(&rows[3]), ["field-email_invalid"]);
    assert_eq!(keys(&rows[4]), ["field-language_unknown", "field-licence_name_unknown"]);
    assert_eq!(keys(&rows[5]), ["refusal-email_taken"], "it never says where (ORG-05)");
    assert_eq!(keys(&rows[6]), ["field-role_needs_scope"]);
    assert_eq!(world.everybody("clinic").await, before);
    assert_eq!(log(&world, "clinic").await.len(), entries, "looking writes nothing down");

    // A file with bad rows changes nothing unless the reader applies the good ones.
    let all = TurnChanges { organization: world.organizations["clinic"], job, turn: JobTurn::Apply, good_ones: false };
    let Refusal::Rule { code: "rows_refused", arguments, .. } = refused(world.act("harriet", all).await) else {
        panic!("applied")
    };
    assert_eq!(arguments, [("rows", "4".to_owned())]);
    turn(&world, "harriet", "clinic", job, JobTurn::Apply).await.unwrap();
    work_all(&world).await;
    let changes = look(&world, "harriet", "clinic", job).await;
    assert_eq!((changes.job.state, changes.done.done, changes.done.refused), (JobState::Done, 2, 4));
    let people = world.everybody("clinic").await;
    let zora = people.iter().find(|person| person.email.as_str() == "zora@clinic.example").unwrap();
    assert_eq!(
        (zora.package.as_deref(), zora.licenses.as_slice()),
        (Some("professional"), &["calling".to_owned()][..])
    );
    assert_eq!(zora.status, PersonStatus::Pending, "ORG-06: they come by their invitation");
    assert_eq!(world.roles("eve", "clinic").await, ["events_admin", "read_only_admin"]);
    // Each row is an entry of its own, by the one who asked, and says that it was a job's.
    let entry = log(&world, "clinic").await.into_iter().find(|entry| entry.row.action == "person_added").unwrap();
    assert_eq!(entry.row.actor, Some(world.people["harriet"].id));
    assert_eq!(entry.row.request.0, job.0);
}

#[tokio::test]
async fn what_is_not_changed_by_hand_is_not_changed_by_a_file() {
    let world = World::new().await;
    // RST-03: restricted mode locks files; a partner full administrator is not bound by it (RST-02).
    forbidden_to(import(&world, "frantisek", "brno", Kind::People, &many(1)).await);
    import(&world, "pavel", "brno", Kind::People, &many(1)).await.unwrap();
    forbidden_to(import(&world, "rita", "brno", Kind::Roles, "email,roles\nx@brno.example,\n").await);
    forbidden_to(import(&world, "una", "clinic", Kind::Roles, "email,roles\nx@clinic.example,\n").await);
    for who in ["frantisek", "carl", "vera"] {
        let outcome = import(&world, who, "clinic", Kind::People, &many(1)).await;
        assert!(matches!(outcome, Err(Error::Refused(Refusal::NotFound))), "{who}: {outcome:?}");
    }
    // ROL-10, ORG-07, ORG-08: rules that no right lifts.
    let text = "email,roles\nharriet@clinic.example,\"full_admin, read_only_admin\"\n";
    let job = import(&world, "harriet", "clinic", Kind::Roles, text).await.unwrap();
    work_all(&world).await;
    let changes = look(&world, "harriet", "clinic", job).await;
    assert_eq!(keys(&rows(&world, &changes).await[0]), ["refusal-not_to_oneself"]);
    let job =
        import(&world, "harriet", "clinic", Kind::Roles, "email,roles\nharriet@clinic.example,-\n").await.unwrap();
    work_all(&world).await;
    let changes = look(&world, "harriet", "clinic", job).await;
    assert_eq!(keys(&rows(&world, &changes).await[0]), ["refusal-last_full_admin"]);
    let nothing = turn(&world, "harriet", "clinic", job, JobTurn::Apply).await;
    assert!(matches!(nothing, Err(Error::Refused(Refusal::Rule { code: "nothing_to_apply", .. }))), "{nothing:?}");
    let job = select(&world, "una", "clinic", What::Suspend, &["eve", "harriet", "una"]).await.unwrap();
    work_all(&world).await;
    let changes = look(&world, "una", "clinic", job).await;
    let found = rows(&world, &changes).await;
    assert_eq!(keys(&found[0]), ["refusal-takeover_guard"]);
    assert_eq!(keys(&found[1]), ["refusal-takeover_guard"]);
}

#[track_caller]
fn forbidden_to<T: std::fmt::Debug>(outcome: Result<T, Error>) {
    assert!(matches!(outcome, Err(Error::Refused(Refusal::Forbidden { .. }))), "{outcome:?}");
}

#[tokio::test]
async fn scoped_roles_stay_where_they_are_named_and_are_not_new_by_a_file() {
    let world = World::new().await;
    let before = world.held("sam", "brno").await;
    let text = "email,roles\nsam@brno.example,\"site_admin,read_only_admin\"\nnora@brno.example,site_admin\n";
    let job = import(&world, "filip", "brno", Kind::Roles, text).await.unwrap();
    let (_, rows) = through(&world, "filip", "brno", job).await;
    assert_eq!(rows[0].outcome, Outcome::Done);
    assert_eq!(keys(&rows[1]), ["field-role_needs_scope"]);
    let after = world.held("sam", "brno").await;
    assert!(before.iter().all(|grant| after.contains(grant)));
    assert_eq!(world.roles("sam", "brno").await, ["read_only_admin", "site_admin"]);
}

#[tokio::test]
async fn rows_are_numbered_as_an_editor_numbers_lines() {
    let world = World::new().await;
    let text = "\u{feff}name;email\r\n\"A\r\nB\";a@clinic.example\r\n\r\nC;c@clinic.example\r\nC;C@clinic.example\r\n";
    let job = import(&world, "harriet", "clinic", Kind::People, text).await.unwrap();
    work_all(&world).await;
    let rows = rows(&world, &look(&world, "harriet", "clinic", job).await).await;
    assert_eq!(rows.iter().map(|line| line.number).collect::<Vec<_>>(), [2, 5, 6]);
    assert_eq!(rows[1].because[0].arguments, [("line".to_owned(), "6".to_owned())]);
    assert_eq!(rows[2].because[0].arguments, [("line".to_owned(), "5".to_owned())]);
}

#[tokio::test]
async fn a_step_that_was_interrupted_does_no_row_twice() {
    let world = World::new().await;
    let mut text = many(20);
    text.push_str("Eva Nová,eve@clinic.example\n");
    let job = import(&world, "harriet", "clinic", Kind::People, &text).await.unwrap();
    work_all(&world).await;
    turn(&world, "harriet", "clinic", job, JobTurn::Apply).await.unwrap();
    let service = &world.app.service;
    let before: Job = claim(service).await.unwrap().unwrap();
    let mut first = before.clone();
    step(service, &NoFile, &mut first).await.unwrap();
    let entries = log(&world, "clinic").await.len();
    let people = world.everybody("clinic").await;
    // Whoever was interrupted before the step was written down comes back, and does all of it once more.
    let mut again = before.clone();
    step(service, &NoFile, &mut again).await.unwrap_err();
    assert_eq!(log(&world, "clinic").await.len(), entries);
    assert_eq!(world.everybody("clinic").await, people);
    assert_eq!(people.len(), 23);
    let changes = look(&world, "harriet", "clinic", job).await;
    assert_eq!((changes.job.state, changes.done.done), (JobState::Done, 21));
}

#[tokio::test]
async fn rights_that_are_lost_midway_count_at_once() {
    let mut world = World::new().await;
    world.person("helena", "clinic");
    world.grant("helena", "full_admin", "clinic", prokura_domain::grant::Scope::None);
    world.plant().await;
    let job = import(&world, "helena", "clinic", Kind::People, &many(3)).await.unwrap();
    work_all(&world).await;
    turn(&world, "helena", "clinic", job, JobTurn::Apply).await.unwrap();
    let none = SetRoles {
        organization: world.organizations["clinic"],
        holder: Holder::Id(world.people["helena"].id),
        roles: Vec::new(),
        expected: None,
        reason: None,
    };
    world.act("harriet", none).await.unwrap();
    work_all(&world).await;
    assert_eq!(world.everybody("clinic").await.len(), 4, "nobody was added");
    // And the account of it is not theirs to see any more.
    let seen =
        get(&world.app.service, &caller(&world, "helena"), &world.organizations["clinic"].to_string(), job).await;
    assert!(matches!(seen, Err(Error::Refused(Refusal::Forbidden { .. } | Refusal::NotFound))), "{seen:?}");
}

#[tokio::test]
async fn restricted_mode_counts_for_rows_that_are_still_to_come() {
    // RST-03
    let mut world = World::new().await;
    let job = import(&world, "harriet", "clinic", Kind::People, &many(CHUNK + 10)).await.unwrap();
    work_all(&world).await;
    turn(&world, "harriet", "clinic", job, JobTurn::Apply).await.unwrap();
    let service = world.app.service.clone();
    let mut taken = claim(&service).await.unwrap().unwrap();
    assert!(step(&service, &NoFile, &mut taken).await.unwrap());
    let organization = world.organizations["clinic"];
    let (key, at) = ("restricted_mode".to_owned(), world.now());
    let before = Setting {
        organization,
        key: key.clone(),
        value: SettingValue::Switch(false),
        set_by: None,
        set_at: crate::support::START,
        version: 1,
    };
    let after = Setting { value: SettingValue::Switch(true), set_at: at, version: 2, ..before.clone() };
    world.events(vec![prokura_domain::event::Event::SettingChanged { before: Some(before), after }]);
    world.plant().await;
    step(&service, &NoFile, &mut taken).await.unwrap();
    let changes = look(&world, "harriet", "clinic", job).await;
    assert_eq!((changes.job.state, changes.done.done, changes.done.refused), (JobState::Done, 200, 10));
    let rows = rows(&world, &changes).await;
    assert_eq!(keys(&rows[CHUNK]), ["reason-restricted_mode"]);
    forbidden_to(undo(&service, &caller(&world, "harriet"), organization, job).await);
}

#[tokio::test]
async fn what_is_paused_rests_and_what_is_called_off_ends() {
    let world = World::new().await;
    let service = &world.app.service;
    let job = import(&world, "harriet", "clinic", Kind::People, &many(2 * CHUNK + 1)).await.unwrap();
    work_all(&world).await;
    turn(&world, "harriet", "clinic", job, JobTurn::Apply).await.unwrap();
    let mut taken = claim(service).await.unwrap().unwrap();
    // Stopped while a step is made: the step counts, and nothing follows it.
    turn(&world, "harriet", "clinic", job, JobTurn::Pause).await.unwrap();
    assert!(!step(service, &NoFile, &mut taken).await.unwrap());
    assert!(claim(service).await.unwrap().is_none());
    let changes = look(&world, "harriet", "clinic", job).await;
    assert_eq!((changes.job.state, changes.done.done, changes.job.done), (JobState::Paused, 200, 200));
    for (wrong, code) in [(JobTurn::Apply, "changes_moved_on"), (JobTurn::Pause, "changes_moved_on")] {
        let outcome = turn(&world, "harriet", "clinic", job, wrong).await;
        assert!(matches!(outcome, Err(Error::Refused(Refusal::Over { code: told })) if told == code), "{outcome:?}");
    }
    turn(&world, "harriet", "clinic", job, JobTurn::Resume).await.unwrap();
    let mut taken = claim(service).await.unwrap().unwrap();
    step(service, &NoFile, &mut taken).await.unwrap();
    turn(&world, "harriet", "clinic", job, JobTurn::Cancel).await.unwrap();
    assert!(claim(service).await.unwrap().is_none());
    let changes = look(&world, "harriet", "clinic", job).await;
    assert_eq!((changes.job.state, changes.done.done), (JobState::Cancelled, 400));
    assert_eq!(world.everybody("clinic").await.len(), 403);
    world.app.clock.advance(Span::minutes(1));
    work_all(&world).await;
    assert_eq!(world.everybody("clinic").await.len(), 403);
}

#[tokio::test]
async fn of_two_at_once_the_later_does_not_overwrite_what_it_has_not_seen() {
    let world = World::new().await;
    let text = |roles: &str| format!("email,roles\neve@clinic.example,\"{roles}\"\n");
    let first = import(&world, "harriet", "clinic", Kind::Roles, &text("read_only_admin")).await.unwrap();
    let second = import(&world, "harriet", "clinic", Kind::Roles, &text("compliance_officer")).await.unwrap();
    let (_, done) = through(&world, "harriet", "clinic", first).await;
    assert_eq!(done[0].outcome, Outcome::Done);
    let (_, done) = through(&world, "harriet", "clinic", second).await;
    assert_eq!((done[0].outcome, keys(&done[0])), (Outcome::Refused, vec!["refusal-conflict"]));
    assert_eq!(world.roles("eve", "clinic").await, ["read_only_admin"]);
}

#[tokio::test]
async fn selected_people_are_changed_and_changed_back() {
    let mut world = World::new().await;
    world.subscription("clinic-calls", "clinic", "tatra", &["calling"]);
    world.plant().await;
    let people = ["harriet", "eve", "una"];
    for (what, rows) in [
        (What::Suspend, [Outcome::Refused, Outcome::Done, Outcome::Done]),
        (What::AddLicence("calling".to_owned()), [Outcome::Done; 3]),
        (What::GiveRole("compliance_officer".to_owned()), [Outcome::Refused, Outcome::Done, Outcome::Done]),
        (What::TakeRole("events_admin".to_owned()), [Outcome::Unchanged, Outcome::Done, Outcome::Unchanged]),
    ] {
        let state = async || {
            let mut people = world.everybody("clinic").await;
            people.iter_mut().for_each(|person| person.version = 0);
            let mut roles = Vec::new();
            for who in ["harriet", "eve", "una"] {
                roles.push(world.roles(who, "clinic").await);
            }
            (people, roles)
        };
        let before = state().await;
        let job = select(&world, "harriet", "clinic", what.clone(), &people).await.unwrap();
        let (_, done) = through(&world, "harriet", "clinic", job).await;
        let by_person = |who: &str| done.iter().find(|line| line.person == Some(world.people[who].id)).unwrap().outcome;
        assert_eq!(people.map(by_person), rows, "{what:?}");
        assert_ne!(state().await, before);
        let organization = world.organizations["clinic"];
        let back = undo(&world.app.service, &caller(&world, "harriet"), organization, job).await.unwrap().value;
        let (_, undone) = through(&world, "harriet", "clinic", back).await;
        assert!(undone.iter().all(|line| line.outcome == Outcome::Done), "{what:?}: {undone:?}");
        assert_eq!(state().await, before, "{what:?}");
    }
}

#[tokio::test]
async fn what_happened_since_is_not_undone_and_what_cannot_be_says_so() {
    let world = World::new().await;
    let organization = world.organizations["clinic"];
    let text = "name,email\nZora,zora@clinic.example\nEva,eve@clinic.example\nUna N,una@clinic.example\n";
    let job = import(&world, "harriet", "clinic", Kind::People, text).await.unwrap();
    through(&world, "harriet", "clinic", job).await;
    let renamed = ChangePerson { name: Some("Evelyn".parse().unwrap()), ..ChangePerson::of(world.people["eve"].id) };
    world.act("harriet", renamed).await.unwrap();
    let back = undo(&world.app.service, &caller(&world, "harriet"), organization, job).await.unwrap().value;
    let (_, rows) = through(&world, "harriet", "clinic", back).await;
    let found: BTreeMap<&str, (Outcome, Vec<&str>)> =
        rows.iter().map(|line| (line.email.as_str(), (line.outcome, keys(line)))).collect();
    assert_eq!(found["zora@clinic.example"], (Outcome::Refused, vec!["field-added_stays"]));
    assert_eq!(found["eve@clinic.example"], (Outcome::Refused, vec!["refusal-conflict"]));
    assert_eq!(found["una@clinic.example"].0, Outcome::Done);
    let people = world.everybody("clinic").await;
    let name = |who: &str| people.iter().find(|person| person.id == world.people[who].id).unwrap().name.to_string();
    assert_eq!((name("eve"), name("una")), ("Evelyn".to_owned(), "una".to_owned()));
}

#[tokio::test]
async fn nobody_learns_of_others_by_asking_for_changes() {
    let world = World::new().await;
    let job = select(&world, "harriet", "clinic", What::Suspend, &["filip", "eve"]).await.unwrap();
    work_all(&world).await;
    let changes = look(&world, "harriet", "clinic", job).await;
    let rows = rows(&world, &changes).await;
    let filip = rows.iter().find(|line| line.outcome == Outcome::Refused).unwrap();
    assert_eq!((filip.who.as_str(), filip.email.as_str(), filip.person), ("", "", None));
    assert_eq!(keys(filip), ["field-nobody_here"]);
    let text = "email,roles\nfilip@brno.example,\nnobody@brno.example,\n";
    let asked = import(&world, "harriet", "clinic", Kind::Roles, text).await.unwrap();
    work_all(&world).await;
    let found = self::rows(&world, &look(&world, "harriet", "clinic", asked).await).await;
    assert_eq!(keys(&found[0]), keys(&found[1]));
    // One's own only, and nobody else's by any way.
    let clinic = world.organizations["clinic"].to_string();
    for who in ["una", "frantisek", "pavel", "vera"] {
        let seen = get(&world.app.service, &caller(&world, who), &clinic, job).await;
        assert!(matches!(seen, Err(Error::Refused(Refusal::NotFound))), "{who}: {seen:?}");
        for way in JobTurn::ALL {
            let turned = turn(&world, who, "clinic", job, way).await;
            assert!(matches!(turned, Err(Error::Refused(Refusal::NotFound))), "{who}: {turned:?}");
        }
    }
    assert!(list(&world.app.service, &caller(&world, "una"), &clinic).await.unwrap().is_empty());
    assert_eq!(list(&world.app.service, &caller(&world, "harriet"), &clinic).await.unwrap().len(), 2);
    // Not even in another house of one's own.
    let elsewhere = turn(&world, "harriet", "brno", job, JobTurn::Cancel).await;
    assert!(matches!(elsewhere, Err(Error::Refused(Refusal::NotFound))), "{elsewhere:?}");
}

#[tokio::test]
async fn one_waits_for_a_few() {
    let world = World::new().await;
    for _ in 0..3 {
        import(&world, "harriet", "clinic", Kind::People, &many(1)).await.unwrap();
    }
    let fourth = import(&world, "harriet", "clinic", Kind::People, &many(1)).await;
    assert!(matches!(fourth, Err(Error::Refused(Refusal::TooMany { code: "changes_unfinished", .. }))), "{fourth:?}");
    work_all(&world).await;
    // What waits for its reader keeps nobody from asking.
    import(&world, "harriet", "clinic", Kind::People, &many(1)).await.unwrap();
}

#[tokio::test]
async fn several_are_added_by_hand_or_nobody() {
    // ORG-05, ORG-06
    let world = World::new().await;
    let new = |email: &str| NewPerson {
        email: email.parse().unwrap(),
        name: "Zora Nová".parse().unwrap(),
        locale: None,
        licenses: None,
        package: None,
        details: Details::default(),
    };
    let add = |emails: &[&str]| AddPeople {
        organization: world.organizations["clinic"],
        people: emails.iter().map(|email| new(email)).collect(),
    };
    let wrong = add(&["a@clinic.example", "eve@clinic.example", "filip@brno.example", "a@clinic.example"]);
    let expected =
        [("people/1/email", "email_here"), ("people/2/email", "email_taken"), ("people/3/email", "email_repeated")];
    crate::world::fields(world.act("una", wrong).await, &expected);
    assert_eq!(world.everybody("clinic").await.len(), 3);
    let added = world.act("una", add(&["a@clinic.example", "b@clinic.example"])).await.unwrap().value;
    assert_eq!(added.len(), 2);
    assert_eq!(world.everybody("clinic").await.len(), 5);
    let many: Vec<String> = (0..26).map(|number| format!("m{number}@clinic.example")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    crate::world::fields(world.act("una", add(&many)).await, &[("people", "form_too_long")]);
    world.act("una", add(&many[..25])).await.unwrap();
    forbidden(
        world
            .act(
                "frantisek",
                AddPeople { organization: world.organizations["brno"], people: vec![new("z@brno.example")] },
            )
            .await,
    );
    assert_eq!(refused(world.act("carl", add(&["c@clinic.example"])).await), Refusal::NotFound);
}

/// Titles of roles of an organization that have no scope.
const ROLES: [&str; 5] =
    ["read_only_admin", "support_admin", "user_device_admin", "device_admin", "compliance_officer"];

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    /// ROL-07: what an export says, edited and imported, is what is so afterwards; who is not in it stays as they are.
    #[test]
    fn an_export_that_is_edited_and_imported_does_exactly_the_edits(
        before in prop::collection::vec(prop::collection::btree_set(0..ROLES.len(), 0..4), 6),
        edits in prop::collection::vec(prop::option::of(prop::collection::btree_set(0..ROLES.len(), 0..4)), 6),
        language in 0..3_usize,
        delimiter in prop::sample::select(vec![',', ';', '\t']),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let mut world = World::new().await;
            let names = ["p0", "p1", "p2", "p3", "p4", "p5"];
            for (who, roles) in names.iter().zip(&before) {
                world.person(who, "clinic");
                for role in roles {
                    world.grant(who, ROLES[*role], "clinic", prokura_domain::grant::Scope::None);
                }
            }
            world.plant().await;
            let policy = world.app.service.policy().clone();
            let locale = Locale::ALL[language];
            let title = |role: usize| policy.role_at(policy.role(ROLES[role]).unwrap()).title.in_locale(locale).to_owned();
            let mut text = format!("\u{feff}name{delimiter}email{delimiter}roles\r\n");
            for ((who, before), edit) in names.iter().zip(&before).zip(&edits) {
                // Who was taken out of the file is not in it.
                if edit.is_none() && who.ends_with('5') {
                    continue;
                }
                let roles: Vec<String> = edit.as_ref().unwrap_or(before).iter().map(|role| title(*role)).collect();
                text.push_str(&format!("{who}{delimiter}{}{delimiter}\"{}\"\r\n", world.people[who].email, roles.join(", ")));
            }
            let unchanged: BTreeSet<usize> = (0..6).filter(|it| edits[*it].as_ref().is_none_or(|edit| *edit == before[*it])).collect();
            let mut grants = BTreeMap::new();
            for who in names {
                grants.insert(who, world.held(who, "clinic").await);
            }
            let job = import(&world, "harriet", "clinic", Kind::Roles, &text).await.unwrap();
            work_all(&world).await;
            let looked = look(&world, "harriet", "clinic", job).await;
            assert_eq!((looked.looked.change, looked.looked.refused), (6 - unchanged.len() as u64, 0));
            if looked.looked.change > 0 {
                let (_, rows) = through(&world, "harriet", "clinic", job).await;
                assert!(rows.iter().all(|line| line.outcome != Outcome::Refused), "{rows:?}");
            }
            for (it, who) in names.into_iter().enumerate() {
                if unchanged.contains(&it) {
                    assert_eq!(world.held(who, "clinic").await, grants[who], "not even a version");
                    continue;
                }
                let mut wanted: Vec<&str> = edits[it].as_ref().unwrap().iter().map(|role| ROLES[*role]).collect();
                wanted.sort_unstable();
                assert_eq!(world.roles(who, "clinic").await, wanted);
            }
        });
    }
}

#[tokio::test]
async fn a_shortage_of_seats_is_foreseen_across_the_rows_and_the_chunks() {
    let mut world = World::new().await;
    world.subscription("clinic-calls", "clinic", "tatra", &["calling"]);
    world.subscription("clinic-more", "clinic", "tatra", &["calling"]);
    world.plant().await;
    let rows_of = |from: usize, to: usize| {
        let row = |number: usize| format!("Person {number},p{number}@clinic.example,calling\n");
        (from..to).map(row).collect::<String>()
    };
    // Two subscriptions of ten seats; the rows in between take none, so that the last ones are in another chunk.
    let quiet: String = (0..CHUNK).map(|number| format!("Quiet {number},q{number}@clinic.example,-\n")).collect();
    let text = format!("name,email,licenses\n{}{quiet}{}", rows_of(0, 15), rows_of(15, 22));
    let job = import(&world, "harriet", "clinic", Kind::People, &text).await.unwrap();
    work_all(&world).await;
    let changes = look(&world, "harriet", "clinic", job).await;
    assert_eq!((changes.looked.add, changes.looked.refused), (20 + CHUNK as u64, 2));
    let looked = rows(&world, &changes).await;
    let short: Vec<&Line> = looked.iter().filter(|row| row.outcome == Outcome::Refused).collect();
    assert_eq!(
        short.iter().map(|row| row.email.as_str()).collect::<Vec<_>>(),
        ["p20@clinic.example", "p21@clinic.example"]
    );
    assert!(short.iter().all(|row| keys(row) == ["field-no_free_seat"]));
}

#[tokio::test]
async fn the_rules_are_applied_to_those_who_are_here() {
    let mut world = World::new().await;
    world.subscription("clinic-calls", "clinic", "tatra", &["calling"]);
    world.plant().await;
    let rule = prokura_app::command::set_licence_rule::SetLicenceRule {
        organization: world.organizations["clinic"],
        domain: None,
        gives: prokura_domain::licence_rule::Gives::Licences(vec!["calling".to_owned()]),
        expected_version: None,
    };
    world.act("harriet", rule).await.unwrap();
    let job = select(&world, "harriet", "clinic", What::ApplyRules, &["harriet", "eve", "una"]).await.unwrap();
    let (changes, rows) = through(&world, "harriet", "clinic", job).await;
    assert_eq!((changes.done.done, rows.len()), (3, 3));
    assert!(world.everybody("clinic").await.iter().all(|person| person.licenses == ["calling"]));
    let again = select(&world, "harriet", "clinic", What::ApplyRules, &["eve"]).await.unwrap();
    work_all(&world).await;
    assert_eq!(look(&world, "harriet", "clinic", again).await.looked.unchanged, 1);
}

#[tokio::test]
async fn many_are_deleted_and_undoing_brings_them_back() {
    let world = World::new().await;
    let job = select(&world, "harriet", "clinic", What::Delete, &["eve", "una", "harriet", "nora"]).await.unwrap();
    work_all(&world).await;
    let looked = look(&world, "harriet", "clinic", job).await;
    let found = rows(&world, &looked).await;
    let outcomes: Vec<Outcome> = found.iter().map(|line| line.outcome).collect();
    assert_eq!(outcomes, [Outcome::Change, Outcome::Change, Outcome::Refused, Outcome::Refused]);
    assert_eq!(keys(&found[2]), ["refusal-deletes_oneself"]);
    assert_eq!(keys(&found[3]), ["field-nobody_here"], "nobody of another house");
    let status =
        |line: &Line| line.told.iter().any(|told| matches!(told, Told::Field { field, .. } if field == "status"));
    assert!(status(&found[0]) && found[0].told.contains(&Told::Taken("events_admin".to_owned())));
    assert_eq!(world.everybody("clinic").await.len(), 3, "nothing has changed yet");
    turn(&world, "harriet", "clinic", job, JobTurn::Apply).await.unwrap();
    work_all(&world).await;
    let done = look(&world, "harriet", "clinic", job).await;
    assert_eq!(world.everybody("clinic").await.len(), 1);
    let organization = world.organizations["clinic"];
    let back = undo(&world.app.service, &caller(&world, "harriet"), organization, done.job.id).await.unwrap().value;
    let (_, lines) = through(&world, "harriet", "clinic", back).await;
    let outcomes: Vec<Outcome> = lines.iter().map(|line| line.outcome).collect();
    assert_eq!(outcomes, [Outcome::Done, Outcome::Done]);
    let everybody = world.everybody("clinic").await;
    let invited = everybody.iter().filter(|person| person.status == PersonStatus::Pending).count();
    assert_eq!((everybody.len(), invited), (3, 2));
    assert_eq!(world.roles("eve", "clinic").await, Vec::<String>::new());
}

#[tokio::test]
async fn many_are_claimed_and_whom_one_cannot_claim_is_not_named() {
    let mut world = World::new().await;
    world.domain("lighthouse.example", "clinic", true);
    world.plant().await;
    let job = select(&world, "harriet", "clinic", What::Claim, &["leo", "lena", "carl", "gosia"]).await.unwrap();
    work_all(&world).await;
    let looked = look(&world, "harriet", "clinic", job).await;
    let found = rows(&world, &looked).await;
    let who: Vec<&str> = found.iter().map(|line| line.who.as_str()).collect();
    assert_eq!(who, ["leo", "lena", "", ""]);
    assert_eq!((found[0].outcome, &found[0].told[..]), (Outcome::Change, &[Told::Claimed, Told::Invited][..]));
    assert_eq!(keys(&found[1]), ["refusal-takeover_guard"]);
    for line in &found[2..] {
        assert_eq!((keys(line), line.person), (vec!["field-nobody_here"], None));
    }
    let (_, lines) = through(&world, "harriet", "clinic", job).await;
    assert_eq!(lines[0].outcome, Outcome::Done);
    assert!(world.everybody("clinic").await.iter().any(|person| person.name.as_str() == "leo"));
}

#[tokio::test]
async fn details_and_the_work_number_come_by_file_and_go_by_a_hyphen() {
    let world = World::new().await;
    let text = "email,name,title,department,work_number\n\
                zora@clinic.example,Zora,Head nurse,Ward 3,+420 541 141 111\n\
                eve@clinic.example,,Porter,,\n\
                una@clinic.example,,,,541141111\n";
    let job = import(&world, "harriet", "clinic", Kind::People, text).await.unwrap();
    let (changes, lines) = through(&world, "harriet", "clinic", job).await;
    assert_eq!((changes.done.done, changes.done.refused), (2, 1));
    assert_eq!(keys(&lines[2]), ["field-work_number_invalid"]);
    let told = |field: &str, before: &str, after: &str| Told::Field {
        field: field.to_owned(),
        before: before.to_owned(),
        after: after.to_owned(),
    };
    assert!(lines[0].told.contains(&told("work_number", "", "+420541141111")));
    assert_eq!(lines[1].told, [told("title", "", "Porter")]);
    let details = async |email: &str| {
        let people = world.everybody("clinic").await;
        let person = people.into_iter().find(|person| person.email.as_str() == email).unwrap();
        let Details { title, department, work_number } = person.details;
        [title.map(String::from), department.map(String::from), work_number.map(String::from)]
    };
    let [title, department, number] = details("zora@clinic.example").await;
    assert_eq!((title.as_deref(), department.as_deref()), (Some("Head nurse"), Some("Ward 3")));
    assert_eq!(number.as_deref(), Some("+420541141111"));
    // An empty cell leaves what there is; a hyphen empties it, and undoing brings it back.
    let text = "email,title,department,work_number\nzora@clinic.example,,-,-\n";
    let job = import(&world, "harriet", "clinic", Kind::People, text).await.unwrap();
    let (changes, _) = through(&world, "harriet", "clinic", job).await;
    assert_eq!(details("zora@clinic.example").await, [Some("Head nurse".to_owned()), None, None]);
    let organization = world.organizations["clinic"];
    let back = undo(&world.app.service, &caller(&world, "harriet"), organization, changes.job.id).await.unwrap().value;
    through(&world, "harriet", "clinic", back).await;
    assert_eq!(details("zora@clinic.example").await[2].as_deref(), Some("+420541141111"));
}

#[tokio::test]
async fn seats_for_those_who_are_claimed_are_foreseen_too() {
    let mut world = World::new().await;
    world.subscription("clinic-calls", "clinic", "tatra", &["calling"]);
    world.domain("lighthouse.example", "clinic", true);
    let people = ["k1", "k2", "k3", "k4", "k5", "k6", "k7", "k8", "k9", "k10", "k11", "k12"];
    for who in people {
        world.person(who, "lighthouse");
    }
    world.plant().await;
    let rule = prokura_app::command::set_licence_rule::SetLicenceRule {
        organization: world.organizations["clinic"],
        domain: None,
        gives: prokura_domain::licence_rule::Gives::Licences(vec!["calling".to_owned()]),
        expected_version: None,
    };
    world.act("harriet", rule).await.unwrap();
    let job = select(&world, "harriet", "clinic", What::Claim, &people).await.unwrap();
    work_all(&world).await;
    let looked = look(&world, "harriet", "clinic", job).await;
    let seated = Told::Field { field: "licenses".to_owned(), before: String::new(), after: "calling".to_owned() };
    let found = rows(&world, &looked).await;
    // Ten seats: whoever comes later comes all the same.
    assert!(found.iter().all(|line| line.outcome == Outcome::Change && line.told[0] == Told::Claimed));
    let with_seat = found.iter().map(|line| line.told.contains(&seated)).collect::<Vec<_>>();
    assert_eq!(with_seat, [vec![true; 10], vec![false; 2]].concat());
    let (changes, _) = through(&world, "harriet", "clinic", job).await;
    assert_eq!(changes.done.done, 12);
    let mut read = world.app.service.read().await.unwrap();
    let held = read.licences_held(world.organizations["clinic"]).await.unwrap();
    assert_eq!(held.get("calling"), Some(&10));
}

#[tokio::test]
async fn a_package_that_is_undone_leaves_the_licences_that_were_held() {
    let mut world = World::new().await;
    world.subscription("clinic-calls", "clinic", "tatra", &["calling", "messaging"]);
    world.plant().await;
    // Calling is hers beside any package, and in the one that she gets.
    let calling =
        ChangePerson { licenses: Some(vec!["calling".to_owned()]), ..ChangePerson::of(world.people["eve"].id) };
    world.act("harriet", calling).await.unwrap();
    let file = "email,package\neve@clinic.example,professional\n";
    let job = import(&world, "harriet", "clinic", Kind::People, file).await.unwrap();
    through(&world, "harriet", "clinic", job).await;
    let eve = async || {
        let people = world.everybody("clinic").await;
        let eve = people.into_iter().find(|person| person.id == world.people["eve"].id).unwrap();
        (eve.package, eve.licenses)
    };
    assert_eq!(eve().await.1, ["calling", "meetings_host", "messaging"]);
    let organization = world.organizations["clinic"];
    let back = undo(&world.app.service, &caller(&world, "harriet"), organization, job).await.unwrap().value;
    let (_, lines) = through(&world, "harriet", "clinic", back).await;
    assert_eq!(lines[0].outcome, Outcome::Done, "{lines:?}");
    assert_eq!(eve().await, (None, vec!["calling".to_owned()]));
}

#[tokio::test]
async fn an_empty_cell_of_licences_is_by_the_rule_and_a_hyphen_is_none() {
    let mut world = World::new().await;
    world.subscription("clinic-calls", "clinic", "tatra", &["calling"]);
    world.plant().await;
    let rule = prokura_app::command::set_licence_rule::SetLicenceRule {
        organization: world.organizations["clinic"],
        domain: None,
        gives: prokura_domain::licence_rule::Gives::Licences(vec!["calling".to_owned()]),
        expected_version: None,
    };
    world.act("harriet", rule).await.unwrap();
    let file = "name,email,licenses\nA,a@clinic.example,\nB,b@clinic.example,-\n";
    let job = import(&world, "harriet", "clinic", Kind::People, file).await.unwrap();
    through(&world, "harriet", "clinic", job).await;
    let people = world.everybody("clinic").await;
    let of = |email: &str| people.iter().find(|it| it.email.as_str() == email).unwrap().licenses.clone();
    assert_eq!((of("a@clinic.example"), of("b@clinic.example")), (vec!["calling".to_owned()], Vec::new()));
}

#[tokio::test]
async fn whoever_may_claim_nobody_any_more_is_told_no_names() {
    // RST-03: restricted mode comes between the choice and the look.
    let mut world = World::new().await;
    world.domain("lighthouse.example", "clinic", true);
    world.plant().await;
    let job = select(&world, "harriet", "clinic", What::Claim, &["leo", "gosia"]).await.unwrap();
    let on = prokura_app::command::change_setting::ChangeSetting {
        organization: world.organizations["clinic"],
        key: "restricted_mode".to_owned(),
        value: SettingValue::Switch(true),
        expected_version: None,
    };
    world.act("pavel", on).await.unwrap();
    work_all(&world).await;
    let mut read = world.app.service.read().await.unwrap();
    let looked = read.job(job).await.unwrap().unwrap();
    let part = read.job_part(job, looked.parts - 1).await.unwrap().unwrap();
    let told = String::from_utf8(part).unwrap();
    assert!(told.contains("reason-restricted_mode"), "{told}");
    for name in ["leo", "gosia", &world.people["leo"].id.to_string()] {
        assert!(!told.contains(name), "{name}: {told}");
    }
}
