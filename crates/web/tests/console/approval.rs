//! The page behind the mail's link.

use super::support::{House, ORIGIN};
use prokura_app::command::answer_support::{Answer, AnswerSupport};
use prokura_app::command::end_support::EndSupport;
use prokura_app::command::withdraw_support::WithdrawSupport;
use prokura_decision::decide::rights;
use prokura_decision::facts::Target;
use prokura_domain::support::RequestState;
use prokura_domain::text::Locale;
use prokura_domain::time::Span;
use prokura_web::console::{Reach, titles};
use prokura_web::demo::MovableClock as _;

const HARRIET: &str = "harriet@clinic.example";

async fn state(house: &House, request: prokura_domain::id::SupportRequestId) -> RequestState {
    let mut read = house.site.service.read().await.unwrap();
    read.support_request(request).await.unwrap().unwrap().state
}

#[tokio::test]
async fn opening_it_changes_nothing_and_shows_what_there_is_to_decide() {
    // SUP-03, SUP-05, SUP-07
    let house = House::serving().await;
    let (request, path) = house.ask("harbour-clinic", HARRIET).await;
    let revision = house.site.service.follower().revision();
    let mut browser = house.browser();
    for _ in 0..3 {
        let page = browser.get(&path).await.expect(200);
        page.says("Hugo Helpdesk asks for access for one hour").says("Tatra Telecom, a.s.").says("Harbour Clinic");
        page.says("Sign-in with <b>SSO</b> fails since Monday.").says("Grant access only if you are in touch");
        assert!(!page.html.contains("<b>SSO"), "what the agent wrote is text");
        assert!(page.html.contains("Organization settings") && page.html.contains("noindex"));
        assert_eq!(page.headers["x-robots-tag"], "noindex, nofollow, noarchive");
        // Never to another site; without any, a browser would not say where its own form came from.
        assert_eq!(page.headers["referrer-policy"], "same-origin");
        assert_eq!(page.headers["cache-control"], "no-store");
    }
    assert_eq!(state(&house, request).await, RequestState::Pending);
    assert_eq!(house.site.service.follower().revision(), revision);
}

#[tokio::test]
async fn one_grants_and_ends_without_a_session_or_a_cookie() {
    let house = House::serving().await;
    let (request, path) = house.ask("harbour-clinic", HARRIET).await;
    let mut browser = house.browser();
    let page = browser.get(&path).await.expect(200);
    browser.cookies.clear();
    let landed = browser.post(&path, &page, &[("decision", "grant")]).await.expect(303);
    assert_eq!(landed.location, path);
    assert_eq!(state(&house, request).await, RequestState::Granted);
    let page = browser.follow(&landed).await.expect(200);
    page.says("Hugo Helpdesk has access until").says("End access now");
    // Again, and the other way: it stays what it is.
    browser.post(&path, &page, &[("decision", "grant")]).await.expect(303);
    browser.post(&path, &page, &[("decision", "deny")]).await.expect(303);
    assert_eq!(state(&house, request).await, RequestState::Granted);
    let ended = browser.post(&format!("{path}/end"), &page, &[]).await.expect(303);
    browser.follow(&ended).await.expect(200).says("The access is over").says("was ended at");
    browser.post(&format!("{path}/end"), &page, &[]).await.expect(303);
}

#[tokio::test]
async fn every_end_of_a_request_has_its_page() {
    let house = House::serving().await;
    let mut browser = house.browser();

    let (request, path) = house.ask("harbour-clinic", HARRIET).await;
    let page = browser.get(&path).await.expect(200);
    let landed = browser.post(&path, &page, &[("decision", "report")]).await.expect(303);
    assert_eq!(state(&house, request).await, RequestState::Reported);
    browser.follow(&landed).await.says("The request was denied and reported");

    let (request, path) = house.ask("harbour-clinic", HARRIET).await;
    house.act(HARRIET, AnswerSupport { request, answer: Answer::Deny }).await;
    browser.get(&path).await.expect(200).says("The request was denied").says("Harriet Harbour denied it");

    let (request, path) = house.ask("harbour-clinic", HARRIET).await;
    house.act("hugo@tatra.example", WithdrawSupport { request }).await;
    let page = browser.get(&path).await.expect(200);
    page.says("The request was taken back");
    browser.post(&path, &page, &[("decision", "grant")]).await.expect(303);
    assert_eq!(state(&house, request).await, RequestState::Withdrawn);

    let (request, path) = house.ask("harbour-clinic", HARRIET).await;
    let page = browser.get(&path).await.expect(200);
    house.clock.advance(Span::hours(1));
    // SUP-04: an hour, to the microsecond.
    browser.post(&path, &page, &[("decision", "grant")]).await.expect(303);
    assert_ne!(state(&house, request).await, RequestState::Granted);
    browser.get(&path).await.expect(200).says("The request has lapsed");

    let (request, path) = house.ask("harbour-clinic", HARRIET).await;
    let granted = house.act(HARRIET, AnswerSupport { request, answer: Answer::Grant }).await;
    browser.get(&path).await.expect(200).says("has access until");
    house.act("hugo@tatra.example", EndSupport { grant: granted.access.unwrap().0 }).await;
    browser.get(&path).await.expect(200).says("The access is over");

    house.clock.advance(Span::hours(2));
    let (request, path) = house.ask("harbour-clinic", HARRIET).await;
    house.act(HARRIET, AnswerSupport { request, answer: Answer::Grant }).await;
    house.clock.advance(Span::hours(1));
    browser.get(&path).await.expect(200).says("ran out at");
}

#[tokio::test]
async fn a_link_of_ones_own_making_opens_nothing() {
    let house = House::serving().await;
    let (request, path) = house.ask("harbour-clinic", HARRIET).await;
    let mut browser = house.browser();
    let page = browser.get(&path).await.expect(200);
    let keys = house.site.service.keys();
    let filip = house.person("filip@brno.example").await.id;
    let others = keys.support_link(request, filip);
    let mut bent = path.clone();
    bent.pop();
    for wrong in
        [format!("/support/{others}"), bent, "/support/x".to_owned(), format!("/support/{}", "a.".repeat(2_000))]
    {
        browser.get(&wrong).await.expect(404);
        browser.post(&wrong, &page, &[("decision", "grant")]).await;
        browser.post_with(&wrong, &[("decision", "grant")], &page.token(), &[("origin", ORIGIN)]).await;
    }
    assert_eq!(state(&house, request).await, RequestState::Pending);
    browser.post(&path, &page, &[("decision", "perhaps")]).await.expect(422);
    browser
        .post_with(&path, &[("decision", "grant")], &page.token(), &[("origin", "https://evil.example")])
        .await
        .expect(403);
    assert_eq!(state(&house, request).await, RequestState::Pending);
}

#[tokio::test]
async fn what_restricted_mode_locks_is_said_before_and_after() {
    // SUP-07, RST-06
    let house = House::serving().await;
    let (request, path) = house.ask("brno-robotics", "frantisek@brno.example").await;
    let mut browser = house.browser();
    for answer in [None, Some(Answer::Grant)] {
        if let Some(answer) = answer {
            house.act("frantisek@brno.example", AnswerSupport { request, answer }).await;
        }
        let page = browser.get(&path).await.expect(200);
        page.says("Some settings stay locked").says("Tatra Telecom, a.s. can lift it");
        page.says("Authentication and single sign-on");
    }
}

#[tokio::test]
async fn what_the_page_promises_is_what_the_decision_gives() {
    let house = House::serving().await;
    for (slug, approver) in [("harbour-clinic", HARRIET), ("brno-robotics", "frantisek@brno.example")] {
        let (request, _) = house.ask(slug, approver).await;
        house.act(approver, AnswerSupport { request, answer: Answer::Grant }).await;
        let now = house.site.service.now();
        let snapshot = house.site.service.follower().snapshot().unwrap();
        let policy = snapshot.policy();
        let agent = snapshot.principal_by_email("hugo@tatra.example").unwrap();
        let place = snapshot.organization_by_slug(slug).unwrap();
        let told = Reach::of(&snapshot, agent, place, now, Locale::En);
        let given = rights(policy, &*snapshot, agent, place, Target::Organization, now);
        let whole = |title: &String, manage: bool| {
            let area = policy.areas.iter().find(|area| area.title.en == *title);
            let control = area.map_or_else(
                || policy.control(&policy.controls.iter().find(|c| c.title.en == *title).unwrap().name).unwrap(),
                |area| area.itself,
            );
            if manage { given.manage.has(control) } else { given.read.has(control) }
        };
        assert!(!told.changes.is_empty() && told.changes.iter().all(|title| whole(title, true)), "{told:#?}");
        assert!(told.reads.iter().all(|title| whole(title, false) && !whole(title, true)), "{told:#?}");
        assert!(told.denied.iter().all(|title| !whole(title, false)), "{told:#?}");
        let managed = policy.areas.iter().filter(|area| given.manage.has(area.itself)).count();
        let areas = told.changes.iter().filter(|title| policy.areas.iter().any(|area| area.title.en == **title));
        assert_eq!(areas.count(), managed, "{slug}: nothing is left out");
        let locked = titles(policy, policy.restricted_manage & !given.manage, Locale::En);
        assert!(told.locked.iter().all(|title| locked.contains(title)));
        assert_eq!(told.locked.is_empty(), slug == "harbour-clinic");
    }
}

#[tokio::test]
async fn what_was_reported_is_a_case_of_the_vendor() {
    // SUP-05
    let house = House::demo().await;
    let mut vera = house.signed_in("vera@aurora.example").await;
    vera.language = "en";
    vera.get("/o/aurora/cases").await.expect(200).says("No customer has reported a request for access.");
    let (request, _) = house.ask("harbour-clinic", HARRIET).await;
    house.act(HARRIET, AnswerSupport { request, answer: Answer::DenyAndReport }).await;
    vera.get("/o/aurora").await.expect(200).says("Reported requests");
    vera.get("/o/aurora/cases").await.expect(200).says("Hugo Helpdesk Tatra Telecom, a.s. Harbour Clinic");
    vera.get("/o/aurora/cases?after=nonsense").await.expect(422);
    vera.get("/o/aurora/cases?after=%00").await.expect(404);
    // Nobody else has such a list, and a customer does not find the vendor's.
    let mut harriet = house.signed_in(HARRIET).await;
    harriet.get("/o/harbour-clinic/cases").await.expect(404);
    harriet.get("/o/aurora/cases").await.expect(404);
}
