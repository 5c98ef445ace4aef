//! Custom roles over REST: composed, shown, previewed, changed by version, deleted with every holder decided on.

use crate::support::House;
use serde_json::json;

const AT: &str = "/v1/organizations/harbour-clinic/custom-roles";

#[tokio::test]
async fn a_role_lives_its_life_over_rest() {
    let house = House::example().await;
    let harriet = house.admin("harriet@clinic.example").await;
    let new = json!({ "names": { "en": "Front desk", "cs": "Recepce" }, "areas": { "devices": "manage" } });
    let made = house.post(AT, &new).by(&harriet).send().await.expect(201).json();
    assert_eq!((made["version"].as_i64(), made["areas"]["devices"].as_str()), (Some(1), Some("manage")));
    let id = made["id"].as_str().unwrap().to_owned();
    let one = format!("{AT}/{id}");
    let again = house.post(AT, &new).by(&harriet).send().await.expect(422).json();
    assert_eq!(again["errors"][0]["code"], "role_name_taken");
    let wrong = json!({ "names": { "en": "Other" }, "areas": { "content": "read", "devices": "read" } });
    let wrong = house.post(AT, &wrong).by(&harriet).send().await.expect(422).json();
    assert_eq!(
        (wrong["errors"][0]["field"].as_str(), wrong["errors"][0]["code"].as_str()),
        (Some("areas/content"), Some("area_not_composable"))
    );
    let level = json!({ "names": { "en": "Other" }, "areas": { "devices": "own" } });
    house.post(AT, &level).by(&harriet).send().await.expect(422);

    let give = json!({ "person": "eve@clinic.example", "role": id });
    let grant =
        house.post("/v1/organizations/harbour-clinic/grants", &give).by(&harriet).send().await.expect(201).json();
    assert_eq!(grant["role"], id.as_str());
    let thought = json!({ "role": id, "areas": { "licenses": "read" } });
    let preview = house.post(&format!("{AT}/preview"), &thought).by(&harriet).send().await.expect(200).json();
    let of = |list: &serde_json::Value| {
        list.as_array().unwrap().iter().map(|it| it["area"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let eve = &preview["holders"][0];
    assert_eq!(eve["holder"]["person"]["email"], "eve@clinic.example");
    assert_eq!((of(&eve["gains"]), of(&eve["loses"])), (vec!["licenses".to_owned()], vec!["devices".to_owned()]));

    let asked = json!({
        "principal": "eve@clinic.example", "organization": "harbour-clinic", "control": "devices", "level": "manage"
    });
    let told = house.post("/v1/decisions", &asked).by(&harriet).send().await.expect(200).json();
    assert_eq!(told["decision"], true);
    let entitlements = told["entitlements"].as_array().unwrap();
    let custom = entitlements.iter().find(|it| it["role"] == id.as_str()).unwrap();
    assert_eq!((custom["title"].as_str(), custom["gives"].as_bool()), (Some("Front desk"), Some(true)));

    let change = json!({ "version": 1, "areas": { "licenses": "read" } });
    let changed = house.call("PATCH", &one).json(&change).by(&harriet).send().await.expect(200).json();
    assert_eq!((changed["version"].as_i64(), changed["title"].as_str()), (Some(2), Some("Front desk")));
    house.call("PATCH", &one).json(&change).by(&harriet).send().await.expect(409);
    let detail = house.get(&one).by(&harriet).send().await.expect(200).json();
    assert_eq!(detail["versions"].as_array().unwrap().len(), 2);
    assert_eq!(detail["holders"][0]["grant"], grant["id"]);

    let missing = house.call("DELETE", &one).by(&harriet).send().await.expect(422).json();
    assert_eq!(missing["errors"][0]["code"], "holder_undecided");
    let decided = json!({ "holders": [{ "grant": grant["id"], "instead": "device_admin" }] });
    let gone = house.call("DELETE", &one).json(&decided).by(&harriet).send().await.expect(200).json();
    assert_eq!(gone["active"], false);
    let listed = house.get(AT).by(&harriet).send().await.expect(200).json();
    assert_eq!(listed["items"], json!([]));
    house.call("DELETE", &one).json(&decided).by(&harriet).send().await.expect(410);
    let grants = house
        .get("/v1/organizations/harbour-clinic/grants?person=eve@clinic.example")
        .by(&harriet)
        .send()
        .await
        .expect(200)
        .json();
    let roles: Vec<&str> = grants["items"].as_array().unwrap().iter().map(|it| it["role"].as_str().unwrap()).collect();
    assert!(roles.contains(&"device_admin") && !roles.contains(&id.as_str()), "{roles:?}");
}
