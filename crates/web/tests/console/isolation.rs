//! Every page tried by nobody and by a stranger: nobody is led to the sign-in page, a stranger finds nothing.

use super::support::House;
use prokura_app::command::answer_support::{Answer, AnswerSupport};
use prokura_domain::time::Span;
use prokura_web::demo::MovableClock as _;

/// Pages for whoever is signed in.
const OWN: [&str; 12] = [
    "/",
    "/me",
    "/me/password",
    "/me/totp",
    "/me/totp/remove",
    "/me/recovery-codes",
    "/me/passkeys/new",
    "/me/passkeys/0190a0b0-0000-7000-8000-000000000000",
    "/sign-in/again",
    "/my/access",
    "/search",
    "/roles",
];

#[tokio::test]
async fn nobody_is_led_to_the_sign_in_page() {
    let house = House::serving().await;
    for path in OWN {
        let page = house.browser().get(path).await.expect(303);
        assert!(page.location.starts_with("/sign-in"), "{path}");
        assert_eq!(page.html, "");
    }
}

#[tokio::test]
async fn nobody_and_strangers_end_nothing() {
    let house = House::demo().await;
    let (request, _) = house.ask("harbour-clinic", "harriet@clinic.example").await;
    let granted = house.act("harriet@clinic.example", AnswerSupport { request, answer: Answer::Grant }).await;
    let (grant, _) = granted.access.unwrap();
    let path = format!("/support-access/{grant}/end");

    let mut nobody = house.browser();
    let page = nobody.get("/sign-in").await;
    nobody.post(&path, &page, &[]).await.expect(403);
    for stranger in ["filip@brno.example", "carl@consumers.example", "radka@tatra.example"] {
        let mut browser = house.signed_in(stranger).await;
        let page = browser.get("/").await.expect(200);
        let missing = "/support-access/0190a0b0-0000-7000-8000-000000000000/end";
        let there = browser.post(&path, &page, &[]).await.expect(404).words();
        assert_eq!(browser.post(missing, &page, &[]).await.expect(404).words(), there, "{stranger}");
        browser.post("/support-access/nonsense/end", &page, &[]).await.expect(404);
        browser.post("/help-desk-sessions/nonsense/close", &page, &[]).await.expect(404);
    }
    let mut read = house.site.service.read().await.unwrap();
    assert_eq!(read.support_grant(grant).await.unwrap().unwrap().ended_by, None);
    drop(read);

    // SUP-07: either side can.
    let mut hugo = house.signed_in("hugo@tatra.example").await;
    let page = hugo.get("/").await.expect(200);
    let ended = hugo.post(&path, &page, &[("next", "/me")]).await.expect(303);
    assert_eq!(ended.location, "/me");
    hugo.follow(&ended).await.says("Přístup skončil.");
    hugo.post(&path, &page, &[]).await.expect(410);
}

#[tokio::test]
async fn the_list_says_by_what_right_and_until_when() {
    let house = House::demo().await;
    let (request, _) = house.ask("harbour-clinic", "harriet@clinic.example").await;
    house.act("harriet@clinic.example", AnswerSupport { request, answer: Answer::Grant }).await;
    let mut hugo = house.signed_in("hugo@tatra.example").await;
    let page = hugo.get("/").await.expect(200);
    // The organization's language, and UTC.
    page.says("Harbour Clinic Zákazník Správce helpdesku (pokročilý) Udělený přístup podpory do 10:00 Vypnuto");
    house.clock.advance(Span::hours(1));
    let mut hugo = house.signed_in("hugo@tatra.example").await;
    assert!(!hugo.get("/").await.words().contains("Udělený přístup"));
}

#[tokio::test]
async fn the_list_holds_only_what_one_may_know() {
    let house = House::demo().await;
    let names = [
        "Aurora Cloud",
        "Tatra Telecom",
        "Baltic Link",
        "Brno Robotics",
        "Gdańsk Shipyard",
        "Harbour Clinic",
        "Lonely Lighthouse",
    ];
    for (email, seen) in [
        ("harriet@clinic.example", &["Harbour Clinic"][..]),
        ("filip@brno.example", &["Brno Robotics", "Gdańsk Shipyard"]),
        ("lena@lighthouse.example", &["Lonely Lighthouse", "Gdańsk Shipyard", "Harbour Clinic"]),
        ("pavel@tatra.example", &["Tatra Telecom", "Brno Robotics", "Harbour Clinic"]),
        // Blocked by Harbour Clinic (EXT-12).
        ("radka@tatra.example", &["Tatra Telecom", "Brno Robotics"]),
        ("petra@tatra.example", &["Tatra Telecom", "Brno Robotics", "Harbour Clinic"]),
        ("bartek@baltic.example", &["Baltic Link", "Gdańsk Shipyard"]),
        ("vera@aurora.example", &["Aurora Cloud"]),
        // The vendor's support knows its customers, and inside a session more (SUP-08).
        ("tomas.tac@aurora.example", &names),
    ] {
        let words = house.signed_in(email).await.get("/").await.expect(200).words();
        // Restricted mode's own words name no partner here.
        for name in names {
            assert_eq!(words.contains(name), seen.contains(&name), "{email}: {name} in\n{words}");
        }
    }
}
