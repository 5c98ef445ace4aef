//! The question with its full explanation, as people and services ask it.

use crate::support::House;
use prokura_app::command::issue_token::Holder;
use prokura_domain::account::TokenScope;
use serde_json::{Value, json};

fn question(principal: &str, organization: &str, action: &str) -> Value {
    let (control, level) = action.rsplit_once('.').unwrap();
    json!({ "principal": principal, "organization": organization, "control": control, "level": level })
}

async fn asked(house: &House, token: &str, principal: &str, organization: &str, action: &str) -> Value {
    house.post("/v1/decisions", &question(principal, organization, action)).by(token).send().await.expect(200).json()
}

fn of<'a>(answer: &'a Value, role: &str) -> &'a Value {
    let entitlements = answer["entitlements"].as_array().unwrap();
    entitlements.iter().find(|it| it["role"] == role).unwrap_or_else(|| panic!("no {role} in {answer}"))
}

#[tokio::test]
async fn every_entitlement_is_told_with_what_it_lost_to_which_rule() {
    let house = House::example().await;
    let frantisek = house.person("frantisek@brno.example", TokenScope::Read).await;
    // RST-02, RST-03: a token that only reads may ask, since nothing is changed.
    let before = house.revision();
    let no = asked(&house, &frantisek, "frantisek@brno.example", "brno-robotics", "users.create.manage").await;
    assert_eq!(no["decision"], false, "{no}");
    let lost = of(&no, "full_admin");
    assert_eq!(
        (&lost["reason"]["code"], &lost["reason"]["step"], &lost["reason"]["rule"], &lost["gives"]),
        (&json!("restricted_mode"), &json!("restricted_mode"), &json!("RST-02"), &json!(false))
    );
    assert!(lost["grant"]["id"].is_string() && lost["grant"]["origin"].is_string(), "{lost}");
    assert_eq!(lost["grant"]["organization"], no["organization"]);
    assert_eq!(
        (&no["reason_codes"], &no["rules"], &no["revision"]),
        (&json!(["restricted_mode"]), &json!(["RST-02"]), &json!(before))
    );
    let yes = asked(&house, &frantisek, "frantisek@brno.example", "brno-robotics", "users.read").await;
    assert_eq!((&yes["decision"], &of(&yes, "full_admin")["reason"]["code"]), (&json!(true), &json!("granted")));
    let told = house
        .post("/v1/decisions", &question("frantisek@brno.example", "brno-robotics", "users.create.manage"))
        .by(&frantisek)
        .with("accept-language", "cs")
        .send()
        .await
        .expect(200);
    assert_ne!(told.json()["reasons"][0]["text"], no["reasons"][0]["text"], "the reader's language");
    assert_eq!(told.header("prokura-revision"), before.to_string());
    assert_eq!(house.revision(), before);
}

/// Whatever a service is told by AuthZEN, it is told here, and why is the same.
#[tokio::test]
async fn both_doors_answer_the_same() {
    let house = House::example().await;
    let (token, _) = house.decisions("aurora").await;
    let mut denied = 0;
    for email in [
        "filip@brno.example",
        "frantisek@brno.example",
        "hugo@tatra.example",
        "pavel@tatra.example",
        "petra@tatra.example",
        "lena@lighthouse.example",
        "nora@brno.example",
        "vera@aurora.example",
    ] {
        for organization in ["brno-robotics", "harbour-clinic", "gdansk-shipyard", "tatra-telecom"] {
            for action in ["users.read", "users.manage", "users.create.manage", "roles.manage", "sites.manage"] {
                let full = asked(&house, &token, email, organization, action).await;
                let plain = json!({
                    "subject": { "type": "person", "id": email },
                    "action": { "name": action },
                    "resource": { "type": "organization", "id": organization },
                });
                let plain = house.post("/access/v1/evaluation", &plain).by(&token).send().await.expect(200).json();
                assert_eq!(full["decision"], plain["decision"], "{email} {action} {organization}");
                assert_eq!(full["reason_codes"], plain["context"]["reason_codes"], "{email} {action} {organization}");
                let gives = |it: &Value| it["gives"] == true;
                assert_eq!(full["entitlements"].as_array().unwrap().iter().any(gives), full["decision"] == true);
                denied += usize::from(full["decision"] == false);
            }
        }
    }
    assert!(denied > 20, "{denied}");
}

#[tokio::test]
async fn a_resource_is_asked_about_by_its_key() {
    let house = House::example().await;
    let (token, _) = house.decisions("brno-robotics").await;
    let mut question = question("lukas@brno.example", "brno-robotics", "users.read");
    question["resource"] = json!({ "location": "brno-hq" });
    let inside = house.post("/v1/decisions", &question).by(&token).send().await.expect(200).json();
    assert!(inside["resource"].is_string(), "{inside}");
    // ROL-12: a location administrator has no right over the organization as a whole.
    let whole = asked(&house, &token, "lukas@brno.example", "brno-robotics", "users.read").await;
    assert_eq!((&whole["decision"], &whole["resource"]), (&json!(false), &Value::Null));
    assert_eq!(whole["reason_codes"], json!(["out_of_scope"]));
    // What belongs to another organization is not there, and neither is what is of another kind.
    for wrong in [json!({ "location": "nowhere" }), json!({ "site": "brno-hq" })] {
        question["resource"] = wrong;
        house.post("/v1/decisions", &question).by(&token).send().await.expect(404);
    }
}

/// A person asks about themselves, and about others only where they may see what people hold.
#[tokio::test]
async fn people_ask_about_others_only_where_they_may_see_what_those_hold() {
    let house = House::example().await;
    let nora = house.admin("nora@brno.example").await;
    asked(&house, &nora, "nora@brno.example", "brno-robotics", "users.read").await;
    let ask = |about: &'static str, at: &'static str| question(about, at, "users.read");
    let about_others = ask("frantisek@brno.example", "brno-robotics");
    let refused = house.post("/v1/decisions", &about_others).by(&nora).send().await.expect(403).json();
    assert_eq!(refused["asked"], "roles.read");
    // Nobody that she is told of, whether or not there is such a person.
    for body in [ask("nobody@brno.example", "brno-robotics"), ask("harriet@clinic.example", "brno-robotics")] {
        house.post("/v1/decisions", &body).by(&nora).send().await.expect(403);
    }
    let harriet = house.admin("harriet@clinic.example").await;
    let stranger = ask("grazyna@shipyard.example", "harbour-clinic");
    let stranger = house.post("/v1/decisions", &stranger).by(&harriet).send().await.expect(404);
    let nobody = house.post("/v1/decisions", &ask("nobody@nowhere.example", "harbour-clinic")).by(&harriet);
    assert_eq!(stranger.without_request(), nobody.send().await.expect(404).without_request());
    let seen = house.post("/v1/decisions", &ask("harriet@clinic.example", "harbour-clinic"));
    seen.by(&harriet).send().await.expect(200);
    // An organization that one may not know of is one that does not exist, even asked about oneself.
    let elsewhere = house.post("/v1/decisions", &ask("nora@brno.example", "harbour-clinic"));
    let elsewhere = elsewhere.by(&nora).send().await.expect(404);
    let nowhere = house.post("/v1/decisions", &ask("nora@brno.example", "no-such-place")).by(&nora);
    assert_eq!(elsewhere.without_request(), nowhere.send().await.expect(404).without_request());
}

/// EXT-01: that a partner's role reaches in is told; by what it is held is the partner's business, and roles that do not
/// reach in are not told at all.
#[tokio::test]
async fn a_reason_tells_nothing_of_organizations_that_the_caller_cannot_see() {
    let house = House::example().await;
    let harriet = house.admin("harriet@clinic.example").await;
    let tatra = house.names().organization("tatra-telecom").to_string();
    let inside = asked(&house, &harriet, "hugo@tatra.example", "harbour-clinic", "users.manage").await;
    let text = inside.to_string();
    assert!(!inside["entitlements"].as_array().unwrap().is_empty(), "{text}");
    for it in inside["entitlements"].as_array().unwrap() {
        assert_eq!(it["grant"], Value::Null, "{it}");
        assert!(it["situation"].is_string(), "{it}");
    }
    assert!(!text.contains(&tatra) && !text.contains("tatra-telecom"), "{text}");
    // Who reaches the partner, too, sees by what.
    let (reaching, _) = house.decisions("tatra-telecom").await;
    let whole = asked(&house, &reaching, "hugo@tatra.example", "harbour-clinic", "users.manage").await;
    assert!(whole["entitlements"].as_array().unwrap().iter().any(|it| it["grant"]["organization"] == tatra.as_str()));
    // ORG-02: a service of an organization does not learn what a partner that left holds elsewhere.
    let (token, _) = house.decisions("harbour-clinic").await;
    let body = question("bartek@baltic.example", "harbour-clinic", "users.read");
    house.post("/v1/decisions", &body).by(&token).send().await.expect(404);
}

#[tokio::test]
async fn a_service_asks_about_what_it_reaches() {
    let house = House::example().await;
    let (brno, _) = house.decisions("brno-robotics").await;
    asked(&house, &brno, "filip@brno.example", "brno-robotics", "users.read").await;
    for (principal, organization) in [
        ("harriet@clinic.example", "harbour-clinic"),
        ("harriet@clinic.example", "brno-robotics"),
        ("filip@brno.example", "no-such-place"),
    ] {
        let body = question(principal, organization, "users.read");
        house.post("/v1/decisions", &body).by(&brno).send().await.expect(404);
    }
    // A person's token with that scope sees with nobody's eyes.
    let filip = house.names().person("filip@brno.example");
    let (odd, _) = house.token(Holder::Person(filip), "brno-robotics", TokenScope::Manage).await;
    asked(&house, &odd, "filip@brno.example", "brno-robotics", "users.read").await;
}

#[tokio::test]
async fn what_is_wrong_stands_at_its_field() {
    let house = House::example().await;
    let (token, _) = house.decisions("brno-robotics").await;
    let right = question("filip@brno.example", "brno-robotics", "users.read");
    for (field, value, code) in [
        ("control", json!("users.fly"), "value_unknown"),
        ("level", json!("own"), "value_unknown"),
        ("level", json!(1), "value_invalid"),
        ("resource", json!({ "planet": "mars" }), "value_invalid"),
        ("scope", json!("all"), "field_unknown"),
    ] {
        let mut wrong = right.clone();
        wrong[field] = value;
        let problem = house.post("/v1/decisions", &wrong).by(&token).send().await.expect(422).json();
        let told = problem["errors"][0]["field"].as_str().unwrap();
        assert!(told.starts_with(field), "{told} {field}");
        if field != "resource" {
            assert_eq!(problem["errors"][0]["code"], code, "{field}");
        }
    }
    house.post("/v1/decisions", &json!([])).by(&token).send().await.expect(400);
    house.call("GET", "/v1/decisions").by(&token).send().await.expect(405);
}
