//! Every page of the frame, in every language.

use super::support::{Browser, House, Page};
use prokura_app::command::answer_support::{Answer, AnswerSupport};
use prokura_app::command::open_help_desk_session::OpenHelpDeskSession;
use prokura_web::demo::Delivered;

/// What keys begin with: one of these in what a person reads is a text that is missing.
const PREFIXES: [&str; 24] = [
    "nav-",
    "hub-",
    "house-",
    "trouble-",
    "approval-",
    "mail-",
    "demo-",
    "kind-",
    "month-",
    "reason-",
    "refusal-",
    "field-",
    "organizations-",
    "restricted-",
    "form-",
    "password-",
    "sign-in-",
    "account-",
    "time-",
    "theme-",
    "roles-",
    "go-to-",
    "toast-",
    "session-",
];

#[track_caller]
fn is_in(page: &Page, language: &str) {
    assert!(page.html.contains(&format!("<html lang=\"{language}\"")), "{}", page.html);
    let words = page.words();
    let missing: Vec<&str> = words
        .split_whitespace()
        .filter(|word| PREFIXES.iter().any(|prefix| word.starts_with(prefix)) && !word.contains('@'))
        .collect();
    assert!(missing.is_empty(), "{language}: {missing:?} in\n{words}");
    assert!(!page.html.contains(" style=") && !page.html.contains("<script>"), "the policy allows neither");
}

async fn see(browser: &mut Browser, path: &str, status: u16, language: &str) {
    let page = browser.get(path).await.expect(status);
    is_in(&page, language);
}

#[tokio::test]
async fn every_page_is_there_in_every_language() {
    let house = House::demo().await;
    let (request, path) = house.ask("harbour-clinic", "harriet@clinic.example").await;
    let (_, restricted) = house.ask("brno-robotics", "frantisek@brno.example").await;
    for (n, mail) in house.mails().await.into_iter().enumerate() {
        let at = house.site.service.now();
        house.site.demo.as_ref().unwrap().mailbox.put(&Delivered { id: format!("m{n}"), at, mail }).unwrap();
    }
    let open = OpenHelpDeskSession { organization: house.organization("brno-robotics").await };
    house.act("hugo@tatra.example", open).await;
    for language in ["en", "cs", "pl"] {
        let mut nobody = house.browser();
        nobody.language = language;
        for (path, status) in [
            ("/sign-in", 200),
            ("/sign-in?out=1", 200),
            ("/sign-in/link/prl_x", 200),
            ("/demo/people", 200),
            ("/demo/mailbox", 200),
            ("/demo/mailbox/m0", 200),
            ("/demo/mailbox/none", 404),
            ("/demo/clock", 200),
            ("/nothing", 404),
            (path.as_str(), 200),
            (restricted.as_str(), 200),
        ] {
            see(&mut nobody, path, status, language).await;
        }
        let people = [
            "harriet@clinic.example",
            "hugo@tatra.example",
            "pavel@tatra.example",
            "vera@aurora.example",
            "carl@consumers.example",
        ];
        for email in people {
            let mut browser = house.signed_in(email).await;
            let page = browser.get("/me").await;
            browser.post("/preferences/language", &page, &[("language", language), ("back", "/me")]).await.expect(303);
            for path in ["/", "/?q=zzz", "/me", "/me/password"] {
                see(&mut browser, path, 200, language).await;
            }
            see(&mut browser, "/o/no-such-organization", 404, language).await;
            assert_eq!(house.person(email).await.locale.map(|locale| locale.tag()), Some(language));
        }
    }
    house.act("harriet@clinic.example", AnswerSupport { request, answer: Answer::Grant }).await;
    for language in ["en", "cs", "pl"] {
        let mut nobody = house.browser();
        nobody.language = language;
        see(&mut nobody, &path, 200, language).await;
        let mut hugo = house.signed_in("hugo@tatra.example").await;
        let page = hugo.get("/me").await;
        hugo.post("/preferences/language", &page, &[("language", language), ("back", "/")]).await.expect(303);
        see(&mut hugo, "/", 200, language).await;
    }
}

#[tokio::test]
async fn times_are_in_the_readers_zone_and_the_zone_is_named() {
    let house = House::demo().await;
    let mut browser = house.signed_in("harriet@clinic.example").await;
    browser.get("/me").await.says("2 Mar 2026, 9:00").says("Times in UTC");
    browser.cookies.insert("prokura-zone".to_owned(), "Europe/Prague".to_owned());
    browser.get("/me").await.says("2 Mar 2026, 10:00").says("Times in Europe/Prague");
    browser.cookies.insert("prokura-zone".to_owned(), "<b>".to_owned());
    browser.get("/me").await.says("Times in UTC");
}

#[tokio::test]
async fn a_language_is_the_persons_else_the_organizations_else_the_browsers() {
    let house = House::demo().await;
    let mut grazyna = house.signed_in("grazyna@shipyard.example").await;
    assert!(grazyna.get("/").await.html.contains("<html lang=\"pl\""), "the organization's");
    let mut lena = house.signed_in("lena@lighthouse.example").await;
    lena.language = "cs";
    assert!(lena.get("/").await.html.contains("<html lang=\"cs\""), "the browser's");
    let page = lena.get("/").await;
    lena.post("/preferences/language", &page, &[("language", "en"), ("back", "/")]).await.expect(303);
    lena.cookies.remove("prokura-language");
    assert!(lena.get("/").await.html.contains("<html lang=\"en\""), "the person's");
}

#[tokio::test]
async fn the_help_desk_shows_to_whom_works_there() {
    let house = House::demo().await;
    for (email, works) in [
        ("hugo@tatra.example", true),
        ("hana@tatra.example", true),
        ("tomas.tac@aurora.example", true),
        ("harriet@clinic.example", false),
        ("nora@brno.example", false),
    ] {
        let page = house.signed_in(email).await.get("/").await.expect(200);
        assert_eq!(page.html.contains("href=\"/helpdesk\""), works, "{email}");
    }
}
