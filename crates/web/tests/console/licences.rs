//! The licences of an organization: what is seen, what is asked of the seller, what the seller says.

use super::support::House;
use prokura_app::command::change_person::ChangePerson;
use prokura_domain::seat_request::{SeatRequest, SeatRequestState};

const LICENCES: &str = "/o/harbour-clinic/licences";

/// The newest request of the clinic.
async fn newest(house: &House) -> SeatRequest {
    let clinic = house.organization("harbour-clinic").await;
    house.site.service.read().await.unwrap().seat_requests_of(clinic).await.unwrap().remove(0)
}

#[tokio::test]
async fn subscriptions_show_with_their_seats_and_who_has_them() {
    let house = House::demo().await;
    let mut frantisek = house.signed_in("frantisek@brno.example").await;
    let page = frantisek.get("/o/brno-robotics/licences").await.expect(200);
    page.says("Kontaktní centrum").says("Prodává Tatra Telecom, a.s.").says("120 míst v každé službě");
    assert!(page.html.contains("/o/brno-robotics/users?license=contact_center_premium"));
    assert!(page.html.contains("<progress class=\"seat-bar seat-bar-ok\" max=\"120\""));
    // Whoever reads only asks for nothing; whoever has no right there sees nothing.
    let mut rita = house.signed_in("rita@brno.example").await;
    assert!(!rita.get("/o/brno-robotics/licences").await.expect(200).html.contains("/request\""));
    let mut nora = house.signed_in("nora@brno.example").await;
    nora.get("/o/brno-robotics/licences").await.expect(403);
    for stranger in ["carl@consumers.example", "grazyna@shipyard.example"] {
        let mut browser = house.signed_in(stranger).await;
        browser.get("/o/brno-robotics/licences").await.expect(404);
        browser.get("/o/brno-robotics/licences/brno-suite/request").await.expect(404);
    }
    let mut lena = house.signed_in("lena@lighthouse.example").await;
    lena.get("/o/lonely-lighthouse/licences").await.expect(200).says("There is no subscription.");
}

#[tokio::test]
async fn a_customer_asks_and_the_seller_accepts() {
    let house = House::demo().await;
    let mut harriet = house.signed_in("harriet@clinic.example").await;
    let form = harriet.get(&format!("{LICENCES}/clinic-suite/request")).await.expect(200);
    form.says("Tatra Telecom, a.s. sells clinic-suite and answers the request. There are 60 seats");
    let wrong = harriet.post(&format!("{LICENCES}/clinic-suite/request"), &form, &[("quantity", "lots")]).await;
    wrong.expect(422).says("Enter a whole number from 1 to 1000000.");
    let fields = [("quantity", "80"), ("reason", "Twenty <people> come in May")];
    let asked = harriet.post(&format!("{LICENCES}/clinic-suite/request"), &form, &fields).await.expect(303);
    let page = harriet.follow(&asked).await;
    page.says("Tatra Telecom, a.s. was asked.").says("for 80 seats of clinic-suite instead of 60.");
    page.says("Twenty <people> come in May").says("Take back");
    assert!(!page.html.contains("value=\"accept\""));
    harriet.get(&format!("{LICENCES}/clinic-suite/request")).await.expect(404);

    let request = newest(&house).await;
    let turn = format!("{LICENCES}/requests/{}", request.id);
    let mail = house.mails().await;
    assert!(mail.iter().any(|mail| mail.to == "pavel@tatra.example"), "{mail:?}");
    // For strangers there is nothing, whatever they send; who only administers elsewhere is one.
    for stranger in ["grazyna@shipyard.example", "bartek@baltic.example", "carl@consumers.example"] {
        let mut browser = house.signed_in(stranger).await;
        let page = browser.get("/").await.expect(200);
        assert!(!page.words().contains("clinic-suite"), "{stranger}");
        browser.post(&turn, &page, &[("answer", "accept")]).await.expect(404);
        browser.post(&format!("{LICENCES}/clinic-suite/request"), &page, &fields).await.expect(404);
    }
    assert_eq!(newest(&house).await.state, SeatRequestState::Open);
    let mut pavel = house.signed_in("pavel@tatra.example").await;
    pavel.get("/").await.says("Harbour Clinic").says("clinic-suite: 80 místo 60");
    let page = pavel.get(LICENCES).await.expect(200);
    let silent = pavel.post(&turn, &page, &[("answer", "decline"), ("version", "1")]).await;
    silent.expect(422).says("Uveďte, proč odmítáte");
    let stale = pavel.post(&turn, &page, &[("answer", "accept"), ("version", "9")]).await;
    assert_eq!((stale.status.as_u16(), newest(&house).await.state), (409, SeatRequestState::Open));
    let accepted = pavel.post(&turn, &page, &[("answer", "accept"), ("version", "1")]).await.expect(303);
    pavel.follow(&accepted).await.says("Přijato: předplatné clinic-suite má nyní tolik míst: 80.");
    let page = harriet.get(LICENCES).await.expect(200);
    page.says("80 seats of each service").says("Accepted");
    pavel.post(&turn, &page, &[("answer", "accept")]).await;
    // Who sells sees it in the customer's log, and in their own.
    harriet.get("/o/harbour-clinic/audit").await.says("Request for seats accepted").says("Subscription changed");
    let home = pavel.get("/o/tatra-telecom/audit").await.expect(200);
    home.says("Žádost o místa přijata");
}

#[tokio::test]
async fn what_is_short_stands_on_the_overview() {
    let house = House::demo().await;
    let clinic = house.organization("harbour-clinic").await;
    let mut harriet = house.signed_in("harriet@clinic.example").await;
    assert!(!harriet.get("/o/harbour-clinic").await.expect(200).words().contains("no seat is free"));
    let form = harriet.get(&format!("{LICENCES}/clinic-suite/request")).await.expect(200);
    let asked = harriet.post(&format!("{LICENCES}/clinic-suite/request"), &form, &[("quantity", "1")]).await;
    asked.expect(303);
    let mut pavel = house.signed_in("pavel@tatra.example").await;
    let page = pavel.get(LICENCES).await.expect(200);
    let turn = format!("{LICENCES}/requests/{}", newest(&house).await.id);
    pavel.post(&turn, &page, &[("answer", "accept"), ("version", "1")]).await.expect(303);
    let give = ChangePerson {
        licenses: Some(vec!["calling".to_owned()]),
        ..ChangePerson::of(house.person("eve@clinic.example").await.id)
    };
    house.act("harriet@clinic.example", give).await;
    harriet.get("/o/harbour-clinic").await.expect(200).says("Calling: no seat is free.");
    harriet.get(LICENCES).await.expect(200).says("Calling: no seat is free.").says("Calling: 1 of 1 assigned");
    let held = house.site.service.read().await.unwrap().licences_held(clinic).await.unwrap();
    assert_eq!(held.get("calling"), Some(&1));
}

#[tokio::test]
async fn packages_are_given_and_reset_and_restricted_mode_locks_them() {
    // RST-03, RST-05
    let house = House::demo().await;
    let mut harriet = house.signed_in("harriet@clinic.example").await;
    let users = harriet.get("/o/harbour-clinic/users").await.expect(200);
    users.says("Add wholesale user");
    let form = harriet.get("/o/harbour-clinic/users/wholesale").await.expect(200);
    form.says("Professional: Calling, Meetings host, Messaging");
    let path = "/o/harbour-clinic/users/wholesale";
    let zora = [("name", "Zora Nová"), ("email", "zora@clinic.example"), ("package", "standard")];
    // The clinic has no messaging.
    harriet.post(path, &form, &zora).await.expect(422).says("No active subscription here has the service Messaging");
    harriet.post(path, &form, &[("name", ""), ("email", "x"), ("package", "")]).await.expect(422).says("Enter a name.");

    let eve = house.person("eve@clinic.example").await;
    let services = format!("/o/harbour-clinic/users/{}/services", eve.id);
    let page = harriet.get(&services).await.expect(200);
    page.says("Services of Eve").says("60 seats free");
    let licences = [("step", "licences"), ("licence", "calling"), ("licence", "meetings_host"), ("version", "1")];
    let saved = harriet.post(&services, &page, &licences).await.expect(303);
    harriet.follow(&saved).await.says("Calling, Meetings host");
    let stale = harriet.post(&services, &page, &[("step", "package"), ("package", "basic"), ("version", "1")]).await;
    assert_eq!(stale.status, 409);
    let none = harriet.post(&services, &page, &[("step", "reset"), ("version", "2")]).await.expect(409);
    none.says("This person has no package to go back to.");
    assert_eq!(house.person("eve@clinic.example").await.licenses, ["calling", "meetings_host"]);

    let mut frantisek = house.signed_in("frantisek@brno.example").await;
    let users = frantisek.get("/o/brno-robotics/users").await.expect(200);
    assert!(!users.html.contains("href=\"/o/brno-robotics/users/wholesale\""));
    frantisek.get("/o/brno-robotics/users/wholesale").await.expect(403);
    let nora = house.person("nora@brno.example").await;
    let page = frantisek.get(&format!("/o/brno-robotics/users/{}/services", nora.id)).await.expect(200);
    assert!(!page.html.contains("<button class=\"btn btn-primary\">"), "every button is locked, and says why");
    let mut grazyna = house.signed_in("grazyna@shipyard.example").await;
    grazyna.get(&services).await.expect(404);
}

#[tokio::test]
async fn how_many_seats_are_free_is_told_to_whoever_reads_licences() {
    let house = House::demo().await;
    let nora = house.person("nora@brno.example").await;
    let services = format!("/o/brno-robotics/users/{}/services", nora.id);
    let mut frantisek = house.signed_in("frantisek@brno.example").await;
    frantisek.get(&services).await.expect(200).says("míst volných");
    // She reads users, and no licences.
    let mut cecilie = house.signed_in("cecilie@brno.example").await;
    cecilie.get("/o/brno-robotics/licences").await.expect(403);
    let page = cecilie.get(&services).await.expect(200).words();
    assert!(page.contains("Kontaktní centrum") && !page.contains("voln"), "{page}");
}

#[tokio::test]
async fn who_could_not_be_answered_is_told_so_in_the_place_of_the_button() {
    let house = House::demo().await;
    let text = "[[subscription]]\nid = \"clinic-direct\"\ncustomer = \"harbour-clinic\"\nseller = \"aurora\"\n\
                services = [\"messaging\"]\nquantity = 5\n";
    house.import(text).await;
    let mut harriet = house.signed_in("harriet@clinic.example").await;
    let page = harriet.get(LICENCES).await.expect(200);
    page.says("Nobody of the seller can answer here.");
    assert!(!page.html.contains("clinic-direct/request") && page.html.contains("clinic-suite/request"));
    harriet.get(&format!("{LICENCES}/clinic-direct/request")).await.expect(404);
    let sent = harriet.post(&format!("{LICENCES}/clinic-direct/request"), &page, &[("quantity", "9")]).await;
    sent.expect(409).says("may change orders here, so nobody could answer");
}

#[tokio::test]
async fn rules_are_set_and_turned_off_and_restricted_mode_locks_them() {
    // RST-03
    let house = House::demo().await;
    let path = "/o/harbour-clinic/users/licence-rules";
    let mut harriet = house.signed_in("harriet@clinic.example").await;
    let page = harriet.get(path).await.expect(200);
    page.says("There is no rule.");
    harriet.post(path, &page, &[("domain", "")]).await.expect(422).says("Choose a package or at least one licence.");
    harriet.post(path, &page, &[("domain", "no domain"), ("licence", "calling")]).await.expect(422);
    let set = harriet.post(path, &page, &[("domain", "clinic.example"), ("licence", "calling")]).await.expect(303);
    let page = harriet.follow(&set).await;
    page.says("Addresses at clinic.example Calling").says("Apply to those who are here");
    let form = harriet.get("/o/harbour-clinic/users/new").await.expect(200);
    let zora = [("name", "Zora Nová"), ("email", "zora@clinic.example"), ("locale", "")];
    let added = harriet.post("/o/harbour-clinic/users/new", &form, &zora).await.expect(303);
    harriet.follow(&added).await.says("Licences Calling");
    let clinic = house.organization("harbour-clinic").await;
    let rule = house.site.service.read().await.unwrap().licence_rules_of(clinic).await.unwrap().remove(0);
    let mut grazyna = house.signed_in("grazyna@shipyard.example").await;
    let elsewhere = grazyna.get("/o/gdansk-shipyard/users/licence-rules").await.expect(200);
    grazyna.post(&format!("{path}/{}/remove", rule.id), &elsewhere, &[]).await.expect(404);
    let here = format!("/o/gdansk-shipyard/users/licence-rules/{}/remove", rule.id);
    grazyna.post(&here, &elsewhere, &[]).await.expect(404);
    let off = harriet.post(&format!("{path}/{}/remove", rule.id), &page, &[]).await.expect(303);
    harriet.follow(&off).await.says("The rule is turned off.").says("There is no rule.");
    let mut frantisek = house.signed_in("frantisek@brno.example").await;
    let page = frantisek.get("/o/brno-robotics/users/licence-rules").await.expect(200);
    assert!(page.html.contains("<fieldset class=\"field-wide stack\" disabled>"));
    frantisek.post("/o/brno-robotics/users/licence-rules", &page, &[("licence", "calling")]).await.expect(403);
}
