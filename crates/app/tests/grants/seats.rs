//! Seats: a licence is a seat of an active subscription, and who sells them answers who asks for more.

use crate::world::{World, broken, fields, forbidden, refused, token};
use prokura_app::bulk::act::NewPerson;
use prokura_app::caller::{Actor, Caller};
use prokura_app::command::add_people::AddPeople;
use prokura_app::command::add_person::AddPerson;
use prokura_app::command::add_wholesale::AddWholesale;
use prokura_app::command::answer_seats::{AnswerSeats, SeatAnswer};
use prokura_app::command::ask_seats::AskSeats;
use prokura_app::command::change_person::ChangePerson;
use prokura_app::command::delete_person::DeletePerson;
use prokura_app::command::reset_package::ResetPackage;
use prokura_app::command::restore_person::RestorePerson;
use prokura_app::command::set_licence_rule::{RemoveLicenceRule, SetLicenceRule};
use prokura_app::query::licence_rules::{Missed, list as rules, missed};
use prokura_app::query::licences::{LicencesSeen, list, waiting};
use prokura_app::seats::Shortage;
use prokura_domain::event::{Change, Event};
use prokura_domain::grant::Scope;
use prokura_domain::id::{PrincipalId, RequestId, SeatRequestId};
use prokura_domain::licence_rule::Gives;
use prokura_domain::organization::{Blocked, Subscription};
use prokura_domain::person::{Details, Person, PersonStatus};
use prokura_domain::refusal::Refusal;
use prokura_domain::seat_request::SeatRequestState;
use prokura_domain::time::{Span, Term};
use uuid::Uuid;

/// The world with as many seats for calling at the clinic, sold by its partner.
async fn world(seats: i64) -> World {
    let mut world = World::new().await;
    world.subscription("clinic-calls", "clinic", "tatra", &["calling"]);
    world.plant().await;
    sold(&mut world, |it| it.quantity = seats).await;
    world
}

/// Changes the clinic's subscription as an import does.
async fn sold(world: &mut World, change: impl FnOnce(&mut Subscription)) {
    let slug = "clinic-calls".parse().unwrap();
    let before = world.app.service.read().await.unwrap().subscription_by_slug(&slug).await.unwrap().unwrap();
    let mut after = before.clone();
    change(&mut after);
    world.events(vec![Event::SubscriptionChanged(Change { before, after })]);
    world.plant().await;
}

fn caller(world: &World, who: &str) -> Caller {
    let person = &world.people[who];
    let actor = Actor::Principal { id: person.id, home: person.home, via: token(person.home) };
    Caller { actor, request: RequestId(Uuid::from_u128(8)), idempotency: None }
}

async fn seen(world: &World, who: &str) -> LicencesSeen {
    list(&world.app.service, &caller(world, who), &world.organizations["clinic"].to_string()).await.unwrap()
}

/// Seats, used and free of calling at the clinic.
async fn pool(world: &World) -> (i64, i64, i64) {
    let pools = seen(world, "harriet").await.pools.unwrap();
    let pool = &pools.iter().find(|it| it.pool.service == "calling").unwrap().pool;
    (pool.seats, pool.used(), pool.free())
}

async fn short(world: &World) -> Vec<Shortage> {
    let pools = seen(world, "harriet").await.pools.unwrap();
    pools.into_iter().find(|it| it.pool.service == "calling").unwrap().shortages
}

/// Who lacks what of what the clinic's rules give.
async fn lacking(world: &World) -> Vec<(PrincipalId, Vec<String>)> {
    let clinic = world.organizations["clinic"].to_string();
    let found: Vec<Missed> = missed(&world.app.service, &caller(world, "una"), &clinic).await.unwrap();
    found.into_iter().map(|(person, codes)| (person.id, codes)).collect()
}

fn change(world: &World, who: &str) -> ChangePerson {
    ChangePerson::of(world.people[who].id)
}

fn licensed(world: &World, who: &str, licenses: &[&str]) -> ChangePerson {
    let licenses = licenses.iter().map(|&code| code.to_owned()).collect();
    ChangePerson { licenses: Some(licenses), ..change(world, who) }
}

fn new(email: &str, licenses: &[&str]) -> NewPerson {
    NewPerson {
        email: email.parse().unwrap(),
        name: "Zora Nová".parse().unwrap(),
        locale: None,
        licenses: (!licenses.is_empty()).then(|| licenses.iter().map(|&code| code.to_owned()).collect()),
        package: None,
        details: Details::default(),
    }
}

#[tokio::test]
async fn the_last_seat_goes_to_one_of_two_who_come_at_once() {
    let world = world(1).await;
    let (una, harriet) = (licensed(&world, "eve", &["calling"]), licensed(&world, "una", &["calling"]));
    let (one, other) = tokio::join!(world.act("una", una), world.act("harriet", harriet));
    assert!(one.is_ok() != other.is_ok(), "{one:?} {other:?}");
    let Err(prokura_app::error::Error::Refused(Refusal::Invalid(errors))) = one.and(other) else { panic!("no fields") };
    let arguments = vec![("licence", "calling".to_owned()), ("seller", "tatra".to_owned())];
    assert_eq!((errors[0].code, &errors[0].arguments), ("no_free_seat", &arguments));
    assert_eq!(pool(&world).await, (1, 1, 0));
    assert_eq!(short(&world).await, [Shortage::NoneFree]);
}

#[tokio::test]
async fn a_seat_is_kept_by_who_is_suspended_and_freed_by_who_loses_the_licence() {
    let world = world(1).await;
    world.act("una", licensed(&world, "eve", &["calling"])).await.unwrap();
    let suspended = ChangePerson { status: Some(PersonStatus::Suspended), ..change(&world, "eve") };
    world.act("harriet", suspended).await.unwrap();
    fields(world.act("una", licensed(&world, "una", &["calling"])).await, &[("licenses", "no_free_seat")]);
    // What somebody has is not asked about again.
    world.act("una", licensed(&world, "eve", &["calling"])).await.unwrap();
    world.act("una", licensed(&world, "eve", &[])).await.unwrap();
    assert_eq!(pool(&world).await, (1, 0, 1));
    world.act("una", licensed(&world, "una", &["calling"])).await.unwrap();
    // A service that nobody sold.
    let other = licensed(&world, "una", &["calling", "contact_center_premium"]);
    fields(world.act("una", other).await, &[("licenses", "service_not_sold")]);
}

#[tokio::test]
async fn people_who_are_added_together_draw_from_one_pool() {
    let world = world(2).await;
    let organization = world.organizations["clinic"];
    let people = ["a", "b", "c"].map(|who| new(&format!("{who}@clinic.example"), &["calling"]));
    let all = AddPeople { organization, people: people.to_vec() };
    fields(world.act("una", all).await, &[("people/2/licenses", "no_free_seat")]);
    assert_eq!((pool(&world).await, world.everybody("clinic").await.len()), ((2, 0, 2), 3), "all or nobody");
    let two = AddPeople { organization, people: people[..2].to_vec() };
    world.act("una", two).await.unwrap();
    assert_eq!(pool(&world).await, (2, 2, 0));
}

#[tokio::test]
async fn nobody_loses_anything_when_seats_go() {
    let mut world = world(3).await;
    for who in ["eve", "una", "harriet"] {
        world.act("una", licensed(&world, who, &["calling"])).await.unwrap();
    }
    sold(&mut world, |it| it.quantity = 1).await;
    assert_eq!((pool(&world).await, short(&world).await), ((1, 3, 0), vec![Shortage::Over(2)]));
    let zora: AddPerson = new("zora@clinic.example", &["calling"]).command(world.organizations["clinic"]);
    fields(world.act("una", zora.clone()).await, &[("licenses", "no_free_seat")]);
    // It ends in a month, and is over.
    let until = world.now().plus(Span::days(30));
    sold(&mut world, |it| {
        it.quantity = 4;
        it.term = Term { from: None, until: Some(until) };
    })
    .await;
    let subscription = world.subscriptions["clinic-calls"];
    assert_eq!(short(&world).await, [Shortage::EndsSoon { subscription, until, missing: 3 }]);
    world.app.clock.advance(Span::days(30));
    assert_eq!((pool(&world).await, short(&world).await), ((0, 3, 0), vec![Shortage::Over(3)]));
    fields(world.act("una", zora).await, &[("licenses", "service_not_sold")]);
    let eve = world.everybody("clinic").await.into_iter().find(|it| it.id == world.people["eve"].id).unwrap();
    assert_eq!(eve.licenses, ["calling"]);
}

fn ask(world: &World, quantity: i64) -> AskSeats {
    AskSeats {
        organization: world.organizations["clinic"],
        subscription: world.subscriptions["clinic-calls"],
        quantity,
        reason: Some("  We grow ".to_owned()),
    }
}

fn say(world: &World, request: SeatRequestId, answer: SeatAnswer, reason: &str) -> AnswerSeats {
    AnswerSeats {
        organization: world.organizations["clinic"],
        request,
        answer,
        reason: Some(reason.to_owned()),
        expected_version: None,
    }
}

#[tokio::test]
async fn the_seller_accepts_and_the_seats_are_there_at_once() {
    let world = world(1).await;
    let asked = world.act("una", ask(&world, 5)).await.unwrap().value;
    assert_eq!((asked.before, asked.quantity, asked.reason.as_deref()), (1, 5, Some("We grow")));
    broken(world.act("harriet", ask(&world, 6)).await, "ORG-02", "seats_asked_already");
    // Who may not: the customer itself, whoever reads only, another partner, a stranger.
    let accept = || say(&world, asked.id, SeatAnswer::Accept, "");
    broken(world.act("harriet", accept()).await, "ORG-02", "seats_answered_by_seller");
    forbidden(world.act("una", accept()).await);
    forbidden(world.act("radka", accept()).await);
    for who in ["bartek", "grazyna", "nora", "carl"] {
        assert_eq!(refused(world.act(who, accept()).await), Refusal::NotFound, "{who}");
    }
    let waits = waiting(&world.app.service, &caller(&world, "pavel")).await.unwrap();
    assert_eq!(waits.iter().map(|(_, it)| it.request.id).collect::<Vec<_>>(), [asked.id]);
    for who in ["radka", "harriet", "bartek"] {
        assert!(waiting(&world.app.service, &caller(&world, who)).await.unwrap().is_empty(), "{who}");
    }
    let stale = AnswerSeats { expected_version: Some(7), ..accept() };
    assert!(matches!(refused(world.act("pavel", stale).await), Refusal::Conflict { expected: 7, actual: 1, .. }));
    let done = world.act("pavel", accept()).await.unwrap();
    assert_eq!((done.value.state, done.value.closed_by), (SeatRequestState::Accepted, Some(world.people["pavel"].id)));
    assert_eq!(pool(&world).await, (5, 0, 5));
    // Twice is once; something else comes too late.
    assert_eq!(world.act("pavel", accept()).await.unwrap().value, done.value);
    let late = say(&world, asked.id, SeatAnswer::Decline, "No");
    assert_eq!(refused(world.act("pavel", late).await), Refusal::Over { code: "seats_answered" });
    assert!(waiting(&world.app.service, &caller(&world, "pavel")).await.unwrap().is_empty());
    world.act("una", ask(&world, 4)).await.unwrap();
}

#[tokio::test]
async fn a_request_is_declined_with_a_reason_or_taken_back() {
    let world = world(1).await;
    let asked = world.act("una", ask(&world, 5)).await.unwrap().value;
    let silent = say(&world, asked.id, SeatAnswer::Decline, " ");
    fields(world.act("pavel", silent).await, &[("reason", "decline_reason_missing")]);
    let declined = world.act("pavel", say(&world, asked.id, SeatAnswer::Decline, "Pay first")).await.unwrap().value;
    assert_eq!((declined.state, declined.answer.as_deref()), (SeatRequestState::Declined, Some("Pay first")));
    assert_eq!(pool(&world).await, (1, 0, 1));
    let again = world.act("harriet", ask(&world, 5)).await.unwrap().value;
    let nothing = world.act("eve", say(&world, again.id, SeatAnswer::Withdraw, "")).await;
    assert_eq!(refused(nothing), Refusal::NotFound, "she may not know of it");
    let gone = world.act("una", say(&world, again.id, SeatAnswer::Withdraw, "")).await.unwrap().value;
    assert_eq!(gone.state, SeatRequestState::Withdrawn);
    let late = say(&world, again.id, SeatAnswer::Accept, "");
    assert_eq!(refused(world.act("pavel", late).await), Refusal::Over { code: "seats_answered" });
    assert_eq!(seen(&world, "una").await.requests.len(), 2);
}

#[tokio::test]
async fn nonsense_is_asked_of_nobody() {
    let mut world = world(3).await;
    for quantity in [0, -4, i64::MAX, 1_000_001] {
        fields(world.act("una", ask(&world, quantity)).await, &[("quantity", "quantity_invalid")]);
    }
    fields(world.act("una", ask(&world, 3)).await, &[("quantity", "quantity_same")]);
    let long = AskSeats { reason: Some("ž".repeat(501)), ..ask(&world, 4) };
    fields(world.act("una", long).await, &[("reason", "reason_too_long")]);
    broken(world.act("pavel", ask(&world, 4)).await, "ORG-02", "seats_asked_by_seller");
    forbidden(world.act("eve", ask(&world, 4)).await);
    // Another organization's subscription is none here, and another's request neither.
    let other = AskSeats { subscription: world.subscriptions["brno-suite"], ..ask(&world, 4) };
    assert_eq!(refused(world.act("una", other).await), Refusal::NotFound);
    let asked = world.act("una", ask(&world, 4)).await.unwrap().value;
    let elsewhere =
        AnswerSeats { organization: world.organizations["brno"], ..say(&world, asked.id, SeatAnswer::Accept, "") };
    assert_eq!(refused(world.act("pavel", elsewhere).await), Refusal::NotFound);
    // It is over: there is nothing left to sell.
    let until = world.now();
    sold(&mut world, |it| it.term = Term { from: None, until: Some(until) }).await;
    let late = say(&world, asked.id, SeatAnswer::Accept, "");
    let refusal = refused(world.act("pavel", late).await);
    assert!(matches!(refusal, Refusal::Over { code: "subscription_over" } | Refusal::Forbidden { .. }), "{refusal:?}");
}

#[tokio::test]
async fn nobody_is_asked_where_nobody_could_answer() {
    let mut world = world(3).await;
    // ORG-02: the vendor sells itself, and a partner that does not manage the clinic.
    world.subscription("clinic-direct", "clinic", "aurora", &["messaging"]);
    world.subscription("clinic-other", "clinic", "baltic", &["messaging"]);
    world.plant().await;
    let of = |slug: &str| AskSeats { subscription: world.subscriptions[slug], ..ask(&world, 20) };
    for (slug, seller) in [("clinic-direct", "aurora"), ("clinic-other", "baltic")] {
        let Refusal::Rule { rule: "ORG-02", code: "seats_answered_by_nobody", arguments } =
            refused(world.act("una", of(slug)).await)
        else {
            panic!("asked of {seller}")
        };
        assert_eq!(arguments, [("seller", seller.to_owned())]);
    }
    let asks = |seen: &LicencesSeen, slug: &str| {
        let it = seen.subscriptions.iter().find(|it| it.subscription.slug.as_str() == slug).unwrap();
        (it.may_ask, it.nobody_answers)
    };
    let una = seen(&world, "una").await;
    assert_eq!(asks(&una, "clinic-direct"), (false, true));
    assert_eq!(asks(&una, "clinic-other"), (false, true));
    assert_eq!(asks(&una, "clinic-calls"), (true, false));
    // Somebody of the vendor administers the clinic from outside, and so can answer (EXT-06).
    world.grant("vera", "external_full_admin", "clinic", Scope::None);
    world.plant().await;
    assert_eq!(asks(&seen(&world, "una").await, "clinic-direct"), (true, false));
    let asked = AskSeats { subscription: world.subscriptions["clinic-direct"], ..ask(&world, 20) };
    let asked = world.act("una", asked).await.unwrap().value;
    world.act("vera", say(&world, asked.id, SeatAnswer::Accept, "")).await.unwrap();
    // EXT-12: a partner that is blocked answers nothing either.
    world.blocked("clinic", Blocked::Partner(world.organizations["tatra"]));
    world.plant().await;
    broken_by_nobody(world.act("una", ask(&world, 6)).await);
}

#[track_caller]
fn broken_by_nobody<T: std::fmt::Debug>(answer: crate::world::Answer<T>) {
    assert_eq!(refused(answer).code(), "seats_answered_by_nobody");
}

#[tokio::test]
async fn a_subscription_to_come_is_asked_about_when_it_has_come() {
    let mut world = world(3).await;
    let from = world.now().plus(Span::days(1));
    sold(&mut world, |it| it.term = Term { from: Some(from), until: None }).await;
    broken(world.act("una", ask(&world, 6)).await, "ORG-02", "seats_to_come");
    assert!(
        seen(&world, "una").await.subscriptions.iter().all(|it| !it.may_ask || it.subscription.term.from.is_none())
    );
    world.app.clock.advance(Span::days(1));
    world.act("una", ask(&world, 6)).await.unwrap();
}

#[tokio::test]
async fn a_seller_takes_no_request_back_and_accepts_none_that_was_about_something_else() {
    let mut world = world(1).await;
    let asked = world.act("una", ask(&world, 5)).await.unwrap().value;
    let taken = world.act("pavel", say(&world, asked.id, SeatAnswer::Withdraw, "")).await;
    broken(taken, "ORG-02", "seats_asked_by_seller");
    assert_eq!(pool(&world).await, (1, 0, 1));
    // Who asked for five saw one seat; there are three by now.
    sold(&mut world, |it| it.quantity = 3).await;
    let accepted = world.act("pavel", say(&world, asked.id, SeatAnswer::Accept, "")).await;
    assert_eq!(refused(accepted), Refusal::Over { code: "subscription_changed" });
    assert_eq!(pool(&world).await, (3, 0, 3));
    let declined = world.act("pavel", say(&world, asked.id, SeatAnswer::Decline, "Ask anew")).await.unwrap().value;
    assert_eq!(declined.state, SeatRequestState::Declined);
    // Of another seller by now: who was asked may not even answer, and the customer takes it back.
    let again = world.act("una", ask(&world, 5)).await.unwrap().value;
    let baltic = world.organizations["baltic"];
    sold(&mut world, |it| it.seller = baltic).await;
    let late = refused(world.act("pavel", say(&world, again.id, SeatAnswer::Accept, "")).await);
    assert!(matches!(late, Refusal::Forbidden { .. }), "{late:?}");
    world.act("una", say(&world, again.id, SeatAnswer::Withdraw, "")).await.unwrap();
}

#[tokio::test]
async fn of_very_many_requests_the_first_are_shown() {
    let mut world = world(1).await;
    let slugs: Vec<&'static str> = (0..60).map(|it| &*format!("clinic-{it}").leak()).collect();
    for slug in &slugs {
        world.subscription(slug, "clinic", "tatra", &["messaging"]);
    }
    world.plant().await;
    let mut first = None;
    for slug in &slugs {
        let asked = AskSeats { subscription: world.subscriptions[slug], ..ask(&world, 11) };
        let asked = world.act("una", asked).await.unwrap().value;
        first.get_or_insert(asked.id);
        world.app.clock.advance(Span::seconds(1));
    }
    let waits = waiting(&world.app.service, &caller(&world, "pavel")).await.unwrap();
    assert_eq!((waits.len(), waits.first().map(|(_, it)| it.request.id)), (50, first));
}

#[tokio::test]
async fn a_licence_is_swapped_for_another_of_its_service_though_there_are_too_few_seats() {
    let mut world = world(2).await;
    sold(&mut world, |it| it.services = vec!["contact_center".to_owned()]).await;
    let standard = "contact_center_standard";
    for who in ["eve", "una"] {
        world.act("harriet", licensed(&world, who, &[standard])).await.unwrap();
    }
    sold(&mut world, |it| it.quantity = 1).await;
    // One seat, two people: what she has is hers, whichever licence it is for.
    let premium = "contact_center_premium";
    world.act("harriet", licensed(&world, "eve", &[premium])).await.unwrap();
    assert_eq!(licences(&world, "eve").await, [premium]);
    // Two in the place of one are one more.
    let both = licensed(&world, "eve", &[standard, premium]);
    fields(world.act("harriet", both).await, &[("licenses", "no_free_seat")]);
    fields(world.act("una", licensed(&world, "harriet", &[standard])).await, &[("licenses", "no_free_seat")]);
    // Full, and not over: no second one comes out of one that is given up.
    world.act("harriet", licensed(&world, "una", &[])).await.unwrap();
    world.act("harriet", licensed(&world, "eve", &[standard])).await.unwrap();
    fields(world.act("harriet", licensed(&world, "eve", &[standard, premium])).await, &[("licenses", "no_free_seat")]);
}

#[tokio::test]
async fn a_licence_that_nobody_knows_any_more_keeps_nobody_from_being_changed() {
    let mut world = world(2).await;
    let before = world.people["eve"].clone();
    let after = Person { licenses: vec!["retired".to_owned()], version: 2, ..before.clone() };
    world.events(vec![Event::PersonChanged(Change { before, after })]);
    world.plant().await;
    world.act("una", licensed(&world, "eve", &["calling", "retired"])).await.unwrap();
    assert_eq!(licences(&world, "eve").await, ["calling", "retired"]);
    fields(world.act("harriet", licensed(&world, "una", &["retired"])).await, &[("licenses", "licence_unknown")]);
    world.act("una", licensed(&world, "eve", &[])).await.unwrap();
    fields(world.act("una", licensed(&world, "eve", &["retired"])).await, &[("licenses", "licence_unknown")]);
}

/// The clinic with two seats of calling and ten of messaging and meetings.
async fn packaged() -> World {
    let mut world = world(2).await;
    world.subscription("clinic-words", "clinic", "tatra", &["messaging"]);
    world.plant().await;
    world
}

fn package(world: &World, who: &str, package: Option<&str>) -> ChangePerson {
    ChangePerson { package: Some(package.map(str::to_owned)), ..change(world, who) }
}

async fn licences(world: &World, who: &str) -> Vec<String> {
    world.everybody("clinic").await.into_iter().find(|it| it.id == world.people[who].id).unwrap().licenses
}

#[tokio::test]
async fn a_package_gives_its_licences_as_one_and_goes_as_one() {
    // RST-05
    let world = packaged().await;
    world.act("una", package(&world, "eve", Some("professional"))).await.unwrap();
    assert_eq!(licences(&world, "eve").await, ["calling", "meetings_host", "messaging"]);
    // Another one in its place: what she had besides stays.
    let more = licensed(&world, "eve", &["calling", "meetings_host", "messaging"]);
    world.act("una", more).await.unwrap();
    world.act("una", package(&world, "eve", Some("standard"))).await.unwrap();
    assert_eq!(licences(&world, "eve").await, ["meetings_host", "messaging"]);
    world.act("una", licensed(&world, "eve", &["calling", "messaging"])).await.unwrap();
    world.act("una", package(&world, "eve", Some("basic"))).await.unwrap();
    assert_eq!(licences(&world, "eve").await, ["calling", "messaging"], "calling was hers beside the package");
    let reset = ResetPackage { person: world.people["eve"].id, expected_version: None };
    world.act("una", reset).await.unwrap();
    assert_eq!(licences(&world, "eve").await, ["messaging"]);
    world.act("una", reset).await.unwrap();
    world.act("una", package(&world, "eve", None)).await.unwrap();
    assert_eq!(licences(&world, "eve").await, Vec::<String>::new());
    broken(world.act("una", reset).await, "RST-05", "no_package");
    fields(world.act("una", package(&world, "eve", Some("gold"))).await, &[("package", "package_unknown")]);
    let stale = ResetPackage { expected_version: Some(1), ..reset };
    assert!(matches!(refused(world.act("una", stale).await), Refusal::Conflict { expected: 1, .. }));
    assert_eq!(refused(world.act("carl", reset).await), Refusal::NotFound);
    assert_eq!(refused(world.act("grazyna", reset).await), Refusal::NotFound);
}

#[tokio::test]
async fn a_package_that_has_no_seat_for_one_licence_gives_none() {
    let world = packaged().await;
    for who in ["eve", "una"] {
        world.act("harriet", licensed(&world, who, &["calling"])).await.unwrap();
    }
    let wanted = package(&world, "harriet", Some("professional"));
    fields(world.act("una", wanted).await, &[("licenses", "no_free_seat")]);
    assert_eq!(licences(&world, "harriet").await, Vec::<String>::new());
    // The packages of the contact centre need what was not sold.
    let wanted = package(&world, "eve", Some("premium"));
    fields(world.act("una", wanted).await, &[("licenses", "service_not_sold")]);
}

#[tokio::test]
async fn a_wholesale_user_comes_with_a_package_and_without_a_right() {
    // RST-05, ORG-06
    let world = packaged().await;
    let add = |place: &str, email: &str, package: &str| AddWholesale {
        organization: world.organizations[place],
        email: email.parse().unwrap(),
        name: "Zora Nová".parse().unwrap(),
        locale: None,
        package: package.to_owned(),
    };
    let added = world.act("una", add("clinic", "zora@clinic.example", "standard")).await.unwrap().value;
    assert_eq!((added.package.as_deref(), added.status), (Some("standard"), PersonStatus::Pending));
    assert_eq!(added.licenses, ["meetings_host", "messaging"]);
    let none = world.act("una", add("clinic", "b@clinic.example", "")).await;
    fields(none, &[("package", "package_unknown")]);
    fields(world.act("una", add("clinic", "eve@clinic.example", "basic")).await, &[("email", "email_here")]);
    // RST-03: while the mode is on, only the partner's full administrator does.
    forbidden(world.act("frantisek", add("brno", "b@brno.example", "basic")).await);
    forbidden(world.act("eve", add("clinic", "b@clinic.example", "basic")).await);
    assert_eq!(refused(world.act("grazyna", add("clinic", "b@clinic.example", "basic")).await), Refusal::NotFound);
}

fn rule(world: &World, place: &str, domain: Option<&str>, gives: Gives) -> SetLicenceRule {
    let organization = world.organizations[place];
    let domain = domain.map(|domain| domain.parse().unwrap());
    SetLicenceRule { organization, domain, gives, expected_version: None }
}

fn of(codes: &[&str]) -> Gives {
    Gives::Licences(codes.iter().map(|&code| code.to_owned()).collect())
}

#[tokio::test]
async fn a_rule_gives_what_there_is_and_keeps_nobody_out() {
    // RST-03
    let world = packaged().await;
    world.act("una", rule(&world, "clinic", None, of(&["calling", "messaging"]))).await.unwrap();
    let own = Gives::Package("standard".to_owned());
    world.act("una", rule(&world, "clinic", Some("ward.example"), own)).await.unwrap();
    let add = |email: &str, licenses: &[&str]| new(email, licenses).command(world.organizations["clinic"]);
    let by_domain = world.act("una", add("a@ward.example", &[])).await.unwrap().value;
    assert_eq!((by_domain.package.as_deref(), by_domain.licenses.len()), (Some("standard"), 2));
    // What is named for somebody is what they get.
    let named = world.act("una", add("b@clinic.example", &["messaging"])).await.unwrap().value;
    assert_eq!(named.licenses, ["messaging"]);
    // None is named too.
    let none = AddPerson { licenses: Some(Vec::new()), ..add("n@ward.example", &[]) };
    let none = world.act("una", none).await.unwrap().value;
    assert_eq!((none.licenses, none.package), (Vec::new(), None));
    let bare =
        AddPerson { licenses: Some(Vec::new()), package: Some("basic".to_owned()), ..add("m@ward.example", &[]) };
    let bare = world.act("una", bare).await.unwrap().value;
    assert_eq!((bare.licenses, bare.package.as_deref()), (Vec::new(), Some("basic")));
    for who in ["c", "d"] {
        let added = world.act("una", add(&format!("{who}@clinic.example"), &[])).await.unwrap().value;
        assert_eq!(added.licenses, ["calling", "messaging"]);
    }
    // The seats for calling are out: the rest is given, and what is missing is written down.
    let late = world.act("una", add("e@clinic.example", &[])).await.unwrap().value;
    assert_eq!(late.licenses, ["messaging"]);
    let clinic = world.organizations["clinic"].to_string();
    assert_eq!(lacking(&world).await, [(late.id, vec!["calling".to_owned()])]);
    let seen = rules(&world.app.service, &caller(&world, "una"), &clinic).await.unwrap();
    // It is turned off: who has it keeps it, who comes gets nothing.
    let everybody = seen.rules.iter().find(|it| it.domain.is_none()).unwrap().id;
    let off = RemoveLicenceRule { organization: world.organizations["clinic"], rule: everybody };
    world.act("una", off).await.unwrap();
    assert_eq!(refused(world.act("una", off).await), Refusal::NotFound);
    let nothing = world.act("una", add("f@clinic.example", &[])).await.unwrap().value;
    assert_eq!((nothing.licenses, pool(&world).await), (Vec::new(), (2, 2, 0)));
    assert_eq!(lacking(&world).await, []);
}

#[tokio::test]
async fn rules_are_set_by_whoever_may_and_say_something() {
    let world = packaged().await;
    fields(world.act("una", rule(&world, "clinic", None, of(&[]))).await, &[("licenses", "rule_gives_nothing")]);
    fields(world.act("una", rule(&world, "clinic", None, of(&["gold"]))).await, &[("licenses", "licence_unknown")]);
    let gold = Gives::Package("gold".to_owned());
    fields(world.act("una", rule(&world, "clinic", None, gold)).await, &[("package", "package_unknown")]);
    forbidden(world.act("eve", rule(&world, "clinic", None, of(&["calling"]))).await);
    forbidden(world.act("frantisek", rule(&world, "brno", None, of(&["calling"]))).await);
    let stranger = world.act("grazyna", rule(&world, "clinic", None, of(&["calling"]))).await;
    assert_eq!(refused(stranger), Refusal::NotFound);
    let set =
        world.act("una", rule(&world, "clinic", None, of(&["messaging", "calling", "calling"]))).await.unwrap().value;
    assert_eq!((set.version, set.gives), (1, of(&["calling", "messaging"])));
    let stale = SetLicenceRule { expected_version: Some(0), ..rule(&world, "clinic", None, of(&["calling"])) };
    assert!(matches!(refused(world.act("una", stale).await), Refusal::Conflict { actual: 1, .. }));
}

#[tokio::test]
async fn who_is_deleted_frees_the_seat_and_who_comes_back_draws_one_like_anybody() {
    let world = world(1).await;
    world.act("una", rule(&world, "clinic", None, of(&["calling"]))).await.unwrap();
    world.act("harriet", licensed(&world, "eve", &["calling"])).await.unwrap();
    let eve = world.people["eve"].id;
    let delete = DeletePerson { organization: world.people["eve"].home, person: eve, expected_version: None };
    let restore = RestorePerson { organization: world.people["eve"].home, person: eve, expected_version: None };
    assert_eq!(pool(&world).await, (1, 1, 0));
    world.act("harriet", delete.clone()).await.unwrap();
    assert_eq!(pool(&world).await, (1, 0, 1));
    let back = world.act("harriet", restore.clone()).await.unwrap().value;
    assert_eq!((back.licenses, pool(&world).await), (vec!["calling".to_owned()], (1, 1, 0)));

    // Meanwhile somebody else takes the seat: she comes back all the same, and what is missing is written down.
    world.act("harriet", delete.clone()).await.unwrap();
    world.act("harriet", licensed(&world, "una", &["calling"])).await.unwrap();
    let back = world.act("harriet", restore).await.unwrap().value;
    assert_eq!((back.licenses, pool(&world).await), (Vec::new(), (1, 1, 0)));
    assert_eq!(lacking(&world).await, [(eve, vec!["calling".to_owned()])]);
    // Whoever is gone lacks nothing.
    world.act("harriet", delete).await.unwrap();
    assert_eq!(lacking(&world).await, []);
}
