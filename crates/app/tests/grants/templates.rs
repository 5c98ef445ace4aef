//! Templates: what people of a group shall have, looked at first, applied as any change of many, and who deviates.

use crate::bulk::{caller, look, select, through, turn, work_all};
use crate::world::{World, fields, forbidden, refused};
use prokura_app::bulk::begin::of_template;
use prokura_app::bulk::row::{Outcome, Told};
use prokura_app::bulk::task::{Taken, Task, What};
use prokura_app::caller::{Caller, IdempotencyKey};
use prokura_app::command::ask_changes::AskChanges;
use prokura_app::command::change_person::{ChangePerson, DetailsChange};
use prokura_app::command::change_template::ChangeTemplate;
use prokura_app::command::delete_template::DeleteTemplate;
use prokura_app::command::make_template::MakeTemplate;
use prokura_app::error::Error;
use prokura_app::query::Part;
use prokura_app::query::people_changes::undo;
use prokura_app::query::templates::{self, Counts, Deviation, deviations, get, list};
use prokura_domain::id::{JobId, TemplateId};
use prokura_domain::job::JobTurn;
use prokura_domain::person::PersonStatus;
use prokura_domain::refusal::Refusal;
use prokura_domain::template::{Group, Outfit, Services, Template};

fn outfit(add: &[&str], department: Option<&str>) -> Outfit {
    let codes: Vec<String> = add.iter().map(|&code| code.to_owned()).collect();
    let department = department.map(|department| department.parse().unwrap());
    Outfit { services: (!codes.is_empty()).then_some(Services::Add(codes)), department, ..Outfit::default() }
}

fn make(world: &World, place: &str, name: &str, sets: Outfit) -> MakeTemplate {
    let (organization, name) = (world.organizations[place], name.parse().unwrap());
    MakeTemplate { organization, name, note: None, sets, group: Group::default() }
}

fn change(template: &Template, expected_version: Option<i64>, sets: Outfit) -> ChangeTemplate {
    let (organization, template) = (template.organization, template.id);
    ChangeTemplate { organization, template, expected_version, name: None, note: None, sets: Some(sets), group: None }
}

fn keyed(world: &World, who: &str, key: &str) -> Caller {
    let caller = caller(world, who);
    let id = world.people[who].id;
    let key = IdempotencyKey { caller: id, route: "x".to_owned(), key: key.to_owned(), fingerprint: String::new() };
    Caller { idempotency: Some(key), ..caller }
}

async fn begin(world: &World, who: &str, template: &Template) -> Result<JobId, Error> {
    let caller = caller(world, who);
    let begun = of_template(&world.app.service, &caller, template.organization, template.id, None).await;
    begun.map(|begun| begun.value)
}

async fn counts(world: &World, template: &Template) -> (u64, u64) {
    let place = template.organization.to_string();
    let service = &world.app.service;
    let counted = templates::counts(service, &caller(world, "harriet"), &place, template.id).await.unwrap();
    let Counts { people, deviating } = counted;
    (people, deviating)
}

async fn stored(world: &World, id: TemplateId) -> Option<Template> {
    world.app.service.read().await.unwrap().template(id).await.unwrap()
}

/// Who deviates, a page of one at a time.
async fn deviating(world: &World, template: &Template) -> Vec<Deviation> {
    let (place, caller) = (template.organization.to_string(), caller(world, "harriet"));
    let (mut found, mut part) = (Vec::new(), Part::first(1));
    loop {
        let page = deviations(&world.app.service, &caller, &place, template.id, part).await.unwrap();
        found.extend(page.items);
        match page.next {
            Some(after) => part = Part { after: Some(after), limit: 1 },
            None => return found,
        }
    }
}

fn department(world: &World, who: &str, department: &str) -> ChangePerson {
    ChangePerson {
        person: world.people[who].id,
        expected_version: None,
        name: None,
        email: None,
        status: None,
        locale: None,
        licenses: None,
        package: None,
        details: DetailsChange { department: Some(Some(department.parse().unwrap())), ..DetailsChange::default() },
    }
}

async fn world() -> World {
    let mut world = World::new().await;
    world.subscription("clinic-calls", "clinic", "tatra", &["calling", "messaging"]);
    world.plant().await;
    world
}

#[tokio::test]
async fn it_is_looked_at_applied_and_applied_again_to_whoever_deviates() {
    let world = world().await;
    let made = make(&world, "clinic", "Ward", outfit(&["calling"], Some("Ward 3")));
    let template = world.act("harriet", made).await.unwrap().value;
    assert_eq!((template.version, template.applied, counts(&world, &template).await), (1, None, (3, 3)));

    let job = begin(&world, "harriet", &template).await.unwrap();
    work_all(&world).await;
    let looked = look(&world, "harriet", "clinic", job).await;
    assert_eq!((looked.looked.change, looked.looked.refused), (3, 0));
    assert!(world.everybody("clinic").await.iter().all(|person| person.licenses.is_empty()), "nothing is changed");
    assert_eq!(stored(&world, template.id).await.unwrap().applied, None);
    turn(&world, "harriet", "clinic", job, JobTurn::Apply).await.unwrap();
    work_all(&world).await;
    let people = world.everybody("clinic").await;
    let department = |person: &prokura_domain::person::Person| person.details.department.clone().map(String::from);
    assert!(people.iter().all(|it| it.licenses == ["calling"] && department(it).as_deref() == Some("Ward 3")));
    let applied = stored(&world, template.id).await.unwrap().applied.unwrap();
    assert_eq!((applied.by, applied.version), (world.people["harriet"].id, 1));
    assert_eq!((counts(&world, &template).await, deviating(&world, &template).await), ((3, 0), Vec::new()));
    let nobody = begin(&world, "harriet", &template).await.unwrap_err();
    assert!(matches!(nobody, Error::Refused(Refusal::Invalid(ref it)) if it[0].code == "nobody_deviates"), "{nobody}");

    world.act("harriet", self::department(&world, "eve", "Ward 4")).await.unwrap();
    let lone = deviating(&world, &template).await;
    let told = Told::Field { field: "department".to_owned(), before: "Ward 4".to_owned(), after: "Ward 3".to_owned() };
    assert_eq!(
        lone.iter().map(|it| (it.person.id, &it.told[..])).collect::<Vec<_>>(),
        [(world.people["eve"].id, &[told][..])]
    );
    assert_eq!(counts(&world, &template).await, (3, 1));
    let again = begin(&world, "harriet", &template).await.unwrap();
    let (changes, lines) = through(&world, "harriet", "clinic", again).await;
    assert_eq!((changes.done.done, lines.len(), counts(&world, &template).await), (1, 1, (3, 0)));

    // Undoing takes back what was given, and is no applying.
    let before = stored(&world, template.id).await.unwrap().applied;
    let (service, harriet) = (&world.app.service, caller(&world, "harriet"));
    let back = undo(service, &harriet, template.organization, changes.job.id).await.unwrap().value;
    through(&world, "harriet", "clinic", back).await;
    assert_eq!((counts(&world, &template).await, stored(&world, template.id).await.unwrap().applied), ((3, 1), before));
}

#[tokio::test]
async fn what_is_begun_with_is_the_template_of_that_moment() {
    let world = world().await;
    let template = world.act("harriet", make(&world, "clinic", "W", outfit(&["calling"], None))).await.unwrap().value;
    let job = begin(&world, "harriet", &template).await.unwrap();
    world.act("harriet", change(&template, Some(1), outfit(&["messaging"], None))).await.unwrap();
    let stale = world.act("harriet", change(&template, Some(1), outfit(&["calling"], None))).await;
    assert!(matches!(refused(stale), Refusal::Conflict { actual: 2, .. }));
    // Whoever looked at the version before is told.
    let service = &world.app.service;
    let old = of_template(service, &caller(&world, "harriet"), template.organization, template.id, Some(1)).await;
    assert!(matches!(old, Err(Error::Refused(Refusal::Conflict { expected: 1, actual: 2, .. }))), "{old:?}");
    through(&world, "harriet", "clinic", job).await;
    assert!(world.everybody("clinic").await.iter().all(|person| person.licenses == ["calling"]));
    let now = stored(&world, template.id).await.unwrap();
    assert_eq!((now.version, now.applied.map(|applied| applied.version)), (2, Some(1)));
    // Deleted meanwhile: what was begun goes on.
    let job = begin(&world, "harriet", &template).await.unwrap();
    let delete =
        DeleteTemplate { organization: template.organization, template: template.id, expected_version: Some(2) };
    world.act("harriet", delete).await.unwrap();
    let (changes, _) = through(&world, "harriet", "clinic", job).await;
    assert_eq!((changes.done.done, stored(&world, template.id).await), (3, None));
    assert_eq!(refused(world.act("harriet", delete).await), Refusal::NotFound);
}

#[tokio::test]
async fn the_same_key_gets_the_same_job_whatever_became_of_the_template() {
    let world = world().await;
    let template = world.act("harriet", make(&world, "clinic", "W", outfit(&["calling"], None))).await.unwrap().value;
    let (service, harriet) = (&world.app.service, keyed(&world, "harriet", "k"));
    let ask = async |caller: &Caller, version| {
        of_template(service, caller, template.organization, template.id, version).await.map(|begun| begun.value)
    };
    let job = ask(&harriet, Some(1)).await.unwrap();
    world.act("harriet", change(&template, None, outfit(&["messaging"], None))).await.unwrap();
    assert_eq!(ask(&harriet, Some(1)).await.unwrap(), job);
    through(&world, "harriet", "clinic", job).await;
    assert_eq!(ask(&harriet, Some(1)).await.unwrap(), job);
    let (organization, template) = (template.organization, template.id);
    world.act("harriet", DeleteTemplate { organization, template, expected_version: None }).await.unwrap();
    assert_eq!(ask(&harriet, Some(1)).await.unwrap(), job);
    let other = ask(&keyed(&world, "harriet", "other"), Some(1)).await;
    assert!(matches!(other, Err(Error::Refused(Refusal::NotFound))), "{other:?}");
}

#[tokio::test]
async fn whoever_was_interrupted_goes_on_with_those_who_still_deviate() {
    let world = world().await;
    let template = world.act("harriet", make(&world, "clinic", "W", outfit(&["calling"], None))).await.unwrap().value;
    let (service, harriet) = (&world.app.service, keyed(&world, "harriet", "k"));
    // Two chunks of three people were foreseen, and nothing of them arrived; by now one has what is due.
    let what = What::Template(Box::new(Taken::from(&template)));
    let task = Task { what, chunks: 2, file: None, unused: Vec::new(), undoes: None };
    let ask = AskChanges { organization: template.organization, task, rows: 3 };
    let begun = service.execute(harriet.clone(), ask).await.unwrap().value.job;
    let by_hand = What::AddLicence("calling".to_owned());
    let hand = select(&world, "harriet", "clinic", by_hand, &["eve"]).await.unwrap();
    through(&world, "harriet", "clinic", hand).await;
    let job = of_template(service, &harriet, template.organization, template.id, None).await.unwrap().value;
    assert_eq!(job, begun);
    let (changes, lines) = through(&world, "harriet", "clinic", job).await;
    assert_eq!((changes.done.done, lines.len(), counts(&world, &template).await), (2, 2, (3, 0)));
}

#[tokio::test]
async fn exactly_these_takes_the_rest_and_a_missing_seat_refuses_its_row() {
    let mut world = World::new().await;
    world.subscription("clinic-calls", "clinic", "tatra", &["calling", "messaging"]);
    for who in ["p1", "p2", "p3", "p4", "p5", "p6", "p7", "p8", "p9"] {
        world.person(who, "clinic");
    }
    world.plant().await;
    let hand = select(&world, "harriet", "clinic", What::AddLicence("messaging".to_owned()), &["eve", "harriet"])
        .await
        .unwrap();
    through(&world, "harriet", "clinic", hand).await;
    let sets = Outfit { services: Some(Services::Exactly(vec!["calling".to_owned()])), ..Outfit::default() };
    let template = world.act("harriet", make(&world, "clinic", "Calls only", sets)).await.unwrap().value;
    // Twelve people and ten seats.
    let job = begin(&world, "harriet", &template).await.unwrap();
    let (changes, lines) = through(&world, "harriet", "clinic", job).await;
    assert_eq!((changes.done.done, changes.done.refused), (10, 2));
    let short: Vec<&str> =
        lines.iter().filter(|it| it.outcome == Outcome::Refused).map(|it| it.because[0].key.as_str()).collect();
    assert_eq!(short, ["field-no_free_seat", "field-no_free_seat"]);
    assert_eq!(counts(&world, &template).await, (12, 2), "who lacks it still deviates");
    let people = world.everybody("clinic").await;
    assert_eq!(people.iter().filter(|person| person.licenses == ["calling"]).count(), 10);
    assert!(people.iter().all(|person| !person.licenses.contains(&"messaging".to_owned())));
}

#[tokio::test]
async fn templates_are_kept_by_whoever_may_and_applied_by_whoever_could_by_hand() {
    // RST-03
    let world = world().await;
    let sets = || outfit(&["calling"], None);
    forbidden(world.act("eve", make(&world, "clinic", "W", sets())).await);
    forbidden(world.act("una", make(&world, "clinic", "W", sets())).await);
    // In restricted mode one is kept, and nobody is changed by it.
    let kept = world.act("frantisek", make(&world, "brno", "W", sets())).await.unwrap().value;
    assert!(matches!(begin(&world, "frantisek", &kept).await, Err(Error::Refused(Refusal::Forbidden { .. }))));
    assert_eq!(refused(world.act("grazyna", make(&world, "clinic", "W", sets())).await), Refusal::NotFound);
    let template = world.act("harriet", make(&world, "clinic", "W", sets())).await.unwrap().value;
    assert!(matches!(begin(&world, "eve", &template).await, Err(Error::Refused(Refusal::Forbidden { .. }))));
    assert!(matches!(begin(&world, "grazyna", &template).await, Err(Error::Refused(Refusal::NotFound))));
    let service = &world.app.service;
    let place = template.organization.to_string();
    let nothing = list(service, &caller(&world, "grazyna"), &place).await;
    assert!(matches!(nothing, Err(Error::Refused(Refusal::NotFound))));
    // A template of one house is nobody's in another.
    let brno = world.organizations["brno"];
    let elsewhere = of_template(service, &caller(&world, "frantisek"), brno, template.id, None).await;
    assert!(matches!(elsewhere, Err(Error::Refused(Refusal::NotFound))), "{elsewhere:?}");
    let stolen = ChangeTemplate { organization: brno, ..change(&template, None, outfit(&["messaging"], None)) };
    assert!(matches!(refused(world.act("frantisek", stolen).await), Refusal::NotFound | Refusal::Forbidden { .. }));
    // Whom it is for by roles asks to read roles, of whoever keeps it, sees it and applies it.
    let by_role = Group { roles: vec!["full_admin".to_owned()], ..Group::default() };
    let roles = MakeTemplate { group: by_role, ..make(&world, "clinic", "Admins", sets()) };
    let roles = world.act("harriet", roles).await.unwrap().value;
    assert_eq!(counts(&world, &roles).await, (1, 1));
    assert!(!world.may("pavel", "roles", prokura_decision::mask::Level::Read, "clinic"));
    let pavel = caller(&world, "pavel");
    assert!(get(service, &pavel, &place, roles.id).await.unwrap().hidden.is_some());
    let count = templates::counts(service, &pavel, &place, roles.id).await;
    assert!(matches!(count, Err(Error::Refused(Refusal::Forbidden { .. }))));
    let whom = deviations(service, &pavel, &place, roles.id, Part::first(9)).await;
    assert!(matches!(whom, Err(Error::Refused(Refusal::Forbidden { .. }))));
    assert!(matches!(begin(&world, "pavel", &roles).await, Err(Error::Refused(Refusal::Forbidden { .. }))));
    // Nor does he make it be for everybody, unseen.
    let widened = ChangeTemplate { group: Some(Group::default()), ..change(&roles, None, sets()) };
    assert!(matches!(world.act("pavel", widened).await, Err(Error::Refused(Refusal::Forbidden { .. }))));
    assert!(get(service, &pavel, &place, roles.id).await.unwrap().locked.is_some());
}

#[tokio::test]
async fn a_template_says_something_of_things_that_there_are_and_is_called_by_its_own_name() {
    let world = world().await;
    fields(
        world.act("harriet", make(&world, "clinic", "W", Outfit::default())).await,
        &[("sets", "template_sets_nothing")],
    );
    fields(
        world.act("harriet", make(&world, "clinic", "W", outfit(&["gold"], None))).await,
        &[("sets/licenses", "licence_unknown")],
    );
    let package = Outfit { package: Some("gold".to_owned()), ..Outfit::default() };
    fields(world.act("harriet", make(&world, "clinic", "W", package)).await, &[("sets/package", "package_unknown")]);
    let nobody = Group { search: Some("\u{b4}".parse().unwrap()), ..Group::default() };
    let unfound = MakeTemplate { group: nobody, ..make(&world, "clinic", "W", outfit(&["calling"], None)) };
    fields(world.act("harriet", unfound).await, &[("group/search", "search_empty")]);
    let long = "x".repeat(81);
    fields(
        world.act("harriet", make(&world, "clinic", &long, outfit(&["calling"], None))).await,
        &[("name", "template_name_too_long")],
    );
    let group = Group {
        status: Some(PersonStatus::Deleted),
        license: Some("gold".to_owned()),
        roles: vec!["no_such".to_owned()],
        location: Some(prokura_domain::id::LocationId(uuid::Uuid::nil())),
        ..Group::default()
    };
    let wrong = MakeTemplate { group, ..make(&world, "clinic", "W", outfit(&["calling"], None)) };
    fields(
        world.act("harriet", wrong).await,
        &[
            ("group/status", "value_unknown"),
            ("group/license", "licence_unknown"),
            ("group/roles", "role_unknown"),
            ("group/location", "location_unknown"),
        ],
    );
    let one = world.act("harriet", make(&world, "clinic", "Ward", outfit(&["calling"], None))).await.unwrap().value;
    fields(
        world.act("harriet", make(&world, "clinic", "WARD", outfit(&["calling"], None))).await,
        &[("name", "template_name_taken")],
    );
    // Another organization calls its own as it likes.
    world.act("bartek", make(&world, "baltic", "Ward", outfit(&["calling"], None))).await.unwrap();
    // Its own name is nobody else's, and saying the same once more is no change.
    let same = ChangeTemplate {
        name: Some("Ward".parse().unwrap()),
        ..change(&one, Some(1), outfit(&["calling", "calling"], None))
    };
    assert_eq!(world.act("harriet", same).await.unwrap().value, one);
}
