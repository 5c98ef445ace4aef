//! Forms: only our own page, for this visitor, sends one; whatever else comes changes nothing and loses nothing.

use super::support::{House, ORIGIN};

const THEME: &str = "/preferences/theme";

#[tokio::test]
async fn a_form_of_our_own_is_taken() {
    let house = House::serving().await;
    let mut browser = house.browser();
    let page = browser.get("/sign-in").await.expect(200);
    let answer = browser.post(THEME, &page, &[("theme", "dark"), ("back", "/sign-in")]).await.expect(303);
    assert_eq!(answer.location, "/sign-in");
    assert!(browser.get("/sign-in").await.html.contains("data-bs-theme=\"dark\""));
}

#[tokio::test]
async fn a_form_from_elsewhere_is_not_taken() {
    let house = House::serving().await;
    let mut browser = house.browser();
    let token = browser.get("/sign-in").await.token();
    let dark = [("theme", "dark")];
    for headers in [
        &[("origin", "https://evil.example")][..],
        &[("origin", "null")],
        &[("sec-fetch-site", "cross-site")],
        &[("sec-fetch-site", "same-site")],
        &[],
    ] {
        let answer = browser.post_with(THEME, &dark, &token, headers).await.expect(403);
        answer.says("Nothing was changed yet");
        // Not even at the press of a button.
        assert!(!answer.html.contains("value=\"dark\" type") && !answer.words().contains("Send again"));
    }
    assert!(!browser.cookies.contains_key("prokura-theme"));
}

#[tokio::test]
async fn a_form_with_a_foreign_token_gives_back_what_was_typed() {
    let house = House::demo().await;
    let mut hugo = house.signed_in("hugo@tatra.example").await;
    let hana = house.signed_in("hana@tatra.example").await.get("/").await.token();
    for token in [hana.as_str(), "", "AAAA", &"x".repeat(10_000)] {
        let typed = [("theme", "<script>"), ("current_password", "secret secret"), ("back", "/me")];
        let page = hugo.post_with(THEME, &typed, token, &[("origin", ORIGIN)]).await.expect(403);
        page.says("<script>");
        assert!(!page.html.contains("<script>"), "escaped");
        assert!(!page.html.contains("secret secret"), "a password is not given back");
    }
    let page = hugo.post_with(THEME, &[("theme", "light"), ("back", "/me")], "old", &[("origin", ORIGIN)]).await;
    let again = hugo.post(THEME, &page, &[("theme", "light"), ("back", "/me")]).await.expect(303);
    assert_eq!(again.location, "/me");
}

#[tokio::test]
async fn a_form_sent_after_signing_out_is_not_lost() {
    let house = House::demo().await;
    let mut hugo = house.signed_in("hugo@tatra.example").await;
    let page = hugo.get("/me").await.expect(200);
    hugo.cookies.clear();
    let answer = hugo.post("/support-access/0190a0b0-0000-7000-8000-000000000000/end", &page, &[("next", "/me")]).await;
    answer.expect(403).says("You have been signed out meanwhile");
}

#[tokio::test]
async fn a_megabyte_is_not_read() {
    let house = House::serving().await;
    let mut browser = house.browser();
    let page = browser.get("/sign-in").await;
    let long = "x".repeat(1_000_000);
    browser.post("/sign-in", &page, &[("email", &long)]).await.expect(413).says("larger than this page takes");
    let many: Vec<(&str, &str)> = (0..3_000).map(|_| ("a", "b")).collect();
    browser.post("/sign-in", &page, &many).await.expect(413);
}

#[tokio::test]
async fn a_page_takes_only_what_it_takes() {
    let house = House::demo().await;
    let mut harriet = house.signed_in("harriet@clinic.example").await;
    let page = harriet.get("/").await;
    harriet.post("/", &page, &[]).await.expect(405).says("does not take that");
    harriet.get("/nothing/here").await.expect(404).says("no such page");
    house.browser().get("/nothing/here").await.expect(404).says("Sign in");
}
