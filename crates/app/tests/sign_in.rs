//! Signing in, passwords, links, sessions and tokens: ORG-04, ORG-08, EXT-07, EXT-14.

#![cfg(test)]

#[expect(dead_code, reason = "each test binary uses its part of what they share")]
mod support;
#[expect(dead_code, reason = "the world is shared by tests that use different parts of it")]
#[path = "support_access/world.rs"]
mod world;

#[path = "sign_in/entry.rs"]
mod entry;

use prokura_app::authentication::{Authentication, Begun, Circumstances, Step, session_actor, token_actor};
use prokura_app::caller::{Actor, Caller, Via};
use prokura_app::command::initialize::Initialize;
use prokura_app::command::issue_sign_in_link::IssueSignInLink;
use prokura_app::command::issue_token::{Holder, IssueToken, LASTS, PREFIX, TokenMade};
use prokura_app::command::revoke_token::RevokeToken;
use prokura_app::command::sign_out::{EndSession, SignOut};
use prokura_app::error::Error;
use prokura_app::password::Breached;
use prokura_app::secret::fresh;
use prokura_decision::mask::Level;
use prokura_domain::account::{DEVICE_LENGTH, LinkPurpose, TokenScope};
use prokura_domain::event::{Change, Event};
use prokura_domain::id::PrincipalId;
use prokura_domain::person::{Person, PersonStatus};
use prokura_domain::refusal::Refusal;
use prokura_domain::setting::{Setting, SettingValue, key};
use prokura_domain::time::{Span, Timestamp};
use std::net::IpAddr;
use support::{Application, START};
use world::{World, refusal};

const PASSWORD: &str = "a walk by the river";
const OFFICE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 1));
const ELSEWHERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(198, 51, 100, 7));

/// How long a session lives where its home set nothing else.
const IDLE: Span = Span::minutes(30);
const LASTS_AT_MOST: Span = Span::hours(12);

fn from(app: &Application, address: IpAddr) -> Circumstances {
    Circumstances { address, device: "a test".to_owned(), request: app.service.new_request() }
}

fn begun(step: Result<Step, Error>) -> Result<Begun, Refusal> {
    match step {
        Ok(Step::Begun(begun)) => Ok(begun.value),
        Ok(Step::Second(_)) => panic!("nobody here has a second factor"),
        Err(Error::Refused(refusal)) => Err(refusal),
        Err(error) => panic!("{error}"),
    }
}

struct House {
    world: World,
    authentication: Authentication,
}

impl House {
    async fn new() -> Self {
        let world = World::new().await;
        let authentication = Authentication::new(world.app.service.clone(), Breached::default(), false).unwrap();
        Self { world, authentication }
    }

    /// A link, as the operator makes it.
    async fn link(&self, person: PrincipalId) -> Result<String, Refusal> {
        let issued = self.world.does_as(self.operator(), IssueSignInLink { person }).await?;
        Ok(self.world.app.service.keys().sign_in_link(issued.link, &issued.email))
    }

    fn operator(&self) -> Caller {
        Caller::operator(self.world.app.service.new_request())
    }

    async fn use_link(&self, secret: &str) -> Result<Begun, Refusal> {
        begun(self.authentication.use_link(secret, from(&self.world.app, OFFICE)).await)
    }

    async fn sign_in(&self, email: &str, password: &str, from: IpAddr) -> Result<Begun, Refusal> {
        let from = self::from(&self.world.app, from);
        begun(self.authentication.sign_in(&email.parse().unwrap(), password, from).await)
    }

    async fn set_password(&self, begun: &Begun, current: Option<&str>, new: &str) -> Result<(), Refusal> {
        let caller = self.caller(begun).await;
        refusal(self.authentication.set_password(caller, current, new, OFFICE).await)
    }

    async fn caller(&self, begun: &Begun) -> Caller {
        let actor = session_actor(&self.world.app.service, &begun.secret).await.expect("the session is open");
        Caller { actor, request: self.world.app.service.new_request(), idempotency: None }
    }

    /// Somebody who signed in by link and chose a password.
    async fn with_password(&self, name: &str) -> Begun {
        let link = self.link(self.world.person(name)).await.unwrap();
        let begun = self.use_link(&link).await.unwrap();
        self.set_password(&begun, None, PASSWORD).await.unwrap();
        begun
    }

    async fn set_status(&self, name: &str, status: PersonStatus) {
        let before = self.person(name).await;
        let after = Person { status, version: before.version + 1, ..before.clone() };
        self.world.seed(vec![Event::PersonChanged(Change { before, after })]).await;
    }

    async fn person(&self, name: &str) -> Person {
        let mut read = self.world.app.service.read().await.unwrap();
        read.person(self.world.person(name)).await.unwrap().unwrap()
    }

    async fn is_in(&self, begun: &Begun) -> bool {
        match self.authentication.visitor(&begun.secret).await {
            Ok(_) => true,
            Err(Error::Refused(Refusal::Unauthenticated)) => false,
            Err(error) => panic!("{error}"),
        }
    }

    fn pass(&self, span: Span) {
        self.world.app.clock.advance(span);
    }
}

fn codes(refusal: Refusal) -> Vec<(String, &'static str)> {
    let Refusal::Invalid(wrong) = refusal else { panic!("{refusal:?}") };
    wrong.into_iter().map(|error| (error.field, error.code)).collect()
}

#[tokio::test]
async fn the_right_password_opens_a_session() {
    let house = House::new().await;
    house.with_password("harriet").await;
    let begun = house.sign_in("Harriet@Clinic.Example", PASSWORD, OFFICE).await.unwrap();
    let visitor = house.authentication.visitor(&begun.secret).await.unwrap();
    assert_eq!(visitor.person.id, house.world.person("harriet"));
    let (home, session) = (house.world.organization("clinic"), visitor.session.id);
    assert_eq!(visitor.actor, Actor::Principal { id: visitor.person.id, home, via: Via::Session(session) });
    assert_eq!(house.world.actions("clinic").await[0], "signed_in done");
    assert!(!house.is_in(&Begun { secret: format!("{}x", begun.secret), ..begun }).await);
}

#[tokio::test]
async fn no_answer_tells_whether_there_is_an_account() {
    let house = House::new().await;
    house.with_password("harriet").await;
    house.with_password("ivan").await;
    house.set_status("ivan", PersonStatus::Suspended).await;
    for (email, password) in [
        ("harriet@clinic.example", "not the password"),
        ("harriet@clinic.example", ""),
        ("harriet@clinic.example", &"x".repeat(1 << 20)),
        ("ivan@clinic.example", PASSWORD),
        ("uma@clinic.example", PASSWORD),
        ("nobody@clinic.example", PASSWORD),
    ] {
        let refused = house.sign_in(email, password, OFFICE).await.map(|begun| begun.signed_in);
        assert_eq!(refused, Err(Refusal::Unauthenticated), "{email}");
    }
}

#[tokio::test]
async fn failed_tries_are_written_down_at_home_and_counted() {
    let house = House::new().await;
    house.with_password("harriet").await;
    for _ in 0..3 {
        assert!(house.sign_in("harriet@clinic.example", "not the password", OFFICE).await.is_err());
        assert!(house.sign_in("nobody@clinic.example", "not the password", OFFICE).await.is_err());
    }
    house.pass(Span::minutes(1));
    house.world.app.service.pipeline().flush_refusals().await.unwrap();
    let log = house.world.actions("clinic").await;
    assert_eq!(log.iter().filter(|action| *action == "sign_in refused").count(), 2, "the first, and the rest as one");
}

#[tokio::test]
async fn guessing_is_slowed_and_the_owner_is_not_locked_out() {
    let house = House::new().await;
    house.with_password("harriet").await;
    house.sign_in("harriet@clinic.example", PASSWORD, OFFICE).await.unwrap();
    let mut tried = 0;
    let wait = loop {
        match house.sign_in("harriet@clinic.example", "not the password", ELSEWHERE).await {
            Err(Refusal::Unauthenticated) => tried += 1,
            Err(Refusal::TooMany { retry_after_seconds, .. }) => break retry_after_seconds,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!((tried, wait), (6, 300));
    assert!(house.sign_in("harriet@clinic.example", PASSWORD, OFFICE).await.is_ok());
    house.pass(Span::minutes(5));
    assert!(house.sign_in("harriet@clinic.example", PASSWORD, ELSEWHERE).await.is_ok());
}

#[tokio::test]
async fn a_link_signs_in_once_and_for_a_day() {
    let house = House::new().await;
    let harriet = house.world.person("harriet");
    let (first, second) = (house.link(harriet).await.unwrap(), house.link(harriet).await.unwrap());
    let third = house.link(harriet).await.unwrap();
    let (one, other) = tokio::join!(house.use_link(&first), house.use_link(&first));
    assert!(one.is_ok() != other.is_ok(), "two at once: one counts");
    let used = one.and(other).map(|begun| begun.signed_in);
    assert_eq!(used, Err(Refusal::Over { code: "sign_in_link_used" }));
    house.pass(Span(LinkPurpose::Operator.lasts().0 - 1));
    assert!(house.use_link(&second).await.is_ok());
    house.pass(Span(1));
    let late = house.use_link(&third).await.map(|begun| begun.signed_in);
    assert_eq!(late, Err(Refusal::Over { code: "sign_in_link_expired" }));
    let forged = format!("{}.{}", third.split_once('.').unwrap().0, second.split_once('.').unwrap().1);
    for nonsense in ["", ".", &forged, &third[..third.len() - 1], &"x".repeat(1 << 20)] {
        assert_eq!(house.use_link(nonsense).await.map(|begun| begun.signed_in), Err(Refusal::NotFound));
    }
}

#[tokio::test]
async fn links_are_the_operators_to_make_and_let_nobody_suspended_in() {
    // ORG-08
    let house = House::new().await;
    let uma = house.world.person("uma");
    let made = house.world.does("harriet", IssueSignInLink { person: uma }).await;
    assert_eq!(made.map_err(|refusal| refusal.code()), Err("forbidden"));
    let nobody = house.link(house.world.id().into()).await;
    assert_eq!(nobody, Err(Refusal::NotFound));
    let early = house.link(uma).await.unwrap();
    house.set_status("uma", PersonStatus::Suspended).await;
    assert_eq!(house.link(uma).await, Err(Refusal::rule("ORG-08", "sign_in_link_suspended")));
    assert_eq!(house.use_link(&early).await.map(|begun| begun.signed_in), Err(Refusal::Unauthenticated));
}

#[tokio::test]
async fn the_first_sign_in_activates() {
    // EXT-07: sites begin with the first sign-in after the role was given.
    let house = House::new().await;
    assert!(house.world.may("gus", "users", Level::Manage, "clinic"));
    assert!(!house.world.may("gus", "sites", Level::Read, "clinic"));
    house.with_password("gus").await;
    assert!(house.world.may("gus", "sites", Level::Read, "clinic"));
    assert_eq!(house.world.actions("clinic").await[0], "grant_activated done");
    house.sign_in("gus@guild.example", PASSWORD, OFFICE).await.unwrap();
    let log = house.world.actions("clinic").await;
    assert_eq!(log.iter().filter(|action| *action == "grant_activated done").count(), 1, "once");
}

#[tokio::test]
async fn an_external_administrator_gets_in_when_the_organizations_sign_in_is_broken() {
    // EXT-14
    let house = House::new().await;
    house.with_password("gus").await;
    let setting = |key: &str, value: SettingValue| Event::SettingChanged {
        before: None,
        after: Setting {
            organization: house.world.organization("clinic"),
            key: key.to_owned(),
            value,
            set_by: None,
            set_at: START,
            version: 1,
        },
    };
    let broken = SettingValue::Text("https://gone.example".to_owned());
    house
        .world
        .seed(vec![
            setting("authentication.sso_mode", SettingValue::Text("enforced".to_owned())),
            setting("authentication.sso_issuer", broken),
        ])
        .await;
    assert!(house.sign_in("gus@guild.example", PASSWORD, OFFICE).await.is_ok());
    assert!(house.world.may("gus", "settings", Level::Manage, "clinic"));
}

#[tokio::test]
async fn an_invited_person_becomes_active() {
    let house = House::new().await;
    house.set_status("uma", PersonStatus::Pending).await;
    let link = house.link(house.world.person("uma")).await.unwrap();
    let begun = house.use_link(&link).await.unwrap();
    assert_eq!(house.person("uma").await.status, PersonStatus::Active);
    assert!(house.is_in(&begun).await);
}

#[tokio::test]
async fn a_session_ends_unused_and_ends_anyway() {
    let house = House::new().await;
    let link = house.link(house.world.person("uma")).await.unwrap();
    let begun = house.use_link(&link).await.unwrap();
    house.pass(Span(IDLE.0 - 1));
    assert!(house.is_in(&begun).await);
    house.pass(Span(IDLE.0 - 1));
    assert!(house.is_in(&begun).await, "use counts before it is written down");
    house.authentication.write_seen().await.unwrap();
    assert!(session_actor(&house.world.app.service, &begun.secret).await.is_ok(), "and is written down");
    house.pass(IDLE);
    assert!(!house.is_in(&begun).await);

    let link = house.link(house.world.person("uma")).await.unwrap();
    let begun = house.use_link(&link).await.unwrap();
    let steps = LASTS_AT_MOST.0 / Span::minutes(20).0;
    for _ in 1..steps {
        house.pass(Span::minutes(20));
        assert!(house.is_in(&begun).await);
    }
    house.pass(Span(Span::minutes(20).0 - 1));
    assert!(house.is_in(&begun).await);
    house.pass(Span(1));
    assert!(!house.is_in(&begun).await, "twelve hours are the most");
}

#[tokio::test]
async fn a_session_lives_as_its_home_had_set_when_it_was_begun() {
    let house = House::new().await;
    let set = |key: &str, number: i64| Event::SettingChanged {
        before: None,
        after: Setting {
            organization: house.world.organization("clinic"),
            key: key.to_owned(),
            value: SettingValue::Number(number),
            set_by: None,
            set_at: START,
            version: 1,
        },
    };
    let uma = house.world.person("uma");
    let before = house.use_link(&house.link(uma).await.unwrap()).await.unwrap();
    house.world.seed(vec![set(key::SESSION_IDLE_MINUTES, 5), set(key::SESSION_HOURS, 1)]).await;
    let begun = house.use_link(&house.link(uma).await.unwrap()).await.unwrap();
    let elsewhere = house.use_link(&house.link(house.world.person("gus")).await.unwrap()).await.unwrap();
    house.pass(Span::minutes(5));
    assert!(!house.is_in(&begun).await);
    assert!(house.is_in(&before).await, "it counts for sessions begun from then on");
    assert!(house.is_in(&elsewhere).await, "and for who is at home there");
    let begun = house.use_link(&house.link(uma).await.unwrap()).await.unwrap();
    for _ in 1..15 {
        house.pass(Span::minutes(4));
        assert!(house.is_in(&begun).await);
    }
    house.pass(Span::minutes(4));
    assert!(!house.is_in(&begun).await, "an hour is the most there");
}

#[tokio::test]
async fn a_session_knows_where_it_was_begun_and_from_what() {
    let house = House::new().await;
    let uma = house.world.person("uma");
    let link = house.link(uma).await.unwrap();
    let mut whence = from(&house.world.app, ELSEWHERE);
    whence.device = format!("Mozilla/5.0 \u{1b}[31m\n{}", "ž".repeat(1_000_000));
    let begun = begun(house.authentication.use_link(&link, whence).await).unwrap();
    let session = house.authentication.visitor(&begun.secret).await.unwrap().session;
    assert_eq!((session.address.as_str(), session.proved_at), ("198.51.100.7", session.signed_in_at));
    assert_eq!(session.device.chars().count(), DEVICE_LENGTH);
    assert!(session.device.starts_with("Mozilla/5.0 [31mž"), "{}", session.device);
}

#[tokio::test]
async fn looking_by_itself_keeps_no_session_open() {
    let house = House::new().await;
    let link = house.link(house.world.person("uma")).await.unwrap();
    let begun = house.use_link(&link).await.unwrap();
    for _ in 0..2 {
        assert!(session_actor(&house.world.app.service, &begun.secret).await.is_ok());
        house.pass(Span::minutes(15));
        house.authentication.write_seen().await.unwrap();
    }
    assert!(!house.is_in(&begun).await);
}

#[tokio::test]
async fn signing_out_ends_ones_own_session() {
    let house = House::new().await;
    let (harriets, ivans) = (house.with_password("harriet").await, house.with_password("ivan").await);
    let (harriet, ivan) = (house.caller(&harriets).await, house.caller(&ivans).await);
    let not_mine = EndSession { session: ivans.signed_in.session };
    assert_eq!(house.world.does_as(harriet.clone(), not_mine).await, Err(Refusal::NotFound));
    assert_eq!(house.world.does_as(harriet.clone(), SignOut).await, Ok(()));
    assert!(!house.is_in(&harriets).await && house.is_in(&ivans).await);
    assert_eq!(house.world.does_as(harriet, SignOut).await, Ok(()), "twice is once");
    assert_eq!(house.world.does_as(ivan, EndSession { session: ivans.signed_in.session }).await, Ok(()));
    assert!(!house.is_in(&ivans).await);
}

#[tokio::test]
async fn a_suspended_persons_session_is_closed_to_them() {
    let house = House::new().await;
    let begun = house.with_password("harriet").await;
    let caller = house.caller(&begun).await;
    house.set_status("harriet", PersonStatus::Suspended).await;
    assert!(!house.is_in(&begun).await);
    let late =
        refusal(house.authentication.set_password(caller, Some(PASSWORD), "another walk by the river", OFFICE).await);
    assert_eq!(late, Err(Refusal::Unauthenticated));
}

#[tokio::test]
async fn a_password_is_changed_with_the_one_before() {
    let house = House::new().await;
    let by_link = house.with_password("harriet").await;
    let begun = house.sign_in("harriet@clinic.example", PASSWORD, OFFICE).await.unwrap();
    let new = "a walk in the hills";
    let missing = house.set_password(&begun, None, new).await.unwrap_err();
    assert_eq!(codes(missing), [("current_password".to_owned(), "current_password_missing")]);
    let wrong = house.set_password(&begun, Some("not the password"), "short").await.unwrap_err();
    assert_eq!(
        codes(wrong),
        [("current_password".to_owned(), "current_password_wrong")],
        "and nothing about the new one"
    );
    let short = house.set_password(&begun, Some(PASSWORD), "short").await.unwrap_err();
    assert_eq!(codes(short), [("new_password".to_owned(), "password_too_short")]);
    house.set_password(&begun, Some(PASSWORD), new).await.unwrap();
    assert!(house.sign_in("harriet@clinic.example", PASSWORD, OFFICE).await.is_err());
    assert!(house.sign_in("harriet@clinic.example", new, OFFICE).await.is_ok());

    // Who was in by the old one is out, and who changed it is not.
    assert!(!house.is_in(&by_link).await);
    assert!(house.is_in(&begun).await);
}

#[tokio::test]
async fn a_password_needs_no_other_soon_after_a_link() {
    // A link is fresh for a quarter of an hour.
    let house = House::new().await;
    let by_link = house.with_password("harriet").await;
    let new = "a walk in the hills";
    house.pass(Span(Span::minutes(15).0 - 1));
    house.set_password(&by_link, None, PASSWORD).await.unwrap();
    house.pass(Span(1));
    let stale = house.set_password(&by_link, None, new).await.unwrap_err();
    assert_eq!(codes(stale), [("current_password".to_owned(), "current_password_missing")]);
}

#[tokio::test]
async fn nobody_is_let_in_without_proof_outside_the_demo() {
    let house = House::new().await;
    let harriet = house.world.person("harriet");
    let shut = house.authentication.sign_in_as(harriet, from(&house.world.app, OFFICE)).await;
    let shut = refusal(shut).map(|begun| begun.signed_in);
    assert_eq!(shut, Err(Refusal::NotFound));
    let demo = Authentication::new(house.world.app.service.clone(), Breached::default(), true).unwrap();
    let begun = refusal(demo.sign_in_as(harriet, from(&house.world.app, OFFICE)).await).unwrap();
    assert!(house.is_in(&begun).await);
}

async fn token(house: &House, command: IssueToken) -> Result<(String, TokenMade), Refusal> {
    let (secret, hash) = fresh(PREFIX, &**house.world.app.service.random());
    let made = house.world.does_as(house.operator(), IssueToken { secret: hash, ..command }).await?;
    Ok((secret, made))
}

fn issue(house: &House, holder: Holder) -> IssueToken {
    IssueToken {
        organization: house.world.organization("clinic"),
        name: "CI".parse().unwrap(),
        scopes: vec![TokenScope::Read, TokenScope::Decisions, TokenScope::Read],
        holder,
        until: None,
        secret: prokura_app::secret::hash(""),
    }
}

async fn is_good(house: &House, secret: &str) -> bool {
    match token_actor(&house.world.app.service, secret).await {
        Ok(_) => true,
        Err(Error::Refused(Refusal::Unauthenticated)) => false,
        Err(error) => panic!("{error}"),
    }
}

#[tokio::test]
async fn a_token_acts_for_its_principal_until_it_is_over() {
    let house = House::new().await;
    let gateway = || Holder::ServiceAccount("gateway".parse().unwrap());
    let (secret, made) = token(&house, issue(&house, gateway())).await.unwrap();
    assert!(secret.starts_with("prk_"));
    assert_eq!(made.until, START.plus(LASTS));
    let (clinic, scopes) = (house.world.organization("clinic"), vec![TokenScope::Decisions, TokenScope::Read]);
    let via = Via::Token { token: made.token, scopes, organization: clinic };
    let actor = Actor::Principal { id: made.principal, home: clinic, via };
    assert_eq!(token_actor(&house.world.app.service, &secret).await.unwrap(), actor);

    let (second, again) = token(&house, issue(&house, gateway())).await.unwrap();
    assert_eq!(again.principal, made.principal, "the same account, by its name");
    house.world.does_as(house.operator(), RevokeToken { token: again.token }).await.unwrap();
    assert!(!is_good(&house, &second).await && is_good(&house, &secret).await);
    let twice = house.world.does_as(house.operator(), RevokeToken { token: again.token }).await;
    assert_eq!(twice, Err(Refusal::Over { code: "token_over" }));

    house.pass(Span(LASTS.0 - 1));
    assert!(is_good(&house, &secret).await);
    house.pass(Span(1));
    assert!(!is_good(&house, &secret).await);
    for nonsense in ["", "prk_", &"x".repeat(1 << 20)] {
        assert!(!is_good(&house, nonsense).await);
    }
}

#[tokio::test]
async fn who_makes_and_revokes_tokens() {
    let house = House::new().await;
    let harriet = house.world.person("harriet");
    let (secret, made) = token(&house, issue(&house, Holder::Person(harriet))).await.unwrap();
    let own = house.world.does("harriet", issue(&house, Holder::Person(harriet))).await;
    assert_eq!(own.map_err(|refusal| refusal.code()), Err("forbidden"));
    let revoke = RevokeToken { token: made.token };
    assert_eq!(house.world.does("zofia", revoke).await, Err(Refusal::NotFound));
    assert_eq!(house.world.does("rita", revoke).await.map_err(|refusal| refusal.code()), Err("forbidden"));
    assert!(is_good(&house, &secret).await);
    house.set_status("harriet", PersonStatus::Suspended).await;
    assert!(!is_good(&house, &secret).await, "whose it is cannot act");
    house.set_status("harriet", PersonStatus::Active).await;
    assert_eq!(house.world.does("harriet", revoke).await, Ok(()));
    assert!(!is_good(&house, &secret).await);

    let wrong =
        token(&house, IssueToken { scopes: Vec::new(), until: Some(START), ..issue(&house, Holder::Person(harriet)) })
            .await
            .unwrap_err();
    assert_eq!(codes(wrong), [("scopes".to_owned(), "token_scopes_missing"), ("until".to_owned(), "token_until_past")]);
    let stranger = token(&house, issue(&house, Holder::Person(house.world.person("zofia")))).await.unwrap_err();
    assert_eq!(codes(stranger), [("person".to_owned(), "token_person_unknown_there")]);
}

#[tokio::test]
async fn a_token_does_not_set_its_owners_password() {
    let house = House::new().await;
    house.with_password("harriet").await;
    let via = Via::Token {
        token: house.world.id().into(),
        scopes: vec![TokenScope::Manage],
        organization: house.world.organization("clinic"),
    };
    let caller = house.world.caller_via("harriet", via);
    let set =
        refusal(house.authentication.set_password(caller, Some(PASSWORD), "another walk by the river", OFFICE).await);
    assert_eq!(set, Err(Refusal::Unauthenticated));
}

#[tokio::test]
async fn an_installation_begins_once() {
    // ORG-01, ORG-04
    let app = Application::empty().await;
    let authentication = Authentication::new(app.service.clone(), Breached::default(), false).unwrap();
    let initialize = Initialize {
        vendor: "Operator".parse().unwrap(),
        slug: "operator".parse().unwrap(),
        email: "vera@operator.example".parse().unwrap(),
        name: "Vera".parse().unwrap(),
        locale: None,
    };
    let operator = Caller::operator(app.service.new_request());
    let made = refusal(app.service.execute(operator.clone(), initialize.clone()).await).unwrap();
    assert_eq!(made.expires_at, Timestamp(START.0 + LinkPurpose::Operator.lasts().0));
    let twice = refusal(app.service.execute(operator, initialize).await);
    assert_eq!(twice, Err(Refusal::rule("ORG-01", "already_initialized")));

    let secret = app.service.keys().sign_in_link(made.link, &"vera@operator.example".parse().unwrap());
    let begun = begun(authentication.use_link(&secret, from(&app, OFFICE)).await).unwrap();
    assert_eq!(begun.signed_in.person, made.person);
    let actor = session_actor(&app.service, &begun.secret).await.unwrap();
    let sight = app.service.sight(&Caller { actor, request: app.service.new_request(), idempotency: None }).unwrap();
    let vendor = sight.enter("operator").unwrap();
    for control in ["roles", "partners"] {
        assert!(sight.ask(control, Level::Manage, vendor.handle).is_ok(), "{control}");
    }
}
