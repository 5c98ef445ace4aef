//! One's own access and the way out; search and the switcher; people from outside and people's own rows.

use super::organization::{BRNO, CLINIC, links, roles, see};
use super::support::{Browser, House, between};

async fn english(house: &House, email: &str) -> Browser {
    let mut browser = house.signed_in(email).await;
    let page = browser.get("/me").await;
    browser.post("/preferences/language", &page, &[("language", "en"), ("back", "/me")]).await.expect(303);
    browser
}

#[tokio::test]
async fn the_pages_are_there_in_every_language() {
    let house = House::demo().await;
    let eve = house.users(CLINIC, "eve@clinic.example").await;
    let petra = house.users(CLINIC, "petra@tatra.example").await;
    for language in ["en", "cs", "pl"] {
        let mut harriet = house.signed_in("harriet@clinic.example").await;
        let page = harriet.get("/me").await;
        harriet.post("/preferences/language", &page, &[("language", language), ("back", "/me")]).await.expect(303);
        for path in [
            "/my/access".to_owned(),
            "/search".to_owned(),
            "/search?q=eve&in=harbour-clinic".to_owned(),
            "/search?q=zzz&in=harbour-clinic".to_owned(),
            format!("{CLINIC}/users/new"),
            format!("{eve}/edit"),
            format!("{eve}/status"),
            format!("{petra}/promote"),
            format!("{petra}/revoke"),
            format!("{petra}/remove"),
        ] {
            see(&mut harriet, &path, language).await;
        }
        see(&mut harriet, &format!("{CLINIC}/users?show=external"), language).await;
        let mut pavel = house.signed_in("pavel@tatra.example").await;
        let page = pavel.get("/me").await;
        pavel.post("/preferences/language", &page, &[("language", language), ("back", "/me")]).await.expect(303);
        see(&mut pavel, "/my/access", language).await;
    }
}

#[tokio::test]
async fn one_sees_where_one_has_what_and_gives_it_up() {
    // ROL-10, ORG-07
    let house = House::demo().await;
    let mut lena = house.signed_in("lena@lighthouse.example").await;
    lena.language = "en";
    let held = house.held("gdansk-shipyard", "lena@lighthouse.example").await;
    assert!(!held.is_empty());
    let page = lena.get("/my/access").await.expect(200);
    page.says("Lonely Lighthouse Ltd").says("Gdańsk Shipyard S.A.").says("Harbour Clinic").says("ORG-07");
    let give_up = links(&page, "/o/gdansk-shipyard/users/").into_iter().find(|it| it.contains("/end/")).unwrap();
    let ask = lena.get(&give_up).await.expect(200);
    ask.says("only somebody else can give it back").says("EXT-10");
    let version = between(&ask.html, "name=\"version\" value=\"", "\"").unwrap();
    let gone = lena.post(&give_up, &ask, &[("version", version)]).await.expect(303);
    assert_eq!(gone.location, "/my/access");
    assert!(house.held("gdansk-shipyard", "lena@lighthouse.example").await.len() < held.len());
    // Everything at once, after a question.
    let leave = lena.get("/my/access/harbour-clinic/leave").await.expect(200);
    leave.says("Leave Harbour Clinic?").says("you must be added again");
    let left = lena.post("/my/access/harbour-clinic/leave", &leave, &[]).await.expect(303);
    let page = lena.follow(&left).await;
    page.says("You have left: Harbour Clinic.");
    assert!(house.held("harbour-clinic", "lena@lighthouse.example").await.is_empty());
    lena.get("/my/access/harbour-clinic/leave").await.expect(404);
    // One's home is not left, and what is not one's own is nothing.
    lena.get("/my/access/lonely-lighthouse/leave").await.expect(404);
    lena.get("/my/access/brno-robotics/leave").await.expect(404);
    house.browser().get("/my/access").await.expect(303);
}

#[tokio::test]
async fn search_finds_only_what_one_may_know() {
    let house = House::demo().await;
    let mut harriet = house.signed_in("harriet@clinic.example").await;
    let page = harriet.get("/search?q=eve&in=harbour-clinic").await.expect(200);
    page.says("Eve Events eve@clinic.example");
    harriet.get("/search?q=frantisek&in=brno-robotics").await.expect(200).says("Nothing found");
    harriet.get("/search?q=brno").await.expect(200).says("Nothing found");
    harriet.get("/search?q=clinic").await.expect(200).says("Harbour Clinic Customer");
    harriet.get("/search?q=%27+or+1%3D1&in=harbour-clinic").await.expect(200).says("Nothing found");
    // ORG-06: who sees nobody finds nobody.
    let mut nora = english(&house, "nora@brno.example").await;
    nora.get("/search?q=filip&in=brno-robotics").await.expect(200).says("Nothing found");
    // EXT-16: the switcher has what one administers, and nothing else.
    let mut filip = english(&house, "filip@brno.example").await;
    let page = filip.get(BRNO).await.expect(200);
    page.says("Change organization").says("Gdańsk Shipyard S.A. External read-only administrator");
    assert!(!page.words().contains("Harbour Clinic"));
}

#[tokio::test]
async fn people_from_outside_are_promoted_revoked_removed_and_let_in_again() {
    // EXT-08, EXT-10, EXT-12
    let house = House::demo().await;
    let mut harriet = house.signed_in("harriet@clinic.example").await;
    let petra = house.users(CLINIC, "petra@tatra.example").await;
    let person = harriet.get(&petra).await.expect(200);
    for what in ["promote", "revoke", "remove"] {
        assert!(person.html.contains(&format!("href=\"{petra}/{what}\"")), "{what}");
    }
    let ask = harriet.get(&format!("{petra}/promote")).await.expect(200);
    ask.says("external full administrator?").says("Can then change");
    let wrong = harriet.post(&format!("{petra}/promote"), &ask, &[("until", "2020-01-01")]).await.expect(422);
    assert!(wrong.html.contains("value=\"2020-01-01\""));
    harriet.post(&format!("{petra}/promote"), &ask, &[("until", "")]).await.expect(303);
    assert_eq!(roles(&house.held("harbour-clinic", "petra@tatra.example").await), ["external_full_admin"]);
    // EXT-09: this organization demotes all at once, and the page names them.
    let ask = harriet.get(&format!("{petra}/demote")).await.expect(200);
    let grants: Vec<&str> =
        ask.html.split("name=\"grant\" value=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let fields: Vec<(&str, &str)> = grants.iter().map(|grant| ("grant", *grant)).collect();
    harriet.post(&format!("{petra}/demote"), &ask, &fields).await.expect(303);
    assert_eq!(roles(&house.held("harbour-clinic", "petra@tatra.example").await), ["provisioning_admin"]);

    let ask = harriet.get(&format!("{petra}/remove")).await.expect(200);
    ask.says("The whole partner Tatra Telecom, a.s.").says("has an active sale to you").says("EXT-12");
    harriet.post(&format!("{petra}/remove"), &ask, &[("whom", "nobody")]).await.expect(422);
    let removed = harriet.post(&format!("{petra}/remove"), &ask, &[("whom", "person")]).await.expect(303);
    let list = harriet.follow(&removed).await;
    list.says("Petra Partnerová is removed.").says("Removed from here");
    assert!(house.held("harbour-clinic", "petra@tatra.example").await.is_empty());
    for lift in links(&list, &format!("{CLINIC}/blocks/")) {
        let ask = harriet.get(&lift).await.expect(200);
        ask.says("stay ended");
        harriet.post(&lift, &ask, &[]).await.expect(303);
        harriet.post(&lift, &ask, &[]).await.expect(410);
    }
    assert!(!harriet.get(&format!("{CLINIC}/users?show=external")).await.words().contains("Removed from here"));

    // Nobody else may, and a stranger finds nothing.
    let mut filip = english(&house, "filip@brno.example").await;
    let page = filip.get("/").await;
    for what in ["promote", "demote", "revoke", "remove"] {
        filip.get(&format!("{petra}/{what}")).await.expect(404);
        filip.post(&format!("{petra}/{what}"), &page, &[("whom", "person")]).await.expect(404);
    }
    let mut rita = english(&house, "rita@brno.example").await;
    let lena = house.users(BRNO, "petra@tatra.example").await;
    let page = rita.get(&lena).await.expect(200);
    assert!(page.html.contains("why-remove") && !page.html.contains(&format!("href=\"{lena}/remove\"")));
    rita.post(&format!("{lena}/remove"), &page, &[("whom", "person")]).await.expect(403);
}

#[tokio::test]
async fn a_person_is_added_changed_and_suspended() {
    // ORG-05, ORG-06, ORG-07, ORG-08
    let house = House::demo().await;
    let mut harriet = house.signed_in("harriet@clinic.example").await;
    let new = format!("{CLINIC}/users/new");
    let form = harriet.get(&new).await.expect(200);
    let wrong = harriet.post(&new, &form, &[("name", "Nina <New>"), ("email", "nonsense")]).await.expect(422);
    assert!(wrong.html.contains("value=\"Nina &#60;New&#62;\"") && wrong.html.contains("value=\"nonsense\""));
    // ORG-05: it says that the address is taken, and not where.
    let taken = [("name", "Pavel"), ("email", "pavel@tatra.example")];
    let page = harriet.post(&new, &form, &taken).await.expect(409);
    page.says("ORG-05").says("pavel+harbour-clinic@tatra.example");
    assert!(!page.words().contains("Tatra"));
    let added = harriet.post(&new, &form, &[("name", "Nina New"), ("email", "nina@clinic.example")]).await.expect(303);
    let page = harriet.follow(&added).await;
    page.says("Nina New was added.").says("Invited").says("No administrator role");

    let nina = house.users(CLINIC, "nina@clinic.example").await;
    let form = harriet.get(&format!("{nina}/edit")).await.expect(200);
    let change = [("name", "Nina Newer"), ("email", "nina@clinic.example"), ("locale", "cs"), ("version", "1")];
    harriet.post(&format!("{nina}/edit"), &form, &change).await.expect(303);
    let stale = [("name", "Nina Other"), ("email", "nina@clinic.example"), ("locale", ""), ("version", "1")];
    let conflict = harriet.post(&format!("{nina}/edit"), &form, &stale).await.expect(409);
    conflict.says("Changed by Harriet Harbour").says("Name Nina Other Nina Newer");
    assert!(conflict.html.contains("name=\"version\" value=\"2\""));

    let ask = harriet.get(&format!("{nina}/status")).await.expect(200);
    ask.says("Suspend Nina Newer?");
    let suspend = [("status", "suspended"), ("version", "2")];
    let done = harriet.post(&format!("{nina}/status"), &ask, &suspend).await.expect(303);
    harriet.follow(&done).await.says("Nina Newer is suspended.").says("Reactivate");
    harriet.post(&format!("{nina}/status"), &ask, &[("status", "nonsense")]).await.expect(422);

    // RST-03, RST-04: in restricted mode the buttons are there, locked, and say why.
    let mut frantisek = english(&house, "frantisek@brno.example").await;
    let page = frantisek.get(&format!("{BRNO}/users")).await.expect(200);
    assert!(page.html.contains("why-manage") && !page.html.contains(&format!("href=\"{BRNO}/users/new\"")));
    frantisek.get(&format!("{BRNO}/users/new")).await.expect(403);
    frantisek
        .post(&format!("{BRNO}/users/new"), &page, &[("name", "X"), ("email", "x@brno.example")])
        .await
        .expect(403);
}
