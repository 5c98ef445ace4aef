//! Support access from the request to its end: SUP-01 to SUP-09, PTR-07.

#![cfg(test)]

#[expect(dead_code, reason = "each test binary uses its part of what they share")]
mod support;
#[path = "support_access/world.rs"]
mod world;

use prokura_app::caller::{Caller, Via};
use prokura_app::command::answer_support::{Answer, AnswerSupport, Answered};
use prokura_app::command::change_setting::ChangeSetting;
use prokura_app::command::close_help_desk_session::CloseHelpDeskSession;
use prokura_app::command::end_support::EndSupport;
use prokura_app::command::open_help_desk_session::OpenHelpDeskSession;
use prokura_app::command::request_support::{RequestSupport, Requested};
use prokura_app::command::withdraw_support::WithdrawSupport;
use prokura_app::command::write_down::{WriteDown, WrittenDown};
use prokura_app::error::Error;
use prokura_app::message::{Notice, Recipient};
use prokura_app::port::{Page, RequestFilter};
use prokura_app::query::support_metrics;
use prokura_decision::mask::Level;
use prokura_domain::event::{Change, Event, GrantEnd};
use prokura_domain::grant::Grant;
use prokura_domain::id::{BlockId, SupportGrantId, SupportRequestId};
use prokura_domain::organization::{Block, Blocked};
use prokura_domain::person::{Person, PersonStatus};
use prokura_domain::refusal::Refusal;
use prokura_domain::setting::{Setting, SettingValue, key};
use prokura_domain::support::{RequestState, SupportRequest};
use prokura_domain::time::{Span, Term};
use support::START;
use world::World;

const HOUR: Span = Span::hours(1);
const ALMOST: Span = Span(HOUR.0 - 1);

fn over(code: &'static str) -> Refusal {
    Refusal::Over { code }
}

fn request(world: &World, organization: &str, to: &str) -> RequestSupport {
    RequestSupport {
        organization: world.organization(organization),
        addressed_to: to.parse().unwrap(),
        reason: "The caller cannot sign in.".to_owned(),
    }
}

async fn ask(world: &World, agent: &str) -> SupportRequestId {
    world.does(agent, request(world, "clinic", "harriet@clinic.example")).await.expect("the agent may ask").request
}

async fn answer(world: &World, name: &str, request: SupportRequestId, answer: Answer) -> Result<Answered, Refusal> {
    world.does(name, AnswerSupport { request, answer }).await
}

async fn granted(world: &World, agent: &str) -> (SupportRequestId, SupportGrantId) {
    let request = ask(world, agent).await;
    let answered = answer(world, "harriet", request, Answer::Grant).await.expect("a full administrator grants");
    (request, answered.access.expect("access was given").0)
}

async fn row(world: &World, id: SupportRequestId) -> SupportRequest {
    world.app.service.read().await.unwrap().support_request(id).await.unwrap().unwrap()
}

fn by_mail(world: &World, name: &str) -> Caller {
    world.caller_via(name, Via::MailLink)
}

async fn end_role(world: &World, name: &'static str, role: &'static str) {
    let before = world.grant(name, role);
    let term = Term { until: Some(world.app.service.now()), ..before.term };
    let after = Grant { term, version: before.version + 1, ..before.clone() };
    world.seed(vec![Event::GrantEnded(Change { before, after }, GrantEnd::Revoked)]).await;
}

async fn block(world: &World, blocked: Blocked) {
    let (id, organization) = (BlockId(world.id()), world.organization("clinic"));
    let term = Term::starting(world.app.service.now());
    world.seed(vec![Event::BlockAdded(Block { id, organization, blocked, term })]).await;
}

async fn set(world: &World, key: &str, value: SettingValue) {
    let organization = world.organization("clinic");
    let after = Setting { organization, key: key.to_owned(), value, set_by: None, set_at: START, version: 1 };
    world.seed(vec![Event::SettingChanged { before: None, after }]).await;
}

#[tokio::test]
async fn granted_access_lasts_an_hour_to_the_microsecond() {
    // SUP-02, SUP-06
    let world = World::new().await;
    let request = ask(&world, "ada").await;
    let (harriet, ada) = (world.person("harriet"), world.person("ada"));
    assert_eq!(world.messages().await, [(Recipient::Person(harriet), Notice::SupportRequested { request })]);
    assert!(!world.may("ada", "users", Level::Manage, "clinic"));

    world.app.clock.advance(Span::minutes(10));
    let answered = world.does_as(by_mail(&world, "harriet"), AnswerSupport { request, answer: Answer::Grant }).await;
    let answered = answered.expect("the approver grants by the link");
    let (grant, until) = answered.access.expect("access was given");
    assert_eq!((answered.state, until), (RequestState::Granted, START.plus(Span::minutes(70))));
    assert_eq!(world.messages().await[1], (Recipient::Person(ada), Notice::SupportGranted { request, grant }));
    assert!(world.may("ada", "users", Level::Manage, "clinic"));
    assert!(!world.may("ada", "users.create", Level::Manage, "clinic"), "RST-06: the mode binds support too");
    assert!(!world.may("ada", "users", Level::Manage, "shop"), "in that organization only");
    assert!(!world.may("bob", "users", Level::Manage, "clinic"), "the agent's alone");

    world.app.clock.advance(ALMOST);
    assert!(world.may("ada", "users", Level::Manage, "clinic"));
    world.app.clock.advance(Span(1));
    assert!(!world.may("ada", "users", Level::Manage, "clinic"));
    assert!(!world.may("ada", "users", Level::Read, "clinic"), "then nothing, whatever is open");
}

#[tokio::test]
async fn whether_an_address_is_an_administrators_is_not_told() {
    // SUP-02
    let world = World::new().await;
    // Nobody at all, no full administrator, one of another organization, and an outsider with the rights of one.
    let addresses = ["nobody@clinic.example", "rita@clinic.example", "zofia@shop.example", "gus@guild.example"];
    for address in addresses {
        let made = world.does("ada", request(&world, "clinic", address)).await;
        let Requested { request: id, lapses_at } = made.expect("the answer is the same");
        assert_eq!(lapses_at, START.plus(HOUR));
        assert_eq!(row(&world, id).await.approver, None);
        world.does("ada", WithdrawSupport { request: id }).await.unwrap();
    }
    assert_eq!(world.messages().await, []);
    let unaddressed = world.does("vera", request(&world, "clinic", addresses[0])).await.unwrap().request;
    let answered = answer(&world, "ivan", unaddressed, Answer::Grant).await;
    assert!(answered.is_ok(), "any full administrator answers in the console: {answered:?}");
}

#[tokio::test]
async fn agents_ask_where_their_role_reaches() {
    // SUP-01
    let world = World::new().await;
    let asks = async |name: &str, organization: &str| {
        let asked = world.does(name, request(&world, organization, "harriet@clinic.example")).await;
        asked.map(drop).map_err(|refusal| refusal.code())
    };
    assert_eq!(asks("ada", "clinic").await, Ok(()));
    assert_eq!(asks("vera", "clinic").await, Ok(()));
    assert_eq!(asks("vera", "shop").await, Ok(()));
    assert_eq!(asks("ada", "shop").await, Err("not_found"), "the partner does not manage it");
    assert_eq!(asks("bob", "clinic").await, Err("forbidden"), "the basic kind does not ask");
    assert_eq!(asks("viktor", "clinic").await, Err("forbidden"));
    assert_eq!(asks("pavel", "clinic").await, Err("forbidden"));
    assert_eq!(asks("harriet", "clinic").await, Err("forbidden"));
    assert_eq!(asks("zofia", "clinic").await, Err("not_found"));
    assert_eq!(asks("vera", "operator").await, Err("support_out_of_reach"));
    let nowhere = RequestSupport { organization: world.id().into(), ..request(&world, "clinic", "a@b.example") };
    assert_eq!(world.does("vera", nowhere).await, Err(Refusal::NotFound));
}

#[tokio::test]
async fn nonsense_is_refused_and_changes_nothing() {
    let world = World::new().await;
    let before = world.app.service.follower().revision();
    let nonsense =
        RequestSupport { reason: "x".repeat(1 << 20), ..request(&world, "clinic", "harriet@clinic.example") };
    assert_eq!(world.does("ada", nonsense.clone()).await.map_err(|refusal| refusal.code()), Err("invalid"));
    assert_eq!(
        world.does("bob", nonsense).await.map_err(|refusal| refusal.code()),
        Err("forbidden"),
        "rights come first"
    );
    let through_link = world.does_as(by_mail(&world, "ada"), request(&world, "clinic", "harriet@clinic.example")).await;
    assert_eq!(through_link, Err(Refusal::Unauthenticated));
    // The refusals were written down, and nothing else.
    assert_eq!(world.app.service.read().await.unwrap().changes_since(before).await.unwrap(), []);
    assert_eq!(world.messages().await, []);
}

#[tokio::test]
async fn one_request_waits_at_a_time_and_nobody_is_flooded() {
    let world = World::new().await;
    for _ in 0..5 {
        let made = ask(&world, "ada").await;
        let again = world.does("ada", request(&world, "clinic", "ivan@clinic.example")).await;
        assert_eq!(again, Err(Refusal::rule("SUP-02", "support_request_pending")));
        world.does("ada", WithdrawSupport { request: made }).await.unwrap();
    }
    let sixth = world.does("ada", request(&world, "clinic", "harriet@clinic.example")).await;
    assert_eq!(sixth, Err(Refusal::too_many(3600)));
    ask(&world, "vera").await;
    world.app.clock.advance(HOUR);
    ask(&world, "ada").await;
}

#[tokio::test]
async fn a_request_lapses_after_an_hour_to_the_microsecond() {
    // SUP-04
    let world = World::new().await;
    let (first, second) = (ask(&world, "ada").await, ask(&world, "vera").await);
    world.app.clock.advance(ALMOST);
    assert!(answer(&world, "harriet", first, Answer::Grant).await.is_ok());
    world.app.clock.advance(Span(1));
    for given in [Answer::Grant, Answer::Deny, Answer::DenyAndReport] {
        assert_eq!(answer(&world, "harriet", second, given).await, Err(over("support_request_lapsed")));
    }
    assert_eq!(world.does("vera", WithdrawSupport { request: second }).await, Err(over("support_request_lapsed")));
}

#[tokio::test]
async fn a_clock_that_jumps_back_revives_nothing() {
    let world = World::new().await;
    let (lapsed, _) = (ask(&world, "vera").await, granted(&world, "ada").await);
    world.app.clock.advance(HOUR);
    // Any commit fixes the moment.
    set(&world, key::READ_ONLY_SUPPORT, SettingValue::Switch(true)).await;
    world.app.clock.set(START);
    assert_eq!(answer(&world, "harriet", lapsed, Answer::Grant).await, Err(over("support_request_lapsed")));
    assert!(!world.may("ada", "users", Level::Manage, "clinic"));
}

#[tokio::test]
async fn only_the_customers_own_full_administrators_answer() {
    // SUP-02
    let world = World::new().await;
    let request = ask(&world, "ada").await;
    for (name, code) in [
        ("gus", "forbidden"),
        ("rita", "forbidden"),
        ("pavel", "forbidden"),
        ("ada", "forbidden"),
        ("uma", "forbidden"),
        ("petra", "not_found"),
        ("zofia", "not_found"),
    ] {
        let answered = answer(&world, name, request, Answer::Grant).await;
        assert_eq!(answered.map_err(|refusal| refusal.code()), Err(code), "{name}");
    }
    for name in ["ivan", "ada", "zofia"] {
        let command = AnswerSupport { request, answer: Answer::Grant };
        assert_eq!(world.does_as(by_mail(&world, name), command).await, Err(Refusal::NotFound), "{name}");
    }
    assert_eq!(answer(&world, "harriet", world.id().into(), Answer::Grant).await, Err(Refusal::NotFound));
    end_role(&world, "harriet", "full_admin").await;
    let late = world.does_as(by_mail(&world, "harriet"), AnswerSupport { request, answer: Answer::Grant }).await;
    assert_eq!(late.map_err(|refusal| refusal.code()), Err("forbidden"), "the approver is no administrator any more");
    assert_eq!(row(&world, request).await.state, RequestState::Pending);
    assert!(answer(&world, "ivan", request, Answer::Grant).await.is_ok());
}

#[tokio::test]
async fn a_suspended_approvers_link_opens_nothing() {
    let world = World::new().await;
    let request = ask(&world, "ada").await;
    let before = world.app.service.read().await.unwrap().person(world.person("harriet")).await.unwrap().unwrap();
    let after = Person { status: PersonStatus::Suspended, version: before.version + 1, ..before.clone() };
    world.seed(vec![Event::PersonChanged(Change { before, after })]).await;
    let command = AnswerSupport { request, answer: Answer::Grant };
    assert_eq!(world.does_as(by_mail(&world, "harriet"), command).await, Err(Refusal::NotFound));
}

#[tokio::test]
async fn an_answer_is_given_once() {
    let world = World::new().await;
    let request = ask(&world, "ada").await;
    let first = answer(&world, "harriet", request, Answer::Grant).await.unwrap();
    let revision = world.app.service.follower().revision();
    assert_eq!(answer(&world, "harriet", request, Answer::Grant).await, Ok(first), "the same again is the same");
    assert_eq!(world.app.service.follower().revision(), revision);
    assert_eq!(answer(&world, "harriet", request, Answer::Deny).await, Err(over("support_request_answered")));
    assert_eq!(answer(&world, "ivan", request, Answer::Grant).await, Err(over("support_request_answered")));
    assert_eq!(world.does("ada", WithdrawSupport { request }).await, Err(over("support_request_answered")));
}

#[tokio::test]
async fn of_two_answers_at_once_one_counts() {
    let world = World::new().await;
    for round in 0..4 {
        let request = ask(&world, "vera").await;
        let (one, other) = tokio::join!(
            answer(&world, "harriet", request, Answer::Grant),
            answer(&world, "ivan", request, Answer::Deny)
        );
        assert!(one.is_ok() != other.is_ok(), "round {round}: {one:?} {other:?}");
        assert_eq!(row(&world, request).await.state, one.or(other).unwrap().state);
    }
}

#[tokio::test]
async fn an_unexpected_request_is_denied_and_reported() {
    // SUP-05
    let world = World::new().await;
    let request = ask(&world, "ada").await;
    let answered = answer(&world, "ivan", request, Answer::DenyAndReport).await;
    assert_eq!(answered, Ok(Answered { state: RequestState::Reported, access: None }));
    let told = world.messages().await;
    assert!(told.contains(&(Recipient::Vendor, Notice::SupportReported { request })));
    assert!(told.contains(&(Recipient::Person(world.person("ada")), Notice::SupportDenied { request })));
    let now = world.app.service.now();
    let reported = RequestFilter { state: Some((RequestState::Reported, now)), ..RequestFilter::default() };
    let mut read = world.app.service.read().await.unwrap();
    let cases = read.support_requests(&reported, Page::first(10)).await.unwrap();
    drop(read);
    assert_eq!(cases.iter().map(|case| case.id).collect::<Vec<_>>(), [request]);
    assert!(!world.may("ada", "users", Level::Manage, "clinic"));
}

#[tokio::test]
async fn an_agent_who_lost_the_role_is_granted_nothing() {
    // SUP-01, SUP-06
    let world = World::new().await;
    let request = ask(&world, "ada").await;
    end_role(&world, "ada", "help_desk_advanced").await;
    let granted = answer(&world, "harriet", request, Answer::Grant).await;
    assert_eq!(granted, Err(Refusal::rule("SUP-01", "support_agent_lost_reach")));
    assert!(answer(&world, "harriet", request, Answer::Deny).await.is_ok(), "denying is always possible");
}

#[tokio::test]
async fn a_blocked_agent_may_ask_and_what_is_granted_later_counts() {
    // EXT-12
    let world = World::new().await;
    granted(&world, "ada").await;
    world.app.clock.advance(Span(1));
    block(&world, Blocked::Partner(world.organization("meridian"))).await;
    assert!(!world.may("ada", "users", Level::Manage, "clinic"), "what ran before the block is silenced");
    let basic = world.does("bob", request(&world, "clinic", "harriet@clinic.example")).await;
    assert_eq!(basic, Err(Refusal::NotFound));
    let session = OpenHelpDeskSession { organization: world.organization("clinic") };
    assert_eq!(world.does("ada", session).await, Err(Refusal::NotFound));

    granted(&world, "ada").await;
    assert!(world.may("ada", "users", Level::Manage, "clinic"));
    assert!(!world.may("ada", "troubleshooting", Level::Manage, "clinic"), "only what the grant turns on");
}

#[tokio::test]
async fn a_request_is_taken_back_by_its_agent_only() {
    let world = World::new().await;
    let request = ask(&world, "ada").await;
    for (name, refusal) in [
        ("harriet", Refusal::rule("SUP-02", "support_withdrawn_by_agent")),
        ("bob", Refusal::NotFound),
        ("zofia", Refusal::NotFound),
    ] {
        assert_eq!(world.does(name, WithdrawSupport { request }).await, Err(refusal), "{name}");
    }
    assert_eq!(world.does("ada", WithdrawSupport { request }).await, Ok(()));
    assert_eq!(world.does("ada", WithdrawSupport { request }).await, Ok(()), "twice is once");
    assert_eq!(answer(&world, "harriet", request, Answer::Grant).await, Err(over("support_request_withdrawn")));
    let log = world.actions("clinic").await;
    assert_eq!(log.iter().filter(|action| *action == "support_withdrawn done").count(), 1);
}

#[tokio::test]
async fn either_side_ends_access_at_once() {
    // SUP-07
    let world = World::new().await;
    for (agent, ends) in [("ada", "ivan"), ("vera", "vera")] {
        let (_, grant) = granted(&world, agent).await;
        for (name, code) in
            [("gus", "forbidden"), ("rita", "forbidden"), ("zofia", "not_found"), ("petra", "not_found")]
        {
            let ended = world.does(name, EndSupport { grant }).await;
            assert_eq!(ended.map_err(|refusal| refusal.code()), Err(code), "{name}");
        }
        assert!(world.may(agent, "users", Level::Manage, "clinic"));
        assert_eq!(world.does(ends, EndSupport { grant }).await, Ok(()));
        assert!(!world.may(agent, "users", Level::Manage, "clinic"));
        let told = if agent == ends { "harriet" } else { agent };
        assert!(
            world.messages().await.contains(&(Recipient::Person(world.person(told)), Notice::SupportEnded { grant }))
        );
        assert_eq!(world.does("harriet", EndSupport { grant }).await, Err(over("support_access_over")));
        assert_eq!(world.does(agent, EndSupport { grant }).await, Err(over("support_access_over")));
    }
}

#[tokio::test]
async fn the_page_behind_the_link_ends_what_it_granted() {
    // SUP-07
    let world = World::new().await;
    let (_, grant) = granted(&world, "ada").await;
    assert_eq!(world.does_as(by_mail(&world, "ivan"), EndSupport { grant }).await, Err(Refusal::NotFound));
    assert_eq!(world.does_as(by_mail(&world, "harriet"), EndSupport { grant }).await, Ok(()));
    assert!(!world.may("ada", "users", Level::Manage, "clinic"));
}

#[tokio::test]
async fn what_is_done_under_a_grant_is_recorded_under_its_request() {
    // SUP-09
    let world = World::new().await;
    set(&world, key::RESTRICTED_MODE, SettingValue::Switch(false)).await;
    let (request, _) = granted(&world, "ada").await;
    let change = ChangeSetting {
        organization: world.organization("clinic"),
        key: "email.locale".to_owned(),
        value: SettingValue::Text("cs".to_owned()),
        expected_version: None,
    };
    world.does("ada", change).await.expect("support changes settings");
    let entry = world.log("clinic").await.into_iter().next().unwrap().row;
    assert_eq!((entry.action.as_str(), entry.support_request), ("setting_changed", Some(request)));
    assert_eq!(entry.actor, Some(world.person("ada")));
}

#[tokio::test]
async fn a_session_is_open_for_an_hour_and_only_once() {
    // PTR-07
    let world = World::new().await;
    let open = OpenHelpDeskSession { organization: world.organization("clinic") };
    assert!(!world.may("bob", "users", Level::Read, "clinic"));
    let first = world.does("bob", open).await.expect("the basic kind looks in");
    assert_eq!(first.until, START.plus(HOUR));
    assert!(world.may("bob", "users", Level::Read, "clinic") && !world.may("bob", "users", Level::Manage, "clinic"));
    world.app.clock.advance(ALMOST);
    assert_eq!(world.does("bob", open).await, Ok(first));
    assert!(world.may("bob", "users", Level::Read, "clinic"));
    world.app.clock.advance(Span(1));
    assert!(!world.may("bob", "users", Level::Read, "clinic"));
    let second = world.does("bob", open).await.unwrap();
    assert_ne!(second.session, first.session);
    let close = CloseHelpDeskSession { session: second.session };
    let harriets = world.does("harriet", close).await;
    assert_eq!(harriets, Err(Refusal::rule("PTR-07", "help_desk_closed_by_agent")));
    assert_eq!(world.does("ada", close).await, Err(Refusal::NotFound));
    assert_eq!(world.does("bob", close).await, Ok(()));
    assert!(!world.may("bob", "users", Level::Read, "clinic"));
    assert_eq!(world.does("bob", close).await, Err(over("help_desk_session_over")));
    let seen = world.actions("clinic").await;
    assert_eq!(
        seen.iter().filter(|action| *action == "help_desk_session_opened done").count(),
        2,
        "the customer sees it"
    );
}

#[tokio::test]
async fn who_opens_a_session() {
    // PTR-07, SUP-08
    let world = World::new().await;
    let opens = async |name: &str, organization: &str| {
        let opened = world.does(name, OpenHelpDeskSession { organization: world.organization(organization) }).await;
        opened.map(drop).map_err(|refusal| refusal.code())
    };
    assert_eq!(opens("viktor", "shop").await, Ok(()));
    assert!(world.may("viktor", "customer_list", Level::Read, "shop"));
    assert!(!world.may("viktor", "users", Level::Read, "shop"), "the switch is off");
    assert_eq!(opens("bob", "shop").await, Err("not_found"));
    assert_eq!(opens("pavel", "clinic").await, Err("forbidden"));
    assert_eq!(opens("harriet", "clinic").await, Err("forbidden"));
    assert_eq!(opens("viktor", "operator").await, Err("support_out_of_reach"));

    assert_eq!(opens("viktor", "clinic").await, Ok(()));
    assert!(!world.may("viktor", "users", Level::Read, "clinic"));
    set(&world, key::READ_ONLY_SUPPORT, SettingValue::Switch(true)).await;
    assert!(world.may("viktor", "users", Level::Read, "clinic"), "the switch counts inside the session");
    assert!(!world.may("viktor", "users", Level::Manage, "clinic"));
}

#[tokio::test]
async fn a_session_that_a_block_silenced_is_not_given_back() {
    // EXT-12: of the vendor's people a block ends only what began before it.
    let world = World::new().await;
    set(&world, key::READ_ONLY_SUPPORT, SettingValue::Switch(true)).await;
    let open = OpenHelpDeskSession { organization: world.organization("clinic") };
    let silenced = world.does("viktor", open).await.unwrap();
    world.app.clock.advance(Span(1));
    block(&world, Blocked::Person(world.person("viktor"))).await;
    assert!(!world.may("viktor", "users", Level::Read, "clinic"));
    let fresh = world.does("viktor", open).await.unwrap();
    assert_ne!(fresh.session, silenced.session);
    assert!(world.may("viktor", "users", Level::Read, "clinic"));
}

#[tokio::test]
async fn what_ended_by_itself_is_written_down_once_and_late() {
    let world = World::new().await;
    let system = || Caller::system(world.app.service.new_request());
    let lapsing = ask(&world, "vera").await;
    granted(&world, "ada").await;
    let before = world.grant("gus", "external_full_admin");
    let term = Term { until: Some(START.plus(HOUR)), ..before.term };
    let after = Grant { term, version: 2, ..before.clone() };
    world.seed(vec![Event::GrantChanged(Change { before, after })]).await;

    world.app.clock.advance(ALMOST);
    let nothing = WrittenDown { requests: 0, support_grants: 0, grants: 0 };
    assert_eq!(world.does_as(system(), WriteDown).await, Ok(nothing));
    assert_eq!(world.does("pavel", WriteDown).await, Err(Refusal::Unauthenticated));
    world.app.clock.advance(Span(1));
    assert!(!world.may("gus", "users", Level::Read, "clinic"), "nothing waits for the writing down");
    let written = WrittenDown { requests: 1, support_grants: 1, grants: 1 };
    assert_eq!(world.does_as(system(), WriteDown).await, Ok(written));
    assert_eq!(world.does_as(system(), WriteDown).await, Ok(nothing));
    assert_eq!(row(&world, lapsing).await.state, RequestState::Lapsed);
    let log = world.actions("clinic").await;
    for action in ["support_lapsed done", "support_expired done", "grant_ended done"] {
        assert_eq!(log.iter().filter(|entry| *entry == action).count(), 1, "{action}");
    }
    let kept =
        world.app.service.read().await.unwrap().grant(world.grant("gus", "external_full_admin").id).await.unwrap();
    assert_eq!(kept.unwrap().term.until, Some(START.plus(HOUR)));
}

#[tokio::test]
async fn figures_say_what_became_of_requests_and_how_long_answers_took() {
    let world = World::new().await;
    let service = &world.app.service;
    // Granted after 10 minutes, reported after 4, one lapsed, one taken back, one that waits; and a session.
    let first = ask(&world, "ada").await;
    world.app.clock.advance(Span::minutes(10));
    answer(&world, "harriet", first, Answer::Grant).await.unwrap();
    let second = ask(&world, "ada").await;
    world.app.clock.advance(Span::minutes(4));
    answer(&world, "ivan", second, Answer::DenyAndReport).await.unwrap();
    ask(&world, "ada").await;
    world.app.clock.advance(Span::minutes(61));
    let third = ask(&world, "ada").await;
    world.does("ada", WithdrawSupport { request: third }).await.unwrap();
    let open = OpenHelpDeskSession { organization: world.organization("clinic") };
    world.does("bob", open).await.unwrap();
    world.app.clock.advance(Span::days(40));
    ask(&world, "ada").await;

    let figures = async |days| support_metrics::get(service, &world.caller("harriet"), "clinic", days).await;
    let year = figures(365).await.unwrap();
    let all = &year.all;
    let counts = [all.asked, all.granted, all.denied, all.reported, all.lapsed, all.withdrawn, all.pending];
    assert_eq!(counts, [5, 1, 0, 1, 1, 1, 1]);
    assert_eq!((all.sessions, all.median_seconds), (1, Some(240)), "of two, the lower");
    assert_eq!(year.stretches.iter().map(|it| it.figures.asked).sum::<u64>(), 5);
    assert_eq!((year.stretches.len(), year.stretches.last().unwrap().figures.pending), (12, 1));
    assert!(year.stretches.windows(2).all(|two| two[0].until == two[1].from));
    let [(home, of)] = year.homes.as_slice() else { panic!("one partner: {:?}", year.homes) };
    assert_eq!((home.as_ref().unwrap().slug.as_str(), of.asked, of.sessions), ("meridian", 5, 1));
    // What is older does not count.
    let month = figures(30).await.unwrap();
    assert_eq!((month.all.asked, month.all.pending, month.all.median_seconds), (1, 1, None));
    assert!(matches!(figures(31).await, Err(Error::Refused(Refusal::Invalid(_)))));

    for (name, code) in [("uma", "forbidden"), ("zofia", "not_found"), ("ada", "forbidden")] {
        match support_metrics::get(service, &world.caller(name), "clinic", 30).await {
            Err(Error::Refused(refusal)) => assert!([code, "not_found"].contains(&refusal.code()), "{name}: {refusal}"),
            other => panic!("{name}: {other:?}"),
        }
    }
}
