//! Signing in at one's organization's own identity provider: the way there and back, and every way in which it goes wrong.

#[path = "../../../federation/tests/support/mod.rs"]
pub(crate) mod provider;

use super::support::{Browser, House, ORIGIN, Page};
use async_trait::async_trait;
use prokura_app::authentication::{Authentication, Outside, session_actor};
use prokura_app::caller::{Actor, Caller, Via};
use prokura_app::command::add_domain::AddDomain;
use prokura_app::command::change_person::ChangePerson;
use prokura_app::command::change_setting::ChangeSetting;
use prokura_app::command::issue_sign_in_link::IssueSignInLink;
use prokura_app::command::mark_break_glass::MarkBreakGlass;
use prokura_app::command::verify_domain::VerifyDomain;
use prokura_app::error::Error;
use prokura_app::password::Breached;
use prokura_app::port::{Clock as _, Resolver};
use prokura_domain::account::{Session, SignInMethod};
use prokura_domain::refusal::Refusal;
use prokura_domain::setting::{SettingValue, key};
use prokura_domain::time::Span;
use prokura_federation::{OpenIdProviders, Outbound, Reach, SetPost};
use prokura_web::demo::MovableClock as _;
use provider::{CLIENT, Provider, Sign, query};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::{Arc, Mutex};

pub(crate) const HARRIET: &str = "harriet@clinic.example";
pub(crate) const EVE: &str = "eve@clinic.example";
pub(crate) const CLINIC: &str = "harbour-clinic";
const PASSWORD: &str = "a lamp by the water";
const SESSION: &str = "__Host-prokura-session";

/// What is published.
#[derive(Default)]
struct Names(Mutex<HashMap<String, Vec<String>>>);

#[async_trait]
impl Resolver for Names {
    async fn texts(&self, name: &str) -> Result<Vec<String>, String> {
        Ok(self.0.lock().unwrap().get(name).cloned().unwrap_or_default())
    }
}

pub(crate) struct Bed {
    pub(crate) house: House,
    pub(crate) provider: Provider,
    names: Arc<Names>,
}

impl Bed {
    /// The clinic has a provider and a verified domain.
    pub(crate) async fn new(mode: &str) -> Self {
        Self::over(House::serving().await, false, mode).await
    }

    pub(crate) async fn demo(mode: &str) -> Self {
        Self::over(House::demo().await, true, mode).await
    }

    async fn over(mut house: House, demo: bool, mode: &str) -> Self {
        let provider = Provider::start().await;
        let names = Arc::new(Names::default());
        let outside = Outside {
            providers: Arc::new(OpenIdProviders::new(Outbound::new(Reach::Private).unwrap())),
            resolver: names.clone(),
            post: Arc::new(SetPost::new(Outbound::new(Reach::Private).unwrap())),
            origin: ORIGIN.to_owned(),
        };
        let authentication = Authentication::new(house.site.service.clone(), Breached::default(), demo).unwrap();
        house.site.authentication = Arc::new(authentication.reaching(outside));
        let bed = Self { house, provider, names };
        bed.own_domain(CLINIC, "clinic.example").await;
        bed.set(HARRIET, key::SSO_ISSUER, &bed.provider.issuer).await;
        bed.set(HARRIET, key::SSO_CLIENT_ID, CLIENT).await;
        bed.set(HARRIET, key::SSO_MODE, mode).await;
        bed
    }

    pub(crate) async fn own_domain(&self, slug: &str, name: &str) {
        let organization = self.house.organization(slug).await;
        let operator = || Caller::operator(self.house.site.service.new_request());
        let add = AddDomain { organization, name: name.parse().unwrap() };
        let added = self.house.site.service.execute(operator(), add).await.unwrap().value;
        let verify = VerifyDomain::by_operator(organization, added.id);
        self.house.site.service.execute(operator(), verify).await.unwrap();
    }

    pub(crate) async fn set(&self, email: &str, key: &str, value: &str) {
        let set = ChangeSetting {
            organization: self.house.organization(CLINIC).await,
            key: key.to_owned(),
            value: SettingValue::Text(value.to_owned()),
            expected_version: None,
        };
        self.house.act(email, set).await;
    }

    pub(crate) fn now(&self) -> i64 {
        self.house.clock.now().0 / 1_000_000
    }

    /// Where a browser is sent to sign in.
    async fn sent(&self, browser: &mut Browser) -> String {
        browser.get(&format!("/sign-in/sso?organization={CLINIC}&then=/me")).await.expect(303).location
    }

    /// The address that leads back with an answer as it should be but for this.
    fn back(&self, sent: &str, email: &str, change: impl FnOnce(&mut Value)) -> String {
        let code = self.provider.code(sent, self.now(), &Sign::With("one"), |claims| {
            claims["email"] = json!(email);
            claims["sub"] = json!(format!("sub of {email}"));
            claims["sid"] = json!(format!("sid of {email}"));
            change(claims);
        });
        self.returning(&query(sent)["state"], &code)
    }

    fn returning(&self, state: &str, code: &str) -> String {
        let query: String = form_urlencoded::Serializer::new(String::new())
            .append_pair("state", state)
            .append_pair("code", code)
            .append_pair("iss", &self.provider.issuer)
            .finish();
        format!("/sign-in/sso/back?{query}")
    }

    async fn come(&self, browser: &mut Browser, email: &str) -> Page {
        let sent = self.sent(browser).await;
        let back = self.back(&sent, email, |_| {});
        browser.get(&back).await
    }

    /// Somebody who came from the provider.
    pub(crate) async fn come_in(&self, email: &str) -> Browser {
        let mut browser = self.house.browser();
        assert_eq!(self.come(&mut browser, email).await.expect(303).location, "/me");
        browser
    }

    pub(crate) async fn session(&self, browser: &Browser) -> Session {
        let secret = &browser.cookies[SESSION];
        let actor = session_actor(&self.house.site.service, secret).await.unwrap();
        let id = if let Actor::Principal { via: Via::Session(id), .. } = actor { Some(id) } else { None }.unwrap();
        self.house.site.service.read().await.unwrap().session(id).await.unwrap().unwrap()
    }

    /// Gives somebody a password, as a sign-in link does.
    async fn give_password(&self, email: &str) {
        let mut browser = self.house.browser();
        let path = self.link(email).await;
        let page = browser.get(&path).await.expect(200);
        let landed = browser.post(&path, &page, &[]).await.expect(303);
        let page = browser.follow(&landed).await.expect(200);
        browser.post("/me/password", &page, &[("new_password", PASSWORD)]).await.expect(303);
    }

    pub(crate) async fn link(&self, email: &str) -> String {
        let service = &self.house.site.service;
        let issue = IssueSignInLink { person: self.house.person(email).await.id };
        let issued = service.execute(Caller::operator(service.new_request()), issue).await.unwrap().value;
        format!("/sign-in/link/{}", service.keys().sign_in_link(issued.link, &issued.email))
    }

    async fn with_password(&self, email: &str) -> Page {
        let mut browser = self.house.browser();
        let page = browser.get("/sign-in").await.expect(200);
        browser.post("/sign-in", &page, &[("email", email), ("password", PASSWORD)]).await
    }

    async fn signed_out_there(&self, organization: &str, token: &str) -> u16 {
        let organization = self.house.organization(organization).await;
        let mut nobody = self.house.browser();
        let path = format!("/federation/{organization}/signed-out");
        nobody.post_with(&path, &[("logout_token", token)], "", &[]).await.status.as_u16()
    }
}

#[tokio::test]
async fn first_who_and_then_how() {
    let bed = Bed::new("optional").await;
    let mut browser = bed.house.browser();
    let page = browser.get("/sign-in?then=/me").await.expect(200);
    assert!(!page.html.contains("type=\"password\""));
    browser.post("/sign-in", &page, &[("email", "nonsense")]).await.expect(422).says("E-mail");

    let mut said = Vec::new();
    for email in [HARRIET, "nobody@clinic.example"] {
        let next = browser.post("/sign-in", &page, &[("email", email), ("then", "/me")]).await.expect(200);
        next.says("Continue with Harbour Clinic").says("Sign in with a password");
        said.push(next.words().replace(email, ""));
    }
    assert_eq!(said[0], said[1], "whether there is such an account is not said");
    let next = browser.post("/sign-in", &page, &[("email", "lena@lighthouse.example")]).await.expect(200);
    assert!(next.html.contains("type=\"password\"") && !next.html.contains("/sign-in/sso?"));

    bed.set(HARRIET, key::SSO_MODE, "enforced").await;
    let next = browser.post("/sign-in", &page, &[("email", HARRIET), ("then", "/me")]).await.expect(200);
    next.says("signs in with its own identity provider").says("Sign in another way");
    bed.set(HARRIET, key::SSO_MODE, "off").await;
    let next = browser.post("/sign-in", &page, &[("email", HARRIET)]).await.expect(200);
    assert!(!next.html.contains("/sign-in/sso?"));
    browser.get(&format!("/sign-in/sso?organization={CLINIC}")).await.expect(404);
    browser.get("/sign-in/sso?organization=nowhere").await.expect(404);
}

#[tokio::test]
async fn who_came_once_is_known_by_their_name_there() {
    let bed = Bed::new("optional").await;
    let harriet = bed.come_in(HARRIET).await;
    let session = bed.session(&harriet).await;
    assert_eq!((session.person, session.method), (bed.house.person(HARRIET).await.id, SignInMethod::Sso));
    assert!(harriet.cookies.keys().all(|name| !name.contains("-sso-")), "what was kept is over");
    // Another address there, not even a verified one: it is still the same person.
    let mut browser = bed.house.browser();
    let sent = bed.sent(&mut browser).await;
    let back = bed.back(&sent, HARRIET, |claims| {
        claims["email"] = json!("somebody@elsewhere.example");
        claims["email_verified"] = json!(false);
    });
    browser.get(&back).await.expect(303);
    assert_eq!(bed.session(&browser).await.person, session.person);
    // And whoever has her address now there is not her.
    let mut browser = bed.house.browser();
    let sent = bed.sent(&mut browser).await;
    let back = bed.back(&sent, HARRIET, |claims| claims["sub"] = json!("another subject"));
    browser.get(&back).await.expect(403).says("no account here");
}

#[tokio::test]
async fn who_is_nobody_here_is_told_the_same_whoever_they_are() {
    let bed = Bed::new("optional").await;
    let suspend = ChangePerson {
        status: Some(prokura_domain::person::PersonStatus::Suspended),
        ..ChangePerson::of(bed.house.person(EVE).await.id)
    };
    bed.house.act(HARRIET, suspend).await;
    let mut said = Vec::new();
    let yes = json!(true);
    for (email, verified) in [
        (EVE, &yes),
        ("nobody@clinic.example", &yes),
        ("pavel@tatra.example", &yes),
        ("lena@lighthouse.example", &yes),
        ("not an address", &yes),
        (HARRIET, &json!(false)),
        (HARRIET, &Value::Null),
    ] {
        let mut browser = bed.house.browser();
        let sent = bed.sent(&mut browser).await;
        let back = bed.back(&sent, email, |claims| claims["email_verified"] = verified.clone());
        let page = browser.get(&back).await.expect(403);
        assert!(!browser.cookies.contains_key(SESSION));
        let words = page.words();
        said.push(words.split("Request:").next().unwrap().to_owned());
    }
    assert!(said.windows(2).all(|pair| pair[0] == pair[1]), "{said:#?}");
}

#[tokio::test]
async fn a_domain_of_somebody_else_lets_nobody_in() {
    let bed = Bed::new("optional").await;
    // The address is at home in the clinic, but its domain is not the clinic's any more.
    let clinic = bed.house.organization(CLINIC).await;
    let domains = bed.house.site.service.read().await.unwrap().domains_of(clinic).await.unwrap();
    let remove = prokura_app::command::remove_domain::RemoveDomain { organization: clinic, domain: domains[0].id };
    bed.house.act(HARRIET, remove).await;
    bed.own_domain("lonely-lighthouse", "clinic.example").await;
    let mut browser = bed.house.browser();
    bed.come(&mut browser, HARRIET).await.expect(403);
}

#[tokio::test]
async fn where_it_is_required_no_other_way_is_left() {
    let bed = Bed::new("optional").await;
    bed.give_password(HARRIET).await;
    bed.give_password(EVE).await;
    bed.give_password("lena@lighthouse.example").await;
    let mut before = bed.house.browser();
    let page = before.get("/sign-in").await;
    before.post("/sign-in", &page, &[("email", HARRIET), ("password", PASSWORD)]).await.expect(303);

    bed.set(HARRIET, key::SSO_MODE, "enforced").await;
    let refused = bed.with_password(HARRIET).await.expect(422);
    let wrong = bed.with_password("nobody@clinic.example").await.expect(422);
    let said = |page: &Page, email| page.words().replace(email, "");
    assert_eq!(said(&refused, HARRIET), said(&wrong, "nobody@clinic.example"));
    let link = bed.link(EVE).await;
    let mut eve = bed.house.browser();
    let page = eve.get(&link).await.expect(200);
    eve.post(&link, &page, &[]).await.expect(410);
    // Who was in stays in, who is at home elsewhere signs in as at home, and the provider lets its people in.
    before.get("/me").await.expect(200);
    bed.with_password("lena@lighthouse.example").await.expect(303);
    bed.come_in(HARRIET).await;

    // EXT-14: whoever holds break-glass access is the way in, and only as long as they hold it.
    let grants = async |email| {
        let person = bed.house.person(email).await.id;
        bed.house.site.service.read().await.unwrap().principal_record(person).await.unwrap().unwrap().grants
    };
    let organization = bed.house.organization(CLINIC).await;
    let grant = grants(EVE).await[0].id;
    bed.house.act(HARRIET, MarkBreakGlass { organization, grant, marked: true }).await;
    bed.with_password(EVE).await.expect(303);
    bed.house.act(HARRIET, MarkBreakGlass { organization, grant, marked: false }).await;
    bed.with_password(EVE).await.expect(422);
}

#[tokio::test]
async fn nobody_marks_themselves() {
    let bed = Bed::new("optional").await;
    let person = bed.house.person(HARRIET).await;
    let organization = bed.house.organization(CLINIC).await;
    let record = bed.house.site.service.read().await.unwrap().principal_record(person.id).await.unwrap().unwrap();
    let try_it = async |email: &str| {
        let actor = bed.house.person(email).await;
        let session = prokura_domain::id::SessionId(bed.house.site.service.new_request().0);
        let actor = Actor::Principal { id: actor.id, home: actor.home, via: Via::Session(session) };
        let caller = Caller { actor, request: bed.house.site.service.new_request(), idempotency: None };
        let mark = MarkBreakGlass { organization, grant: record.grants[0].id, marked: true };
        bed.house.site.service.execute(caller, mark).await.unwrap_err()
    };
    assert!(matches!(try_it(HARRIET).await, Error::Refused(Refusal::Rule { code: "not_to_oneself", .. })));
    assert!(matches!(try_it(EVE).await, Error::Refused(Refusal::Forbidden { .. })));
    assert!(matches!(try_it("filip@brno.example").await, Error::Refused(Refusal::NotFound)));
}

#[tokio::test]
async fn an_answer_is_good_in_its_browser_once_and_for_a_while() {
    let bed = Bed::new("optional").await;
    let mut browser = bed.house.browser();
    let sent = bed.sent(&mut browser).await;
    let back = bed.back(&sent, HARRIET, |_| {});
    // Another browser has kept nothing.
    bed.house.browser().get(&back).await.expect(410).says("another browser");
    let kept = browser.cookies.clone();
    browser.get(&back).await.expect(303);
    // The same again, even with what was kept, and even with another code of the provider.
    let mut again = bed.house.browser();
    again.cookies = kept.clone();
    again.get(&back).await.expect(409);
    again.cookies = kept.clone();
    again.get(&bed.back(&sent, HARRIET, |_| {})).await.expect(410).says("finished already");
    assert!(!again.cookies.contains_key(SESSION));
    // What was kept for one state opens for no other.
    let mut forged = bed.house.browser();
    let other = bed.sent(&mut forged).await;
    let (mine, theirs) = (kept.iter().find(|(name, _)| name.contains("-sso-")).unwrap(), forged.cookies.clone());
    let name = theirs.keys().find(|name| name.contains("-sso-")).unwrap().clone();
    forged.cookies.insert(name, mine.1.clone());
    forged.get(&bed.back(&other, HARRIET, |_| {})).await.expect(410);
    // Too late.
    let mut late = bed.house.browser();
    let sent = bed.sent(&mut late).await;
    bed.house.clock.advance(Span::minutes(15));
    late.get(&bed.back(&sent, HARRIET, |_| {})).await.expect(410);
    // Nonsense.
    for path in ["/sign-in/sso/back", "/sign-in/sso/back?state=&code=", "/sign-in/sso/back?state=x&code=y&iss=z"] {
        bed.house.browser().get(path).await.expect(410);
    }
}

#[tokio::test]
async fn at_once_an_answer_is_good_once() {
    let bed = Bed::new("optional").await;
    let mut browser = bed.house.browser();
    let sent = bed.sent(&mut browser).await;
    let backs = [bed.back(&sent, HARRIET, |_| {}), bed.back(&sent, HARRIET, |_| {})];
    let (mut one, mut two) = (bed.house.browser(), bed.house.browser());
    one.cookies = browser.cookies.clone();
    two.cookies = browser.cookies.clone();
    let (one, two) = tokio::join!(one.get(&backs[0]), two.get(&backs[1]));
    let mut statuses = [one.status.as_u16(), two.status.as_u16()];
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 410]);
}

#[tokio::test]
async fn windows_do_not_mix() {
    let bed = Bed::new("optional").await;
    let mut browser = bed.house.browser();
    let (one, two) = (bed.sent(&mut browser).await, bed.sent(&mut browser).await);
    // The code of one window in the answer of the other.
    let code = bed.provider.code(&one, bed.now(), &Sign::With("one"), |_| {});
    let mixed = bed.returning(&query(&two)["state"], &code);
    browser.get(&mixed).await.expect(409).says("another window");
    assert!(!browser.cookies.contains_key(SESSION));
    // Each window goes its own way, in any order.
    let (three, four) = (bed.sent(&mut browser).await, bed.sent(&mut browser).await);
    browser.get(&bed.back(&four, EVE, |_| {})).await.expect(303);
    browser.get(&bed.back(&three, HARRIET, |_| {})).await.expect(303);
    assert_eq!(bed.session(&browser).await.person, bed.house.person(HARRIET).await.id);
}

#[tokio::test]
async fn a_code_for_another_organization_is_not_taken() {
    let bed = Bed::new("optional").await;
    let mut browser = bed.house.browser();
    let sent = bed.sent(&mut browser).await;
    // The provider is the same, and issued its code to another client.
    let foreign = sent.replace(&format!("client_id={CLIENT}"), "client_id=lighthouse");
    let code = bed.provider.code(&foreign, bed.now(), &Sign::With("one"), |_| {});
    browser.get(&bed.returning(&query(&sent)["state"], &code)).await.expect(409);
}

#[tokio::test]
async fn a_provider_that_misbehaves_lets_nobody_in_and_the_log_says_why() {
    let bed = Bed::new("optional").await;
    let now = bed.now();
    for (sign, name, value, code) in [
        (Sign::With("one"), "iss", json!("https://evil.example"), "sso_token_issuer"),
        (Sign::With("one"), "aud", json!("another"), "sso_token_audience"),
        (Sign::With("one"), "exp", json!(now - 61), "sso_token_expired"),
        (Sign::With("stranger"), "x", json!(1), "sso_token_key"),
        (Sign::As("stranger", "one"), "x", json!(1), "sso_token_signature"),
        (Sign::Nothing, "x", json!(1), "sso_token_algorithm"),
        (Sign::Secret(CLIENT.into()), "x", json!(1), "sso_token_algorithm"),
    ] {
        let mut browser = bed.house.browser();
        let sent = bed.sent(&mut browser).await;
        let code_given = bed.provider.code(&sent, now, &sign, |claims| {
            claims["email"] = json!(HARRIET);
            claims[name] = value;
        });
        let page = browser.get(&bed.returning(&query(&sent)["state"], &code_given)).await.expect(502);
        page.says("cannot be trusted").says(code);
        assert!(!browser.cookies.contains_key(SESSION));
        let clinic = bed.house.organization(CLINIC).await;
        let mut read = bed.house.site.service.read().await.unwrap();
        let newest = read.audit_entries(clinic, &Default::default(), None, 1).await.unwrap();
        let bytes = String::from_utf8_lossy(&newest[0].row.bytes).into_owned();
        assert!(bytes.contains(code), "{code}: {bytes}");
    }
    // Another issuer's answer never gets as far as its code.
    let mut browser = bed.house.browser();
    let sent = bed.sent(&mut browser).await;
    let back = bed.back(&sent, HARRIET, |_| {});
    let issuer: String = form_urlencoded::byte_serialize(bed.provider.issuer.as_bytes()).collect();
    browser.get(&back.replace(&issuer, "https%3A%2F%2Fevil.example")).await.expect(502).says("sso_answer_issuer");
    browser.get(&format!("/sign-in/sso/back?state={}&error=access_denied", query(&sent)["state"])).await.expect(410);
}

#[tokio::test]
async fn somebody_proves_once_more_who_they_are() {
    let bed = Bed::new("optional").await;
    bed.set(HARRIET, key::SSO_ACR, "urn:strong").await;
    let mut harriet = bed.come_in(HARRIET).await;
    let begun = bed.session(&harriet).await;
    bed.house.clock.advance(Span::minutes(20));
    let ask = async |browser: &mut Browser| browser.get("/sign-in/sso/again?then=/roles").await.expect(303).location;
    let sent = ask(&mut harriet).await;
    assert_eq!((query(&sent)["prompt"].as_str(), query(&sent)["acr_values"].as_str()), ("login", "urn:strong"));
    // The provider did not ask again, or not well enough, or somebody else answered.
    let long_ago = bed.now() - 61;
    for (email, name, value, status) in [
        (HARRIET, "auth_time", json!(long_ago), 502),
        (HARRIET, "acr", json!("urn:weak"), 502),
        (EVE, "x", json!(1), 409),
    ] {
        let sent = ask(&mut harriet).await;
        let back = bed.back(&sent, email, |claims| {
            claims["acr"] = json!("urn:strong");
            claims[name] = value;
        });
        harriet.get(&back).await.expect(status);
        assert_eq!(bed.session(&harriet).await.proved_at, begun.proved_at, "{email} {name}");
    }
    let sent = ask(&mut harriet).await;
    let back = bed.back(&sent, HARRIET, |claims| claims["acr"] = json!("urn:strong"));
    // In a browser of somebody else it proves nothing.
    let mut eve = bed.come_in(EVE).await;
    let kept = harriet.cookies.iter().find(|(name, _)| name.contains("-sso-")).unwrap();
    let before = bed.session(&eve).await.proved_at;
    eve.cookies.insert(kept.0.clone(), kept.1.clone());
    eve.get(&back).await.expect(410);
    assert_eq!(bed.session(&eve).await.proved_at, before);
    let sent = ask(&mut harriet).await;
    let back = bed.back(&sent, HARRIET, |claims| claims["acr"] = json!("urn:strong"));
    assert_eq!(harriet.get(&back).await.expect(303).location, "/roles");
    let proved = bed.session(&harriet).await;
    assert_eq!((proved.id, proved.proved_at), (begun.id, bed.house.clock.now()));
}

#[tokio::test]
async fn who_signs_out_here_is_led_to_sign_out_there() {
    let bed = Bed::new("optional").await;
    let mut harriet = bed.come_in(HARRIET).await;
    let page = harriet.get("/me").await.expect(200);
    let left = harriet.post("/sign-out", &page, &[]).await.expect(200);
    left.says("You are signed out here").says("Sign out there too");
    assert!(left.html.contains(&format!("url={}/leave?id_token_hint=", bed.provider.issuer)), "{}", left.html);
    assert!(!harriet.cookies.contains_key(SESSION));
    assert_eq!(harriet.get("/me").await.expect(303).location, "/sign-in?then=%2Fme");
}

#[tokio::test]
async fn who_signed_out_there_is_signed_out_here() {
    let bed = Bed::new("optional").await;
    let (mut harriet, mut other, mut eve) =
        (bed.come_in(HARRIET).await, bed.come_in(HARRIET).await, bed.come_in(EVE).await);
    let token = |id: &str, change: fn(&mut Value)| {
        bed.provider.logout_token(bed.now(), &Sign::With("one"), |claims| {
            claims["sub"] = json!(format!("sub of {HARRIET}"));
            claims["jti"] = json!(id);
            change(claims);
        })
    };
    // Nothing that is not the provider's, for us, and about that organization.
    for (what, token) in [
        ("nonsense", "nonsense".to_owned()),
        ("another audience", token("a", |claims| claims["aud"] = json!("another"))),
        ("another issuer", token("b", |claims| claims["iss"] = json!("https://evil.example"))),
        ("an ID token", token("c", |claims| claims["nonce"] = json!("n"))),
        ("unsigned", bed.provider.logout_token(bed.now(), &Sign::Nothing, |_| {})),
    ] {
        assert_eq!(bed.signed_out_there(CLINIC, &token).await, 400, "{what}");
    }
    assert_eq!(bed.signed_out_there("lonely-lighthouse", &token("d", |_| {})).await, 400);
    harriet.get("/me").await.expect(200);
    // Another session there is none of these.
    assert_eq!(bed.signed_out_there(CLINIC, &token("e", |claims| claims["sid"] = json!("another"))).await, 200);
    harriet.get("/me").await.expect(200);

    let said = token("f", |_| {});
    let before = std::time::Instant::now();
    assert_eq!(bed.signed_out_there(CLINIC, &said).await, 200);
    harriet.get("/me").await.expect(303);
    assert!(before.elapsed() < std::time::Duration::from_secs(1));
    other.get("/me").await.expect(303);
    eve.get("/me").await.expect(200);
    // It counts once: whoever is in again stays in.
    let mut again = bed.come_in(HARRIET).await;
    assert_eq!(bed.signed_out_there(CLINIC, &said).await, 400);
    again.get("/me").await.expect(200);
}

#[tokio::test]
async fn the_secret_is_never_shown() {
    let bed = Bed::demo("optional").await;
    let secret = "t0p-s3cret-of-the-clinic";
    bed.provider.set(|it| it.secret = Some(secret.to_owned()));
    let mut harriet = bed.house.signed_in(HARRIET).await;
    let settings = format!("/o/{CLINIC}/settings");
    let page = harriet.get(&settings).await.expect(200);
    page.says("No secret is kept.");
    let path = format!("/o/{CLINIC}/client-secret");
    let set = harriet.post(&path, &page, &[("value", secret)]).await.expect(303);
    let page = harriet.follow(&set).await.expect(200);
    page.says("A secret is kept.");
    bed.come_in(HARRIET).await;
    let clinic = bed.house.organization(CLINIC).await;
    let mut read = bed.house.site.service.read().await.unwrap();
    let kept = read.client_secret(clinic).await.unwrap().unwrap();
    let entries = read.audit_entries(clinic, &Default::default(), None, 100).await.unwrap();
    let said = format!("{} {kept:?} {entries:?} {:?}", page.html, read.world().await.unwrap());
    drop(read);
    assert!(!said.contains(secret));
    let needle = secret.as_bytes();
    assert!(!kept.locked.unwrap().windows(needle.len()).any(|part| part == needle));
    harriet.post(&path, &page, &[("value", &"x".repeat(501))]).await.expect(303);
    harriet.post(&path, &page, &[("value", "")]).await.expect(303);
    let mut browser = bed.house.browser();
    let page = bed.come(&mut browser, HARRIET).await.expect(502);
    page.says("sso_client_refused");
    // Nobody else sets it, and a stranger does not even find it.
    for (email, status) in [(EVE, 403), ("filip@brno.example", 404)] {
        let mut browser = bed.house.signed_in(email).await;
        let page = browser.get("/").await.expect(200);
        browser.post(&path, &page, &[("value", "mine")]).await.expect(status);
    }
}

#[tokio::test]
async fn trying_it_shows_what_came_back_or_what_is_wrong() {
    let bed = Bed::demo("off").await;
    let mut harriet = bed.house.signed_in(HARRIET).await;
    let path = format!("/o/{CLINIC}/sign-in-trial");
    let try_with = async |browser: &mut Browser, email: &str, change: fn(&mut Value)| {
        let sent = browser.get(&path).await.expect(303).location;
        let back = bed.back(&sent, email, change);
        browser.get(&back).await.expect(200)
    };
    let before = bed.session(&harriet).await.id;
    try_with(&mut harriet, HARRIET, |_| {}).await.says("The sign-in works").says("sub of harriet@clinic.example");
    try_with(&mut harriet, HARRIET, |claims| claims["email_verified"] = json!(false)).await.says("email_verified");
    try_with(&mut harriet, "a@b.example", |_| {}).await.says("not one of your verified domains");
    try_with(&mut harriet, "nobody@clinic.example", |_| {}).await.says("Nobody at home");
    try_with(&mut harriet, HARRIET, |claims| claims["aud"] = json!("another"))
        .await
        .says("Check the client ID")
        .says("sso_token_audience");
    assert_eq!(bed.session(&harriet).await.id, before, "whoever tries stays who they are");
    bed.set(HARRIET, key::SSO_ISSUER, "http://127.0.0.1:1").await;
    harriet.get(&path).await.expect(200).says("cannot be reached");
    bed.set(HARRIET, key::SSO_ISSUER, "").await;
    harriet.get(&path).await.expect(200).says("The issuer or the client ID is missing");
    for (email, status) in [("filip@brno.example", 404), ("nobody", 303)] {
        let mut browser = if email == "nobody" { bed.house.browser() } else { bed.house.signed_in(email).await };
        browser.get(&path).await.expect(status);
    }
}

#[tokio::test]
async fn a_domain_is_whose_it_was_shown_to_be() {
    let bed = Bed::demo("off").await;
    let mut harriet = bed.house.signed_in(HARRIET).await;
    let settings = format!("/o/{CLINIC}/settings");
    let path = format!("/o/{CLINIC}/domains");
    let mut page = harriet.get(&settings).await.expect(200);
    for (name, said) in [("gmail.com", "nobody's own"), ("nonsense", "This is no domain")] {
        let answer = harriet.post(&path, &page, &[("name", name)]).await.expect(303);
        page = harriet.follow(&answer).await.expect(200);
        page.says(said);
    }
    let answer = harriet.post(&path, &page, &[("name", "Harbour.Example")]).await.expect(303);
    page = harriet.follow(&answer).await.expect(200);
    page.says("_prokura.harbour.example").says("prokura-verification=");
    let found = async |slug: &str, name: &str| {
        let organization = bed.house.organization(slug).await;
        let domains = bed.house.site.service.read().await.unwrap().domains_of(organization).await.unwrap();
        domains.into_iter().find(|domain| domain.name.as_str() == name).unwrap()
    };
    let domain = found(CLINIC, "harbour.example").await;
    let verify = format!("{path}/{}/verify", domain.id);
    let answer = harriet.post(&verify, &page, &[]).await.expect(303);
    page = harriet.follow(&answer).await;
    page.says("The record was not found");
    let publish = |domain: &prokura_domain::federation::Domain| {
        let texts = vec!["v=spf1 -all".to_owned(), domain.record_text()];
        bed.names.0.lock().unwrap().insert(domain.record_name(), texts);
    };
    publish(&domain);
    let answer = harriet.post(&verify, &page, &[]).await.expect(303);
    harriet.follow(&answer).await.says("The domain is verified.");

    // It is nobody else's then, whatever they publish.
    let mut lena = bed.house.signed_in("lena@lighthouse.example").await;
    let page = lena.get("/o/lonely-lighthouse/settings").await.expect(200);
    lena.post("/o/lonely-lighthouse/domains", &page, &[("name", "harbour.example")]).await.expect(303);
    let theirs = found("lonely-lighthouse", "harbour.example").await;
    assert_ne!(theirs.token, domain.token);
    publish(&theirs);
    let verify = format!("/o/lonely-lighthouse/domains/{}/verify", theirs.id);
    let answer = lena.post(&verify, &page, &[]).await.expect(303);
    lena.follow(&answer).await.says("Another organization has verified this domain");
    // Nobody touches another organization's by its id.
    let remove = format!("/o/lonely-lighthouse/domains/{}/remove", domain.id);
    lena.post(&remove, &page, &[]).await.expect(404);
    for (email, status) in [(EVE, 403), ("filip@brno.example", 404)] {
        let mut browser = bed.house.signed_in(email).await;
        let page = browser.get("/").await.expect(200);
        browser.post(&path, &page, &[("name", "more.example")]).await.expect(status);
        browser.post(&format!("{path}/{}/remove", domain.id), &page, &[]).await.expect(status);
    }
    // RST-03: read-only in restricted mode.
    let mut frantisek = bed.house.signed_in("frantisek@brno.example").await;
    let page = frantisek.get("/o/brno-robotics/settings").await.expect(200);
    assert!(!page.html.contains("action=\"/o/brno-robotics/domains\""));
    frantisek.post("/o/brno-robotics/domains", &page, &[("name", "more.example")]).await.expect(403);
    let page = harriet.get(&settings).await.expect(200);
    let answer = harriet.post(&format!("{path}/{}/remove", domain.id), &page, &[]).await.expect(303);
    harriet.follow(&answer).await.says("The domain is removed.");
    assert!(
        bed.house
            .site
            .service
            .read()
            .await
            .unwrap()
            .verified_domain(&"harbour.example".parse().unwrap())
            .await
            .unwrap()
            .is_none()
    );
}

/// The clinic requires its provider, and its configuration is wrong: nobody of it gets in. Both ways the documents name
/// repair it (EXT-14, SUP-03).
#[tokio::test]
async fn what_was_broken_by_configuration_is_repaired_both_ways() {
    let bed = Bed::demo("optional").await;
    bed.give_password(HARRIET).await;
    bed.give_password(EVE).await;
    bed.come_in(HARRIET).await;
    bed.set(HARRIET, key::SSO_MODE, "enforced").await;
    let right = bed.provider.issuer.clone();
    let settings = format!("/o/{CLINIC}/settings");

    for repair in ["external", "support"] {
        bed.set(HARRIET, key::SSO_ISSUER, "http://127.0.0.1:1/gone").await;
        for email in [HARRIET, EVE] {
            bed.house.browser().get(&format!("/sign-in/sso?organization={CLINIC}")).await.expect(502);
            bed.with_password(email).await.expect(422);
            let link = bed.link(email).await;
            let mut browser = bed.house.browser();
            let page = browser.get(&link).await.expect(200);
            browser.post(&link, &page, &[]).await.expect(410);
        }
        let mut repairer = if repair == "external" {
            // Lena is at home elsewhere, where nothing is broken.
            bed.give_password("lena@lighthouse.example").await;
            let mut lena = bed.house.browser();
            let page = lena.get("/sign-in").await;
            let typed = [("email", "lena@lighthouse.example"), ("password", PASSWORD)];
            lena.post("/sign-in", &page, &typed).await.expect(303);
            lena
        } else {
            // The link of the mail works without any sign-in, so Harriet lets Hugo in.
            let (_, link) = bed.house.ask(CLINIC, HARRIET).await;
            let mut nobody = bed.house.browser();
            let page = nobody.get(&link).await.expect(200);
            let mut hugo = bed.house.signed_in("hugo@tatra.example").await;
            let seen = hugo.get("/").await.expect(200);
            let before = hugo.post(&format!("{settings}/{}", key::SSO_ISSUER), &seen, &[("value", &right)]).await;
            assert!(before.status.is_client_error(), "not before it was granted");
            nobody.post(&link, &page, &[("decision", "grant")]).await;
            hugo
        };
        let page = repairer.get(&settings).await.expect(200);
        let path = format!("{settings}/{}", key::SSO_ISSUER);
        repairer.post(&path, &page, &[("value", &right)]).await.expect(303);
        bed.come_in(HARRIET).await;
        bed.come_in(EVE).await;
    }
}

/// Where the partner keeps the settings, the customer's own administrators neither break nor repair them (RST-03, RST-06).
#[tokio::test]
async fn in_restricted_mode_only_the_partner_repairs() {
    let bed = Bed::demo("off").await;
    let path = format!("/o/brno-robotics/settings/{}", key::SSO_MODE);
    let mut frantisek = bed.house.signed_in("frantisek@brno.example").await;
    let page = frantisek.get("/").await.expect(200);
    frantisek.post(&path, &page, &[("value", "enforced")]).await.expect(403);
    frantisek.post("/o/brno-robotics/client-secret", &page, &[("value", "x")]).await.expect(403);
    let mut pavel = bed.house.signed_in("pavel@tatra.example").await;
    let page = pavel.get("/").await.expect(200);
    pavel.post(&path, &page, &[("value", "optional")]).await.expect(303);
}
