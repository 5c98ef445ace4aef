//! What one signs in with, and proving oneself again: pages, forms, and what strangers get.

use crate::support::{House, ORIGIN, between};
use axum::body::{Body, to_bytes};
use axum::http::Request;
use prokura_app::authentication::Authentication;
use prokura_app::password::Breached;
use prokura_domain::time::Span;
use prokura_web::demo::MovableClock as _;
use std::sync::Arc;
use tower::ServiceExt as _;

const HARRIET: &str = "harriet@clinic.example";
const SETTING: &str = "/o/harbour-clinic/settings/authentication.session_hours";

async fn hours(house: &House) -> Vec<String> {
    let clinic = house.organization("harbour-clinic").await;
    let record = house.site.service.read().await.unwrap().organization_record(clinic).await.unwrap().unwrap();
    let set = record.settings.iter().filter(|setting| setting.key == "authentication.session_hours");
    set.map(|setting| format!("{:?}", setting.value)).collect()
}

#[tokio::test]
async fn a_form_that_asks_for_a_newer_proof_is_kept_and_sent_on() {
    let house = House::demo().await;
    let mut harriet = house.signed_in(HARRIET).await;
    harriet.language = "en";
    house.clock.advance(Span::minutes(16));
    let page = harriet.get("/o/harbour-clinic/settings").await.expect(200);
    let typed = [("value", "9"), ("version", "0")];
    let asked = harriet.post(SETTING, &page, &typed).await.expect(403);
    assert_eq!(hours(&house).await, Vec::<String>::new(), "nothing happened");
    for (name, value) in typed {
        assert!(asked.html.contains(&format!("name=\"{name}\" value=\"{value}\"")), "{name} is in the page");
    }
    assert_eq!(between(&asked.html, "name=\"proof-then\" value=\"", "\""), Some(SETTING));
    let proof =
        [("value", "9"), ("version", "0"), ("proof-then", SETTING), ("proof-sends", "1"), ("proof-nothing", "1")];
    let sent_on = harriet.post("/sign-in/again", &asked, &proof).await.expect(307);
    assert_eq!(sent_on.headers["location"], SETTING);
    // The browser repeats the form as it is.
    harriet.post(SETTING, &asked, &proof).await.expect(303);
    assert_eq!(hours(&house).await, ["Number(9)"]);
    // A page is led to, not repeated; and nobody is led away.
    house.site.authentication.write_seen().await.unwrap();
    house.clock.advance(Span::minutes(16));
    let first = harriet.get("/me/totp").await.expect(303);
    assert_eq!(first.location, "/sign-in/again?then=%2Fme%2Ftotp");
    let page = harriet.follow(&first).await.expect(200);
    let elsewhere = [("proof-then", "https://evil.example"), ("proof-sends", "1"), ("proof-nothing", "1")];
    let landed = harriet.post("/sign-in/again", &page, &elsewhere).await.expect(307);
    assert_eq!(landed.headers["location"], "/");
    assert_eq!(harriet.get("/sign-in/again?then=/me/totp").await.expect(303).location, "/me/totp", "it is recent now");
}

#[tokio::test]
async fn a_wrong_proof_loses_nothing_and_helps_nobody() {
    let house = House::serving().await;
    let mut browser = house.browser();
    let page = browser.get("/sign-in").await;
    for path in ["/sign-in/again", "/me/totp", "/me/passkeys", "/me/recovery-codes", "/me/passkeys/challenge"] {
        browser.post(path, &page, &[("proof-nothing", "1")]).await.expect(403);
    }
    let house = House::demo().await;
    let mut harriet = house.signed_in(HARRIET).await;
    harriet.language = "en";
    house.clock.advance(Span::minutes(16));
    let page = harriet.get("/me").await.expect(200);
    let wrong = [("value", "7"), ("proof-then", SETTING), ("proof-sends", "1"), ("proof-code", "000000")];
    let again = harriet.post("/sign-in/again", &page, &wrong).await.expect(422);
    assert!(again.html.contains("name=\"value\" value=\"7\""), "what was typed is still there");
    assert!(!again.html.contains("000000"), "the proof is not given back");
    assert_eq!(harriet.post(SETTING, &again, &[("value", "7")]).await.status, 403);
    assert_eq!(hours(&house).await, Vec::<String>::new());
    // Without the page's token nothing is looked at.
    let forged = [("proof-then", SETTING), ("proof-nothing", "1")];
    harriet.post_with("/sign-in/again", &forged, "forged", &[("origin", ORIGIN)]).await.expect(403);
    assert_eq!(harriet.post(SETTING, &again, &[("value", "7")]).await.status, 403);
}

/// RFC 9470, section 3.
#[tokio::test]
async fn the_api_says_how_old_a_proof_may_be() {
    let house = House::demo().await;
    let harriet = house.signed_in(HARRIET).await;
    let cookies: Vec<String> = harriet.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let ask = || {
        let path = "/v1/organizations/harbour-clinic/settings/authentication.session_hours";
        let request = Request::builder().method("PUT").uri(path).header("cookie", cookies.join("; "));
        let request = request.header("origin", ORIGIN).header("content-type", "application/json");
        prokura_web::router(house.site.clone()).oneshot(request.body(Body::from(r#"{"value": 9}"#)).unwrap())
    };
    house.clock.advance(Span::minutes(15));
    let refused = ask().await.unwrap();
    assert_eq!(refused.status(), 401);
    let asks_for = refused.headers()["www-authenticate"].to_str().unwrap().to_owned();
    assert!(asks_for.starts_with("Bearer realm=\"prokura\", error=\"insufficient_user_authentication\""), "{asks_for}");
    assert!(asks_for.ends_with("max_age=\"900\""), "{asks_for}");
    let body = to_bytes(refused.into_body(), usize::MAX).await.unwrap();
    let problem: serde_json::Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(problem["code"], "step_up_needed");
    assert_eq!(hours(&house).await, Vec::<String>::new());
}

#[tokio::test]
async fn an_app_is_offered_and_nonsense_confirms_none() {
    let house = House::demo().await;
    let mut harriet = house.signed_in(HARRIET).await;
    harriet.language = "en";
    let page = harriet.get("/me/totp").await.expect(200);
    assert!(page.html.contains("otpauth://totp/Prokura:harriet@clinic.example?secret="));
    let state = between(&page.html, "name=\"state\" value=\"", "\"").unwrap().to_owned();
    for (state, code) in [("", "123456"), ("nonsense", "123456"), (state.as_str(), "12345"), (&state, "")] {
        let answer = harriet.post("/me/totp", &page, &[("state", state), ("code", code)]).await.expect(422);
        answer.says("This code is not right.");
    }
    harriet.post("/me/recovery-codes", &page, &[]).await.expect(410);
    harriet.get("/sign-in/second").await.expect(303);
    let mut nobody = house.browser();
    assert_eq!(nobody.get("/sign-in/second").await.expect(303).location, "/sign-in");
    let page = nobody.get("/sign-in").await;
    let over = nobody.post("/sign-in/second", &page, &[("proof-code", "123456")]).await.expect(303);
    nobody.follow(&over).await.says("The first step was too long ago.");
}

#[tokio::test]
async fn passkeys_are_there_for_names_only_and_nonsense_makes_none() {
    let mut house = House::demo().await;
    let mut harriet = house.signed_in(HARRIET).await;
    harriet.get("/me/passkeys/new").await.expect(404);
    assert!(!harriet.get("/sign-in").await.html.contains("data-passkey"));
    let named =
        Authentication::new(house.site.service.clone(), Breached::default(), true).unwrap().at("https://admin.example");
    house.site.authentication = Arc::new(named);
    let mut harriet = house.signed_in(HARRIET).await;
    harriet.language = "en";
    let page = harriet.get("/me/passkeys/new").await.expect(200);
    let challenge = harriet.post("/me/passkeys/challenge", &page, &[]).await.expect(200);
    let challenge: serde_json::Value = serde_json::from_str(&challenge.html).unwrap();
    assert_eq!(challenge["options"]["rp"]["id"], "admin.example", "never the Host header");
    assert_eq!(challenge["options"]["authenticatorSelection"]["residentKey"], "required");
    assert_eq!(challenge["options"]["authenticatorSelection"]["userVerification"], "required");
    let state = challenge["state"].as_str().unwrap();
    for answer in ["", "{}", "nonsense"] {
        let typed = [("name", "Laptop"), ("proof-answer", answer), ("proof-state", state)];
        let refused = harriet.post("/me/passkeys", &page, &typed).await.expect(422);
        refused.says("was not accepted");
        assert!(refused.html.contains("value=\"Laptop\""), "the name stays");
    }
    harriet.post("/me/passkeys", &page, &[("name", "")]).await.expect(422);
    for path in ["/me/passkeys/nonsense", "/me/passkeys/0190a0b0-0000-7000-8000-000000000000"] {
        harriet.get(path).await.expect(404);
        harriet.post(path, &page, &[("name", "mine")]).await.expect(404);
        harriet.get(&format!("{path}/remove")).await.expect(404);
        harriet.post(&format!("{path}/remove"), &page, &[]).await.expect(404);
    }
    let mut nobody = house.browser();
    let page = nobody.get("/sign-in").await;
    assert!(page.html.contains("data-passkey=\"get\""));
    let failed = nobody.post("/sign-in/passkey", &page, &[("proof-answer", "{}"), ("proof-state", state)]).await;
    nobody.follow(&failed.expect(303)).await.says("The passkey was not accepted.");
}
