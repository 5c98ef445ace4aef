//! What organizations' identity providers tell us: what ends sessions, whose, and what is not taken.

use super::sso::provider::{CLIENT, Sign};
use super::sso::{Bed, CLINIC, EVE, HARRIET};
use super::support::{Browser, ORIGIN};
use axum::body::{Body, to_bytes};
use axum::http::Request;
use prokura_app::command::change_person::ChangePerson;
use prokura_domain::person::PersonStatus;
use prokura_domain::setting::key;
use prokura_domain::time::Span;
use prokura_web::demo::MovableClock as _;
use serde_json::{Value, json};
use tower::ServiceExt as _;

const CAEP: &str = "https://schemas.openid.net/secevent/caep/event-type/";
const RISC: &str = "https://schemas.openid.net/secevent/risc/event-type/";

/// A token as it should be, about somebody by name there; `change` makes it misfit.
fn told(bed: &Bed, uri: &str, email: &str, sign: &Sign, change: impl FnOnce(&mut Value)) -> String {
    let mut claims = json!({
        "iss": bed.provider.issuer,
        "aud": CLIENT,
        "iat": bed.now(),
        "jti": format!("{uri} {email}"),
        "sub_id": { "format": "iss_sub", "iss": bed.provider.issuer, "sub": format!("sub of {email}") },
        "events": { uri: { "event_timestamp": bed.now() } },
    });
    change(&mut claims);
    bed.provider.sign(&claims, sign, "secevent+jwt")
}

/// Posts it as a provider does; gives the status and the code.
async fn post(bed: &Bed, organization: &str, kind: &str, token: &str) -> (u16, String) {
    let request = Request::post(format!("/federation/{organization}/signals")).header("content-type", kind);
    let request = request.body(Body::from(token.to_owned())).unwrap();
    let response = prokura_web::router(bed.house.site.clone()).oneshot(request).await.unwrap();
    let status = response.status().as_u16();
    let bytes = to_bytes(response.into_body(), usize::MAX).await.unwrap();
    let body: Value = serde_json::from_slice(&bytes).unwrap_or_default();
    (status, body["err"].as_str().unwrap_or_default().to_owned())
}

async fn hear(bed: &Bed, token: &str) -> (u16, String) {
    let organization = bed.house.organization(CLINIC).await.to_string();
    post(bed, &organization, "application/secevent+jwt", token).await
}

const TAKEN: (u16, String) = (202, String::new());

async fn is_in(browser: &mut Browser) -> bool {
    browser.get("/me").await.status == 200
}

#[tokio::test]
async fn a_revoked_session_there_ends_it_here_and_nobody_elses() {
    let bed = Bed::new("optional").await;
    let (mut harriet, mut eve) = (bed.come_in(HARRIET).await, bed.come_in(EVE).await);
    let token = told(&bed, &format!("{CAEP}session-revoked"), HARRIET, &Sign::With("one"), |_| {});
    assert_eq!(hear(&bed, &token).await, TAKEN);
    assert!(!is_in(&mut harriet).await && is_in(&mut eve).await);
    // It counts once: whoever signs in again stays.
    let mut harriet = bed.come_in(HARRIET).await;
    assert_eq!(hear(&bed, &token).await, TAKEN);
    assert!(is_in(&mut harriet).await);
}

#[tokio::test]
async fn people_are_meant_by_name_by_address_and_by_session() {
    let bed = Bed::demo("optional").await;
    let issuer = bed.provider.issuer.clone();
    let user = json!({ "format": "iss_sub", "iss": issuer, "sub": format!("sub of {HARRIET}") });
    let session = |sid: &str| json!({ "format": "opaque", "id": format!("sid of {sid}") });
    let subjects = [
        json!({ "format": "email", "email": HARRIET }),
        json!({ "format": "aliases", "identifiers": [{ "format": "phone_number", "phone_number": "+1" }, user] }),
        json!({ "format": "complex", "user": user, "tenant": { "format": "opaque", "id": "x" } }),
        json!({ "format": "complex", "user": user, "session": session(HARRIET) }),
        json!({ "format": "complex", "session": session(HARRIET) }),
    ];
    for (number, subject) in subjects.into_iter().enumerate() {
        let mut harriet = bed.come_in(HARRIET).await;
        let token = told(&bed, &format!("{CAEP}session-revoked"), HARRIET, &Sign::With("one"), |claims| {
            claims["jti"] = json!(format!("n{number}"));
            claims["sub_id"] = subject.clone();
        });
        assert_eq!(hear(&bed, &token).await, TAKEN);
        assert!(!is_in(&mut harriet).await, "{subject}");
    }
    // Nobody here, nobody's home, another session, another issuer's name, or nonsense: taken, and nothing happens.
    let mut harriet = bed.come_in(HARRIET).await;
    let mut lena = bed.house.signed_in("lena@lighthouse.example").await;
    for (number, subject) in [
        json!({ "format": "email", "email": "nobody@clinic.example" }),
        json!({ "format": "email", "email": "lena@lighthouse.example" }),
        json!({ "format": "email", "email": "not an address" }),
        json!({ "format": "iss_sub", "iss": "https://other.example", "sub": format!("sub of {HARRIET}") }),
        json!({ "format": "complex", "user": user, "session": session("somebody else") }),
        json!({ "format": "opaque", "id": "x" }),
        json!({ "format": "complex", "user": { "format": "complex", "user": { "format": "complex", "user": user } } }),
        json!("harriet"),
        Value::Null,
    ]
    .into_iter()
    .enumerate()
    {
        let token = told(&bed, &format!("{CAEP}session-revoked"), HARRIET, &Sign::With("one"), |claims| {
            claims["jti"] = json!(format!("m{number}"));
            claims["sub_id"] = subject.clone();
        });
        assert_eq!(hear(&bed, &token).await, TAKEN, "{subject}");
        assert!(is_in(&mut harriet).await && is_in(&mut lena).await, "{subject}");
    }
}

#[tokio::test]
async fn each_event_ends_what_it_says() {
    let bed = Bed::demo("optional").await;
    // Harriet came from the provider, and in another window by a link.
    for (uri, change, there, here) in [
        (format!("{CAEP}session-revoked"), "", false, true),
        (format!("{CAEP}credential-change"), "update", false, true),
        (format!("{CAEP}credential-change"), "create", true, true),
        (format!("{CAEP}assurance-level-change"), "", true, true),
        (format!("{RISC}sessions-revoked"), "", false, true),
        (format!("{RISC}account-disabled"), "", false, false),
        (format!("{RISC}credential-compromise"), "", false, false),
        (format!("{RISC}opt-out"), "", true, true),
        ("https://schemas.openid.net/secevent/ssf/event-type/verification".to_owned(), "", true, true),
    ] {
        let mut came = bed.come_in(EVE).await;
        let mut linked = bed.house.signed_in(EVE).await;
        let token = told(&bed, &uri, EVE, &Sign::With("one"), |claims| {
            claims["jti"] = json!(format!("{uri} {change}"));
            claims["events"][&uri]["change_type"] = json!(change);
        });
        assert_eq!(hear(&bed, &token).await, TAKEN);
        assert_eq!((is_in(&mut came).await, is_in(&mut linked).await), (there, here), "{uri} {change}");
    }
}

#[tokio::test]
async fn what_came_late_does_not_end_what_began_since() {
    let bed = Bed::new("optional").await;
    let token = told(&bed, &format!("{CAEP}session-revoked"), EVE, &Sign::With("one"), |_| {});
    bed.house.clock.advance(Span::minutes(10));
    let mut eve = bed.come_in(EVE).await;
    assert_eq!(hear(&bed, &token).await, TAKEN);
    assert!(is_in(&mut eve).await);
}

#[tokio::test]
async fn what_is_not_the_providers_is_refused_in_the_standards_words() {
    let bed = Bed::new("optional").await;
    let mut harriet = bed.come_in(HARRIET).await;
    let uri = format!("{CAEP}session-revoked");
    let with = |sign: &Sign, change: &dyn Fn(&mut Value)| told(&bed, &uri, HARRIET, sign, |claims| change(claims));
    let (good, day) = (Sign::With("one"), 86_400);
    let now = bed.now();
    for (token, code) in [
        (with(&good, &|it| it["iss"] = json!("https://evil.example")), "invalid_issuer"),
        (with(&good, &|it| it["aud"] = json!("another")), "invalid_audience"),
        (with(&good, &|it| it["aud"] = Value::Null), "invalid_audience"),
        (with(&Sign::With("stranger"), &|_| {}), "invalid_key"),
        (with(&Sign::As("stranger", "one"), &|_| {}), "invalid_key"),
        (with(&Sign::Nothing, &|_| {}), "invalid_key"),
        (with(&Sign::Secret(bed.provider.public_key("one")), &|_| {}), "invalid_key"),
        (with(&good, &|it| it["iat"] = json!(now + 120)), "invalid_request"),
        (with(&good, &|it| it["iat"] = json!(now - day)), "invalid_request"),
        (with(&good, &|it| it["exp"] = json!(now + 60)), "invalid_request"),
        (with(&good, &|it| it["sub"] = json!("x")), "invalid_request"),
        (with(&good, &|it| it["jti"] = json!("")), "invalid_request"),
        (with(&good, &|it| it["events"] = json!({})), "invalid_request"),
        (with(&good, &|it| it["events"]["urn:another"] = json!({})), "invalid_request"),
        ("nonsense".to_owned(), "invalid_request"),
        ("a.b.c".to_owned(), "invalid_request"),
        ("x".repeat(100_000), "invalid_request"),
    ] {
        let short: String = token.chars().take(30).collect();
        assert_eq!(hear(&bed, &token).await, (400, code.to_owned()), "{short}");
    }
    // Another kind of token by the same key, and the right token as another kind of body.
    let logout = bed.provider.logout_token(now, &good, |_| {});
    assert_eq!(hear(&bed, &logout).await, (400, "invalid_request".to_owned()));
    let token = with(&good, &|_| {});
    let clinic = bed.house.organization(CLINIC).await.to_string();
    assert_eq!(post(&bed, &clinic, "application/json", &token).await.1, "invalid_request");
    // Another organization's provider, one that there is not, and one that has none: the same.
    for place in ["brno-robotics", "gdansk-shipyard"] {
        let place = bed.house.organization(place).await.to_string();
        let refused = post(&bed, &place, "application/secevent+jwt", &token).await;
        assert_eq!(refused, (400, "invalid_issuer".to_owned()));
    }
    let nowhere = "0193b3a0-0000-7000-8000-000000000000";
    assert_eq!(post(&bed, nowhere, "application/secevent+jwt", "nonsense").await, (400, "invalid_request".to_owned()));
    assert_eq!(post(&bed, nowhere, "application/secevent+jwt", &token).await, (400, "invalid_issuer".to_owned()));
    assert!(is_in(&mut harriet).await);
    // By the address of this place it is for us, too.
    let token = with(&good, &|it| it["aud"] = json!([format!("{ORIGIN}/federation/{clinic}/signals")]));
    assert_eq!(hear(&bed, &token).await, TAKEN);
    assert!(!is_in(&mut harriet).await);
}

#[tokio::test]
async fn who_brings_nothing_good_is_told_to_wait_and_the_provider_is_not() {
    let bed = Bed::new("optional").await;
    let mut last = 0;
    for _ in 0..70 {
        last = hear(&bed, "nonsense").await.0;
    }
    assert_eq!(last, 429);
    bed.house.clock.advance(Span::minutes(5));
    for number in 0..100 {
        let token = told(&bed, &format!("{CAEP}session-revoked"), EVE, &Sign::With("one"), |claims| {
            claims["jti"] = json!(format!("n{number}"));
        });
        assert_eq!(hear(&bed, &token).await, TAKEN, "{number}");
    }
}

#[tokio::test]
async fn nothing_is_heard_while_single_sign_on_is_off() {
    let bed = Bed::new("optional").await;
    let mut eve = bed.come_in(EVE).await;
    bed.set(HARRIET, key::SSO_MODE, "off").await;
    let token = told(&bed, &format!("{CAEP}session-revoked"), EVE, &Sign::With("one"), |_| {});
    assert_eq!(hear(&bed, &token).await, (400, "invalid_issuer".to_owned()));
    assert!(is_in(&mut eve).await);
}

#[tokio::test]
async fn somebody_who_is_suspended_here_needs_no_word_from_there() {
    let bed = Bed::new("optional").await;
    let mut eve = bed.come_in(EVE).await;
    let person = bed.house.person(EVE).await;
    let suspend = ChangePerson { status: Some(PersonStatus::Suspended), ..ChangePerson::of(person.id) };
    bed.house.act(HARRIET, suspend).await;
    let token = told(&bed, &format!("{CAEP}session-revoked"), EVE, &Sign::With("one"), |_| {});
    assert_eq!(hear(&bed, &token).await, TAKEN);
    assert!(!is_in(&mut eve).await);
}
