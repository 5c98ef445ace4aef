//! Product news, what people want to be written to about, and the way out of it (ROL-11).

use super::organization::{CLINIC, see};
use super::support::{Browser, House, between};
use axum::http::StatusCode;
use prokura_app::command::answer_support::{Answer, AnswerSupport};
use prokura_app::command::assign_role::AssignRole;
use prokura_app::command::guard::holder::Holder;
use prokura_app::command::set_preference::SetPreference;
use prokura_app::digest;
use prokura_app::job::work;
use prokura_app::message::MessageState;
use prokura_domain::grant::Scope;
use prokura_domain::preference::Topic;
use prokura_domain::time::Span;
use prokura_web::demo::MovableClock as _;
use prokura_web::export::AsOnTheWire;
use prokura_web::mail::Mail;

const NEWS: &str = "/o/aurora/news";

async fn write(vera: &mut Browser, kinds: &[&str]) -> String {
    let page = vera.get(&format!("{NEWS}/new")).await.expect(200);
    let mut fields = vec![
        ("subject-en", "A new list"),
        ("text-en", "Users can be <b>narrowed</b>.\r\n\r\nTry it."),
        ("subject-cs", "Nový seznam"),
        ("text-cs", "Uživatele lze zúžit."),
        ("subject-pl", " "),
        ("text-pl", ""),
    ];
    fields.extend(kinds.iter().map(|kind| ("kind", *kind)));
    vera.post(&format!("{NEWS}/new"), &page, &fields).await.expect(303).location
}

async fn work_all(house: &House) {
    while work(&house.site.service, &AsOnTheWire).await.unwrap() {}
}

async fn news(house: &House) -> Vec<Mail> {
    let mut mails: Vec<Mail> = house.mails().await.into_iter().filter(|mail| mail.stop.is_some()).collect();
    mails.sort_by(|a, b| a.to.cmp(&b.to));
    mails
}

fn to(mails: &[Mail]) -> Vec<&str> {
    mails.iter().map(|mail| mail.to.as_str()).collect()
}

fn stop(mail: &Mail) -> String {
    mail.stop.as_deref().unwrap().strip_prefix("https://admin.example").unwrap().to_owned()
}

#[tokio::test]
async fn news_go_to_full_administrators_once_each() {
    let house = House::demo().await;
    let mut vera = house.signed_in("vera@aurora.example").await;
    see(&mut vera, NEWS, "en").await.says("No news yet");
    let path = write(&mut vera, &["customer"]).await;
    assert_eq!(news(&house).await, [], "a draft is nobody's to read");
    let page = vera.get(&path).await.expect(200);
    page.says("A new list").says("Nový seznam").says("Polski").says("Draft");
    assert!(!page.html.contains("<b>narrowed"));

    // Whoever turned them off before is not written to; whoever chose to get them is.
    house.act("frantisek@brno.example", SetPreference { topic: Topic::ProductNews, wanted: false }).await;
    house.act("nora@brno.example", SetPreference { topic: Topic::ProductNews, wanted: true }).await;
    vera.post(&format!("{path}/send"), &page, &[("version", "1")]).await.expect(303);
    work_all(&house).await;
    let mails = news(&house).await;
    assert_eq!(
        to(&mails),
        [
            "filip@brno.example",
            "gosia@shipyard.example",
            "grazyna@shipyard.example",
            "harriet@clinic.example",
            "nora@brno.example",
            "stan@brno.example"
        ]
    );
    let harriet = mails.iter().find(|mail| mail.to.starts_with("harriet")).unwrap();
    assert_eq!((harriet.language.as_str(), harriet.subject.as_str()), ("en", "A new list"));
    assert!(harriet.text.contains("Try it.") && harriet.html.contains("&#60;b&#62;narrowed"));
    assert!(mails.iter().any(|mail| mail.language == "cs" && mail.subject == "Nový seznam"));
    vera.get(&path).await.expect(200).says("Sent").says("6 people");

    // Once: neither a second click nor a worker that comes back.
    vera.post(&format!("{path}/send"), &page, &[("version", "1")]).await.expect(410);
    work_all(&house).await;
    assert_eq!(news(&house).await.len(), 6);

    // Whoever turns them off while they wait, or is full administrator no more, gets none.
    house.act("harriet@clinic.example", SetPreference { topic: Topic::ProductNews, wanted: false }).await;
    assert_eq!(news(&house).await.len(), 5);
}

#[tokio::test]
async fn only_the_vendor_writes_news() {
    let house = House::demo().await;
    let mut vera = house.signed_in("vera@aurora.example").await;
    let path = write(&mut vera, &["customer"]).await;
    for (email, home) in [("harriet@clinic.example", CLINIC), ("pavel@tatra.example", "/o/tatra-telecom")] {
        let mut browser = house.signed_in(email).await;
        let own = browser.get(home).await.expect(200);
        assert!(!own.html.contains("/news\""), "{email}");
        browser.get(&format!("{home}/news")).await.expect(404);
        browser.get(&path).await.expect(404);
        browser.post(&format!("{path}/send"), &own, &[]).await.expect(404);
        browser.post(&format!("{home}/news/new"), &own, &[("kind", "customer")]).await.expect(404);
    }
    let mut tomas = house.signed_in("tomas.tac@aurora.example").await;
    assert!([403, 404].contains(&tomas.get(NEWS).await.status.as_u16()));
}

#[tokio::test]
async fn news_that_cannot_be_taken_say_why_and_keep_what_was_typed() {
    let house = House::demo().await;
    let mut vera = house.signed_in("vera@aurora.example").await;
    let page = vera.get(&format!("{NEWS}/new")).await.expect(200);
    let new = format!("{NEWS}/new");
    vera.post(&new, &page, &[]).await.expect(422).says("Choose at least one kind").says("at least one language");
    let half = [("kind", "customer"), ("subject-en", "Only a subject")];
    let refused = vera.post(&new, &page, &half).await.expect(422);
    assert!(refused.says("or neither").html.contains("value=\"Only a subject\""));
    let long = "x".repeat(11_000);
    let fields = [("kind", "customer"), ("subject-en", "Long"), ("text-en", long.as_str())];
    vera.post(&new, &page, &fields).await.expect(422).says("10000 characters");

    let path = write(&mut vera, &["customer"]).await;
    let edit = format!("{path}/edit");
    let form = vera.get(&edit).await.expect(200);
    let fields = [("version", "1"), ("kind", "partner"), ("subject-en", "Other"), ("text-en", "Other.")];
    vera.post(&edit, &form, &fields).await.expect(303);
    // Somebody else was faster: told, and nothing is overwritten.
    let fields = [("version", "1"), ("kind", "partner"), ("subject-en", "Mine"), ("text-en", "Mine.")];
    vera.post(&edit, &form, &fields).await.expect(409);
    vera.get(&path).await.expect(200).says("Other");
    // What was previewed is sent, and nothing that was written since.
    let page = vera.get(&path).await.expect(200);
    vera.post(&format!("{path}/send"), &page, &[("version", "1")]).await.expect(409);
    vera.post(&format!("{path}/drop"), &page, &[]).await.expect(303);
    vera.get(&path).await.expect(404);
}

#[tokio::test]
async fn one_click_turns_mails_off_without_signing_in() {
    let house = House::demo().await;
    let mut vera = house.signed_in("vera@aurora.example").await;
    let path = write(&mut vera, &["customer"]).await;
    let page = vera.get(&path).await.expect(200);
    vera.post(&format!("{path}/send"), &page, &[("version", "1")]).await.expect(303);
    work_all(&house).await;
    let mails = news(&house).await;
    let harriet = stop(mails.iter().find(|mail| mail.to.starts_with("harriet")).unwrap());

    // Mail scanners open links: nothing changes.
    let mut nobody = house.browser();
    let opened = nobody.get(&harriet).await.expect(200);
    opened.says("harriet@clinic.example");
    assert_eq!(news(&house).await.len(), 6);
    nobody.get(&format!("{}x", harriet)).await.expect(404);
    // RFC 8058: a mail program posts this, and knows no token of ours.
    let posted = house.browser().post_with(&harriet, &[("List-Unsubscribe", "One-Click")], "", &[]).await;
    assert_eq!(posted.status, StatusCode::SEE_OTHER);
    assert_eq!(news(&house).await.len(), 5);
    nobody.get(&harriet).await.expect(200).says("gets no more mails of this kind");
    // Twice is nothing, and by the page's button it is the same.
    nobody.post(&harriet, &opened, &[]).await.expect(303);

    let mut harriet = house.signed_in("harriet@clinic.example").await;
    let me = see(&mut harriet, "/me", "en").await;
    me.says("Product news").says("Security of your account");
    harriet.post("/me/mails/product_news", &me, &[("wanted", "yes")]).await.expect(303);
    assert_eq!(news(&house).await.len(), 6);
    harriet.post("/me/mails/security", &me, &[("wanted", "no")]).await.expect(404);
}

#[tokio::test]
async fn a_digest_tells_what_one_may_see_and_only_then() {
    let house = House::demo().await;
    let on = SetPreference { topic: Topic::DailyDigest, wanted: true };
    for email in ["frantisek@brno.example", "harriet@clinic.example", "carl@consumers.example"] {
        house.act(email, on).await;
    }
    assert_eq!(digest::serve(&house.site.service).await.unwrap(), 0, "the day has begun without them");
    // Monday: something is done at Brno; what restricted mode hides is counted for nobody whom it binds.
    for (key, value) in [("migration.stage", "running"), ("calling.priority", "work_phone")] {
        let set = prokura_app::command::change_setting::ChangeSetting {
            organization: house.organization("brno-robotics").await,
            key: key.to_owned(),
            value: prokura_domain::setting::SettingValue::Text(value.to_owned()),
            expected_version: None,
        };
        house.act("pavel@tatra.example", set).await;
    }
    house.clock.advance(Span::hours(21)); // 06:00
    assert_eq!(digest::serve(&house.site.service).await.unwrap(), 0);
    house.clock.advance(Span::hours(1)); // 07:00
    let (one, other) = tokio::join!(digest::serve(&house.site.service), digest::serve(&house.site.service));
    assert_eq!(one.unwrap() + other.unwrap(), 3, "two processes serve each once");
    assert_eq!(digest::serve(&house.site.service).await.unwrap(), 0);

    let mails = news(&house).await;
    let of = |email: &str| mails.iter().find(|mail| mail.to == email);
    let frantisek = of("frantisek@brno.example").unwrap();
    assert!(frantisek.text.contains("Brno Robotics"), "{}", frantisek.text);
    let settings = frantisek.text.lines().find(|line| line.contains("action=setting_changed")).unwrap();
    assert!(settings.contains("/o/brno-robotics/audit?from=2026-03-02&until=2026-03-02"), "{settings}");
    let counted = frantisek.text.split("action=setting_changed").next().unwrap();
    assert!(counted.trim_end().lines().rev().nth(1).unwrap().ends_with(": 1"), "{}", frantisek.text);
    assert!(!frantisek.text.contains("Harbour"));
    assert!(of("carl@consumers.example").is_none(), "nothing to read, no mail");

    // Whoever turns it off, or loses the right to read the log, is told nothing that waits.
    let page = house.browser().get(&stop(frantisek)).await.expect(200);
    house.browser().post(&stop(frantisek), &page, &[]).await.expect(303);
    assert!(!to(&news(&house).await).contains(&"frantisek@brno.example"));
    let left = house.site.service.read().await.unwrap().messages(MessageState::Waiting, 100).await.unwrap();
    assert!(left.iter().all(|queued| !format!("{queued:?}").contains("frantisek")), "the outbox holds ids alone");
    house.clock.advance(Span::days(1));
    assert_eq!(digest::serve(&house.site.service).await.unwrap(), 2);
}

#[tokio::test]
async fn roles_that_end_soon_are_in_the_digest() {
    let house = House::demo().await;
    house.act("harriet@clinic.example", SetPreference { topic: Topic::DailyDigest, wanted: true }).await;
    let now = house.site.service.now();
    let assign = AssignRole {
        organization: house.organization("harbour-clinic").await,
        holder: Holder::Id(house.person("eve@clinic.example").await.id),
        role: "support_admin".to_owned(),
        scope: Scope::None,
        from: None,
        until: Some(now.plus(Span::days(5))),
        reason: None,
    };
    house.act("harriet@clinic.example", assign).await;
    house.clock.advance(Span::hours(22));
    digest::serve(&house.site.service).await.unwrap();
    let mails = news(&house).await;
    assert!(mails[0].text.contains("Roles that end within 7 days: "), "{}", mails[0].text);
    assert!(between(&mails[0].html, "/o/harbour-clinic/users?show=administrators\">", "</a>").is_some());
}

#[tokio::test]
async fn figures_of_support_are_a_page_and_a_file() {
    let house = House::demo().await;
    let mut harriet = house.signed_in("harriet@clinic.example").await;
    let path = format!("{CLINIC}/support-metrics");
    see(&mut harriet, &path, "en").await.says("Nothing in this time");
    let (request, _) = house.ask("harbour-clinic", "harriet@clinic.example").await;
    house.clock.advance(Span::minutes(2));
    house.act("harriet@clinic.example", AnswerSupport { request, answer: Answer::Grant }).await;
    let page = see(&mut harriet, &format!("{path}?days=90"), "en").await;
    page.says("Tatra Telecom").says("2 min 0 s").says("In all");
    let file = harriet.get(&format!("{path}/file?days=90")).await.expect(200);
    let lines: Vec<&str> = file.html.trim_start_matches('\u{feff}').lines().collect();
    // A heading, nine stretches, and one partner.
    assert_eq!(lines.len(), 11, "{}", file.html);
    assert!(lines[10].starts_with(",,\"Tatra Telecom, a.s.\",1,1,0,0,0,0,0,0,120"), "{}", lines[10]);
    harriet.get(&format!("{path}?days=7")).await.expect(422);
    let mut eve = house.signed_in("eve@clinic.example").await;
    eve.get(&path).await.expect(403);
    let mut grazyna = house.signed_in("grazyna@shipyard.example").await;
    grazyna.get(&path).await.expect(404);
    grazyna.get(&format!("{path}/file")).await.expect(404);
}

#[tokio::test]
async fn other_full_administrators_learn_of_support_access_as_they_wish() {
    let house = House::demo().await;
    let (request, _) = house.ask("brno-robotics", "frantisek@brno.example").await;
    house.act("frantisek@brno.example", AnswerSupport { request, answer: Answer::Grant }).await;
    let all = ["filip@brno.example", "stan@brno.example"];
    assert_eq!(to(&news(&house).await), all, "not whoever let them in, and nobody who is suspended");
    house.act("stan@brno.example", SetPreference { topic: Topic::SupportNotices, wanted: false }).await;
    assert_eq!(to(&news(&house).await), [all[0]]);
    let set = prokura_app::command::change_setting::ChangeSetting {
        organization: house.organization("brno-robotics").await,
        key: prokura_domain::setting::key::TELL_OF_ACCESS.to_owned(),
        value: prokura_domain::setting::SettingValue::Text("nobody".to_owned()),
        expected_version: None,
    };
    house.act("frantisek@brno.example", set).await;
    assert_eq!(news(&house).await, []);
}
