//! Exports of administrators (ROL-06): who is in the file, in which words, as of the click, and for whom.

use crate::audit_exports::rows;
use crate::support::{Answer, House};
use prokura_app::job::work;
use prokura_domain::time::Span;
use prokura_web::export::AsOnTheWire;
use serde_json::{Value, json};

const CLINIC: &str = "/v1/organizations/harbour-clinic";
const BRNO: &str = "/v1/organizations/brno-robotics";

async fn ask(house: &House, token: &str, place: &str, body: &Value) -> Value {
    house.post(&format!("{place}/administrators/exports"), body).by(token).send().await.expect(202).json()
}

fn at(place: &str, export: &Value) -> String {
    format!("{place}/administrators/exports/{}", export["id"].as_str().unwrap())
}

async fn fetch(house: &House, token: &str, place: &str, export: &Value) -> Answer {
    while work(&house.site.service, &AsOnTheWire).await.unwrap() {}
    house.get(&format!("{}/file", at(place, export))).by(token).send().await
}

/// The rows of the file, without the headings, by address.
async fn file(house: &House, token: &str, place: &str, export: &Value) -> Vec<Vec<String>> {
    let answer = fetch(house, token, place, export).await.expect(200);
    let text = String::from_utf8(answer.bytes.to_vec()).unwrap();
    let mut rows = rows(text.strip_prefix('\u{feff}').unwrap());
    assert_eq!(rows.remove(0), ["First/Last name", "User ID/Email", "Admin roles"]);
    rows.sort_by(|one, other| one[1].cmp(&other[1]));
    rows
}

fn addresses(rows: &[Vec<String>]) -> Vec<&str> {
    rows.iter().map(|row| row[1].as_str()).collect()
}

#[tokio::test]
async fn the_file_holds_who_administers_and_by_which_roles() {
    // ROL-06
    let house = House::example().await;
    let frantisek = house.admin("frantisek@brno.example").await;
    for (body, query) in [
        (json!({}), ""),
        (json!({ "external": false }), "&external=false"),
        (json!({ "external": true }), "&external=true"),
        (json!({ "roles": ["full_admin", "site_admin"] }), "&role=full_admin,site_admin"),
        (json!({ "search": "FRAN", "status": "active" }), "&search=fran&status=active"),
        (json!({ "status": "suspended" }), "&status=suspended"),
        (json!({ "license": "meetings" }), "&license=meetings"),
        (json!({ "license": "none_such" }), "&license=none_such"),
    ] {
        let path = format!("{BRNO}/administrators?limit=200{query}");
        let list = house.get(&path).by(&frantisek).send().await.expect(200).json();
        // Whoever reaches in from a partner, or by support access, was given nothing here.
        let given = |it: &&Value| it["holds"].as_array().unwrap().iter().any(|holds| holds["by"] == "grant");
        let mut expected: Vec<&str> = list["items"]
            .as_array()
            .unwrap()
            .iter()
            .filter(given)
            .map(|it| it["person"]["email"].as_str().unwrap())
            .collect();
        expected.sort_unstable();
        let export = ask(&house, &frantisek, BRNO, &body).await;
        assert_eq!((&export["state"], &export["format"]), (&json!("working"), &json!("csv")));
        let rows = file(&house, &frantisek, BRNO, &export).await;
        assert_eq!(addresses(&rows), expected, "{body}");
        let shown = house.get(&at(BRNO, &export)).by(&frantisek).send().await.expect(200).json();
        assert_eq!((&shown["state"], &shown["done"]), (&json!("done"), &shown["total"]));
    }
    let both = json!({ "person": "filip@brno.example", "role": "device_admin" });
    house.post(&format!("{BRNO}/grants"), &both).by(&frantisek).send().await.expect(201);
    let export = ask(&house, &frantisek, BRNO, &json!({ "search": "filip" })).await;
    let rows = file(&house, &frantisek, BRNO, &export).await;
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0][2], "Full administrator, Device administrator");
    let name = fetch(&house, &frantisek, BRNO, &export).await;
    let name = name.header("content-disposition").to_owned();
    assert!(
        name.starts_with("attachment; filename=\"brno-robotics-administrators-") && name.ends_with(".csv\""),
        "{name}"
    );
    // Its own entry in the log says what was taken along.
    let path = format!("{BRNO}/audit?action=administrators_exported&limit=1");
    let entry = house.get(&path).by(&frantisek).send().await.expect(200).json()["items"][0].clone();
    assert_eq!((&entry["subject"], &entry["control"]), (&export["id"], &json!("roles")));
}

#[tokio::test]
async fn headings_and_titles_are_in_the_language_of_who_asked() {
    let house = House::example().await;
    let harriet = house.admin("harriet@clinic.example").await;
    for (language, headings, title) in [
        ("cs", ["Jméno a příjmení", "ID uživatele/e-mail", "Role správce"], "Správce s úplnými právy"),
        ("pl", ["Imię i nazwisko", "Identyfikator użytkownika/e-mail", "Role administratora"], "Pełny administrator"),
    ] {
        let call = house.post(&format!("{CLINIC}/administrators/exports"), &json!({ "search": "harriet" }));
        let export = call.with("accept-language", language).by(&harriet).send().await.expect(202).json();
        let answer = fetch(&house, &harriet, CLINIC, &export).await.expect(200);
        let text = String::from_utf8(answer.bytes.to_vec()).unwrap();
        let rows = rows(text.strip_prefix('\u{feff}').unwrap());
        assert_eq!(rows[0], headings);
        assert_eq!((rows.len(), rows[1][0].as_str()), (2, "Harriet Harbour"));
        assert!(rows[1][2].contains(title), "{:?}", rows[1]);
    }
}

#[tokio::test]
async fn what_changes_after_the_click_does_not_change_the_file() {
    let house = House::example().await;
    let harriet = house.admin("harriet@clinic.example").await;
    let give = async |person: &str, role: &str| {
        let body = json!({ "person": person, "role": role });
        house.post(&format!("{CLINIC}/grants"), &body).by(&harriet).send().await.expect(201).json()
    };
    let first = give("eve@clinic.example", "read_only_admin").await;
    house.clock.advance(Span::seconds(1));
    let before = ask(&house, &harriet, CLINIC, &json!({})).await;
    let only = ask(&house, &harriet, CLINIC, &json!({ "roles": ["read_only_admin"], "status": "active" })).await;
    house.clock.advance(Span::seconds(1));
    // One role goes, one comes, somebody comes, somebody may not act any more.
    let id = first["id"].as_str().unwrap();
    house.call("DELETE", &format!("{CLINIC}/grants/{id}")).by(&harriet).send().await.expect(200);
    give("eve@clinic.example", "device_admin").await;
    let new = json!({ "name": "Nina Newcomer", "email": "nina@clinic.example" });
    house.post(&format!("{CLINIC}/people"), &new).by(&harriet).send().await.expect(201);
    give("nina@clinic.example", "full_admin").await;
    let path = format!("{CLINIC}/people/eve@clinic.example");
    let version = house.get(&path).by(&harriet).send().await.expect(200).json()["version"].clone();
    let body = json!({ "status": "suspended", "version": version });
    house.call("PATCH", &path).json(&body).by(&harriet).send().await.expect(200);

    let rows = file(&house, &harriet, CLINIC, &before).await;
    let eve = rows.iter().find(|row| row[1] == "eve@clinic.example").unwrap();
    assert_eq!(eve[2], "Read-only administrator, Events administrator", "{rows:?}");
    assert!(!addresses(&rows).contains(&"nina@clinic.example"));
    assert_eq!(addresses(&file(&house, &harriet, CLINIC, &only).await), ["eve@clinic.example"]);
    let after = ask(&house, &harriet, CLINIC, &json!({})).await;
    let rows = file(&house, &harriet, CLINIC, &after).await;
    let eve = rows.iter().find(|row| row[1] == "eve@clinic.example").unwrap();
    assert_eq!(eve[2], "Device administrator, Events administrator");
    assert!(addresses(&rows).contains(&"nina@clinic.example"));
}

#[tokio::test]
async fn a_name_is_no_formula() {
    let house = House::example().await;
    let harriet = house.admin("harriet@clinic.example").await;
    let new = json!({ "name": "=HYPERLINK(\"x\"), now", "email": "formula@clinic.example" });
    house.post(&format!("{CLINIC}/people"), &new).by(&harriet).send().await.expect(201);
    let given = json!({ "person": "formula@clinic.example", "role": "device_admin" });
    house.post(&format!("{CLINIC}/grants"), &given).by(&harriet).send().await.expect(201);
    let export = ask(&house, &harriet, CLINIC, &json!({ "search": "formula" })).await;
    let rows = file(&house, &harriet, CLINIC, &export).await;
    assert_eq!(rows, [["'=HYPERLINK(\"x\"), now", "formula@clinic.example", "Device administrator"]]);
}

#[tokio::test]
async fn a_file_is_for_who_asked_and_only_while_they_may_see_who_administers() {
    let house = House::example().await;
    let harriet = house.admin("harriet@clinic.example").await;
    let given = json!({ "person": "eve@clinic.example", "role": "full_admin" });
    let given = house.post(&format!("{CLINIC}/grants"), &given).by(&harriet).send().await.expect(201).json();
    let eve = house.admin("eve@clinic.example").await;
    let hers = ask(&house, &eve, CLINIC, &json!({})).await;
    fetch(&house, &eve, CLINIC, &hers).await.expect(200);
    // For anybody else, below another organization, and as an export of another kind it is not there.
    house.get(&at(CLINIC, &hers)).by(&harriet).send().await.expect(404);
    house.get(&at(BRNO, &hers)).by(&eve).send().await.expect(404);
    let id = hers["id"].as_str().unwrap();
    for file in ["", "/file"] {
        house.get(&format!("{CLINIC}/audit/exports/{id}{file}")).by(&eve).send().await.expect(404);
    }
    let id = given["id"].as_str().unwrap();
    house.call("DELETE", &format!("{CLINIC}/grants/{id}")).by(&harriet).send().await.expect(200);
    let refused = fetch(&house, &eve, CLINIC, &hers).await.expect(403).json();
    assert_eq!(refused["asked"], "roles.read");
    let path = format!("{CLINIC}/administrators/exports");
    let refused = house.post(&path, &json!({})).by(&eve).send().await.expect(403).json();
    assert_eq!(refused["asked"], "roles.read");
}

#[tokio::test]
async fn one_waits_for_three_and_what_is_wrong_is_told() {
    let house = House::example().await;
    let harriet = house.admin("harriet@clinic.example").await;
    let path = format!("{CLINIC}/administrators/exports");
    for (body, field, code) in [
        (json!({ "status": "gone" }), "status", "value_unknown"),
        (json!({ "roles": ["x".repeat(65)] }), "roles", "value_unknown"),
        (json!({ "roles": vec!["a"; 101] }), "roles", "value_unknown"),
        (json!({ "search": "x".repeat(201) }), "search", "search_too_long"),
        (json!({ "license": "x".repeat(65) }), "license", "value_unknown"),
    ] {
        let refused = house.post(&path, &body).by(&harriet).send().await.expect(422).json();
        assert_eq!(
            (&refused["errors"][0]["field"], &refused["errors"][0]["code"]),
            (&json!(field), &json!(code)),
            "{refused}"
        );
    }
    for _ in 0..3 {
        ask(&house, &harriet, CLINIC, &json!({})).await;
    }
    let fourth = house.post(&path, &json!({})).by(&harriet).send().await.expect(429);
    assert_eq!(fourth.json()["code"], "exports_unfinished");
    // Exports of another kind are not in their way.
    let body = json!({ "format": "csv" });
    house.post(&format!("{CLINIC}/audit/exports"), &body).by(&harriet).send().await.expect(202);
}
