//! Exports of the audit log: asked for, made in the background, fetched by nobody else, and gone after a day.

use crate::support::{Answer, House};
use prokura_app::error::Error;
use prokura_app::job::audit_export::{Actors, ENTRIES, Format};
use prokura_app::job::{FileShape, TRIES, claim, step, work};
use prokura_app::port::StoredAuditEntry;
use prokura_domain::person::Person;
use prokura_domain::text::Locale;
use prokura_domain::time::Span;
use prokura_web::export::AsOnTheWire;
use serde_json::{Value, json};

const CLINIC: &str = "/v1/organizations/harbour-clinic";

/// A file that nobody can write.
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

async fn ask(house: &House, token: &str, body: &Value) -> Value {
    house.post(&format!("{CLINIC}/audit/exports"), body).by(token).send().await.expect(202).json()
}

async fn work_all(house: &House) {
    while work(&house.site.service, &AsOnTheWire).await.unwrap() {}
}

fn at(export: &Value) -> String {
    format!("{CLINIC}/audit/exports/{}", export["id"].as_str().unwrap())
}

async fn look(house: &House, token: &str, export: &Value) -> Value {
    house.get(&at(export)).by(token).send().await.expect(200).json()
}

async fn fetch(house: &House, token: &str, export: &Value) -> Answer {
    house.get(&format!("{}/file", at(export))).by(token).send().await
}

fn text(answer: &Answer) -> String {
    String::from_utf8(answer.bytes.to_vec()).unwrap()
}

async fn listed(house: &House, token: &str, query: &str) -> Vec<Value> {
    let page = house.get(&format!("{CLINIC}/audit?limit=200&{query}")).by(token).send().await.expect(200).json();
    assert_eq!(page["next_cursor"], Value::Null);
    page["items"].as_array().unwrap().clone()
}

/// The rows of a CSV file (RFC 4180).
pub(crate) fn rows(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut field, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => {
                letters.next();
                field.push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut field)),
            '\r' if !quoted => {
                assert_eq!(letters.next(), Some('\n'));
                row.push(std::mem::take(&mut field));
                rows.push(std::mem::take(&mut row));
            }
            letter => field.push(letter),
        }
    }
    assert!(row.is_empty() && field.is_empty() && !quoted, "the last line has an end too");
    rows
}

async fn set(house: &House, token: &str, mode: &str) {
    let path = format!("{CLINIC}/settings/authentication.sso_mode");
    house.call("PUT", &path).json(&json!({ "value": mode })).by(token).send().await.expect(200);
}

#[tokio::test]
async fn a_file_holds_what_the_list_shows_in_both_forms() {
    let house = House::example().await;
    let harriet = house.admin("harriet@clinic.example").await;
    set(&house, &harriet, "optional").await;
    set(&house, &harriet, "off").await;
    for query in ["", "action=setting_changed", "actor=harriet@clinic.example", "area=settings", "outcome=refused"] {
        let expected = listed(&house, &harriet, query).await;
        let mut body = json!({ "format": "jsonl" });
        if let Some((name, value)) = query.split_once('=') {
            body[name] = json!(value);
        }
        let lines = ask(&house, &harriet, &body).await;
        assert_eq!((&lines["state"], &lines["file"], &lines["done"]), (&json!("working"), &Value::Null, &json!(0)));
        body["format"] = json!("csv");
        let table = ask(&house, &harriet, &body).await;
        work_all(&house).await;

        let file = fetch(&house, &harriet, &lines).await.expect(200);
        assert_eq!(file.header("content-type"), "application/jsonl");
        assert_eq!(file.header("cache-control"), "no-store");
        let entries: Vec<Value> = text(&file).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(entries, expected, "{query}");

        let shown = look(&house, &harriet, &table).await;
        assert_eq!((&shown["state"], &shown["done"]), (&json!("done"), &shown["total"]));
        let file = house.get(shown["file"].as_str().unwrap()).by(&harriet).send().await.expect(200);
        assert!(file.header("content-type").starts_with("text/csv"));
        let name = file.header("content-disposition");
        assert!(name.starts_with("attachment; filename=\"harbour-clinic-audit-") && name.ends_with(".csv\""), "{name}");
        let whole = text(&file);
        let rows = rows(whole.strip_prefix('\u{feff}').unwrap());
        // That the first file was asked for is in the second one.
        let newer = if query.is_empty() || query.starts_with("actor=") { 1 } else { 0 };
        assert_eq!(rows.len(), 1 + newer + expected.len(), "{query}");
        let column = |name: &str| rows[0].iter().position(|column| column == name).unwrap();
        for (row, entry) in rows[1 + newer..].iter().zip(&expected) {
            for name in ["id", "at", "action", "outcome", "request", "policy", "leaf_hash"] {
                assert_eq!(row[column(name)], entry[name].as_str().unwrap(), "{name}");
            }
            assert_eq!(row[column("number")], entry["number"].to_string());
            assert_eq!(serde_json::from_str::<Value>(&row[column("facts")]).unwrap(), entry["facts"]);
            if query.starts_with("actor=") {
                assert_eq!(
                    (&*row[column("actor_name")], &*row[column("actor_home_name")]),
                    ("Harriet Harbour", "Harbour Clinic")
                );
            }
        }
    }
}

#[tokio::test]
async fn what_comes_after_the_click_is_not_in_it() {
    let house = House::example().await;
    let harriet = house.admin("harriet@clinic.example").await;
    let before = listed(&house, &harriet, "").await;
    let export = ask(&house, &harriet, &json!({ "format": "jsonl" })).await;
    set(&house, &harriet, "optional").await;
    work_all(&house).await;
    let file = text(&fetch(&house, &harriet, &export).await.expect(200));
    let entries: Vec<Value> = file.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(entries, before);
    // That it was asked for is in the log, like everything else that somebody does.
    let asked = &listed(&house, &harriet, "action=audit_exported").await[0];
    assert_eq!((&asked["subject"], &asked["control"]), (&export["id"], &json!("audit")));
}

#[tokio::test]
async fn another_worker_goes_on_where_one_was_lost() {
    let house = House::example().await;
    let harriet = house.admin("harriet@clinic.example").await;
    for _ in 0..=ENTRIES / 2 {
        set(&house, &harriet, "optional").await;
        set(&house, &harriet, "off").await;
    }
    let entries =
        house.site.service.read().await.unwrap().audit_head(house.names().organization("harbour-clinic")).await;
    let export = ask(&house, &harriet, &json!({ "format": "jsonl" })).await;
    let service = &house.site.service;
    let mut lost = claim(service).await.unwrap().unwrap();
    assert!(step(service, &AsOnTheWire, &mut lost).await.unwrap(), "there is more than one part");
    let shown = look(&house, &harriet, &export).await;
    assert_eq!((&shown["state"], &shown["done"]), (&json!("working"), &json!(ENTRIES)));
    // Nobody else takes it while its worker may be alive.
    assert!(claim(service).await.unwrap().is_none());
    house.clock.advance(Span::minutes(1));
    work_all(&house).await;
    let file = text(&fetch(&house, &harriet, &export).await.expect(200));
    let numbers: Vec<i64> =
        file.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()["number"].as_i64().unwrap()).collect();
    let newest = entries.unwrap();
    assert_eq!(numbers, (1..=newest).rev().collect::<Vec<_>>(), "each entry once");
    // Whoever was thought lost and comes back changes nothing.
    step(service, &AsOnTheWire, &mut lost).await.unwrap_err();
    assert_eq!(text(&fetch(&house, &harriet, &export).await.expect(200)), file);
}

#[tokio::test]
async fn a_file_is_fetched_when_it_is_there_and_as_often_as_one_likes_for_a_day() {
    let house = House::example().await;
    let harriet = house.admin("harriet@clinic.example").await;
    let export = ask(&house, &harriet, &json!({ "format": "csv" })).await;
    let early = fetch(&house, &harriet, &export).await.expect(409);
    assert_eq!((early.json()["code"].as_str(), early.header("retry-after")), (Some("export_not_ready"), "1"));
    work_all(&house).await;
    let first = fetch(&house, &harriet, &export).await.expect(200);
    let again = fetch(&house, &harriet, &export).await.expect(200);
    assert_eq!(first.bytes, again.bytes);
    house.clock.advance(Span(Span::days(1).0 - 1));
    fetch(&house, &harriet, &export).await.expect(200);
    house.clock.advance(Span(1));
    // Whether or not anybody has cleared it away by now.
    fetch(&house, &harriet, &export).await.expect(404);
    house.get(&at(&export)).by(&harriet).send().await.expect(404);
    house.site.service.store().forget_jobs(house.site.service.now()).await.unwrap();
    fetch(&house, &harriet, &export).await.expect(404);
}

#[tokio::test]
async fn a_file_is_for_who_asked_and_only_while_they_may_read_the_log() {
    let house = House::example().await;
    let harriet = house.admin("harriet@clinic.example").await;
    let given = json!({ "person": "eve@clinic.example", "role": "full_admin" });
    let given = house.post(&format!("{CLINIC}/grants"), &given).by(&harriet).send().await.expect(201).json();
    let (eve, lena) = (house.admin("eve@clinic.example").await, house.admin("lena@lighthouse.example").await);
    let hers = ask(&house, &eve, &json!({ "format": "csv" })).await;
    let theirs = ask(&house, &lena, &json!({ "format": "csv" })).await;
    work_all(&house).await;
    for (token, export) in [(&eve, &hers), (&lena, &theirs)] {
        fetch(&house, token, export).await.expect(200);
    }
    // Everybody else's is as if it were not there, for a full administrator too.
    for (token, export) in [(&harriet, &hers), (&harriet, &theirs), (&eve, &theirs), (&lena, &hers)] {
        let nowhere = json!({ "id": "0193b3a0-0000-7000-8000-000000000000" });
        for path in [at(export), format!("{}/file", at(export))] {
            let answer = house.get(&path).by(token).send().await.expect(404);
            let none = house.get(&at(&nowhere)).by(token).send().await.expect(404);
            assert_eq!(answer.without_request(), none.without_request());
        }
    }
    let id = given["id"].as_str().unwrap();
    house.call("DELETE", &format!("{CLINIC}/grants/{id}")).by(&harriet).send().await.expect(200);
    let refused = fetch(&house, &eve, &hers).await.expect(403).json();
    assert_eq!(refused["asked"], "audit.read");
    let id = house.grant("lena@lighthouse.example", "external_full_admin", "harbour-clinic").await;
    house
        .call(
            "DELETE",
            &format!("{CLINIC}/external-administrators/{}", house.names().person("lena@lighthouse.example")),
        )
        .by(&harriet)
        .send()
        .await
        .expect(200);
    assert!(!id.is_empty());
    fetch(&house, &lena, &theirs).await.expect(404);
}

#[tokio::test]
async fn asking_twice_under_one_key_makes_one_file() {
    let house = House::example().await;
    let harriet = house.admin("harriet@clinic.example").await;
    let call = async |body: Value| {
        let path = format!("{CLINIC}/audit/exports");
        house.post(&path, &body).with("idempotency-key", "once").by(&harriet).send().await
    };
    let first = call(json!({ "format": "csv" })).await.expect(202).json();
    let again = call(json!({ "format": "csv" })).await.expect(202).json();
    assert_eq!((&first["id"], &first["revision"]), (&again["id"], &again["revision"]));
    call(json!({ "format": "jsonl" })).await.expect(422);
    work_all(&house).await;
    assert_eq!(call(json!({ "format": "csv" })).await.expect(202).json()["state"], "done");
    assert_eq!(listed(&house, &harriet, "action=audit_exported").await.len(), 1);
}

#[tokio::test]
async fn one_waits_for_three_at_most() {
    let house = House::example().await;
    let (harriet, lena) = (house.admin("harriet@clinic.example").await, house.admin("lena@lighthouse.example").await);
    let mut exports = Vec::new();
    for format in ["csv", "jsonl", "csv"] {
        exports.push(ask(&house, &harriet, &json!({ "format": format })).await);
    }
    let path = format!("{CLINIC}/audit/exports");
    let fourth = house.post(&path, &json!({ "format": "csv" })).by(&harriet).send().await.expect(429);
    assert_eq!((fourth.json()["code"].as_str(), fourth.header("retry-after")), (Some("exports_unfinished"), "10"));
    // Others are not in each other's way.
    ask(&house, &lena, &json!({ "format": "csv" })).await;
    work_all(&house).await;
    for export in &exports {
        fetch(&house, &harriet, export).await.expect(200);
    }
    ask(&house, &harriet, &json!({ "format": "csv" })).await;
}

#[tokio::test]
async fn what_cannot_be_made_is_given_up_and_says_why() {
    let house = House::example().await;
    let harriet = house.admin("harriet@clinic.example").await;
    let export = ask(&house, &harriet, &json!({ "format": "csv" })).await;
    let service = &house.site.service;
    for tries in 1..=TRIES {
        assert!(work(service, &Broken).await.unwrap());
        assert!(!work(service, &Broken).await.unwrap(), "it rests");
        let state = look(&house, &harriet, &export).await["state"].clone();
        assert_eq!(state, if tries < TRIES { "working" } else { "failed" });
        house.clock.advance(Span::seconds(2));
    }
    let shown = look(&house, &harriet, &export).await;
    assert_eq!((&shown["failure"], &shown["file"]), (&json!("unreadable"), &Value::Null));
    assert_eq!(shown["detail"], "Something that belongs in the file could not be read.");
    let gone = fetch(&house, &harriet, &export).await.expect(410).json();
    assert_eq!((&gone["code"], &gone["detail"]), (&json!("export_failed"), &shown["detail"]));
    // One that does no more than crash its workers is given up as well.
    let export = ask(&house, &harriet, &json!({ "format": "csv" })).await;
    for _ in 0..TRIES {
        assert!(claim(service).await.unwrap().is_some());
        house.clock.advance(Span::minutes(1));
    }
    work_all(&house).await;
    let shown = look(&house, &harriet, &export).await;
    assert_eq!((&shown["state"], &shown["failure"]), (&json!("failed"), &json!("interrupted")));
}

#[tokio::test]
async fn what_is_wrong_is_told() {
    let house = House::example().await;
    let harriet = house.admin("harriet@clinic.example").await;
    let path = format!("{CLINIC}/audit/exports");
    for (body, field, code) in [
        (json!({}), "format", "field_missing"),
        (json!({ "format": "pdf" }), "format", "value_unknown"),
        (json!({ "format": "csv", "area": "weather" }), "area", "value_unknown"),
        (json!({ "format": "csv", "outcome": "maybe" }), "outcome", "value_unknown"),
        (json!({ "format": "csv", "from": "yesterday" }), "from", "value_invalid"),
        (json!({ "format": "csv", "limit": 1 }), "limit", "field_unknown"),
    ] {
        let wrong = house.post(&path, &body).by(&harriet).send().await.expect(422).json();
        assert_eq!((&wrong["errors"][0]["field"], &wrong["errors"][0]["code"]), (&json!(field), &json!(code)));
    }
    // Whoever may not read the log may not have it as a file either.
    let eve = house.admin("eve@clinic.example").await;
    let refused = house.post(&path, &json!({ "format": "csv" })).by(&eve).send().await.expect(403).json();
    assert_eq!(refused["asked"], "audit.read");
}
