//! Templates over REST: made, changed, applied by changes of people, and who deviates.

use crate::support::House;
use prokura_app::job::work;
use prokura_web::export::AsOnTheWire;
use serde_json::{Value, json};

const TEMPLATES: &str = "/v1/organizations/harbour-clinic/templates";

async fn worked(house: &House) {
    while work(&house.site.service, &AsOnTheWire).await.unwrap() {}
}

async fn got(house: &House, token: &str, path: &str) -> Value {
    house.get(path).by(token).send().await.expect(200).json()
}

fn ward() -> Value {
    json!({
        "name": "Ward",
        "note": "Whoever works there",
        "sets": { "licenses": ["calling"], "department": "Ward 3" },
        "group": { "status": "active" }
    })
}

#[tokio::test]
async fn it_is_made_applied_and_applied_again_to_whoever_deviates() {
    let house = House::example().await;
    let harriet = house.admin("harriet@clinic.example").await;
    let made = house.post(TEMPLATES, &ward()).by(&harriet).send().await.expect(201).json();
    assert_eq!(
        (&made["version"], &made["applied"], &made["sets"]["exactly"]),
        (&json!(1), &Value::Null, &json!(false))
    );
    let at = format!("{TEMPLATES}/{}", made["id"].as_str().unwrap());
    let seen = got(&house, &harriet, &at).await;
    let people = seen["people"].as_u64().unwrap();
    assert!(people >= 2 && seen["deviating"] == seen["people"], "{seen}");
    let first = got(&house, &harriet, &format!("{at}/deviations?limit=1")).await;
    let told = json!({ "what": "field", "named": "department", "before": "", "after": "Ward 3" });
    assert!(first["items"][0]["changes"].as_array().unwrap().contains(&told), "{first}");
    let cursor = first["next_cursor"].as_str().unwrap();
    let second = got(&house, &harriet, &format!("{at}/deviations?limit=200&cursor={cursor}")).await;
    assert_eq!(second["items"].as_array().unwrap().len() as u64, people - 1);

    let apply = format!("{at}/application");
    let keyed = |key: &'static str| house.post(&apply, &json!({ "version": 1 })).with("Idempotency-Key", key);
    let begun = keyed("one").by(&harriet).send().await.expect(202).json();
    assert_eq!((&begun["what"], &begun["template"], &begun["rows"]), (&json!("template"), &made["id"], &json!(people)));
    let change = json!({ "sets": { "department": "Ward 4" } });
    let changed = house.call("PATCH", &at).json(&change).by(&harriet).send().await.expect(200).json();
    assert_eq!((&changed["version"], &changed["sets"]["licenses"]), (&json!(2), &Value::Null));
    // The same key gets the same changes, as they were begun; another looked at a version that there is no more.
    let again = keyed("one").by(&harriet).send().await.expect(202).json();
    assert_eq!((&again["id"], &again["template_version"]), (&begun["id"], &json!(1)));
    let stale = keyed("two").by(&harriet).send().await;
    assert_eq!((stale.status.as_u16(), &stale.json()["code"]), (409, &json!("conflict")));
    worked(&house).await;
    let changes = format!("/v1/organizations/harbour-clinic/people-changes/{}", begun["id"].as_str().unwrap());
    let looked = got(&house, &harriet, &changes).await;
    assert_eq!((&looked["phase"], &looked["looked"]["change"]), (&json!("looked"), &json!(people)));
    house.post(&format!("{changes}/turn"), &json!({ "turn": "apply" })).by(&harriet).send().await.expect(200);
    worked(&house).await;
    let eve = got(&house, &harriet, "/v1/organizations/harbour-clinic/people/eve@clinic.example").await;
    assert_eq!(eve["department"], "Ward 3", "what was begun with counts");
    let seen = got(&house, &harriet, &at).await;
    assert_eq!((&seen["template"]["applied"]["version"], &seen["deviating"]), (&json!(1), &json!(people)));

    // Back to what it set: nobody deviates, and there is nothing to apply.
    let back = json!({ "version": 2, "sets": ward()["sets"] });
    house.call("PATCH", &at).json(&back).by(&harriet).send().await.expect(200);
    assert_eq!(got(&house, &harriet, &at).await["deviating"], 0);
    assert_eq!(got(&house, &harriet, &format!("{at}/deviations")).await["items"], json!([]));
    let nothing = house.post(&apply, &json!({})).by(&harriet).send().await;
    assert_eq!((nothing.status.as_u16(), &nothing.json()["errors"][0]["code"]), (422, &json!("nobody_deviates")));
    let eve = "/v1/organizations/harbour-clinic/people/eve@clinic.example";
    house.call("PATCH", eve).json(&json!({ "department": "Ward 9" })).by(&harriet).send().await.expect(200);
    let lone = got(&house, &harriet, &format!("{at}/deviations")).await;
    assert_eq!(
        (lone["items"].as_array().unwrap().len(), &lone["items"][0]["person"]["email"]),
        (1, &json!("eve@clinic.example"))
    );
    let list = got(&house, &harriet, "/v1/organizations/harbour-clinic/people?department=Ward%209").await;
    assert_eq!(list["items"].as_array().unwrap().len(), 1);

    let listed = got(&house, &harriet, &format!("{TEMPLATES}?limit=1")).await;
    assert_eq!(listed["items"][0]["id"], made["id"]);
    let delete = house.call("DELETE", &at).by(&harriet).send().await.expect(200).json();
    assert_eq!(delete["name"], "Ward");
    house.get(&at).by(&harriet).send().await.expect(404);
    assert_eq!(got(&house, &harriet, TEMPLATES).await["items"], json!([]));
}

#[tokio::test]
async fn what_is_wrong_is_told_at_its_field() {
    let house = House::example().await;
    let harriet = house.admin("harriet@clinic.example").await;
    for (body, field, code) in [
        (json!({ "name": "W", "sets": {} }), "sets", "template_sets_nothing"),
        (json!({ "name": " ", "sets": { "licenses": ["calling"] } }), "name", "name_missing"),
        (json!({ "name": "W", "sets": { "licenses": ["gold"] } }), "sets/licenses", "licence_unknown"),
        (json!({ "name": "W", "sets": { "title": "\u{7}" } }), "sets/title", "detail_invalid"),
        (
            json!({ "name": "W", "sets": { "licenses": ["calling"] }, "group": { "status": "gone" } }),
            "group/status",
            "value_unknown",
        ),
        (
            json!({ "name": "W", "sets": { "licenses": ["calling"] }, "group": { "status": "deleted" } }),
            "group/status",
            "value_unknown",
        ),
    ] {
        let refused = house.post(TEMPLATES, &body).by(&harriet).send().await.expect(422).json();
        assert_eq!((&refused["errors"][0]["field"], &refused["errors"][0]["code"]), (&json!(field), &json!(code)));
    }
    let too_long = format!("/v1/organizations/harbour-clinic/people?department={}", "x".repeat(201));
    let refused = house.get(&too_long).by(&harriet).send().await.expect(422).json();
    assert_eq!(refused["errors"][0]["code"], json!("detail_too_long"));
    // RST-03: kept in restricted mode, and not applied, and told why.
    let frantisek = house.admin("frantisek@brno.example").await;
    let at = "/v1/organizations/brno-robotics/templates";
    let kept = json!({ "name": "W", "sets": { "licenses": ["calling"] } });
    let kept = house.post(at, &kept).by(&frantisek).send().await.expect(201).json();
    let apply = format!("{at}/{}/application", kept["id"].as_str().unwrap());
    let locked = house.post(&apply, &json!({})).by(&frantisek).send().await;
    assert_eq!((locked.status.as_u16(), &locked.json()["because"][0]), (403, &json!("restricted_mode")));
    // Whoever only reads reads them.
    let rita = house.admin("rita@brno.example").await;
    house.post(at, &json!({ "name": "X", "sets": { "title": "T" } })).by(&rita).send().await.expect(403);
    house.get(at).by(&rita).send().await.expect(200);
}
