//! Who could do what at a moment: asked, paged, filed and signed.

use crate::support::House;
use prokura_app::signature::{NotSigned, PublicKeys};
use prokura_domain::time::Span;
use serde_json::{Value, json};

const CLINIC: &str = "/v1/organizations/harbour-clinic";
const BRNO: &str = "/v1/organizations/brno-robotics";

fn of<'a>(answer: &'a Value, email: &str) -> Option<&'a Value> {
    answer["items"].as_array().unwrap().iter().find(|it| it["email"] == email)
}

fn now(house: &House) -> String {
    prokura_wire::time::rfc3339(house.site.service.now())
}

#[tokio::test]
async fn what_was_so_is_told_after_it_has_changed() {
    let house = House::example().await;
    let harriet = house.admin("harriet@clinic.example").await;
    let before = now(&house);
    house.clock.advance(Span::hours(1));
    let grant = house.grant("eve@clinic.example", "events_admin", "harbour-clinic").await;
    house.call("DELETE", &format!("{CLINIC}/grants/{grant}")).by(&harriet).send().await.expect(200);
    house.clock.advance(Span::hours(1));
    let at = |moment: &str| format!("{CLINIC}/as-of?at={moment}");
    let then = house.get(&at(&before)).by(&harriet).send().await.expect(200).json();
    let eve = of(&then, "eve@clinic.example").unwrap_or_else(|| panic!("{then}"));
    assert_eq!((&eve["holds"][0]["role"], &eve["holds"][0]["how"]), (&json!("events_admin"), &json!("given")));
    assert_eq!((&then["slug"], &then["restricted_mode"]), (&json!("harbour-clinic"), &json!(false)));
    assert_eq!(then["incomplete_before"], Value::Null);
    assert_eq!(of(&then, "harriet@clinic.example").unwrap()["rights"]["users"], "manage");
    // EXT-01: a partner's administrator is listed, and by which grant is the partner's business.
    let pavel = of(&then, "pavel@tatra.example").unwrap();
    assert!(pavel["holds"].as_array().unwrap().iter().any(|it| it["how"] == "derived" && it["grant"].is_null()));
    let today = house.get(&at(&now(&house))).by(&harriet).send().await.expect(200).json();
    assert!(of(&today, "eve@clinic.example").is_none(), "{today}");
}

#[tokio::test]
async fn pages_go_on_where_the_last_one_ended() {
    let house = House::example().await;
    let frantisek = house.admin("frantisek@brno.example").await;
    let at = now(&house);
    let whole = house.get(&format!("{BRNO}/as-of?at={at}&limit=200")).by(&frantisek).send().await.expect(200).json();
    let (mut ids, mut cursor) = (Vec::new(), String::new());
    loop {
        let path = format!("{BRNO}/as-of?at={at}&limit=2{cursor}");
        let page = house.get(&path).by(&frantisek).send().await.expect(200).json();
        ids.extend(page["items"].as_array().unwrap().iter().map(|it| it["id"].clone()));
        let Some(next) = page["next_cursor"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    let all: Vec<Value> = whole["items"].as_array().unwrap().iter().map(|it| it["id"].clone()).collect();
    assert!(all.len() > 4, "{}", all.len());
    assert_eq!(ids, all);
}

#[tokio::test]
async fn a_file_is_signed_and_the_signature_holds_for_that_file_only() {
    let house = House::example().await;
    let harriet = house.admin("harriet@clinic.example").await;
    let keys: PublicKeys =
        serde_json::from_slice(&house.get("/.well-known/jwks.json").send().await.expect(200).bytes).unwrap();
    for (format, media) in [("csv", "text/csv"), ("json", "application/json")] {
        let path = format!("{CLINIC}/as-of/export?format={format}");
        let file = house.get(&path).by(&harriet).send().await.expect(200);
        assert!(file.header("content-type").starts_with(media));
        assert!(file.header("content-disposition").contains(&format!(".{format}\"")));
        let text = String::from_utf8(file.bytes.to_vec()).unwrap();
        for named in ["harbour-clinic", "harriet@clinic.example", &house.site.service.policy().digest] {
            assert!(text.contains(named), "{format} names {named}");
        }
        let signature = file.header("prokura-signature").to_owned();
        assert_eq!(keys.check(&signature, Some(&file.bytes)).unwrap(), file.bytes);
        let mut changed = file.bytes.to_vec();
        changed[10] ^= 1;
        assert_eq!(keys.check(&signature, Some(&changed)), Err(NotSigned::Wrong));
        let whole = house.get(&format!("{path}&signed=true")).by(&harriet).send().await.expect(200);
        let jws = String::from_utf8(whole.bytes.to_vec()).unwrap();
        assert_eq!(keys.check(&jws, None).unwrap(), file.bytes);
    }
}

#[tokio::test]
async fn what_is_wrong_is_told_and_who_may_not_read_the_log_is_refused() {
    let house = House::example().await;
    let harriet = house.admin("harriet@clinic.example").await;
    for (query, code) in [
        ("at=2999-01-01T00:00:00Z", "as_of_future"),
        ("at=2001-01-01T00:00:00Z", "as_of_before_organization"),
        ("at=yesterday", "value_invalid"),
    ] {
        let wrong = house.get(&format!("{CLINIC}/as-of?{query}")).by(&harriet).send().await.expect(422).json();
        assert_eq!((&wrong["errors"][0]["field"], &wrong["errors"][0]["code"]), (&json!("at"), &json!(code)));
    }
    let wrong = house.get(&format!("{CLINIC}/as-of/export?format=pdf")).by(&harriet).send().await.expect(422).json();
    assert_eq!(wrong["errors"][0]["field"], "format");
    // EXT-15: Brno Robotics withholds its log from external administrators; a person without a role reads none.
    for email in ["nora@brno.example"] {
        let token = house.admin(email).await;
        let refused = house.get(&format!("{BRNO}/as-of")).by(&token).send().await.expect(403).json();
        assert_eq!(refused["asked"], "audit.read", "{email}");
        house.get(&format!("{BRNO}/as-of/export")).by(&token).send().await.expect(403);
    }
}

#[tokio::test]
async fn a_custom_role_is_told_as_it_was_then() {
    let house = House::example().await;
    let harriet = house.admin("harriet@clinic.example").await;
    let roles = format!("{CLINIC}/custom-roles");
    let new = json!({ "names": { "en": "Front desk", "cs": "Recepce" }, "areas": { "devices": "manage" } });
    let role = house.post(&roles, &new).by(&harriet).send().await.expect(201).json()["id"].as_str().unwrap().to_owned();
    let give = json!({ "person": "eve@clinic.example", "role": role });
    house.post(&format!("{CLINIC}/grants"), &give).by(&harriet).send().await.expect(201);
    let grant = house.grant("eve@clinic.example", &role, "harbour-clinic").await;
    let first = now(&house);
    house.clock.advance(Span::hours(1));
    let change = json!({ "names": { "en": "Stores" }, "areas": { "licenses": "read" } });
    house.call("PATCH", &format!("{roles}/{role}")).json(&change).by(&harriet).send().await.expect(200);
    let second = now(&house);
    house.clock.advance(Span::hours(1));
    let gone = json!({ "holders": [{ "grant": grant }] });
    house.call("DELETE", &format!("{roles}/{role}")).json(&gone).by(&harriet).send().await.expect(200);
    house.clock.advance(Span::hours(1));
    let told = async |at: &str, language: &str| {
        let path = format!("{CLINIC}/as-of?at={at}");
        let answer = house.get(&path).with("accept-language", language).by(&harriet).send().await.expect(200).json();
        let eve = of(&answer, "eve@clinic.example").cloned().unwrap_or_default();
        let holds = eve["holds"].as_array().cloned().unwrap_or_default();
        let title = holds.iter().find(|it| it["role"] == role.as_str()).map(|it| it["title"].clone());
        (title, eve["rights"]["devices"].clone(), eve["rights"]["licenses"].clone())
    };
    assert_eq!(told(&first, "en").await, (Some(json!("Front desk")), json!("manage"), Value::Null));
    assert_eq!(told(&first, "cs").await.0, Some(json!("Recepce")));
    assert_eq!(told(&second, "en").await, (Some(json!("Stores")), Value::Null, json!("read")));
    assert_eq!(told(&now(&house), "en").await, (None, Value::Null, Value::Null));
}
