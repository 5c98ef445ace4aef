//! The log in the console: narrowed, as a file, by person, and what was done elsewhere.

use super::organization::{BRNO, CLINIC, links, see};
use super::support::{Browser, House, Page};
use prokura_app::command::answer_support::{Answer, AnswerSupport};
use prokura_app::error::Error;
use prokura_app::job::audit_export::{Actors, Format};
use prokura_app::job::{FileShape, TRIES, work};
use prokura_app::port::StoredAuditEntry;
use prokura_domain::person::Person;
use prokura_domain::text::Locale;
use prokura_domain::time::Span;
use prokura_web::demo::MovableClock as _;
use prokura_web::export::AsOnTheWire;

struct Broken;

impl FileShape for Broken {
    fn audit_head(&self, _: Format) -> Vec<u8> {
        Vec::new()
    }

    fn audit_entry(&self, _: Format, _: &StoredAuditEntry, _: &Actors) -> Result<Vec<u8>, Error> {
        Err(Error::Internal("it cannot be read".to_owned()))
    }

    fn administrators_head(&self, _: Locale) -> Vec<u8> {
        Vec::new()
    }

    fn administrator(&self, _: &Person, _: &[String]) -> Vec<u8> {
        Vec::new()
    }
}

/// The page that one comes to by the button of the log as it is filtered.
async fn export(browser: &mut Browser, path: &str, fields: &[(&str, &str)]) -> (String, Page) {
    let page = browser.get(path).await.expect(200);
    let log = path.split('?').next().unwrap();
    let to = browser.post(&format!("{log}/exports"), &page, fields).await.expect(303);
    let shown = browser.follow(&to).await.expect(200);
    (to.location.trim_end_matches("?new").to_owned(), shown)
}

async fn in_language(browser: &mut Browser, language: &'static str) {
    let page = browser.get("/me").await;
    browser.post("/preferences/language", &page, &[("language", language), ("back", "/me")]).await.expect(303);
}

#[tokio::test]
async fn a_file_is_asked_for_looked_after_and_fetched_without_script() {
    for (language, waits, ready, kept) in [
        ("en", "The file is being made.", "The file is ready.", "My exports (1)"),
        ("cs", "Soubor se připravuje.", "Soubor je připraven.", "Moje exporty (1)"),
        ("pl", "Plik jest przygotowywany.", "Plik jest gotowy.", "Moje eksporty (1)"),
    ] {
        let house = House::demo().await;
        let mut harriet = house.signed_in("harriet@clinic.example").await;
        in_language(&mut harriet, language).await;
        let log = format!("{CLINIC}/audit?outcome=done");
        let (path, page) = export(&mut harriet, &log, &[("format", "csv"), ("outcome", "done")]).await;
        page.says(waits);
        // Who has no script looks again by itself, and the bar says how far it is.
        assert!(page.html.contains("<noscript><meta http-equiv=\"refresh\"") && page.html.contains("<progress"));
        // The file's own address leads back here for as long as there is none.
        assert_eq!(harriet.get(&format!("{path}/file")).await.expect(303).location, path);

        while work(&house.site.service, &AsOnTheWire).await.unwrap() {}
        let page = see(&mut harriet, &path, language).await;
        page.says(ready);
        assert!(!page.html.contains("http-equiv=\"refresh\"") && !page.html.contains("?fetch"));
        assert_eq!(links(&page, &format!("{path}/file")).len(), 1);
        let file = harriet.get(&format!("{path}/file")).await.expect(200);
        assert!(file.headers["content-type"].to_str().unwrap().starts_with("text/csv"));
        assert!(file.headers["content-disposition"].to_str().unwrap().starts_with("attachment; "));
        assert!(file.html.starts_with("\u{feff}number,at,actor,") && !file.html.contains(",refused,"));

        let page = see(&mut harriet, &format!("{CLINIC}/audit"), language).await;
        page.says(kept);
        assert_eq!(links(&page, &path), [path.as_str()]);
        // Who has a script is sent to the file, once: only from where the button led.
        let page = harriet.get(&format!("{path}?new")).await.expect(200);
        assert!(page.html.contains(&format!("hx-get=\"{path}?fetch\"")));
        let sent = harriet.get(&format!("{path}?fetch")).await.expect(200);
        assert_eq!(sent.headers["hx-redirect"], *format!("{path}/file"));

        house.clock.advance(Span::days(1));
        let mut harriet = house.signed_in("harriet@clinic.example").await;
        harriet.get(&path).await.expect(404);
        harriet.get(&format!("{path}/file")).await.expect(404);
        assert!(!harriet.get(&format!("{CLINIC}/audit")).await.html.contains("/audit/exports/"));
    }
}

#[tokio::test]
async fn what_cannot_be_made_says_why_and_too_many_say_so() {
    let house = House::demo().await;
    let mut harriet = house.signed_in("harriet@clinic.example").await;
    let log = format!("{CLINIC}/audit");
    let (path, _) = export(&mut harriet, &log, &[("format", "jsonl")]).await;
    for _ in 0..TRIES {
        assert!(work(&house.site.service, &Broken).await.unwrap());
        house.clock.advance(Span::seconds(2));
    }
    let page = harriet.get(&path).await.expect(200);
    page.says("Something that belongs in the file could not be read.").says("The file could not be made.");
    assert!(!page.html.contains("hx-trigger=\"every"), "nothing is waited for any more");
    for _ in 0..3 {
        export(&mut harriet, &log, &[("format", "csv")]).await;
    }
    let page = harriet.get(&log).await.expect(200);
    let refused = harriet.post(&format!("{log}/exports"), &page, &[("format", "csv")]).await.expect(429);
    refused.says("Three exports of yours are still being made.");
    harriet.post(&format!("{log}/exports"), &page, &[("format", "pdf")]).await.expect(422);
}

#[tokio::test]
async fn nobody_and_strangers_find_no_export() {
    let house = House::demo().await;
    let mut harriet = house.signed_in("harriet@clinic.example").await;
    let (path, _) = export(&mut harriet, &format!("{CLINIC}/audit"), &[("format", "csv")]).await;
    while work(&house.site.service, &AsOnTheWire).await.unwrap() {}
    let pages = [path.clone(), format!("{path}?fetch"), format!("{path}/file")];
    for page in &pages {
        let answer = house.browser().get(page).await.expect(303);
        assert!(answer.location.starts_with("/sign-in"));
    }
    // Lena reads this log too; Carl does not know the place; a full administrator elsewhere looks under their own name.
    for stranger in ["lena@lighthouse.example", "carl@consumers.example", "frantisek@brno.example"] {
        let mut browser = house.signed_in(stranger).await;
        for page in &pages {
            let there = browser.get(page).await.expect(404).words();
            let missing = page.replace(&path[path.len() - 36..], "0190a0b0-0000-7000-8000-000000000000");
            assert_eq!(browser.get(&missing).await.expect(404).words(), there, "{stranger}");
        }
        let own = page_of_own(&path);
        browser.get(&own).await.expect(404);
        let page = browser.get("/me").await;
        let status = browser.post(&format!("{CLINIC}/audit/exports"), &page, &[("format", "csv")]).await.status;
        assert_eq!(status, if stranger.starts_with("lena") { 303 } else { 404 }, "{stranger}");
    }
    let mut eve = house.signed_in("eve@clinic.example").await;
    let page = eve.get("/me").await;
    eve.post(&format!("{CLINIC}/audit/exports"), &page, &[("format", "csv")]).await.expect(403);
}

/// The same export below another organization.
fn page_of_own(path: &str) -> String {
    path.replace(CLINIC, BRNO)
}

#[tokio::test]
async fn the_log_is_narrowed_by_home_area_and_place() {
    let house = House::demo().await;
    let (request, _) = house.ask("harbour-clinic", "harriet@clinic.example").await;
    house.act("harriet@clinic.example", AnswerSupport { request, answer: Answer::Grant }).await;
    let mut hugo = house.signed_in("hugo@tatra.example").await;
    let page = hugo.get(&format!("{CLINIC}/settings")).await.expect(200);
    let set = format!("{CLINIC}/settings/authentication.sso_mode");
    hugo.post(&set, &page, &[("value", "optional"), ("version", "0")]).await.expect(303);

    let mut harriet = house.signed_in("harriet@clinic.example").await;
    let log = format!("{CLINIC}/audit");
    // The choices are there to be chosen, and what is chosen stays.
    let page = harriet.get(&log).await.expect(200);
    for name in ["area", "home", "elsewhere", "request"] {
        assert!(page.html.contains(&format!("name=\"{name}\"")), "{name}");
    }
    let tatra = house.organization("tatra-telecom").await;
    let page = harriet.get(&format!("{log}?home={tatra}")).await.expect(200);
    page.says("Setting changed Single sign-on: Optional").says("More filters (1)");
    let entries = &page.html[page.html.find("<ol class=\"audit\"").unwrap()..];
    assert!(!entries.contains("Access granted"), "that was at home");
    assert!(page.html.contains(&format!("<option value=\"{tatra}\" selected>Tatra Telecom")));
    let area =
        house.site.service.policy().areas.iter().find(|area| area.name.contains("settings")).unwrap().name.clone();
    harriet
        .get(&format!("{log}?area={area}&action=setting_changed"))
        .await
        .expect(200)
        .says("Single sign-on: Optional");
    harriet.get(&format!("{log}?area=weather")).await.expect(422);

    // What their own people did elsewhere stands in the home's log, and says no more than where.
    let mut pavel = house.signed_in("pavel@tatra.example").await;
    in_language(&mut pavel, "en").await;
    let page = pavel.get("/o/tatra-telecom/audit?elsewhere=any").await.expect(200);
    page.says("Setting changed Harbour Clinic").says("In another organization");
    assert!(!page.words().contains("Optional"));
    let page = pavel.get("/o/tatra-telecom/audit?elsewhere=harbour-clinic").await.expect(200);
    page.says("Setting changed Harbour Clinic");
    assert!(page.html.contains("selected>In Harbour Clinic"));
    let none = pavel.get("/o/tatra-telecom/audit?elsewhere=brno-robotics&action=setting_changed").await.expect(200);
    none.says("Nothing found");
    // From the customer's page.
    let page = pavel.get(CLINIC).await.expect(200);
    assert_eq!(links(&page, "/o/tatra-telecom/audit"), ["/o/tatra-telecom/audit?elsewhere=harbour-clinic"]);
    // At home there is no other place to look from.
    let mut harriet = house.signed_in("harriet@clinic.example").await;
    assert!(links(&harriet.get(CLINIC).await, "/o/tatra-telecom/audit").is_empty());
}

#[tokio::test]
async fn a_persons_history_is_reached_from_their_page() {
    for (language, history) in [("en", "History"), ("cs", "Historie"), ("pl", "Historia")] {
        let house = House::demo().await;
        let mut harriet = house.signed_in("harriet@clinic.example").await;
        in_language(&mut harriet, language).await;
        let eve = house.users(CLINIC, "eve@clinic.example").await;
        let page = see(&mut harriet, &eve, language).await;
        page.says(history);
        let there = links(&page, &format!("{CLINIC}/audit?person=")).remove(0);
        let page = see(&mut harriet, &there, language).await;
        page.says("Eve");
        assert_eq!(links(&page, &eve), [eve.as_str()], "and back");
        // It stays narrowed when more is asked, and in the file.
        let id = house.person("eve@clinic.example").await.id;
        assert_eq!(page.html.matches(&format!("name=\"person\" value=\"{id}\"")).count(), 2);
        // The organization's from its own.
        let page = see(&mut harriet, CLINIC, language).await;
        assert!(links(&page, &format!("{CLINIC}/audit")).contains(&format!("{CLINIC}/audit")));
    }
    // Somebody who was never here has no name here.
    let house = House::demo().await;
    let mut harriet = house.signed_in("harriet@clinic.example").await;
    let stranger = house.person("grazyna@shipyard.example").await;
    let page = harriet.get(&format!("{CLINIC}/audit?person={}", stranger.id)).await.expect(200);
    assert!(!page.words().contains(&*stranger.name.to_string()), "{}", page.words());
}
