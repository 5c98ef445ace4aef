//! Second factors and step-up: each proof counts once, and what gives rights asks for one that is not old.

#![cfg(test)]

#[expect(dead_code, reason = "each test binary uses its part of what they share")]
mod support;
#[expect(dead_code, reason = "the world is shared by tests that use different parts of it")]
#[path = "support_access/world.rs"]
mod world;

#[path = "factors/recovery.rs"]
mod recovery;

use prokura_app::authentication::{
    AgainProof, Asks, Authentication, Begun, Circumstances, Offered, Step, session_actor,
};
use prokura_app::caller::Caller;
use prokura_app::command::assign_role::AssignRole;
use prokura_app::command::change_passkey::{RemovePasskey, RenamePasskey};
use prokura_app::command::change_totp::RemoveTotp;
use prokura_app::command::choose_language::ChooseLanguage;
use prokura_app::command::guard::holder::Holder;
use prokura_app::command::issue_sign_in_link::IssueSignInLink;
use prokura_app::error::Error;
use prokura_app::message::{Notice, SignInChange};
use prokura_app::password::Breached;
use prokura_app::pipeline::Command;
use prokura_app::query::factors;
use prokura_app::service::Service;
use prokura_app::totp;
use prokura_domain::account::{LinkPurpose, SecondFactor, SignInLink, SignInMethod};
use prokura_domain::event::Event;
use prokura_domain::factor::{Passkey, RECOVERY_CODES};
use prokura_domain::grant::Scope;
use prokura_domain::id::{PasskeyId, SignInLinkId};
use prokura_domain::refusal::Refusal;
use prokura_domain::setting::{Setting, SettingValue, key};
use prokura_domain::text::Locale;
use prokura_domain::time::Span;
use std::net::IpAddr;
use support::START;
use world::{World, refusal};

const PASSWORD: &str = "a walk by the river";
const OFFICE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 1));
const STEP: Span = Span::seconds(30);

struct House {
    world: World,
    authentication: Authentication,
}

/// Somebody with an authenticator app.
struct Enrolled {
    begun: Begun,
    secret: Vec<u8>,
    codes: Vec<String>,
}

impl House {
    async fn new() -> Self {
        let world = World::new().await;
        let authentication = Authentication::new(world.app.service.clone(), Breached::default(), false)
            .unwrap()
            .at("https://admin.example");
        Self { world, authentication }
    }

    fn from(&self) -> Circumstances {
        Circumstances { address: OFFICE, device: "a test".to_owned(), request: self.world.app.service.new_request() }
    }

    async fn caller(&self, begun: &Begun) -> Caller {
        let actor = session_actor(&self.world.app.service, &begun.secret).await.expect("the session is open");
        Caller { actor, request: self.world.app.service.new_request(), idempotency: None }
    }

    /// As whom somebody acts whose session may wait for a second factor.
    async fn waiting(&self, begun: &Begun) -> Caller {
        let visitor = self.authentication.visitor(&begun.secret).await.expect("the session is open");
        Caller { actor: visitor.actor, request: self.world.app.service.new_request(), idempotency: None }
    }

    /// Somebody who signed in by a link of the operator.
    async fn by_link(&self, name: &str) -> Begun {
        let operator = Caller::operator(self.world.app.service.new_request());
        let link = IssueSignInLink { person: self.world.person(name) };
        let issued = self.world.does_as(operator, link).await.unwrap();
        let secret = self.world.app.service.keys().sign_in_link(issued.link, &issued.email);
        match self.authentication.use_link(&secret, self.from()).await.unwrap() {
            Step::Begun(begun) => begun.value,
            Step::Second(_) => panic!("the operator's link asks for nothing more"),
        }
    }

    async fn with_password(&self, name: &str) -> Begun {
        let begun = self.by_link(name).await;
        let caller = self.caller(&begun).await;
        self.authentication.set_password(caller, None, PASSWORD, OFFICE).await.unwrap();
        begun
    }

    async fn enrolled(&self, name: &str) -> Enrolled {
        let begun = self.with_password(name).await;
        let offer = self.authentication.offer_totp(&self.caller(&begun).await, None).await.unwrap();
        let secret = read(&offer.written);
        let code = totp::code(&secret, totp::step(self.world.app.service.now())).unwrap();
        let caller = self.caller(&begun).await;
        let codes = self.authentication.add_totp(caller, &offer.state, &code, OFFICE).await.unwrap().value;
        Enrolled { begun, secret, codes }
    }

    async fn first_step(&self, email: &str) -> String {
        match self.authentication.sign_in(&email.parse().unwrap(), PASSWORD, self.from()).await.unwrap() {
            Step::Second(half_way) => half_way,
            Step::Begun(_) => panic!("a second factor is asked for"),
        }
    }

    async fn second_step(&self, half_way: &str, offered: Offered<'_>) -> Result<Begun, Refusal> {
        refusal(self.authentication.finish_sign_in(half_way, offered, self.from()).await)
    }

    fn code(&self, secret: &[u8]) -> String {
        totp::code(secret, totp::step(self.world.app.service.now())).unwrap()
    }

    async fn does<C: Command>(&self, begun: &Begun, command: C) -> Result<C::Output, Refusal> {
        self.world.does_as(self.caller(begun).await, command).await
    }
}

/// A secret as it was typed into an app.
fn read(written: &str) -> Vec<u8> {
    let bits: Vec<bool> = written
        .bytes()
        .map(|sign| if sign.is_ascii_digit() { sign - b'2' + 26 } else { sign - b'A' })
        .flat_map(|value| (0..5).rev().map(move |bit| value >> bit & 1 == 1))
        .collect();
    bits.chunks_exact(8).map(|bits| bits.iter().fold(0, |byte, bit| byte << 1 | u8::from(*bit))).collect()
}

fn setting(world: &World, organization: &str, minutes: i64) -> Event {
    set(world, organization, key::STEP_UP_MINUTES, SettingValue::Number(minutes))
}

fn second_factor(world: &World, organization: &str, of: &str) -> Event {
    set(world, organization, key::SECOND_FACTOR, SettingValue::Text(of.to_owned()))
}

/// Why a session is not good for anything.
async fn why_not(service: &Service, secret: &str) -> Option<Refusal> {
    match session_actor(service, secret).await {
        Err(Error::Refused(refusal)) => Some(refusal),
        Ok(_) | Err(_) => None,
    }
}

fn set(world: &World, organization: &str, key: &str, value: SettingValue) -> Event {
    let organization = world.organization(organization);
    let key = key.to_owned();
    Event::SettingChanged {
        before: None,
        after: Setting { organization, key, value, set_by: None, set_at: START, version: 1 },
    }
}

/// Something that asks for a proof that is not old.
fn sensitive(world: &World, organization: &str, role: &str) -> AssignRole {
    AssignRole {
        organization: world.organization(organization),
        holder: Holder::Id(world.person("uma")),
        role: role.to_owned(),
        scope: Scope::None,
        from: None,
        until: None,
        reason: None,
    }
}

#[tokio::test]
async fn after_the_password_a_code_is_asked_for_and_counts_once() {
    let house = House::new().await;
    let Enrolled { secret, codes, .. } = house.enrolled("harriet").await;
    assert_eq!(codes.len(), RECOVERY_CODES);
    let email = "harriet@clinic.example";
    let half_way = house.first_step(email).await;
    // The code that confirmed the app is used.
    let confirming = house.code(&secret);
    assert_eq!(house.second_step(&half_way, Offered::Code(&confirming)).await.unwrap_err(), Refusal::Unauthenticated);
    house.world.app.clock.advance(STEP);
    let code = house.code(&secret);
    let (one, other) = tokio::join!(
        house.second_step(&half_way, Offered::Code(&code)),
        house.second_step(&half_way, Offered::Code(&code))
    );
    assert!(one.is_ok() != other.is_ok(), "used twice at once it signs in once: {one:?} {other:?}");
    let begun = one.or(other).unwrap();
    let session =
        house.world.app.service.read().await.unwrap().session(begun.signed_in.session).await.unwrap().unwrap();
    assert_eq!(session.second, Some(SecondFactor::Totp));
    // Nor is one before it good, late as it is.
    let late = house.first_step(email).await;
    assert!(house.second_step(&late, Offered::Code(&confirming)).await.is_err());
    assert!(house.world.actions("clinic").await.iter().any(|action| action == "totp_used done"));
    let told: Vec<Notice> = house.world.messages().await.into_iter().map(|(_, notice)| notice).collect();
    assert_eq!(told, [Notice::SignInChanged { change: SignInChange::TotpAdded }], "one mail, not two");
}

#[tokio::test]
async fn a_recovery_code_is_good_once_and_new_ones_end_the_old() {
    let house = House::new().await;
    let Enrolled { begun, codes, .. } = house.enrolled("harriet").await;
    let email = "harriet@clinic.example";
    let half_way = house.first_step(email).await;
    let (one, other) = tokio::join!(
        house.second_step(&half_way, Offered::Recovery(&codes[3])),
        house.second_step(&half_way, Offered::Recovery(&codes[3]))
    );
    assert!(one.is_ok() != other.is_ok(), "{one:?} {other:?}");
    assert_eq!(house.second_step(&half_way, Offered::Recovery(&codes[3])).await.unwrap_err(), Refusal::Unauthenticated);
    let own = factors::own(&house.world.app.service, &house.caller(&begun).await).await.unwrap();
    assert_eq!(own.codes_left, RECOVERY_CODES - 1);
    let caller = house.caller(&begun).await;
    let new = house.authentication.make_recovery_codes(caller).await.unwrap().value;
    assert_eq!(house.second_step(&half_way, Offered::Recovery(&codes[4])).await.unwrap_err(), Refusal::Unauthenticated);
    house.second_step(&half_way, Offered::Recovery(&new[0].to_lowercase())).await.unwrap();
    let told: Vec<Notice> = house.world.messages().await.into_iter().map(|(_, notice)| notice).collect();
    let change = |change| Notice::SignInChanged { change };
    use SignInChange::{RecoveryCodeUsed as Used, RecoveryCodesMade as Made, TotpAdded as Added};
    for (it, times) in [(Added, 1), (Used, 2), (Made, 1)] {
        assert_eq!(told.iter().filter(|notice| **notice == change(it)).count(), times, "{it:?}");
    }
    assert_eq!(told.len(), 4);
    // Somebody else's code is none of theirs.
    let ivan = house.enrolled("ivan").await;
    let half_way = house.first_step("ivan@clinic.example").await;
    assert!(house.second_step(&half_way, Offered::Recovery(&new[1])).await.is_err());
    assert!(house.second_step(&half_way, Offered::Recovery(&ivan.codes[0])).await.is_ok());
}

#[tokio::test]
async fn a_first_step_does_not_last() {
    let house = House::new().await;
    let Enrolled { begun, secret, .. } = house.enrolled("harriet").await;
    let over = Refusal::Over { code: "second_step_over" };
    for nonsense in ["", "nonsense", &"A".repeat(100_000)] {
        assert_eq!(house.second_step(nonsense, Offered::Code("000000")).await.unwrap_err(), over);
    }
    let half_way = house.first_step("harriet@clinic.example").await;
    house.world.app.clock.advance(Span::minutes(5));
    assert_eq!(house.second_step(&half_way, Offered::Code(&house.code(&secret))).await.unwrap_err(), over);
    // With another password it begins anew.
    let half_way = house.first_step("harriet@clinic.example").await;
    let caller = house.caller(&begun).await;
    house.authentication.set_password(caller, Some(PASSWORD), "another walk by the river", OFFICE).await.unwrap();
    assert_eq!(house.second_step(&half_way, Offered::Code(&house.code(&secret))).await.unwrap_err(), over);
}

/// A mailbox alone is one factor; a link that the operator hands over is for when the factors are lost.
#[tokio::test]
async fn a_forgotten_password_does_not_go_around_the_app() {
    let house = House::new().await;
    let Enrolled { secret, .. } = house.enrolled("harriet").await;
    house.by_link("harriet").await;
    let link = SignInLink {
        id: SignInLinkId(house.world.id()),
        purpose: LinkPurpose::Recovery,
        person: house.world.person("harriet"),
        expires_at: START.plus(Span::hours(1)),
        used_at: None,
    };
    house.world.seed(vec![Event::SignInLinkIssued(link.clone(), house.world.organization("clinic"))]).await;
    let email = "harriet@clinic.example".parse().unwrap();
    let told = house.world.app.service.keys().sign_in_link(link.id, &email);
    let Step::Second(half_way) = house.authentication.use_link(&told, house.from()).await.unwrap() else {
        panic!("a second factor is asked for")
    };
    assert!(house.second_step(&half_way, Offered::Code("000000")).await.is_err());
    house.world.app.clock.advance(STEP);
    let begun = house.second_step(&half_way, Offered::Code(&house.code(&secret))).await.unwrap();
    let session =
        house.world.app.service.read().await.unwrap().session(begun.signed_in.session).await.unwrap().unwrap();
    assert_eq!((session.method, session.second), (SignInMethod::Link, Some(SecondFactor::Totp)));
    // The link is used now, and so is the way that began with it.
    house.world.app.clock.advance(STEP);
    let used = Refusal::Over { code: "sign_in_link_used" };
    assert_eq!(house.second_step(&half_way, Offered::Code(&house.code(&secret))).await.unwrap_err(), used);
}

#[tokio::test]
async fn guessing_codes_is_limited_and_written_down() {
    let house = House::new().await;
    house.enrolled("harriet").await;
    let half_way = house.first_step("harriet@clinic.example").await;
    let mut tried = 0;
    while house.second_step(&half_way, Offered::Code("000000")).await.unwrap_err() == Refusal::Unauthenticated {
        tried += 1;
        assert!(tried < 20);
    }
    assert_eq!(tried, 6);
    assert!(matches!(house.second_step(&half_way, Offered::Recovery("x")).await, Err(Refusal::TooMany { .. })));
    // Nobody waits for it to be written down, so it may come a moment later.
    for _ in 0..500 {
        if house.world.actions("clinic").await.iter().any(|action| action == "sign_in refused") {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    panic!("it is not written down");
}

#[tokio::test]
async fn removing_the_app_makes_the_password_enough_again() {
    let house = House::new().await;
    let Enrolled { begun, codes, .. } = house.enrolled("harriet").await;
    let half_way = house.first_step("harriet@clinic.example").await;
    house.does(&begun, RemoveTotp).await.unwrap();
    house.does(&begun, RemoveTotp).await.unwrap();
    assert!(house.second_step(&half_way, Offered::Recovery(&codes[0])).await.is_err(), "the codes went with the app");
    let step = house.authentication.sign_in(&"harriet@clinic.example".parse().unwrap(), PASSWORD, house.from()).await;
    assert!(matches!(step, Ok(Step::Begun(_))));
    let made = house.authentication.make_recovery_codes(house.caller(&begun).await).await;
    assert_eq!(refusal(made).unwrap_err(), Refusal::Over { code: "totp_gone" });
}

#[tokio::test]
async fn an_offer_is_for_whom_it_was_made() {
    let house = House::new().await;
    let (harriet, ivan) = (house.with_password("harriet").await, house.with_password("ivan").await);
    let offer = house.authentication.offer_totp(&house.caller(&harriet).await, None).await.unwrap();
    let again = house.authentication.offer_totp(&house.caller(&harriet).await, Some(&offer.state)).await.unwrap();
    assert_eq!(offer.written, again.written, "a wrong code does not change the secret");
    let theirs = house.authentication.offer_totp(&house.caller(&ivan).await, Some(&offer.state)).await.unwrap();
    assert_ne!(offer.written, theirs.written);
    let code = house.code(&read(&offer.written));
    let wrong = Refusal::field("code", "code_wrong");
    for (state, code) in [("", code.as_str()), ("nonsense", &code), (&offer.state, "000000"), (&offer.state, "")] {
        let caller = house.caller(&harriet).await;
        assert_eq!(refusal(house.authentication.add_totp(caller, state, code, OFFICE).await).unwrap_err(), wrong);
    }
    let caller = house.caller(&ivan).await;
    assert_eq!(refusal(house.authentication.add_totp(caller, &offer.state, &code, OFFICE).await).unwrap_err(), wrong);
}

#[tokio::test]
async fn what_is_sensitive_asks_for_a_proof_that_is_not_old() {
    let house = House::new().await;
    let mut begun = house.with_password("harriet").await;
    house.does(&begun, sensitive(&house.world, "clinic", "read_only_admin")).await.unwrap();
    house.world.app.clock.advance(Span(Span::minutes(15).0 - 1));
    house.does(&begun, sensitive(&house.world, "clinic", "support_admin")).await.unwrap();
    house.world.app.clock.advance(Span(1));
    let asked = Refusal::StepUpNeeded { max_age_seconds: 15 * 60 };
    assert_eq!(house.does(&begun, sensitive(&house.world, "clinic", "device_admin")).await.unwrap_err(), asked);
    // What is not sensitive does not ask, what is refused anyway is refused, and a rehearsal asks nothing.
    house.does(&begun, ChooseLanguage { locale: Locale::Cs }).await.unwrap();
    assert_eq!(
        house.does(&begun, sensitive(&house.world, "shop", "device_admin")).await.unwrap_err(),
        Refusal::NotFound
    );
    let service = &house.world.app.service;
    service.rehearse(&house.caller(&begun).await, &sensitive(&house.world, "clinic", "device_admin")).await.unwrap();
    // A token is not asked: it has nobody behind it who could answer.
    house.world.does("harriet", sensitive(&house.world, "clinic", "user_device_admin")).await.unwrap();

    let wrong = house.authentication.prove_again(house.caller(&begun).await, AgainProof::Password("wrong"), OFFICE);
    assert_eq!(refusal(wrong.await).unwrap_err(), Refusal::field("password", "current_password_wrong"));
    let nothing = house.authentication.prove_again(house.caller(&begun).await, AgainProof::Nothing, OFFICE).await;
    assert!(refusal(nothing).is_err(), "only the demo asks for nothing");
    assert_eq!(house.does(&begun, sensitive(&house.world, "clinic", "device_admin")).await.unwrap_err(), asked);
    let right = house.authentication.prove_again(house.caller(&begun).await, AgainProof::Password(PASSWORD), OFFICE);
    let renewed = right.await.unwrap().value;
    // Whoever had the cookie before has nothing any more (ASVS 7.2.4).
    assert_eq!(why_not(&house.world.app.service, &begun.secret).await, Some(Refusal::Unauthenticated));
    begun.secret = renewed.0;
    house.does(&begun, sensitive(&house.world, "clinic", "device_admin")).await.unwrap();
    let actions = house.world.actions("clinic").await;
    for action in ["proved_again done", "prove_again refused"] {
        assert!(actions.iter().any(|it| it == action), "{action}: {actions:?}");
    }
}

#[tokio::test]
async fn the_stricter_of_home_and_place_counts() {
    let house = House::new().await;
    let begun = house.with_password("gus").await;
    house.world.seed(vec![setting(&house.world, "clinic", 5)]).await;
    house.world.app.clock.advance(Span::minutes(6));
    let asked = Refusal::StepUpNeeded { max_age_seconds: 5 * 60 };
    assert_eq!(house.does(&begun, sensitive(&house.world, "clinic", "device_admin")).await.unwrap_err(), asked);
    // Their home sets less still.
    house.world.seed(vec![setting(&house.world, "guild", 2)]).await;
    let asked = Refusal::StepUpNeeded { max_age_seconds: 2 * 60 };
    assert_eq!(house.does(&begun, sensitive(&house.world, "clinic", "device_admin")).await.unwrap_err(), asked);
}

#[tokio::test]
async fn a_second_factor_that_is_asked_for_comes_first() {
    let house = House::new().await;
    let service = &house.world.app.service;
    house.world.seed(vec![second_factor(&house.world, "clinic", "administrators")]).await;
    let asked =
        Refusal::Forbidden { asked: "session".to_owned(), because: vec!["second_factor_asked"], rules: Vec::new() };
    let begun = house.by_link("harriet").await;
    assert_eq!(why_not(service, &begun.secret).await.as_ref(), Some(&asked));
    // Somebody without any role is no administrator.
    let uma = house.by_link("uma").await;
    session_actor(service, &uma.secret).await.unwrap();

    // Adding one is all that the session is good for, and then it is good for everything.
    let caller = house.waiting(&begun).await;
    house.authentication.set_password(caller, None, PASSWORD, OFFICE).await.unwrap();
    assert_eq!(why_not(service, &begun.secret).await.as_ref(), Some(&asked));
    let caller = house.waiting(&begun).await;
    let offer = house.authentication.offer_totp(&caller, None).await.unwrap();
    let secret = read(&offer.written);
    let wrong = house.authentication.add_totp(caller.clone(), &offer.state, "000000", OFFICE).await;
    assert!(refusal(wrong).is_err());
    assert_eq!(why_not(service, &begun.secret).await.as_ref(), Some(&asked));
    house.authentication.add_totp(caller, &offer.state, &house.code(&secret), OFFICE).await.unwrap();
    session_actor(service, &begun.secret).await.unwrap();

    // From then on it is the second step of signing in; a link that asks for none waits until it is proved.
    house.world.app.clock.advance(STEP);
    let half_way = house.first_step("harriet@clinic.example").await;
    let code = house.code(&secret);
    let signed_in = house.second_step(&half_way, Offered::Code(&code)).await.unwrap();
    session_actor(service, &signed_in.secret).await.unwrap();
    let by_link = house.by_link("harriet").await;
    assert_eq!(why_not(service, &by_link.secret).await.as_ref(), Some(&asked));
    house.world.app.clock.advance(STEP);
    let code = house.code(&secret);
    let proof = AgainProof::Factor(Offered::Code(&code));
    let renewed = house.authentication.prove_again(house.waiting(&by_link).await, proof, OFFICE).await.unwrap();
    session_actor(service, &renewed.value.0).await.unwrap();

    // Everybody is asked where that is set.
    let clinic = house.world.organization("clinic");
    let record = service.read().await.unwrap().organization_record(clinic).await.unwrap().unwrap();
    let before = record.settings.into_iter().find(|setting| setting.key == key::SECOND_FACTOR).unwrap();
    let value = SettingValue::Text("everybody".to_owned());
    let after = Setting { value, version: before.version + 1, ..before.clone() };
    house.world.seed(vec![Event::SettingChanged { before: Some(before), after }]).await;
    let uma = house.by_link("uma").await;
    assert_eq!(why_not(service, &uma.secret).await.as_ref(), Some(&asked));
}

#[tokio::test]
async fn where_an_app_is_a_password_alone_proves_nothing_again() {
    let house = House::new().await;
    let Enrolled { begun, secret, codes } = house.enrolled("harriet").await;
    let ways = house.authentication.ways_again(&house.caller(&begun).await).await.unwrap();
    assert!(ways.code && !ways.password && !ways.passkey && !ways.demo);
    let caller = house.caller(&begun).await;
    let by_password = house.authentication.prove_again(caller, AgainProof::Password(PASSWORD), OFFICE).await;
    assert!(refusal(by_password).is_err());
    let used = house.code(&secret);
    let caller = house.caller(&begun).await;
    let again = house.authentication.prove_again(caller, AgainProof::Factor(Offered::Code(&used)), OFFICE).await;
    assert_eq!(refusal(again).unwrap_err(), Refusal::field("code", "code_used"));
    let caller = house.caller(&begun).await;
    let by_code = AgainProof::Factor(Offered::Recovery(&codes[0]));
    house.authentication.prove_again(caller, by_code, OFFICE).await.unwrap();
}

#[tokio::test]
async fn the_last_way_in_stays_and_nobody_touches_anothers() {
    let house = House::new().await;
    let begun = house.with_password("harriet").await;
    let passkey = |name: &str, number: u8| Passkey {
        id: PasskeyId(house.world.id()),
        person: house.world.person(name),
        credential_id: vec![number],
        credential: "{}".to_owned(),
        name: "a key".parse().unwrap(),
        created_at: START,
        used_at: None,
        challenged_at: START,
    };
    let (hers, zofias) = (passkey("harriet", 1), passkey("zofia", 2));
    let home = house.world.organization("clinic");
    house.world.seed(vec![Event::PasskeyAdded(hers.clone(), home), Event::PasskeyAdded(zofias.clone(), home)]).await;
    let name = "mine".parse().unwrap();
    assert_eq!(house.does(&begun, RenamePasskey { passkey: zofias.id, name }).await.unwrap_err(), Refusal::NotFound);
    house.does(&begun, RemovePasskey { passkey: zofias.id }).await.unwrap();
    let mut tx = house.world.app.service.read().await.unwrap();
    assert_eq!(
        tx.passkeys_of(zofias.person).await.unwrap(),
        std::slice::from_ref(&zofias),
        "another's is not there for her"
    );
    drop(tx);
    house.does(&begun, RemovePasskey { passkey: hers.id }).await.unwrap();
    // Who has no password keeps the only passkey.
    let zofia = house.by_link("zofia").await;
    let last = Refusal::field("passkey", "last_way_in");
    assert_eq!(house.does(&zofia, RemovePasskey { passkey: zofias.id }).await.unwrap_err(), last);
}

#[tokio::test]
async fn a_passkeys_answer_that_is_none_signs_nobody_in() {
    let house = House::new().await;
    let challenge = house.authentication.passkey_challenge(&Asks::SignIn("browser".to_owned())).await.unwrap();
    assert_eq!(challenge.options["userVerification"], "required");
    assert_eq!(challenge.options["rpId"], "admin.example");
    let unknown = r#"{"id":"AAAA","rawId":"AAAA","type":"public-key","response":{"authenticatorData":"AAAA","clientDataJSON":"AAAA","signature":"AAAA"}}"#;
    for answer in ["", "{}", unknown, &"[".repeat(1_000_000)] {
        let tried =
            house.authentication.sign_in_with_passkey("browser".to_owned(), answer, &challenge.state, house.from());
        assert_eq!(refusal(tried.await).unwrap_err(), Refusal::Unauthenticated);
    }
    let numbers = Authentication::new(house.world.app.service.clone(), Breached::default(), false)
        .unwrap()
        .at("http://127.0.0.1:8080");
    let none = numbers.passkey_challenge(&Asks::SignIn("browser".to_owned())).await;
    assert!(matches!(none, Err(Error::Refused(Refusal::NotFound))));
}
