//! Changes of many people over REST: looked at first, applied, undone, and nobody else's business.

use crate::support::House;
use prokura_app::job::work;
use prokura_web::export::AsOnTheWire;
use serde_json::{Value, json};

const CLINIC: &str = "/v1/organizations/harbour-clinic";
const FILE: &str = "name,email,shoe size,roles\n\
    Mia Quay,mia@clinic.example,38,device_admin\n\
    Evelyn Tide,eve@clinic.example,,\n\
    Pavel,pavel@tatra.example,,\n";

async fn worked(house: &House) {
    while work(&house.site.service, &AsOnTheWire).await.unwrap() {}
}

async fn ask(house: &House, token: &str, body: &Value) -> Value {
    house.post(&format!("{CLINIC}/people-changes"), body).by(token).send().await.expect(202).json()
}

fn at(changes: &Value) -> String {
    format!("{CLINIC}/people-changes/{}", changes["id"].as_str().unwrap())
}

async fn got(house: &House, token: &str, path: &str) -> Value {
    house.get(path).by(token).send().await.expect(200).json()
}

async fn name_of(house: &House, token: &str, email: &str) -> Option<String> {
    let answer = house.get(&format!("{CLINIC}/people/{email}")).by(token).send().await;
    (answer.status == 200).then(|| answer.json()["name"].as_str().unwrap().to_owned())
}

#[tokio::test]
async fn a_file_is_looked_at_applied_and_undone() {
    // ROL-07
    let house = House::example().await;
    let harriet = house.admin("harriet@clinic.example").await;
    let eve = name_of(&house, &harriet, "eve@clinic.example").await.unwrap();
    let begun = ask(&house, &harriet, &json!({ "what": "people", "file": "staff.csv", "csv": FILE })).await;
    assert_eq!((&begun["phase"], &begun["rows"], &begun["revision"].is_i64()), (&json!("looking"), &json!(3), &true));
    assert_eq!(begun["unused_columns"], json!(["shoe size"]));

    worked(&house).await;
    let looked = got(&house, &harriet, &at(&begun)).await;
    assert_eq!((&looked["phase"], &looked["state"]), (&json!("looked"), &json!("waiting")));
    assert_eq!(looked["looked"], json!({ "add": 1, "change": 1, "unchanged": 0, "refused": 1, "done": 0 }));
    assert_eq!(name_of(&house, &harriet, "mia@clinic.example").await, None);

    let first = got(&house, &harriet, &format!("{}/rows?limit=2", at(&begun))).await;
    assert_eq!(first["items"][0]["email"], "mia@clinic.example");
    assert_eq!(
        first["items"][1]["changes"][0],
        json!({ "what": "field", "named": "name", "before": eve, "after": "Evelyn Tide" })
    );
    let cursor = first["next_cursor"].as_str().unwrap();
    let second = got(&house, &harriet, &format!("{}/rows?limit=2&cursor={cursor}", at(&begun))).await;
    assert_eq!(second["items"][0]["because"][0]["code"], "email_taken");
    assert_eq!((second["items"].as_array().unwrap().len(), &second["next_cursor"]), (1, &Value::Null));
    let refused = got(&house, &harriet, &format!("{}/rows?outcome=refused", at(&begun))).await;
    assert_eq!(refused["items"], second["items"]);

    // What cannot be done holds the rest up, unless it is said that it shall not.
    let turn = format!("{}/turn", at(&begun));
    let all = house.post(&turn, &json!({ "turn": "apply" })).by(&harriet).send().await;
    assert_eq!((all.status.as_u16(), &all.json()["code"]), (409, &json!("rows_refused")));
    house.post(&turn, &json!({ "turn": "apply", "good_ones": true })).by(&harriet).send().await.expect(200);
    worked(&house).await;
    let done = got(&house, &harriet, &at(&begun)).await;
    assert_eq!((&done["phase"], &done["state"], &done["done"]["done"]), (&json!("doing"), &json!("done"), &json!(2)));
    assert_eq!(name_of(&house, &harriet, "mia@clinic.example").await.as_deref(), Some("Mia Quay"));
    assert_eq!(name_of(&house, &harriet, "eve@clinic.example").await.as_deref(), Some("Evelyn Tide"));
    let late = house.post(&turn, &json!({ "turn": "cancel" })).by(&harriet).send().await;
    assert_eq!((late.status.as_u16(), &late.json()["code"]), (410, &json!("changes_moved_on")));

    let back = house.post(&format!("{}/undoing", at(&begun)), &json!({})).by(&harriet).send().await.expect(202).json();
    assert_eq!(back["undoes"], begun["id"]);
    worked(&house).await;
    let turn = format!("{}/turn", at(&back));
    house.post(&turn, &json!({ "turn": "apply", "good_ones": true })).by(&harriet).send().await.expect(200);
    worked(&house).await;
    assert_eq!(name_of(&house, &harriet, "eve@clinic.example").await, Some(eve));

    let list = got(&house, &harriet, &format!("{CLINIC}/people-changes?limit=1")).await;
    assert_eq!(list["items"][0]["id"], back["id"]);
    let cursor = list["next_cursor"].as_str().unwrap();
    let list = got(&house, &harriet, &format!("{CLINIC}/people-changes?limit=1&cursor={cursor}")).await;
    assert_eq!((&list["items"][0]["id"], &list["next_cursor"]), (&begun["id"], &Value::Null));
}

#[tokio::test]
async fn a_selection_is_changed() {
    let house = House::example().await;
    let harriet = house.admin("harriet@clinic.example").await;
    let eve = house.names().person("eve@clinic.example").to_string();
    let begun = ask(&house, &harriet, &json!({ "what": "give_role", "named": "device_admin", "people": [eve] })).await;
    worked(&house).await;
    let rows = got(&house, &harriet, &format!("{}/rows", at(&begun))).await;
    let given = json!({ "what": "role_given", "named": "device_admin", "before": null, "after": null });
    assert_eq!(rows["items"][0]["changes"], json!([given]));
}

#[tokio::test]
async fn what_makes_no_sense_begins_nothing() {
    let house = House::example().await;
    let harriet = house.admin("harriet@clinic.example").await;
    let eve = house.names().person("eve@clinic.example").to_string();
    let before = house.revision();
    for (body, field) in [
        (json!({ "what": "people" }), "csv"),
        (json!({ "what": "people", "csv": FILE, "people": [eve] }), "what"),
        (json!({ "what": "people", "csv": FILE, "named": "calling" }), "what"),
        (json!({ "what": "people", "csv": "" }), "file"),
        (json!({ "what": "people", "csv": "shoe size\n38\n" }), "file"),
        (json!({ "what": "suspend", "csv": FILE }), "what"),
        (json!({ "what": "suspend" }), "person"),
        (json!({ "what": "suspend", "named": "x", "people": [eve] }), "what"),
        (json!({ "what": "give_role", "people": [eve] }), "what"),
        (json!({ "what": "promote", "people": [eve] }), "what"),
    ] {
        let answer = house.post(&format!("{CLINIC}/people-changes"), &body).by(&harriet).send().await;
        assert_eq!(answer.status, 422, "{body}");
        assert_eq!(answer.json()["errors"][0]["field"], field, "{body}");
    }
    assert!(house.is_unchanged_since(before).await);
}

#[tokio::test]
async fn it_is_nobody_elses() {
    let house = House::example().await;
    let harriet = house.admin("harriet@clinic.example").await;
    let lena = house.admin("lena@lighthouse.example").await;
    let begun = ask(&house, &harriet, &json!({ "what": "people", "csv": FILE })).await;
    worked(&house).await;
    for path in [at(&begun), format!("{}/rows", at(&begun))] {
        house.get(&path).by(&lena).send().await.expect(404);
    }
    house.post(&format!("{}/turn", at(&begun)), &json!({ "turn": "cancel" })).by(&lena).send().await.expect(404);
    house.post(&format!("{}/undoing", at(&begun)), &json!({})).by(&lena).send().await.expect(404);
    assert_eq!(got(&house, &lena, &format!("{CLINIC}/people-changes")).await["items"], json!([]));
}

/// A file may be larger than any other body; what is larger than that is refused before it is read as one.
#[tokio::test]
async fn files_have_room() {
    let house = House::example().await;
    let harriet = house.admin("harriet@clinic.example").await;
    let mut file = "name,email\n".to_owned();
    for number in 0..40_000 {
        file.push_str(&format!("Person {number},person{number}@clinic.example\n"));
    }
    assert!(file.len() > 1024 * 1024);
    let begun = ask(&house, &harriet, &json!({ "what": "people", "csv": file })).await;
    assert_eq!(begun["rows"], 40_000);
    let huge = "x".repeat(prokura_web::body::MOST_OF_FILE);
    let answer = house.post(&format!("{CLINIC}/people-changes"), &json!({ "what": "people", "csv": huge }));
    answer.by(&harriet).send().await.expect(413);
}

#[tokio::test]
async fn warnings_are_told_to_whoever_sees_the_administrators() {
    // ORG-07
    let house = House::example().await;
    let harriet = house.admin("harriet@clinic.example").await;
    let warnings = got(&house, &harriet, &format!("{CLINIC}/warnings")).await;
    let codes: Vec<&str> =
        warnings["items"].as_array().unwrap().iter().map(|it| it["concern"].as_str().unwrap()).collect();
    assert!(codes.contains(&"one_full_administrator"), "{warnings}");
    let one =
        warnings["items"].as_array().unwrap().iter().find(|it| it["concern"] == "one_full_administrator").unwrap();
    assert_eq!((&one["count"], &one["people"][0]["email"]), (&json!(1), &json!("harriet@clinic.example")));
}
