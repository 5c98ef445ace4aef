//! Every operation, tried by nobody, by a stranger, and by an administrator of the wrong organization: they get what
//! they would get if the organization did not exist, and nothing changes.

use crate::support::{Answer, House};
use prokura_app::command::issue_token::Holder;
use prokura_domain::account::TokenScope;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Whose the thing is that an operation is tried on.
enum On {
    /// Open to everybody: it tells nothing.
    Public,
    /// Asks for a token of a service.
    Decisions,
    /// One's own, or nobody's.
    Own,
    /// Something of Harbour Clinic.
    Theirs,
}

/// How an operation is tried. In a path, `{organization}` and the rest stand for things of Harbour Clinic.
struct Try {
    on: On,
    body: Option<Value>,
}

fn news() -> Value {
    json!({ "kinds": ["customer"], "texts": { "en": { "subject": "News", "text": "Something new." } } })
}

fn tries() -> BTreeMap<&'static str, Try> {
    let person = "harriet@clinic.example";
    let read = |on| Try { on, body: None };
    let write = |body| Try { on: On::Theirs, body: Some(body) };
    BTreeMap::from([
        ("authzen_configuration", read(On::Public)),
        ("evaluate", Try { on: On::Decisions, body: Some(json!({})) }),
        ("evaluate_several", Try { on: On::Decisions, body: Some(json!({})) }),
        ("search_subjects", Try { on: On::Decisions, body: Some(json!({})) }),
        ("search_resources", Try { on: On::Decisions, body: Some(json!({})) }),
        ("search_actions", Try { on: On::Decisions, body: Some(json!({})) }),
        ("get_me", read(On::Own)),
        ("list_own_tokens", read(On::Own)),
        ("list_own_sessions", read(On::Own)),
        ("list_own_preferences", read(On::Own)),
        ("set_own_preference", write(json!({ "wanted": true }))),
        ("end_own_session", read(On::Theirs)),
        ("list_sessions", read(On::Theirs)),
        ("end_sessions", read(On::Theirs)),
        ("invite_again", write(json!({}))),
        ("reset_sign_in", write(json!({}))),
        ("list_own_support_requests", read(On::Own)),
        ("list_organizations", read(On::Own)),
        ("list_roles", read(On::Own)),
        ("get_organization", read(On::Theirs)),
        ("get_rights", read(On::Theirs)),
        ("list_people", read(On::Theirs)),
        ("get_person", read(On::Theirs)),
        ("add_person", write(json!({ "email": "new@clinic.example", "name": "New" }))),
        ("change_person", write(json!({ "name": "Taken Over" }))),
        ("add_wholesale_person", write(json!({ "email": "new@clinic.example", "name": "New", "package": "standard" }))),
        ("reset_package", write(json!({}))),
        ("list_claimable", read(On::Theirs)),
        ("claim_person", write(json!({ "person": "carl@consumers.example" }))),
        ("delete_person", read(On::Theirs)),
        ("restore_person", write(json!({}))),
        ("erase_person", write(json!({}))),
        ("set_roles", write(json!({ "roles": [] }))),
        ("list_grants", read(On::Theirs)),
        ("list_custom_roles", read(On::Theirs)),
        ("get_custom_role", read(On::Theirs)),
        ("compose_role", write(json!({ "names": { "en": "Desk" }, "areas": { "devices": "read" } }))),
        ("change_custom_role", write(json!({ "areas": { "users": "manage" } }))),
        ("delete_custom_role", write(json!({ "holders": [] }))),
        ("preview_custom_role", write(json!({ "areas": { "devices": "read" } }))),
        ("get_grant", read(On::Theirs)),
        ("assign_role", write(json!({ "person": "carl@consumers.example", "role": "full_admin" }))),
        ("change_grant", write(json!({ "until": "2026-04-01T00:00:00Z" }))),
        ("end_grant", read(On::Theirs)),
        ("promote_external", write(json!({}))),
        ("demote_externals", write(json!({ "grants": ["00000000-0000-7000-8000-000000000000"] }))),
        ("revoke_external", read(On::Theirs)),
        ("take_back_provisioning", write(json!({ "person": person }))),
        ("list_blocks", read(On::Theirs)),
        ("block", write(json!({ "partner": "tatra-telecom" }))),
        ("lift_block", read(On::Theirs)),
        ("list_domains", read(On::Theirs)),
        ("add_domain", write(json!({ "name": "taken.example" }))),
        ("verify_domain", write(json!({}))),
        ("remove_domain", read(On::Theirs)),
        ("set_client_secret", write(json!({ "value": "mine" }))),
        ("mark_break_glass", write(json!({ "marked": true }))),
        ("list_settings", read(On::Theirs)),
        ("get_setting", read(On::Theirs)),
        ("change_setting", write(json!({ "value": "optional" }))),
        ("list_templates", read(On::Theirs)),
        ("make_template", write(json!({ "name": "Taken Over", "sets": { "licenses": ["calling"] } }))),
        ("get_template", read(On::Theirs)),
        ("change_template", write(json!({ "name": "Taken Over" }))),
        ("delete_template", read(On::Theirs)),
        ("list_template_deviations", read(On::Theirs)),
        ("apply_template", write(json!({}))),
        ("list_license_rules", read(On::Theirs)),
        ("set_license_rule", write(json!({ "licenses": ["calling"] }))),
        ("remove_license_rule", read(On::Theirs)),
        ("get_licenses", read(On::Theirs)),
        ("list_seat_requests", read(On::Theirs)),
        ("ask_seats", write(json!({ "subscription": "clinic-suite", "quantity": 80 }))),
        ("answer_seat_request", write(json!({ "answer": "accept" }))),
        ("withdraw_seat_request", write(json!({}))),
        ("list_support_requests", read(On::Theirs)),
        ("get_support_metrics", read(On::Theirs)),
        ("request_support", write(json!({ "addressed_to": person, "reason": "Let me in" }))),
        ("get_support_request", read(On::Theirs)),
        ("answer_support_request", write(json!({ "answer": "grant" }))),
        ("withdraw_support_request", write(json!({}))),
        ("list_support_grants", read(On::Theirs)),
        ("end_support_grant", read(On::Theirs)),
        ("list_help_desk_sessions", read(On::Theirs)),
        ("open_help_desk_session", write(json!({}))),
        ("close_help_desk_session", read(On::Theirs)),
        ("list_administrators", read(On::Theirs)),
        ("list_audit_entries", read(On::Theirs)),
        ("get_audit_entry", read(On::Theirs)),
        ("export_administrators", write(json!({}))),
        ("get_administrators_export", read(On::Theirs)),
        ("get_administrators_export_file", read(On::Theirs)),
        ("ask_people_changes", write(json!({ "what": "suspend", "people": ["00000000-0000-7000-8000-000000000000"] }))),
        ("list_people_changes", read(On::Theirs)),
        ("get_people_changes", read(On::Theirs)),
        ("list_people_changes_rows", read(On::Theirs)),
        ("turn_people_changes", write(json!({ "turn": "apply" }))),
        ("undo_people_changes", write(json!({}))),
        ("list_warnings", read(On::Theirs)),
        ("export_audit", write(json!({ "format": "csv" }))),
        ("get_audit_export", read(On::Theirs)),
        ("get_audit_export_file", read(On::Theirs)),
        ("list_reported_requests", read(On::Theirs)),
        ("list_product_news", read(On::Theirs)),
        ("get_product_news", read(On::Theirs)),
        ("write_product_news", write(news())),
        ("change_product_news", write(news())),
        ("drop_product_news", read(On::Theirs)),
        ("send_product_news", write(json!({}))),
        ("revoke_token", read(On::Theirs)),
        ("get_as_of", read(On::Theirs)),
        ("export_as_of", read(On::Theirs)),
        ("get_signing_keys", read(On::Public)),
        ("ssf_configuration", read(On::Public)),
        ("get_streams", read(On::Decisions)),
        ("create_stream", Try { on: On::Decisions, body: Some(json!({})) }),
        ("update_stream", Try { on: On::Decisions, body: Some(json!({})) }),
        ("replace_stream", Try { on: On::Decisions, body: Some(json!({})) }),
        ("delete_stream", read(On::Decisions)),
        ("get_stream_status", read(On::Decisions)),
        ("set_stream_status", Try { on: On::Decisions, body: Some(json!({})) }),
        ("verify_stream", Try { on: On::Decisions, body: Some(json!({})) }),
        ("poll_signals", Try { on: On::Decisions, body: Some(json!({})) }),
        (
            "explain_decision",
            write(
                json!({ "principal": person, "organization": "harbour-clinic", "control": "users", "level": "manage" }),
            ),
        ),
    ])
}

/// Operation id, method and path of every operation of the document.
fn operations() -> Vec<(String, String, String)> {
    let document: Value = serde_json::from_str(&prokura_web::openapi()).unwrap();
    let mut operations = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap().iter().filter(|(_, it)| it.get("operationId").is_some()) {
            operations.push((operation["operationId"].as_str().unwrap().to_owned(), method.clone(), path.clone()));
        }
    }
    operations
}

/// Things of Harbour Clinic, by the names that paths have for them.
type Things = BTreeMap<&'static str, String>;

/// A house where Harbour Clinic has one of everything.
async fn furnished() -> (House, Things) {
    let house = House::example().await;
    let harriet = house.admin("harriet@clinic.example").await;
    let hugo = house.admin("hugo@tatra.example").await;
    let at = "/v1/organizations/harbour-clinic";
    let ask = json!({ "addressed_to": "harriet@clinic.example", "reason": "You called about sign-in" });
    let request = house.post(&format!("{at}/support-requests"), &ask).by(&hugo).send().await.expect(201).json();
    let request = request["id"].as_str().unwrap().to_owned();
    let answer = format!("/v1/support-requests/{request}/answer");
    let given = house.post(&answer, &json!({ "answer": "grant" })).by(&harriet).send().await.expect(200).json();
    let session = house.post(&format!("{at}/help-desk-sessions"), &json!({})).by(&hugo).send().await.expect(201).json();
    let blocks = house.get(&format!("{at}/blocks")).by(&harriet).send().await.expect(200).json();
    let entries = house.get(&format!("{at}/audit?limit=1")).by(&harriet).send().await.expect(200).json();
    let export = house.post(&format!("{at}/audit/exports"), &json!({ "format": "csv" })).by(&harriet).send().await;
    let export = export.expect(202).json()["id"].as_str().unwrap().to_owned();
    assert!(prokura_app::job::work(&house.site.service, &prokura_web::export::AsOnTheWire).await.unwrap());
    let wanted = json!({ "what": "people", "csv": "name,email\nMia Quay,mia@clinic.example\n" });
    let changes = house.post(&format!("{at}/people-changes"), &wanted).by(&harriet).send().await.expect(202).json();
    let changes = changes["id"].as_str().unwrap().to_owned();
    assert!(prokura_app::job::work(&house.site.service, &prokura_web::export::AsOnTheWire).await.unwrap());
    let domain = house.post(&format!("{at}/domains"), &json!({ "name": "harbour.example" })).by(&harriet).send().await;
    let domain = domain.expect(201).json()["id"].as_str().unwrap().to_owned();
    let desk = json!({ "names": { "en": "Front desk" }, "areas": { "devices": "manage" } });
    let desk = house.post(&format!("{at}/custom-roles"), &desk).by(&harriet).send().await.expect(201).json();
    let person = house.names().person("harriet@clinic.example");
    let token = house.token(Holder::Person(person), "harbour-clinic", TokenScope::Read).await.1;
    let more = json!({ "subscription": "clinic-suite", "quantity": 80 });
    let more = house.post(&format!("{at}/seat-requests"), &more).by(&harriet).send().await.expect(201).json();
    let rule = house.call("PUT", &format!("{at}/license-rules")).json(&json!({ "licenses": ["calling"] })).by(&harriet);
    let rule = rule.send().await.expect(200).json();
    let ward = json!({ "name": "Ward", "sets": { "licenses": ["calling"] } });
    let ward = house.post(&format!("{at}/templates"), &ward).by(&harriet).send().await.expect(201).json();
    let things = Things::from([
        ("organization", "harbour-clinic".to_owned()),
        ("person", "harriet@clinic.example".to_owned()),
        ("grant", house.grant("lena@lighthouse.example", "external_full_admin", "harbour-clinic").await),
        ("support_grant", given["grant"].as_str().unwrap().to_owned()),
        ("block", blocks["items"][0]["id"].as_str().unwrap().to_owned()),
        ("entry", entries["items"][0]["id"].as_str().unwrap().to_owned()),
        ("export", export),
        ("changes", changes),
        ("domain", domain),
        ("key", "authentication.sso_mode".to_owned()),
        ("role", desk["id"].as_str().unwrap().to_owned()),
        ("request", request),
        ("license_rule", rule["id"].as_str().unwrap().to_owned()),
        ("template", ward["id"].as_str().unwrap().to_owned()),
        ("seat_request", more["id"].as_str().unwrap().to_owned()),
        ("session", session["id"].as_str().unwrap().to_owned()),
        ("stream", "0193b3a0-0000-7000-8000-000000000001".to_owned()),
        ("own_session", house.signed_in("harriet@clinic.example").await),
        ("token", token),
    ]);
    (house, things)
}

fn fill(path: &str, things: &Things) -> String {
    let grant = if path.starts_with("/v1/support-grants") { "support_grant" } else { "grant" };
    let session = if path.starts_with("/v1/me/") { "own_session" } else { "session" };
    let path = path.replace("{grant}", &things[grant]).replace("{session}", &things[session]);
    things.iter().fold(path, |path, (name, value)| path.replace(&format!("{{{name}}}"), value))
}

/// The same names for things that do not exist.
fn nothing(things: &Things) -> Things {
    let nowhere = |name: &&'static str| match *name {
        "organization" => "no-such-place".to_owned(),
        "person" => "nobody@nowhere.example".to_owned(),
        "key" => "authentication.sso_mode".to_owned(),
        _ => "0193b3a0-0000-7000-8000-000000000000".to_owned(),
    };
    things.keys().map(|name| (*name, nowhere(name))).collect()
}

async fn try_it(house: &House, method: &str, path: &str, body: Option<&Value>, token: Option<&str>) -> Answer {
    let mut call = house.call(method, path);
    if let Some(body) = body {
        call = call.json(body);
    }
    if let Some(token) = token {
        call = call.by(token);
    }
    call.send().await
}

#[test]
fn every_operation_is_tried() {
    let mut there: Vec<String> = operations().into_iter().map(|(id, _, _)| id).collect();
    let mut tried: Vec<&str> = tries().into_keys().collect();
    there.sort();
    tried.sort_unstable();
    assert_eq!(there, tried);
}

#[tokio::test]
async fn nobody_gets_in() {
    let (house, things) = furnished().await;
    let (tries, before) = (tries(), house.revision());
    for (id, method, path) in operations() {
        let it = &tries[id.as_str()];
        let answer = try_it(&house, &method, &fill(&path, &things), it.body.as_ref(), None).await;
        match it.on {
            On::Public => assert_eq!(answer.status, 200, "{id}"),
            On::Decisions | On::Own | On::Theirs => {
                assert_eq!(answer.status, 401, "{id}");
                assert_eq!(answer.json()["code"], "unauthenticated");
            }
        }
        let made_up = try_it(&house, &method, &fill(&path, &things), it.body.as_ref(), Some("prk_made-up")).await;
        assert_eq!(made_up.status, if matches!(it.on, On::Public) { 200 } else { 401 }, "{id}");
    }
    assert!(house.is_unchanged_since(before).await);
}

async fn stranger_gets_nothing(email: &str) {
    let (house, things) = furnished().await;
    let token = house.admin(email).await;
    let (tries, before) = (tries(), house.revision());
    let clinic = house.names().organization("harbour-clinic").to_string();
    for (id, method, path) in operations() {
        let it = &tries[id.as_str()];
        let answer = try_it(&house, &method, &fill(&path, &things), it.body.as_ref(), Some(&token)).await;
        match it.on {
            On::Public => assert_eq!(answer.status, 200, "{id}"),
            On::Decisions => assert_eq!(answer.status, 403, "{id}"),
            On::Own => {
                assert_eq!(answer.status, 200, "{id}");
                let text = String::from_utf8(answer.bytes.to_vec()).unwrap();
                for word in [&clinic, "harbour-clinic", "harriet", "Harriet", &things["request"]] {
                    assert!(!text.contains(word), "{id} tells {word}");
                }
            }
            On::Theirs => {
                let none =
                    try_it(&house, &method, &fill(&path, &nothing(&things)), it.body.as_ref(), Some(&token)).await;
                assert_eq!(answer.status, 404, "{id}: {}", answer.json());
                assert_eq!(answer.without_request(), none.without_request(), "{id}");
                assert_eq!(none.status, 404, "{id}");
                for name in answer.headers.keys().filter(|name| *name != "x-request-id") {
                    assert_eq!(answer.headers.get(name), none.headers.get(name), "{id} {name}");
                }
                // By id, the same.
                let mut by_id = things.clone();
                by_id.insert("organization", clinic.clone());
                by_id.insert("person", house.names().person("harriet@clinic.example").to_string());
                let answer = try_it(&house, &method, &fill(&path, &by_id), it.body.as_ref(), Some(&token)).await;
                assert_eq!(answer.without_request(), none.without_request(), "{id} by id");
            }
        }
    }
    assert!(house.is_unchanged_since(before).await);
}

#[tokio::test]
async fn a_consumer_gets_nothing() {
    stranger_gets_nothing("carl@consumers.example").await;
}

#[tokio::test]
async fn an_administrator_of_another_organization_gets_nothing() {
    stranger_gets_nothing("grazyna@shipyard.example").await;
}

#[tokio::test]
async fn an_administrator_of_another_partner_gets_nothing() {
    // ORG-02: Baltic Link managed Harbour Clinic once.
    stranger_gets_nothing("bartek@baltic.example").await;
}

#[tokio::test]
async fn a_stranger_without_any_right_gets_nothing() {
    stranger_gets_nothing("nora@brno.example").await;
}

/// What belongs to one organization is not found in another, even by its administrator.
#[tokio::test]
async fn nothing_is_reached_by_way_of_ones_own_organization() {
    let (house, things) = furnished().await;
    let token = house.admin("grazyna@shipyard.example").await;
    let mut here = things.clone();
    here.insert("organization", "gdansk-shipyard".to_owned());
    let mut none = nothing(&things);
    none.insert("organization", "gdansk-shipyard".to_owned());
    let (tries, before) = (tries(), house.revision());
    for (id, method, path) in operations() {
        let named = [
            "{grant}",
            "{block}",
            "{person}",
            "{entry}",
            "{export}",
            "{changes}",
            "{role}",
            "{seat_request}",
            "{license_rule}",
            "{template}",
        ];
        let inner = named.iter().any(|name| path.contains(name));
        if !inner || !path.contains("{organization}") || id == "set_roles" || id == "revoke_external" {
            continue;
        }
        let it = &tries[id.as_str()];
        let answer = try_it(&house, &method, &fill(&path, &here), it.body.as_ref(), Some(&token)).await;
        let none = try_it(&house, &method, &fill(&path, &none), it.body.as_ref(), Some(&token)).await;
        assert_eq!(answer.status, 404, "{id}: {}", answer.json());
        assert_eq!(answer.without_request(), none.without_request(), "{id}");
    }
    assert!(house.is_unchanged_since(before).await);
}

/// A token narrowed to one organization does not see the holder's others.
#[tokio::test]
async fn a_token_sees_from_its_organization_only() {
    let house = House::example().await;
    let lena = house.names().person("lena@lighthouse.example");
    let (token, _) = house.token(Holder::Person(lena), "gdansk-shipyard", TokenScope::Manage).await;
    house.get("/v1/organizations/gdansk-shipyard").by(&token).send().await.expect(200);
    let seen = house.get("/v1/organizations/harbour-clinic").by(&token).send().await.expect(404);
    let none = house.get("/v1/organizations/no-such-place").by(&token).send().await.expect(404);
    assert_eq!(seen.without_request(), none.without_request());
    let all = house.get("/v1/organizations").by(&token).send().await.expect(200).json();
    assert_eq!(all["items"].as_array().unwrap().len(), 1);
}

/// Whatever is read by those who may read the most, no secret is in it.
#[tokio::test]
async fn no_answer_holds_a_secret() {
    let (house, things) = furnished().await;
    let tries = tries();
    for email in ["harriet@clinic.example", "hugo@tatra.example", "pavel@tatra.example", "vera@aurora.example"] {
        let token = house.admin(email).await;
        let hash = prokura_app::secret::hash(&token).0;
        let hex: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
        let numbers = serde_json::to_string(&hash).unwrap();
        let mut read = 0;
        for (id, method, path) in operations().into_iter().filter(|(_, method, _)| method == "get") {
            let answer =
                try_it(&house, &method, &fill(&path, &things), tries[id.as_str()].body.as_ref(), Some(&token)).await;
            read += usize::from(answer.status == 200);
            let text = String::from_utf8(answer.bytes.to_vec()).unwrap();
            for secret in
                [&token, &hex, &numbers, "prk_", "prs_", "prl_", "$argon2", "\"secret\"", "\"salt\"", "\"hash\""]
            {
                assert!(!text.contains(secret), "{id} tells {secret}");
            }
        }
        assert!(read >= 6, "{email} read {read}");
    }
    let document = prokura_web::openapi();
    assert!(!document.contains("\"secret\""));
}
