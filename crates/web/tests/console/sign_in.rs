//! Signing in and out.

use super::support::House;
use prokura_app::authentication::Circumstances;
use prokura_app::caller::Caller;
use prokura_app::command::issue_sign_in_link::IssueSignInLink;
use prokura_domain::time::Span;
use prokura_web::demo::MovableClock as _;

const HARRIET: &str = "harriet@clinic.example";
const PASSWORD: &str = "a lamp by the water";

async fn link(house: &House, email: &str) -> String {
    let caller = Caller::operator(house.site.service.new_request());
    let issue = IssueSignInLink { person: house.person(email).await.id };
    let issued = house.site.service.execute(caller, issue).await.unwrap().value;
    house.site.service.keys().sign_in_link(issued.link, &issued.email)
}

#[tokio::test]
async fn a_link_signs_in_once_and_leads_to_a_password() {
    let house = House::serving().await;
    let path = format!("/sign-in/link/{}", link(&house, HARRIET).await);
    let mut browser = house.browser();
    // A mail scanner opens it, twice: nothing happens.
    browser.get(&path).await.expect(200);
    let page = browser.get(&path).await.expect(200);
    assert!(page.headers["referrer-policy"] == "same-origin" && page.headers["cache-control"] == "no-store");
    let landed = browser.post(&path, &page, &[]).await.expect(303);
    assert_eq!(landed.location, "/me/password");
    let page = browser.follow(&landed).await.expect(200);
    page.says("Choose a password").says("You are signed in.");
    let short = browser.post("/me/password", &page, &[("new_password", "short")]).await.expect(422);
    assert!(short.html.contains("aria-invalid=\"true\"") && !short.html.contains("value=\"short\""));
    let set = browser.post("/me/password", &short, &[("new_password", PASSWORD)]).await.expect(303);
    browser.follow(&set).await.expect(200).says("Your new password is set.");
    assert!(!browser.get("/").await.words().contains("Your new password is set."), "it is said once");

    let mut other = house.browser();
    let page = other.get(&path).await.expect(200);
    other.post(&path, &page, &[]).await.expect(410).says("has been used or is too old");
    other.post("/sign-in/link/prl_nonsense", &page, &[]).await.expect(410);

    let page = other.get("/sign-in?then=/me").await.expect(200);
    let typed = [("email", " Harriet@Clinic.Example "), ("password", PASSWORD), ("then", "/me")];
    let landed = other.post("/sign-in", &page, &typed).await.expect(303);
    assert_eq!(landed.location, "/me");
    let page = other.follow(&landed).await.expect(200);
    page.says("Harriet Harbour").says("with a password");
    other.post("/sign-out", &page, &[]).await.expect(303);
    assert_eq!(other.get("/me").await.expect(303).location, "/sign-in?then=%2Fme");
    // The other session is another one.
    browser.get("/me").await.expect(200);
}

#[tokio::test]
async fn what_failed_is_not_said() {
    let house = House::serving().await;
    let mut said = Vec::new();
    for email in ["nobody@nowhere.example", HARRIET, "sid@brno.example", "not an address"] {
        let mut browser = house.browser();
        let page = browser.get("/sign-in").await;
        let answer = browser.post("/sign-in", &page, &[("email", email), ("password", "wrong wrong wrong")]).await;
        let answer = answer.expect(422);
        assert!(!answer.html.contains("wrong wrong"), "the password is not given back");
        said.push(answer.words().replace(email, ""));
    }
    assert!(said.windows(2).all(|pair| pair[0] == pair[1]), "{said:#?}");
}

#[tokio::test]
async fn too_many_tries_are_told_when_to_come_back() {
    let house = House::serving().await;
    let mut browser = house.browser();
    let page = browser.get("/sign-in").await;
    let mut last = 422;
    for _ in 0..10 {
        let answer = browser.post("/sign-in", &page, &[("email", HARRIET), ("password", "wrong wrong wrong")]).await;
        last = answer.status.as_u16();
        if last == 429 {
            answer.says("There were too many tries");
            assert!(answer.headers.contains_key("retry-after"));
            break;
        }
    }
    assert_eq!(last, 429);
}

#[tokio::test]
async fn a_session_ends_by_itself() {
    let house = House::demo().await;
    let mut hugo = house.signed_in("hugo@tatra.example").await;
    hugo.get("/").await.expect(200);
    house.clock.advance(Span::minutes(29));
    hugo.get("/").await.expect(200);
    house.clock.advance(Span::minutes(31));
    assert_eq!(hugo.get("/").await.expect(303).location, "/sign-in");
}

#[tokio::test]
async fn nobody_is_led_away_after_signing_in() {
    let house = House::demo().await;
    let mut hugo = house.signed_in("hugo@tatra.example").await;
    for there in ["https://evil.example", "//evil.example", "/\\evil.example", "/sign-in", "javascript:alert(1)"] {
        let query: String = form_urlencoded::Serializer::new(String::new()).append_pair("then", there).finish();
        assert_eq!(hugo.get(&format!("/sign-in?{query}")).await.expect(303).location, "/", "{there}");
    }
}

#[tokio::test]
async fn nobody_becomes_anybody_outside_the_demo() {
    let house = House::serving().await;
    let mut browser = house.browser();
    let page = browser.get("/sign-in").await;
    let person = house.person(HARRIET).await.id.to_string();
    browser.post("/demo/people", &page, &[("person", &person)]).await.expect(404);
    browser.get("/demo/mailbox").await.expect(404);
    browser.get("/demo/clock").await.expect(404);
    let from = Circumstances {
        address: std::net::Ipv4Addr::LOCALHOST.into(),
        device: String::new(),
        request: house.site.service.new_request(),
    };
    let asked = house.site.authentication.sign_in_as(house.person(HARRIET).await.id, from);
    assert!(asked.await.is_err());
}
